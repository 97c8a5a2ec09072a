/* SPDX-License-Identifier: ISC */
#ifndef CORE_IO_RAW_H
#define CORE_IO_RAW_H

#include "core/proto/udp_frame.h"

/*
 * Frames straight onto a wire: how a client that has no address yet is
 * answered by unicast (RFC 2131 4.1) without touching the ARP table, and how a
 * broadcast leaves that is not to come back to this host's own sockets.
 * Opening needs CAP_NET_RAW, sending afterwards nothing.
 */

/* A descriptor for raw_send, or -PX_EACCESS, -PX_ENET.  Receives nothing. */
int raw_open(void);

/* A datagram, and the interface that its frame leaves by. */
struct raw_out {
	unsigned ifindex;
	struct udp_frame frame;
};

/*
 * Sends the first of up to RAW_BATCH frames, at least one, in one call of the
 * kernel: how many, or -PX_ENET, -PX_ENOSPACE for the first of them.
 */
#define RAW_BATCH 32
int raw_send_many(int fd, const struct raw_out *list, size_t count);

#endif
