/* SPDX-License-Identifier: ISC */
#include "core/proto/frame.h"

#include <string.h>

#include "core/base/buf.h"
#include "core/base/err.h"
#include "core/proto/dhcp6.h"
#include "core/proto/tunnel.h"

#define TYPE_IPV4 0x0800
#define TYPE_IPV6 0x86dd
#define TYPE_ARP 0x0806
#define TYPE_VLAN 0x8100
#define TYPE_QINQ 0x88a8
#define TYPE_QINQ_OLD 0x9100
#define TYPE_MPLS 0x8847
#define TYPE_MPLS_MULTICAST 0x8848
#define TYPE_PPPOE 0x8864
#define PPP_IPV4 0x21
#define TYPE_LLC_MAX 0x05dc /* below: a length, IEEE 802.3 */
#define LLC_BPDU 0x4242
#define LLC_SNAP 0xaaaa
#define WIRES_MOST 2 /* Ethernet in MPLS, RFC 4385, in another */
#define TUNNELS_MOST 2 /* a mirrored frame that was in a tunnel */

#define IP_ICMP 1
#define IP_TCP 6
#define IP_UDP 17

static int
decode_arp(struct frame *f, struct rbuf *r)
{
	const uint16_t hardware = rbuf_u16(r);
	const uint16_t protocol = rbuf_u16(r);
	const uint8_t hlen = rbuf_u8(r);
	const uint8_t plen = rbuf_u8(r);

	f->arp_op = rbuf_u16(r);
	if (r->bad)
		return -PX_ESHORT;
	if (hardware != 1 || protocol != TYPE_IPV4 || hlen != 6 || plen != 4)
		return 0;
	mac_read(&f->arp_mac, r);
	f->src = rbuf_u32(r);
	(void)rbuf_bytes(r, 6);
	f->dst = rbuf_u32(r);
	if (r->bad)
		return -PX_ESHORT;
	f->kind = FRAME_ARP;
	return 0;
}

static int
decode_udp(struct frame *f, struct rbuf *r, size_t wire_len)
{
	uint16_t udp_len;

	f->src_port = rbuf_u16(r);
	f->dst_port = rbuf_u16(r);
	udp_len = rbuf_u16(r);
	(void)rbuf_u16(r);
	if (r->bad)
		return -PX_ESHORT;
	if (udp_len < 8 || udp_len > wire_len)
		return -PX_EVALUE;
	f->wire_len = (size_t)udp_len - 8;
	f->len = rbuf_left(r) < f->wire_len ? rbuf_left(r) : f->wire_len;
	f->data = rbuf_bytes(r, f->len);
	f->kind = FRAME_UDP;
	return 0;
}

static int
decode_tcp(struct frame *f, struct rbuf *r, size_t wire_len)
{
	uint16_t words;
	size_t head;

	f->src_port = rbuf_u16(r);
	f->dst_port = rbuf_u16(r);
	f->tcp_seq = rbuf_u32(r);
	f->tcp_ack = rbuf_u32(r);
	words = rbuf_u16(r);
	f->tcp_flags = (uint8_t)words;
	(void)rbuf_bytes(r, 6);
	if (r->bad)
		return -PX_ESHORT;
	head = (size_t)(words >> 12) * 4;
	if (head < 20 || head > wire_len)
		return -PX_EVALUE;
	f->kind = FRAME_TCP;
	f->wire_len = wire_len - head;
	f->data = NULL;
	f->len = 0;
	/* A short capture may end inside the TCP options: no payload then. */
	if (rbuf_left(r) < head - 20)
		return 0;
	(void)rbuf_bytes(r, head - 20);
	f->len = rbuf_left(r) < f->wire_len ? rbuf_left(r) : f->wire_len;
	f->data = rbuf_bytes(r, f->len);
	return 0;
}

/* ICMP errors carry the head of what they refuse, RFC 792. */
static int
decode_icmp(struct frame *f, struct rbuf *r)
{
	struct rbuf inner;
	uint8_t first;

	f->icmp_type = rbuf_u8(r);
	f->icmp_code = rbuf_u8(r);
	(void)rbuf_bytes(r, 6);
	if (r->bad)
		return -PX_ESHORT;
	f->kind = FRAME_ICMP;
	inner = *r;
	first = rbuf_u8(&inner);
	(void)rbuf_bytes(&inner, 8);
	f->protocol = rbuf_u8(&inner);
	(void)rbuf_bytes(&inner, 2);
	f->inner_src = rbuf_u32(&inner);
	f->inner_dst = rbuf_u32(&inner);
	if (first >> 4 == 4 && (first & 15) >= 5)
		(void)rbuf_bytes(&inner, ((first & 15u) - 5u) * 4u);
	f->inner_src_port = rbuf_u16(&inner);
	f->inner_dst_port = rbuf_u16(&inner);
	f->has_inner = !inner.bad && first >> 4 == 4 && (first & 15) >= 5;
	return 0;
}

