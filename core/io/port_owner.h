/* SPDX-License-Identifier: ISC */
#ifndef CORE_IO_PORT_OWNER_H
#define CORE_IO_PORT_OWNER_H

#include <stdint.h>

/*
 * Who holds a port of this machine, from /proc: for the sentence that tells
 * an operator which program to stop.
 */
enum port_kind { PORT_UDP, PORT_TCP };

struct port_owner {
	long pid;
	char name[32]; /* as the process calls itself: foreign text */
};

/*
 * The process whose socket keeps addr:port (addr 0: any address) from being
 * bound.  0, or -PX_ENOENT: nobody, or we may not see who.
 */
int port_owner_find(struct port_owner *ret, enum port_kind kind, uint32_t addr,
    uint16_t port);

/* The process that has the socket of this inode; errors as above. */
int port_owner_of_socket(struct port_owner *ret, unsigned long inode);

#endif
