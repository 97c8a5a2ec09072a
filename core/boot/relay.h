/* SPDX-License-Identifier: ISC */
#ifndef CORE_BOOT_RELAY_H
#define CORE_BOOT_RELAY_H

#include <stdint.h>

#include "core/proto/dhcp.h"

/*
 * What a relay agent says in option 82 as far as it changes the answer:
 * sub-options 5 (RFC 3527) and 11 (RFC 5107).  0: not said, or no relay.
 */
struct relay_info {
	uint32_t link; /* the network the client is on */
	uint32_t server_id; /* what option 54 has to be */
};

void relay_read(struct relay_info *ret, const struct dhcp_msg *m);

/*
 * The relays through which leases were given, for the networks that no router
 * was set for: their machines' way out is the relay itself.  A renewal comes
 * without it, so it is remembered; the first of a network stays, lest a forged
 * message move everybody's router.
 */
#define RELAYS_KNOWN 64

struct relays {
	uint32_t addr[RELAYS_KNOWN];
	unsigned count;
};

/* One for which there is no room is not remembered. */
void relays_add(struct relays *s, uint32_t addr, uint32_t mask);

/* The relay of this network, 0: none is known. */
uint32_t relays_find(const struct relays *s, uint32_t network, uint32_t mask);

#endif
