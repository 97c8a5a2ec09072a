/* SPDX-License-Identifier: ISC */
#ifndef CORE_IO_SOCKET_DIAG_H
#define CORE_IO_SOCKET_DIAG_H

#include <stdbool.h>
#include <stdint.h>

/*
 * Does a UDP socket of this host (IPv4, or IPv6 for both) receive what
 * arrives for the port on that interface?  ret_inode (may be NULL) is the
 * socket's, as /proc/PID/fd shows it.  Needs no privilege; false also where
 * the kernel cannot be asked.
 */
bool socket_diag_listens(uint16_t port, unsigned ifindex,
    unsigned long *ret_inode);

#endif
