/* SPDX-License-Identifier: ISC */
#ifndef TUI_PACKET_ROWS_H
#define TUI_PACKET_ROWS_H

#include <stdbool.h>
#include <stddef.h>

#include "core/base/text.h"
#include "core/proto/dhcp.h"

struct byte_span {
	size_t offset, len;
};

#define PACKET_PIECES 8
#define PACKET_ROW_TEXT 1600

/* One field or option of a message: its words and where its bytes are. */
struct packet_row {
	size_t offset, len;
	/* An option in pieces (RFC 3396): where the others are, if not more. */
	size_t more_count;
	struct byte_span more[PACKET_PIECES];
	const uint8_t *data; /* what it says, borrowed from message or bytes */
	size_t data_len;
	bool in_options; /* it is an option of this code: */
	uint8_t code;
	char name[40];
	char text[PACKET_ROW_TEXT]; /* clean; shows where it is cut */
};

/*
 * Decodes a message of `len` bytes of which the first `kept` are there: where
 * that is less, what is whole, the options before the one that is cut.  False:
 * it is damaged.
 */
bool packet_decode(struct dhcp_msg *m, const uint8_t *bytes, size_t kept,
    size_t len);

/*
 * The n-th of them in the order of the packet, m NULL: of the fields alone;
 * false after the last.
 */
bool packet_row(const struct dhcp_msg *m, const uint8_t *bytes, size_t len,
    size_t n, struct packet_row *ret);

#endif
