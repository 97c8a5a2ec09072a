/* SPDX-License-Identifier: ISC */
#ifndef CORE_IO_REQUEST_TAP_H
#define CORE_IO_REQUEST_TAP_H

#include "core/io/udp.h"

/*
 * TFTP's read requests (RFC 1350) as they come off the wire, before this
 * host's packet filter: DHCP servers have always read theirs so.  Whoever
 * reads them reads copies; the sockets get what the filter lets through.
 */

/*
 * A descriptor, which the caller closes; or -PX_EACCESS, -PX_ENET.  Opening
 * needs CAP_NET_RAW, reading afterwards nothing.
 */
int request_tap_open(void);

/*
 * One request to port 69 of any host, as udp_recv gives it, but `local` is
 * only what the sender wrote, and `ifindex` 0: whether that is an address of
 * ours is the caller's business.  -PX_EAGAIN: none waits; -PX_EPROTO: one that
 * is malformed, or cut, has been taken off the queue.
 */
int request_tap_recv(int fd, void *buf, size_t cap, struct udp_from *ret);

#endif
