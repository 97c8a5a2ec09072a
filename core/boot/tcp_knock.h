/* SPDX-License-Identifier: ISC */
#ifndef CORE_BOOT_TCP_KNOCK_H
#define CORE_BOOT_TCP_KNOCK_H

#include <stdbool.h>
#include <stdint.h>

#include "core/proto/frame.h"

/*
 * Does a connection come about?  Its SYN is answered by RST, or sent again
 * and again without any answer.  A client that has an answer that the tap
 * does not show goes on, so that one side of a connection is enough to tell.
 */
struct tcp_knock {
	uint8_t tries; /* SYNs; a mirrored port's copies do not count */
	bool over; /* there is an answer, or it was told that none comes */
	uint32_t seq;
	int64_t first_us, last_us; /* SYNs */
};

enum tcp_knock_told { KNOCK_GOES_ON, KNOCK_REFUSED, KNOCK_SILENT };

/* One SYN without ACK: the beginning of a connection, or its beginning again.
 */
bool tcp_knock_is(const struct frame *f);

/* A frame of the connection; each of the two is told once. */
enum tcp_knock_told tcp_knock_take(struct tcp_knock *k, const struct frame *f,
    bool from_client, int64_t now_us);

#endif
