/* SPDX-License-Identifier: ISC */
#include "core/proto/frame_link.h"

#include <string.h>

#include "core/base/err.h"

#define FAMILY_IPV4 2 /* AF_INET everywhere */
#define HARDWARE_ETHERNET 1

struct link_row {
	int linktype;
	enum frame_link link;
};

int
frame_link_find(int linktype, enum frame_link *ret)
{
	/* clang-format off */
	static const struct link_row rows[] = {
		{0, FRAME_NULL},
		{1, FRAME_ETHERNET},
		{9, FRAME_PPP},
		{12, FRAME_RAW_IP}, /* DLT_RAW as some systems write it */
		{14, FRAME_RAW_IP},
		{50, FRAME_PPP}, /* in HDLC-like framing */
		{101, FRAME_RAW_IP},
		{108, FRAME_LOOP},
		{113, FRAME_SLL},
		{149, FRAME_PKTAP}, /* as macOS itself writes it */
		{228, FRAME_RAW_IP},
		{229, FRAME_RAW_IP}, /* IPv6 alone */
		{239, FRAME_NFLOG},
		{258, FRAME_PKTAP},
		{276, FRAME_SLL2},
		{281, FRAME_BRCM},
		{282, FRAME_BRCM_FIRST},
		{284, FRAME_DSA},
		{285, FRAME_EDSA},
	};
	/* clang-format on */
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (rows[i].linktype == linktype) {
			*ret = rows[i].link;
			return 0;
		}
	return -PX_EPROTO;
}

/* A switch's tag stands before the MACs or between them and the type. */
static int
read_ethernet(struct frame_head *h, struct rbuf *r, size_t first,
    size_t between)
{
	(void)rbuf_bytes(r, first);
	mac_read(&h->dst_mac, r);
	mac_read(&h->src_mac, r);
	(void)rbuf_bytes(r, between);
	h->type = rbuf_u16(r);
	h->has_mac = true;
	h->next = FRAME_NEXT_TYPE;
	return r->bad ? -PX_ESHORT : 0;
}

/* Linux cooked captures: LINKTYPE_LINUX_SLL and _SLL2. */
static int
read_sll(struct frame_head *h, struct rbuf *r)
{
	uint16_t hardware, addr_len;

	(void)rbuf_u16(r);
	hardware = rbuf_u16(r);
	addr_len = rbuf_u16(r);
	mac_read(&h->src_mac, r);
	(void)rbuf_u16(r);
	h->type = rbuf_u16(r);
	h->has_mac = hardware == HARDWARE_ETHERNET && addr_len == 6;
	h->next = FRAME_NEXT_TYPE;
	return r->bad ? -PX_ESHORT : 0;
}

static int
read_sll2(struct frame_head *h, struct rbuf *r)
{
	uint16_t hardware;
	uint8_t addr_len;

	h->type = rbuf_u16(r);
	(void)rbuf_u16(r);
	(void)rbuf_u32(r);
	hardware = rbuf_u16(r);
	(void)rbuf_u8(r);
	addr_len = rbuf_u8(r);
	mac_read(&h->src_mac, r);
	(void)rbuf_u16(r);
	h->has_mac = hardware == HARDWARE_ETHERNET && addr_len == 6;
	h->next = FRAME_NEXT_TYPE;
	return r->bad ? -PX_ESHORT : 0;
}

static int
read_loopback(struct frame_head *h, struct rbuf *r, bool network_order)
{
	uint32_t family = rbuf_u32(r);

	if (r->bad)
		return -PX_ESHORT;
	/* Written in the byte order of whoever captured. */
	if (!network_order && family == (uint32_t)FAMILY_IPV4 << 24)
		family = FAMILY_IPV4;
	if (family == FAMILY_IPV4)
		h->next = FRAME_NEXT_IP;
	return 0;
}

static uint16_t
swapped(uint16_t n)
{
	return (uint16_t)(n << 8 | n >> 8);
}

