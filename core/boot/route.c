/* SPDX-License-Identifier: ISC */
#include "core/boot/reply.h"

#include <string.h>

#define EVERYBODY 0xffffffffu

static void
to_socket(struct route *ret, uint32_t dst, uint16_t port)
{
	if (!ip4_usable(dst) || port == 0)
		return;
	ret->how = ROUTE_UDP;
	ret->dst = dst;
	ret->dst_port = port;
}

static void
to_everybody(struct route *ret)
{
	ret->how = ROUTE_BROADCAST;
	ret->dst = EVERYBODY;
	ret->dst_port = DHCP_PORT_CLIENT;
	memset(ret->dst_mac.b, 0xff, sizeof(ret->dst_mac.b));
}

/* To a machine that cannot answer ARP for the address it is being given. */
static void
to_machine(struct route *ret, const struct boot_request *r,
    const struct reply_terms *terms)
{
	const uint32_t yiaddr = terms->yiaddr;

	if (r->broadcast || terms->broadcast || !ip4_usable(yiaddr)) {
		to_everybody(ret);
		return;
	}
	ret->how = ROUTE_RAW;
	ret->dst = yiaddr;
	ret->dst_port = DHCP_PORT_CLIENT;
	ret->dst_mac = r->mac;
}

void
reply_route(struct route *ret, const struct boot_request *r,
    const struct reply_terms *terms, const struct ingress *in)
{
	const struct dhcp_head *h = &r->msg->head;

	memset(ret, 0, sizeof(*ret));
	if (in->local_port == DHCP_PORT_PXE)
		to_socket(ret, in->src != 0 ? in->src : h->ciaddr,
		    in->src_port);
	/* To ourselves would be a loop; a relay is never us. */
	else if (h->giaddr != 0 && h->giaddr != terms->server_id)
		to_socket(ret, h->giaddr, DHCP_PORT_SERVER);
	else if (h->giaddr != 0)
		return;
	else if (terms->type == DHCP_NAK)
		to_everybody(ret);
	else if (r->type == DHCP_INFORM && h->ciaddr == 0)
		to_socket(ret, in->src, DHCP_PORT_CLIENT);
	/* The B bit says nothing once the client has its address. */
	else if (h->ciaddr != 0)
		to_socket(ret, h->ciaddr, DHCP_PORT_CLIENT);
	else
		to_machine(ret, r, terms);
}
