/* SPDX-License-Identifier: ISC */
#ifndef CORE_BOOT_OWN_FRAME_H
#define CORE_BOOT_OWN_FRAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/boot/event.h"
#include "core/boot/observe.h"
#include "core/proto/udp_frame.h"

/*
 * Frames made from what our server told, where none were captured: DHCP
 * messages as its sockets had them (their first EVENT_PACKET bytes), and of
 * its own transfers, whose data the capture leaves out, the beginning, the
 * end and what is needed between so that a reader finds how far they came.
 * Each goes out with a comment that says so.
 */
#define OWN_PAYLOAD_MOST 65500 /* what an IP datagram takes, less its heads */

/* Borrows the frame and the comment. */
typedef void own_frame_take(void *arg, const struct observe_frame *f,
    const char *comment);

/* 128 KB: the caller's memory. */
struct own_maker {
	own_frame_take *take;
	void *arg;
	struct udp_frame udp;
	/* A frame of zeros behind its beginning, made once. */
	uint8_t payload[OWN_PAYLOAD_MOST];
	uint8_t frame[OWN_PAYLOAD_MOST + UDP_FRAME_HEAD];
};

/* What of a transfer was made before; zero: nothing. */
struct own_shown {
	bool granted, taken; /* the OACK; the client's ACK of it */
	uint64_t blocks, again;
	int64_t at_us;
};

void own_maker_init(struct own_maker *m, own_frame_take *take, void *arg);

/* True: the message was longer than what is kept of it. */
bool own_frame_dhcp(struct own_maker *m, const struct event *e);

/* With what was granted, which is told when it is over; end: or NULL. */
void own_frame_request(struct own_maker *m, const struct event *e,
    const struct event *end);

/*
 * How a transfer went after its request, which the wire may show: all of it,
 * or while it goes on as far as it is, beyond what was shown.
 */
void own_frame_transfer(struct own_maker *m, const struct event *e,
    struct own_shown *shown);

#endif