int
frame_decode_transport(struct frame *f, const void *data, size_t len,
    size_t wire_len)
{
	struct rbuf r;

	rbuf_init(&r, data, len);
	if (f->protocol == IP_UDP)
		return decode_udp(f, &r, wire_len);
	if (f->protocol == IP_TCP)
		return decode_tcp(f, &r, wire_len);
	if (f->protocol == IP_ICMP)
		return decode_icmp(f, &r);
	f->kind = FRAME_OTHER;
	f->data = data;
	f->len = len;
	f->wire_len = wire_len;
	return 0;
}

static int
decode_ipv4(struct frame *f, struct rbuf *r)
{
	const uint8_t first = rbuf_u8(r);
	const size_t head = (size_t)(first & 15) * 4;
	uint16_t total, fragment;
	size_t wire_len, len;

	(void)rbuf_u8(r);
	total = rbuf_u16(r);
	f->ip_id = rbuf_u16(r);
	fragment = rbuf_u16(r);
	f->ttl = rbuf_u8(r);
	f->protocol = rbuf_u8(r);
	(void)rbuf_u16(r);
	f->src = rbuf_u32(r);
	f->dst = rbuf_u32(r);
	if (r->bad)
		return -PX_ESHORT;
	if (first >> 4 != 4)
		return first >> 4 == 6 ? 0 : -PX_EVALUE;
	/* Segmentation offload may leave the total length 0: all that is. */
	if (total == 0)
		total = (uint16_t)(rbuf_left(r) + 20 > 0xffff ?
			0xffff :
			rbuf_left(r) + 20);
	if (head < 20 || total < head)
		return -PX_EVALUE;
	if (rbuf_bytes(r, head - 20) == NULL)
		return -PX_ESHORT;
	wire_len = total - head;
	len = rbuf_left(r) < wire_len ? rbuf_left(r) : wire_len;
	f->fragment_offset = (uint16_t)((fragment & 0x1fff) * 8);
	f->more_fragments = (fragment & 0x2000) != 0;
	f->data = rbuf_bytes(r, len);
	f->len = len;
	f->wire_len = wire_len;
	if (f->more_fragments || f->fragment_offset != 0) {
		f->kind = FRAME_FRAGMENT;
		return 0;
	}
	return frame_decode_transport(f, f->data, len, wire_len);
}

/*
 * Of IPv6 a client's DHCPv6 alone is looked at, straight behind the header;
 * all else is as if it were not there, broken or not.
 */
static int
decode_ipv6(struct frame *f, struct rbuf *r)
{
	uint8_t next;

	(void)rbuf_bytes(r, 6);
	next = rbuf_u8(r);
	(void)rbuf_bytes(r, 1 + 16 + 16);
	f->src_port = rbuf_u16(r);
	f->dst_port = rbuf_u16(r);
	(void)rbuf_bytes(r, 4);
	if (r->bad || next != IP_UDP || f->dst_port != DHCP6_PORT)
		return 0;
	f->kind = FRAME_DHCP6;
	f->len = f->wire_len = rbuf_left(r);
	f->data = rbuf_bytes(r, f->len);
	return 0;
}

/* RFC 1662: address and control, then the protocol, all of which may be
 * shortened. */
static int
decode_ppp(struct frame *f, struct rbuf *r)
{
	uint16_t protocol = rbuf_u8(r);

	if (protocol == 0xff) {
		(void)rbuf_u8(r);
		protocol = rbuf_u8(r);
	}
	/* An odd first byte is the whole number. */
	if ((protocol & 1) == 0)
		protocol = (uint16_t)(protocol << 8 | rbuf_u8(r));
	if (r->bad)
		return -PX_ESHORT;
	return protocol == PPP_IPV4 ? decode_ipv4(f, r) : 0;
}

static int decode_link(struct frame *f, enum frame_link link, struct rbuf *r);

