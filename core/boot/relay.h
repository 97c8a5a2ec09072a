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

#endif