static uint32_t
read_u32_little(struct rbuf *r)
{
	const uint32_t low = swapped(rbuf_u16(r));

	return low | (uint32_t)swapped(rbuf_u16(r)) << 16;
}

#define NFLOG_SENDER 8
#define NFLOG_PACKET 9

/* struct nfulnl_msg_packet_hw: a length, two bytes, the address. */
static void
read_nflog_sender(struct frame_head *h, struct rbuf r)
{
	const uint16_t addr_len = rbuf_u16(&r);

	(void)rbuf_u16(&r);
	mac_read(&h->src_mac, &r);
	h->has_mac = !r.bad && addr_len == 6;
}

/*
 * LINKTYPE_NFLOG: attributes, each with its length and type in the byte order
 * of whoever captured, and filled up to four bytes.  The packet is the last.
 */
static int
read_nflog(struct frame_head *h, struct rbuf *r)
{
	const uint8_t family = rbuf_u8(r);
	const uint8_t version = rbuf_u8(r);

	(void)rbuf_u16(r);
	if (r->bad)
		return -PX_ESHORT;
	if (version != 0)
		return -PX_EPROTO;
	for (;;) {
		uint16_t len = rbuf_u16(r), type = rbuf_u16(r);

		if (r->bad)
			return -PX_ESHORT;
		/* There are not so many types that both orders would do. */
		if (type > UINT8_MAX) {
			len = swapped(len);
			type = swapped(type);
		}
		if (len < 4)
			return -PX_EPROTO;
		if (type == NFLOG_PACKET)
			break;
		if (type == NFLOG_SENDER && len >= 4 + 10)
			read_nflog_sender(h, *r);
		(void)rbuf_bytes(r, (len - 4u + 3u) / 4 * 4);
	}
	if (family == FAMILY_IPV4)
		h->next = FRAME_NEXT_IP;
	return 0;
}

/* LINKTYPE_PKTAP: the head's length, a 1 for a packet, its link type. */
static int
read_pktap(struct frame_head *h, struct rbuf *r)
{
	const uint32_t len = read_u32_little(r);
	const uint32_t record = read_u32_little(r);
	const uint32_t linktype = read_u32_little(r);
	enum frame_link link;

	if (r->bad)
		return -PX_ESHORT;
	if (len < 12)
		return -PX_EPROTO;
	(void)rbuf_bytes(r, len - 12);
	if (r->bad)
		return -PX_ESHORT;
	if (record != 1 || linktype > UINT16_MAX ||
	    frame_link_find((int)linktype, &link) != 0 || link == FRAME_PKTAP)
		return 0;
	return frame_link_read(h, link, r);
}

int
frame_link_read(struct frame_head *ret, enum frame_link link, struct rbuf *r)
{
	memset(ret, 0, sizeof(*ret));
	switch (link) {
	case FRAME_ETHERNET:
		return read_ethernet(ret, r, 0, 0);
	case FRAME_SLL:
		return read_sll(ret, r);
	case FRAME_SLL2:
		return read_sll2(ret, r);
	case FRAME_RAW_IP:
		ret->next = FRAME_NEXT_IP;
		return 0;
	case FRAME_NULL:
		return read_loopback(ret, r, false);
	case FRAME_LOOP:
		return read_loopback(ret, r, true);
	case FRAME_PPP:
		ret->next = FRAME_NEXT_PPP;
		return 0;
	case FRAME_NFLOG:
		return read_nflog(ret, r);
	case FRAME_PKTAP:
		return read_pktap(ret, r);
	case FRAME_DSA:
	case FRAME_BRCM:
		return read_ethernet(ret, r, 0, 4);
	case FRAME_EDSA:
		return read_ethernet(ret, r, 0, 8);
	case FRAME_BRCM_FIRST:
		return read_ethernet(ret, r, 4, 0);
	case FRAME_LINK_COUNT:
		break;
	}
	return -PX_EPROTO;
}