/*
 * RFC 3032: labels, the last of which is marked.  What follows shows by its
 * first bits: IPv4, or a control word and Ethernet (RFC 4385).
 */
static int
decode_mpls(struct frame *f, struct rbuf *r)
{
	struct rbuf ahead;
	uint32_t label;

	do
		label = rbuf_u32(r);
	while (!r->bad && (label & 0x100) == 0);
	ahead = *r;
	label = rbuf_u32(&ahead);
	if (ahead.bad)
		return -PX_ESHORT;
	if (label >> 28 == 4)
		return decode_ipv4(f, r);
	if (label >> 28 != 0)
		return 0;
	return f->wires++ < WIRES_MOST ?
	    decode_link(f, FRAME_ETHERNET, &ahead) :
	    -PX_EPROTO;
}

static int
decode_pppoe(struct frame *f, struct rbuf *r)
{
	const uint16_t kind = rbuf_u16(r);

	(void)rbuf_bytes(r, 4);
	if (r->bad)
		return -PX_ESHORT;
	return kind == 0x1100 ? decode_ppp(f, r) : 0;
}

/* IEEE 802.2: a BPDU, or an Ethernet type behind SNAP's zeros. */
static int
decode_llc(struct frame *f, struct rbuf *r)
{
	const uint16_t points = rbuf_u16(r);

	if (!r->bad && points == LLC_BPDU)
		f->kind = FRAME_BPDU;
	if (points != LLC_SNAP || rbuf_u32(r) != 0x03000000)
		return 0;
	return rbuf_u16(r) == TYPE_IPV4 && !r->bad ? decode_ipv4(f, r) : 0;
}

/* From an Ethernet type on, VLAN tags peeled off first. */
static int
decode_type(struct frame *f, struct rbuf *r, uint16_t type)
{
	while (
	    type == TYPE_VLAN || type == TYPE_QINQ || type == TYPE_QINQ_OLD) {
		if (f->vlan_count == FRAME_MAX_VLANS)
			return -PX_EPROTO;
		f->vlans[f->vlan_count++] = rbuf_u16(r) & 0xfff;
		type = rbuf_u16(r);
		if (r->bad)
			return -PX_ESHORT;
	}
	if (type == TYPE_IPV4)
		return decode_ipv4(f, r);
	if (type == TYPE_IPV6)
		return decode_ipv6(f, r);
	if (type == TYPE_ARP)
		return decode_arp(f, r);
	if (type <= TYPE_LLC_MAX)
		return decode_llc(f, r);
	if (type == TYPE_MPLS || type == TYPE_MPLS_MULTICAST)
		return decode_mpls(f, r);
	return type == TYPE_PPPOE ? decode_pppoe(f, r) : 0;
}

static int
decode_link(struct frame *f, enum frame_link link, struct rbuf *r)
{
	struct frame_head h;
	const int err = frame_link_read(&h, link, r);

	if (err != 0)
		return err;
	f->has_mac = h.has_mac;
	f->src_mac = h.src_mac;
	f->dst_mac = h.dst_mac;
	switch (h.next) {
	case FRAME_NEXT_TYPE:
		return decode_type(f, r, h.type);
	case FRAME_NEXT_IP:
		return decode_ipv4(f, r);
	case FRAME_NEXT_PPP:
		return decode_ppp(f, r);
	case FRAME_NEXT_OTHER:
		break;
	}
	return 0;
}

int
frame_open(struct frame *f)
{
	struct frame inner;
	struct tunnel t;
	struct rbuf r;
	int i, err = 0;

	for (i = 0; i < TUNNELS_MOST && err == 0 && tunnel_find(&t, f); i++) {
		memset(&inner, 0, sizeof(inner));
		rbuf_init(&r, t.data, t.len);
		err = decode_link(&inner,
		    t.inner == TUNNEL_ETHERNET ? FRAME_ETHERNET : FRAME_RAW_IP,
		    &r);
		if (inner.vlan_count == 0 && t.vlan != 0)
			inner.vlans[inner.vlan_count++] = t.vlan;
		*f = inner;
	}
	return err;
}

int
frame_decode(struct frame *f, enum frame_link link, const void *data,
    size_t len)
{
	struct rbuf r;
	int err;

	memset(f, 0, sizeof(*f));
	rbuf_init(&r, data, len);
	err = decode_link(f, link, &r);
	return err != 0 ? err : frame_open(f);
}
