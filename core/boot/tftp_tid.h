/* SPDX-License-Identifier: ISC */
#ifndef CORE_BOOT_TFTP_TID_H
#define CORE_BOOT_TFTP_TID_H

#include <stdbool.h>
#include <stdint.h>

#include "core/proto/tftp.h"

/*
 * The server's end of a transfer as a watcher learns it (RFC 1350 4): a
 * request that was sent twice is answered from two ports, and what a server
 * sends again of the transfer before comes to the same port of the client
 * (lpxelinux has only one).  The client decides, by whom it acknowledges.
 */
struct tftp_tid {
	uint16_t port; /* who answered first, then the client's choice; or 0 */
	uint16_t before; /* the server's in the transfer before, or 0 */
	bool before_whole; /* that one has nothing to give up */
	bool agreed, rivals;
};

/* Is it a packet of this transfer?  `port` is the server's, of either way. */
bool tftp_tid_takes(struct tftp_tid *t, const struct tftp_packet *p,
    bool from_client, uint16_t port);

#endif
