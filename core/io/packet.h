/* SPDX-License-Identifier: ISC */
#ifndef CORE_IO_PACKET_H
#define CORE_IO_PACKET_H

#include <stddef.h>
#include <stdint.h>

/*
 * All frames of one interface, in both directions and for any MAC: what
 * simulated machines stand on.  Needs CAP_NET_RAW.
 */

/* A non-blocking descriptor; -PX_ENOENT, -PX_EACCESS or -PX_ENET. */
int packet_open(const char *ifname);

/*
 * The next frame that arrived, 0: none is waiting.  Own ones are skipped; a
 * UDP checksum that a virtual wire left unfinished is taken out.
 */
size_t packet_receive(int fd, void *frame, size_t size);

/* 0 or -PX_ENET. */
int packet_send(int fd, const void *frame, size_t len);

/*
 * Makes the kernel work out checksums of frames that leave here, which it
 * otherwise spares itself on a virtual wire.  0 or -PX_ENET.
 */
int packet_checksums(const char *ifname);

#endif
