/* SPDX-License-Identifier: ISC */
#ifndef TUI_HEX_DRAW_H
#define TUI_HEX_DRAW_H

#include <stddef.h>
#include <stdint.h>

#include "tui/grid.h"
#include "tui/packet_rows.h"

/* Bytes in lines, some of them marked and in sight. */
struct hex_draw {
	const uint8_t *bytes;
	size_t len;
	const struct packet_row *row; /* whose bytes are marked */
};

/* How many fit side by side: 0 where there is no room, and their columns. */
size_t hex_draw_width(const struct area *a, int *ret_cols);

void hex_draw(const struct area *a, int col, const struct hex_draw *h,
    size_t width);

#endif
