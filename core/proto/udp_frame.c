/* SPDX-License-Identifier: ISC */
#include "core/proto/udp_frame.h"

#include <stdbool.h>

#define ETHERTYPE_IPV4 0x0800
#define VERSION_IHL 0x45
#define DONT_FRAGMENT 0x4000
#define FRAGMENT_BITS 0x3fff /* more fragments, offset */
#define TTL 64
#define PROTOCOL_TCP 6
#define PROTOCOL_UDP 17
#define IP_HEAD 20
#define UDP_HEAD 8
#define TCP_HEAD 20
#define TCP_SYN 0x5002 /* five words of header, SYN */
#define TCP_WINDOW 64240
#define IP_AT 14
#define IP_SUM_AT (IP_AT + 10)
#define UDP_AT (IP_AT + IP_HEAD)
#define UDP_SUM_AT (UDP_AT + 6)
#define TCP_SUM_AT (UDP_AT + 16)

/* RFC 1071, not yet folded. */
static uint32_t
sum_bytes(uint32_t sum, const uint8_t *p, size_t n)
{
	struct rbuf r;

	rbuf_init(&r, p, n);
	while (rbuf_left(&r) > 1)
		sum += rbuf_u16(&r);
	if (rbuf_left(&r) == 1)
		sum += (uint32_t)rbuf_u8(&r) << 8;
	return sum;
}

static uint16_t
fold(uint32_t sum)
{
	while (sum >> 16 != 0)
		sum = (sum & 0xffff) + (sum >> 16);
	return (uint16_t)~sum;
}

/* RFC 768: source, destination, protocol and length count, too. */
static uint32_t
pseudo_sum(const struct udp_frame *f, uint8_t protocol, size_t len)
{
	return (f->src >> 16) + (f->src & 0xffff) + (f->dst >> 16) +
	    (f->dst & 0xffff) + protocol + (uint32_t)len;
}

/* Ethernet and IPv4, then both ports. */
static void
write_heads(const struct udp_frame *f, struct wbuf *w, uint8_t protocol,
    size_t len)
{
	wbuf_put(w, f->dst_mac.b, sizeof(f->dst_mac.b));
	wbuf_put(w, f->src_mac.b, sizeof(f->src_mac.b));
	wbuf_u16(w, ETHERTYPE_IPV4);
	wbuf_u8(w, VERSION_IHL);
	wbuf_u8(w, 0);
	wbuf_u16(w, (uint16_t)(IP_HEAD + len));
	/* RFC 6864 4.1: what is never fragmented needs no identification. */
	wbuf_u16(w, 0);
	wbuf_u16(w, DONT_FRAGMENT);
	wbuf_u8(w, TTL);
	wbuf_u8(w, protocol);
	wbuf_u16(w, 0);
	wbuf_u32(w, f->src);
	wbuf_u32(w, f->dst);
	wbuf_u16(w, f->src_port);
	wbuf_u16(w, f->dst_port);
}

/* The checksum at `at` of what follows the IPv4 header, and that header's. */
static void
write_sums(const struct udp_frame *f, struct wbuf *w, size_t start,
    uint8_t protocol, size_t at)
{
	const uint8_t *frame = w->base + start;
	const size_t len = w->len - start - UDP_AT;
	uint16_t sum = fold(sum_bytes(0, frame + IP_AT, IP_HEAD));

	wbuf_set_u16(w, start + IP_SUM_AT, sum);
	sum = fold(
	    sum_bytes(pseudo_sum(f, protocol, len), frame + UDP_AT, len));
	/* Of UDP zero would mean "no checksum"; for TCP they are the same. */
	wbuf_set_u16(w, start + at, sum == 0 ? UINT16_MAX : sum);
}

