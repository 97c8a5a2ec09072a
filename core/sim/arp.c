/* SPDX-License-Identifier: ISC */
#include "core/sim/arp.h"

#include <string.h>

#define ETHERTYPE_ARP 0x0806
#define ETHERTYPE_IPV4 0x0800

void
arp_encode(struct wbuf *w, enum arp_op op, const struct arp_party *from,
    const struct arp_party *to)
{
	struct mac everybody;

	memset(&everybody, 0xff, sizeof(everybody));
	wbuf_put(w, op == ARP_REQUEST ? everybody.b : to->mac.b, 6);
	wbuf_put(w, from->mac.b, 6);
	wbuf_u16(w, ETHERTYPE_ARP);
	wbuf_u16(w, 1);
	wbuf_u16(w, ETHERTYPE_IPV4);
	wbuf_u8(w, 6);
	wbuf_u8(w, 4);
	wbuf_u16(w, (uint16_t)op);
	wbuf_put(w, from->mac.b, 6);
	wbuf_u32(w, from->addr);
	if (op == ARP_REQUEST)
		wbuf_zero(w, 6);
	else
		wbuf_put(w, to->mac.b, 6);
	wbuf_u32(w, to->addr);
}
