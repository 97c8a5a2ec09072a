/* SPDX-License-Identifier: ISC */
#include "core/proto/tunnel.h"

#include "core/base/buf.h"

#define IP_IPIP 4
#define IP_GRE 47
#define IP_ETHERIP 97

#define GRE_CHECKSUM 0x8000
#define GRE_KEY 0x2000
#define GRE_SEQUENCE 0x1000
#define GRE_VERSION 0x0007

#define TYPE_IPV4 0x0800
#define TYPE_ETHERNET 0x6558
#define TYPE_ERSPAN 0x88be
#define TYPE_ERSPAN_3 0x22eb

#define PORT_VXLAN 4789
#define PORT_VXLAN_OLD 8472 /* Linux, before it had a number */
#define PORT_GENEVE 6081
#define PORT_TZSP 37008

static bool
carries(struct tunnel *t, enum tunnel_inner inner, struct rbuf *r)
{
	t->inner = inner;
	t->len = rbuf_left(r);
	t->data = rbuf_bytes(r, t->len);
	return !r->bad;
}

/*
 * draft-foschiano-erspan: type I has no head of its own and no sequence
 * numbers, type II eight bytes, type III twelve and perhaps eight more.
 */
static bool
open_erspan(struct tunnel *t, struct rbuf *r, uint16_t type, bool numbered)
{
	uint16_t words, last;

	if (type == TYPE_ERSPAN && !numbered)
		return carries(t, TUNNEL_ETHERNET, r);
	words = rbuf_u16(r);
	(void)rbuf_bytes(r, 6);
	t->vlan = words & 0xfff;
	if (type == TYPE_ERSPAN)
		return words >> 12 == 1 && carries(t, TUNNEL_ETHERNET, r);
	(void)rbuf_u16(r);
	last = rbuf_u16(r);
	if ((last & 1) != 0)
		(void)rbuf_bytes(r, 8);
	/* Its frame type: 0 Ethernet, 2 IP. */
	switch (last >> 10 & 31) {
	case 0:
		return words >> 12 == 2 && carries(t, TUNNEL_ETHERNET, r);
	case 2:
		return words >> 12 == 2 && carries(t, TUNNEL_IPV4, r);
	default:
		return false;
	}
}

static bool
open_gre(struct tunnel *t, struct rbuf *r)
{
	const uint16_t flags = rbuf_u16(r);
	const uint16_t type = rbuf_u16(r);

	if (r->bad || (flags & GRE_VERSION) != 0)
		return false;
	if ((flags & GRE_CHECKSUM) != 0)
		(void)rbuf_u32(r);
	if ((flags & GRE_KEY) != 0)
		(void)rbuf_u32(r);
	if ((flags & GRE_SEQUENCE) != 0)
		(void)rbuf_u32(r);
	if (type == TYPE_ERSPAN || type == TYPE_ERSPAN_3)
		return open_erspan(t, r, type, (flags & GRE_SEQUENCE) != 0);
	if (type == TYPE_ETHERNET)
		return carries(t, TUNNEL_ETHERNET, r);
	return type == TYPE_IPV4 && carries(t, TUNNEL_IPV4, r);
}

static bool
open_vxlan(struct tunnel *t, struct rbuf *r)
{
	/* All bits but this one are reserved. */
	return rbuf_u32(r) == 0x08000000 && rbuf_bytes(r, 4) != NULL &&
	    carries(t, TUNNEL_ETHERNET, r);
}

static bool
open_geneve(struct tunnel *t, struct rbuf *r)
{
	const uint8_t first = rbuf_u8(r);
	const uint8_t flags = rbuf_u8(r);
	const uint16_t type = rbuf_u16(r);

	(void)rbuf_bytes(r, 4 + (first & 63u) * 4);
	if (first >> 6 != 0 || (flags & 63) != 0)
		return false;
	if (type == TYPE_ETHERNET)
		return carries(t, TUNNEL_ETHERNET, r);
	return type == TYPE_IPV4 && carries(t, TUNNEL_IPV4, r);
}

/* Version 1, a packet, Ethernet; then tags up to the end tag. */
static bool
open_tzsp(struct tunnel *t, struct rbuf *r)
{
	uint8_t tag;

	if (rbuf_u16(r) != 0x0100 || rbuf_u16(r) != 1)
		return false;
	do {
		tag = rbuf_u8(r);
		if (tag > 1)
			(void)rbuf_bytes(r, rbuf_u8(r));
	} while (!r->bad && tag != 1);
	return carries(t, TUNNEL_ETHERNET, r);
}

static bool
open_udp(struct tunnel *t, struct rbuf *r, uint16_t port)
{
	switch (port) {
	case PORT_VXLAN:
	case PORT_VXLAN_OLD:
		return open_vxlan(t, r);
	case PORT_GENEVE:
		return open_geneve(t, r);
	case PORT_TZSP:
		return open_tzsp(t, r);
	default:
		return false;
	}
}

bool
tunnel_find(struct tunnel *ret, const struct frame *f)
{
	struct rbuf r;

	if (f->kind != FRAME_UDP && (f->kind != FRAME_OTHER || f->data == NULL))
		return false;
	rbuf_init(&r, f->data, f->len);
	ret->vlan = 0;
	if (f->kind == FRAME_UDP)
		return open_udp(ret, &r, f->dst_port);
	switch (f->protocol) {
	case IP_IPIP:
		return carries(ret, TUNNEL_IPV4, &r);
	case IP_GRE:
		return open_gre(ret, &r);
	case IP_ETHERIP:
		return rbuf_u16(&r) == 0x3000 &&
		    carries(ret, TUNNEL_ETHERNET, &r);
	default:
		return false;
	}
}