void
udp_frame_encode(const struct udp_frame *f, struct wbuf *w)
{
	const size_t udp_len = UDP_HEAD + f->len;
	const size_t start = w->len;

	if (f->len > UINT16_MAX - IP_HEAD - UDP_HEAD)
		w->bad = true;
	write_heads(f, w, PROTOCOL_UDP, udp_len);
	wbuf_u16(w, (uint16_t)udp_len);
	wbuf_u16(w, 0);
	wbuf_put(w, f->data, f->len);
	if (!w->bad)
		write_sums(f, w, start, PROTOCOL_UDP, UDP_SUM_AT);
}

void
tcp_syn_encode(const struct udp_frame *f, uint32_t sequence, struct wbuf *w)
{
	const size_t start = w->len;

	write_heads(f, w, PROTOCOL_TCP, TCP_HEAD);
	wbuf_u32(w, sequence);
	wbuf_u32(w, 0);
	wbuf_u16(w, TCP_SYN);
	wbuf_u16(w, TCP_WINDOW);
	wbuf_u16(w, 0);
	wbuf_u16(w, 0);
	if (!w->bad)
		write_sums(f, w, start, PROTOCOL_TCP, TCP_SUM_AT);
}

/* The Ethernet and IPv4 headers; *ret is what the datagram carries. */
static int
read_ip(struct udp_frame *f, struct rbuf *r, struct rbuf *ret)
{
	struct rbuf whole, ip;
	uint8_t version_ihl, protocol;
	size_t head_len, total;
	uint16_t fragment;

	mac_read(&f->dst_mac, r);
	mac_read(&f->src_mac, r);
	if (rbuf_u16(r) != ETHERTYPE_IPV4)
		return r->bad ? -PX_ESHORT : -PX_EPROTO;
	whole = *r;
	version_ihl = rbuf_u8(r);
	(void)rbuf_u8(r);
	total = rbuf_u16(r);
	(void)rbuf_u16(r);
	fragment = rbuf_u16(r);
	(void)rbuf_u8(r);
	protocol = rbuf_u8(r);
	(void)rbuf_u16(r);
	f->src = rbuf_u32(r);
	f->dst = rbuf_u32(r);
	head_len = (version_ihl & 15u) * 4u;
	if (r->bad)
		return -PX_ESHORT;
	if (version_ihl >> 4 != 4 || head_len < IP_HEAD || total < head_len)
		return -PX_EPROTO;
	/* What lies behind the total length is the link's padding. */
	ip = rbuf_sub(&whole, total);
	if (ip.bad)
		return -PX_ESHORT;
	if (fold(sum_bytes(0, rbuf_bytes(&ip, head_len), head_len)) != 0)
		return -PX_ECHECKSUM;
	if (protocol != PROTOCOL_UDP || (fragment & FRAGMENT_BITS) != 0)
		return -PX_EPROTO;
	*ret = ip;
	return 0;
}

static int
read_udp(struct udp_frame *f, struct rbuf *r)
{
	struct rbuf udp = *r;
	size_t len;
	uint16_t sum;

	f->src_port = rbuf_u16(r);
	f->dst_port = rbuf_u16(r);
	len = rbuf_u16(r);
	sum = rbuf_u16(r);
	if (r->bad || len < UDP_HEAD || len > rbuf_left(&udp))
		return -PX_ESHORT;
	f->len = len - UDP_HEAD;
	f->data = rbuf_bytes(r, f->len);
	if (sum != 0 &&
	    fold(sum_bytes(pseudo_sum(f, PROTOCOL_UDP, len),
		rbuf_bytes(&udp, len), len)) != 0)
		return -PX_ECHECKSUM;
	return 0;
}

int
udp_frame_decode(struct udp_frame *f, const void *data, size_t len)
{
	struct udp_frame found = {0};
	struct rbuf r, body;
	int ret;

	rbuf_init(&r, data, len);
	ret = read_ip(&found, &r, &body);
	if (ret == 0)
		ret = read_udp(&found, &body);
	if (ret == 0)
		*f = found;
	return ret;
}
