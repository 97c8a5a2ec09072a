/* SPDX-License-Identifier: ISC */
#ifndef CORE_IO_TCP_H
#define CORE_IO_TCP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/text.h"

/* TCP sockets for a server of files: nonblocking all of them. */

/*
 * Listens on addr:port (0: any) of the interface (NULL: all).  The
 * descriptor, which the caller closes; or udp_open's errors and sentences.
 */
int tcp_listen(const char *interface, uint32_t addr, uint16_t port,
    struct text *why);

/* The two ends of a connection. */
struct tcp_ends {
	uint32_t peer, local;
	uint16_t peer_port, local_port;
};

/*
 * The next connection that waits: its descriptor, or -PX_EAGAIN (none, or
 * it went away again), -PX_EFULL (no descriptors left), -PX_ENET.
 */
int tcp_accept(int fd, struct tcp_ends *ret);

/* All three: how many bytes, 0 at the end, -PX_EAGAIN, or -PX_ENET. */
int tcp_read(int fd, void *buf, size_t cap);

/* `more`: something else follows at once. */
int tcp_write(int fd, const void *buf, size_t len, bool more);

/* From a file, without a copy; 0: it ends here. */
int tcp_write_file(int fd, int file, uint64_t offset, size_t len);

/* What close does not: throws away what has not been sent. */
void tcp_abort(int fd);

/* Nothing more will be written. */
void tcp_end(int fd);

/* How much of what was written the other side has not confirmed. */
uint64_t tcp_unconfirmed(int fd);

#endif
