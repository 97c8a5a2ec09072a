/* SPDX-License-Identifier: ISC */
#ifndef CORE_SERVE_TFTPD_H
#define CORE_SERVE_TFTPD_H

#include <stddef.h>
#include <stdint.h>

#include "core/boot/event.h"
#include "core/boot/file_manner.h"
#include "core/proto/tftp_xfer.h"

/*
 * The TFTP server: read requests for files below the root, each transfer on a
 * socket of its own unless all stay on one port, 10,000 at once.  Gives
 * EVENT_TFTP (request, at most 4 times a second progress, done) and EVENT_LOG
 * to the sink.  Needs no privilege beyond the descriptors that it is given, but
 * opens sockets on ports of the kernel's choice while it runs.
 */
struct tftpd;
struct event_base;
struct root;

struct tftp_manner {
	uint16_t blksize; /* the largest block; 0: no limit of its own */
	struct file_manner files;
};

struct tftpd_config {
	struct event_base *base; /* outlives the server */
	struct root *root; /* borrowed, outlives the server */
	struct event_sink sink; /* called in the thread of the loop */
	struct tftp_limits limits; /* what is 0: as in tftpd.c */
	/* What a client on this interface ("": any) has of its own; NULL:
	 * nobody has anything. */
	void (*manner)(void *arg, uint32_t client, const char *interface,
	    struct tftp_manner *ret);
	void *manner_arg;
	size_t most; /* transfers at once; 0: as many as descriptors allow */
	/* Where transfers are: on the port of the request (for a client of
	 * that manner in any case), or on these ports (0: any), a port
	 * each. */
	bool single_port;
	uint16_t port_first, port_last;
};

struct tftpd_listen {
	int fd; /* of udp_open; borrowed, closed after tftpd_free */
	char interface[16]; /* "": all */
	uint16_t mtu; /* 0: 1500 */
	uint32_t addr, mask; /* who is on the link; mask 0: everybody */
};

/* Raises the limit of descriptors, if it may.  0 or -PX_ENOMEM. */
int tftpd_new(struct tftpd **ret, const struct tftpd_config *config);

/*
 * Serves requests that come in by this socket: 0, -PX_EFULL, -PX_ENOMEM.
 * Again for a socket that it has: what is new about its interface.
 */
int tftpd_listen(struct tftpd *t, const struct tftpd_listen *listen);

/*
 * Clients of that manner (from_wire) are served by the requests of this
 * descriptor (request_tap.h, -1: none) and by those only, so that none counts
 * twice.  Takes it over.  0 or -PX_ENOMEM, then it is closed.
 */
int tftpd_tap(struct tftpd *t, int fd);

/* How many transfers run. */
size_t tftpd_transfers(const struct tftpd *t);

/* Clients are told that the server stops. */
void tftpd_free(struct tftpd *t);

#endif
