/* SPDX-License-Identifier: ISC */
#ifndef CORE_PROTO_TUNNEL_H
#define CORE_PROTO_TUNNEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/proto/frame.h"

/*
 * What a datagram carries in turn, where it is a tunnel's: mirrored ports far
 * away come as ERSPAN (GRE 0x88be and 0x22eb), as Ethernet over GRE, VXLAN
 * (RFC 7348), Geneve (RFC 8926) or TZSP; networks are joined by GRE (RFC 2784,
 * 2890), IP in IP (RFC 2003) and EtherIP (RFC 3378).  What only has the port
 * of one and not its head is none.
 */
enum tunnel_inner { TUNNEL_ETHERNET, TUNNEL_IPV4 };

struct tunnel {
	enum tunnel_inner inner;
	uint16_t vlan; /* of the mirrored frame, as ERSPAN tells it; 0: none */
	const uint8_t *data; /* borrowed from the frame */
	size_t len;
};

/* Is f, a whole datagram, a tunnel's?  Then *ret is what it carries. */
bool tunnel_find(struct tunnel *ret, const struct frame *f);

#endif
