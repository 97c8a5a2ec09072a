/* SPDX-License-Identifier: ISC */
#ifndef CORE_BOOT_TCP_HEADS_H
#define CORE_BOOT_TCP_HEADS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * The first bytes of what one side of a connection says, put together from
 * segments that come split, out of order or again: an HTTP head, an iSCSI
 * login.  A few at a time; the oldest is given up when another begins.
 */
#define TCP_HEADS 64
#define TCP_HEAD_BYTES 4096

struct tcp_head {
	bool used, from_client;
	uint32_t row; /* of the connection */
	uint32_t base; /* sequence number of data[0] */
	uint64_t order;
	size_t len; /* from the beginning without a gap */
	uint8_t have[TCP_HEAD_BYTES / 8]; /* a bit each byte */
	uint8_t data[TCP_HEAD_BYTES];
};

struct tcp_heads {
	uint64_t begun;
	struct tcp_head rows[TCP_HEADS];
};

void tcp_heads_init(struct tcp_heads *h);

/*
 * A piece at that sequence number of a head that begins at base.  The head as
 * far as it is there; NULL: the piece lies elsewhere.  Borrowed until the
 * next call.
 */
const struct tcp_head *tcp_heads_add(struct tcp_heads *h, uint32_t row,
    bool from_client, uint32_t base, uint32_t seq, const uint8_t *data,
    size_t len);

/* What is held of that side; NULL: nothing. */
const struct tcp_head *tcp_heads_find(const struct tcp_heads *h, uint32_t row,
    bool from_client);
void tcp_heads_drop(struct tcp_heads *h, uint32_t row, bool from_client);

#endif
