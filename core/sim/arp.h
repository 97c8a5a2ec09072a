/* SPDX-License-Identifier: ISC */
#ifndef CORE_SIM_ARP_H
#define CORE_SIM_ARP_H

#include <stdint.h>

#include "core/base/addr.h"
#include "core/base/buf.h"

/* ARP over Ethernet for IPv4 (RFC 826), as far as a client needs it. */
enum arp_op { ARP_REQUEST = 1, ARP_REPLY = 2 };

/* Who sends, and whom he asks or answers; to.mac is not known in a request. */
struct arp_party {
	struct mac mac;
	uint32_t addr;
};

/* Writes the frame, a request to all; the sticky error is w's. */
void arp_encode(struct wbuf *w, enum arp_op op, const struct arp_party *from,
    const struct arp_party *to);

#endif
