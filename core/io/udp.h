/* SPDX-License-Identifier: ISC */
#ifndef CORE_IO_UDP_H
#define CORE_IO_UDP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/text.h"

/*
 * UDP sockets as this program needs them: nonblocking, on one interface or
 * all, telling for each datagram which of our addresses it was sent to, and
 * sending from the address that is asked for.
 */

/* Where a datagram came from and how it got here. */
struct udp_from {
	uint32_t src;
	uint16_t src_port;
	uint32_t dst; /* in the IP header: may be a broadcast address */
	uint32_t local; /* our own address that dst stands for */
	uint32_t ifindex;
};

struct udp_to {
	uint32_t dst;
	uint16_t dst_port;
	uint32_t src; /* 0: the kernel's choice */
	uint32_t ifindex; /* 0: by the routing table */
};

/*
 * Binds addr:port (0: any) on the interface (NULL: all).  Returns the
 * descriptor, which the caller closes; or -PX_EINUSE (the owner of the port
 * named in why), -PX_EACCESS, -PX_ENOENT (no such interface) or -PX_ENET
 * with a sentence for the operator in why.
 */
int udp_open(const char *interface, uint32_t addr, uint16_t port,
    struct text *why);

/*
 * The same for a single transfer: without a look through all processes for a
 * port's owner, read by udp_recv_plain only, and sending whole packets as long
 * as the way takes them, which spares the kernel to number each.
 */
int udp_open_transfer(const char *interface, uint32_t addr, uint16_t port,
    struct text *why);

/* The port that the kernel chose; 0 when fd is not bound. */
uint16_t udp_port(int fd);

/*
 * One datagram: its length, or -PX_EAGAIN (none waits), -PX_ELONG (it was
 * longer than cap, taken off the queue), -PX_ENET (an ICMP error or worse).
 */
int udp_recv(int fd, void *buf, size_t cap, struct udp_from *ret);

/* The same, telling src and src_port only: half the cost. */
int udp_recv_plain(int fd, void *buf, size_t cap, struct udp_from *ret);

/* Several at once, for who is asked by many: buffers that stand side by side.
 */
#define UDP_BATCH 32

struct udp_in {
	struct udp_from from;
	int len; /* or -PX_ELONG, as above */
};

/*
 * Up to `count` (at most UDP_BATCH) datagrams, the i-th into buf + i * cap:
 * how many, or an error as above.
 */
int udp_recv_many(int fd, uint8_t *buf, size_t cap, struct udp_in *ret,
    size_t count);

struct udp_out {
	const void *buf;
	size_t len;
	struct udp_to to;
};

/* Sends up to UDP_BATCH of them by one call: how many left, or an error. */
int udp_send_many(int fd, const struct udp_out *list, size_t count);

/*
 * 0, or -PX_EAGAIN (the queue is full for now), -PX_ENET (no route, link
 * down, port closed): the protocol's own timer is what tries again.
 */
int udp_send(int fd, const void *buf, size_t len, const struct udp_to *to);

/* Datagrams one behind the other in memory, all but the last of one size. */
#define UDP_RUN_MAX 64

struct udp_run {
	uint8_t *data;
	size_t count; /* up to UDP_RUN_MAX */
	size_t size, last_size;
	bool apart; /* the kernel refused to cut one piece: send them singly */
};

/*
 * How many left, or an error as above if none.  The kernel takes them as one
 * piece that it cuts itself, which costs a fraction of single ones; where it
 * will not (larger than the MTU, a device without checksums) `apart` is set
 * and they go singly, by one call.
 */
int udp_send_run(int fd, struct udp_run *run, const struct udp_to *to);

/* ICMP errors are kept for udp_peer_gone; fd is readable when one comes. */
void udp_keep_errors(int fd);

/*
 * Takes the kept errors off; true when one says that addr:port is closed.
 * To be called when a datagram was to be read and none could be.
 */
bool udp_peer_gone(int fd, uint32_t addr, uint16_t port);

#endif
