/* SPDX-License-Identifier: ISC */
#ifndef CORE_IO_SOCKET_H
#define CORE_IO_SOCKET_H

#include <stdint.h>

#include "core/base/text.h"
#include "core/io/port_owner.h"

/* What UDP and TCP sockets have in common. */

/* setsockopt of an int; 0 or -1 and errno. */
int socket_set(int fd, int level, int name, int value);

/*
 * Ties the socket to the interface that has this name now.  Needs
 * CAP_NET_RAW when it has been tied before.  0, or -PX_EACCESS, -PX_ENOENT or
 * -PX_ENET with a sentence in why.
 */
int socket_bind_device(int fd, const char *interface, struct text *why);

/*
 * Moves a bound socket to the interface that has this name now: one that was
 * deleted and made again has another index, and the socket would stay deaf.
 * Needs CAP_NET_RAW.  0, -PX_EACCESS, -PX_ENOENT or -PX_ENET.
 */
int socket_rebind(int fd, const char *interface);

/* The sentence for a bind or listen that failed with `error`, and ours. */
int socket_explain_bind(int error, enum port_kind kind, uint32_t addr,
    uint16_t port, struct text *why);

#endif
