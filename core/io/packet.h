/* SPDX-License-Identifier: ISC */
#ifndef CORE_IO_PACKET_H
#define CORE_IO_PACKET_H

#include <stddef.h>
#include <stdint.h>

#include "core/base/addr.h"

/*
 * Frames of one interface, for any MAC: what simulated machines stand on.
 * Needs CAP_NET_RAW.
 */

/*
 * A non-blocking descriptor; -PX_ENOENT, -PX_EACCESS or -PX_ENET.  Of what
 * arrives only frames to this MAC and to all wait there (NULL: every frame):
 * others' traffic must not push out the answers of one machine that comes to
 * read them late.
 */
int packet_open(const char *ifname, const struct mac *mac);

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
