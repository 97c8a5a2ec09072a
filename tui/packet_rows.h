/* SPDX-License-Identifier: ISC */
#ifndef TUI_PACKET_ROWS_H
#define TUI_PACKET_ROWS_H

#include <stdbool.h>
#include <stddef.h>

#include "core/base/text.h"
#include "core/proto/dhcp.h"

/* One field or option of a message: its words and where its bytes are. */
struct packet_row {
	size_t offset, len;
	bool in_options; /* it is an option of this code: */
	uint8_t code;
	char name[40];
	char text[200]; /* clean */
};

/*
 * Decodes a message of `len` bytes of which the first `kept` are there: where
 * that is less, what is whole, the options before the one that is cut.  False:
 * it is damaged.
 */
bool packet_decode(struct dhcp_msg *m, const uint8_t *bytes, size_t kept,
    size_t len);

/* The n-th of them in the order of the packet; false after the last. */
bool packet_row(const struct dhcp_msg *m, const uint8_t *bytes, size_t len,
    size_t n, struct packet_row *ret);

#endif
