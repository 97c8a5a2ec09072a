/* SPDX-License-Identifier: ISC */
#ifndef CORE_IO_RAW_H
#define CORE_IO_RAW_H

#include "core/proto/udp_frame.h"

/*
 * Frames straight onto a wire: how a client that has no address yet is
 * answered by unicast (RFC 2131 4.1) without touching the ARP table.  Opening
 * needs CAP_NET_RAW, sending afterwards nothing.
 */

/* A descriptor for raw_send, or -PX_EACCESS, -PX_ENET.  Receives nothing. */
int raw_open(void);

/* Sends one datagram in its frame on an interface.  0 or -PX_ENET. */
int raw_send(int fd, unsigned ifindex, const struct udp_frame *f);

#endif
