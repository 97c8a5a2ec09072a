/* SPDX-License-Identifier: ISC */
#ifndef CORE_IO_NEIGHBOUR_H
#define CORE_IO_NEIGHBOUR_H

#include <stdint.h>

#include "core/base/addr.h"

/*
 * Who is behind an address of the link: the kernel's own table.  Whoever
 * sends us a packet has looked for us by ARP just before, so it stands there.
 * fd is any IPv4 socket.  0, or -PX_ENOENT.
 */
int neighbour_mac(struct mac *ret, int fd, const char *interface,
    uint32_t addr);

#endif
