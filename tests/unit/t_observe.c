/* SPDX-License-Identifier: ISC */
#include "tests/unit/unit.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/buf.h"
#include "core/base/err.h"
#include "core/base/text.h"
#include "core/boot/observe.h"

#define CLIENT 0xc0000264u
#define SERVER 0xc0000201u
#define OTHER 0xc0000203u
#define SECOND INT64_C(1000000)

static struct event got[64];
static size_t got_count, answered_count;
static struct observe *o;
static uint64_t number;
static int64_t now_us;

static void
take(void *arg, const struct event *e)
{
	(void)arg;
	/* That it is answered is told once, for those who wait for it. */
	if (e->kind == EVENT_TFTP && e->u.tftp.phase == TFTP_PHASE_PROGRESS) {
		assert_true(e->u.tftp.answered || e->u.tftp.heard);
		answered_count++;
		return;
	}
	assert_true(got_count < sizeof(got) / sizeof(got[0]));
	got[got_count++] = *e;
}

static int
setup(void **state)
{
	const struct event_sink sink = {NULL, take};

	(void)state;
	o = observe_init(malloc(observe_size()), sink);
	got_count = answered_count = 0;
	number = 0;
	now_us = 1000 * SECOND;
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	free(o);
	return 0;
}

/* Ends of a conversation; 0x01 is the client's. */
struct ends {
	uint32_t src, dst;
	uint16_t src_port, dst_port;
};

static void
put_heads(struct wbuf *w, const struct ends *e, uint8_t protocol, size_t len,
    uint16_t vlan)
{
	wbuf_put(w, "\x52\x54\x00\x00\x00\x02\x52\x54\x00\x00\x00\x01", 12);
	if (vlan != 0) {
		wbuf_u16(w, 0x8100);
		wbuf_u16(w, vlan);
	}
	wbuf_u16(w, 0x0800);
	wbuf_u16(w, 0x4500);
	wbuf_u16(w, (uint16_t)(20 + len));
	wbuf_u32(w, 0x12340000);
	wbuf_u8(w, 64);
	wbuf_u8(w, protocol);
	wbuf_u16(w, 0);
	wbuf_u32(w, e->src);
	wbuf_u32(w, e->dst);
	wbuf_u16(w, e->src_port);
	wbuf_u16(w, e->dst_port);
}

/* What a capture with this snap length has of the frame; 0: all. */
static size_t snap;

static int
see(const uint8_t *data, size_t len)
{
	const struct observe_frame f = {.number = ++number,
	    .time_us = now_us,
	    .link = FRAME_ETHERNET,
	    .data = data,
	    .len = snap > 0 && snap < len ? snap : len,
	    .wire_len = len};

	now_us += 1000;
	return observe_frame(o, &f);
}

static int
see_udp(struct ends e, const void *data, size_t len, uint16_t vlan)
{
	uint8_t bytes[1600];
	struct wbuf w;

	wbuf_init(&w, bytes, sizeof(bytes));
	put_heads(&w, &e, 17, 8 + len, vlan);
	wbuf_u16(&w, (uint16_t)(8 + len));
	wbuf_u16(&w, 0);
	wbuf_put(&w, data, len);
	assert_false(w.bad);
	return see(bytes, w.len);
}

static int
see_segment(struct ends e, uint8_t flags, uint32_t seq, const void *data,
    size_t len)
{
	uint8_t bytes[600];
	struct wbuf w;

	wbuf_init(&w, bytes, sizeof(bytes));
	put_heads(&w, &e, 6, 20 + len, 0);
	wbuf_u32(&w, seq);
	wbuf_u32(&w, 0);
	wbuf_u8(&w, 0x50);
	wbuf_u8(&w, flags);
	wbuf_zero(&w, 6);
	wbuf_put(&w, data, len);
	return see(bytes, w.len);
}

static int
see_tcp(struct ends e, uint8_t flags, uint32_t seq, const char *text)
{
	return see_segment(e, flags, seq, text, strlen(text));
}

static const struct ends rrq_ends = {CLIENT, SERVER, 2070, 69};
static const struct ends up = {CLIENT, SERVER, 2070, 3000};
static const struct ends down = {SERVER, CLIENT, 3000, 2070};
#define RRQ "\0\1pxelinux.0\0octet\0blksize\0001024"

#define SIZE_RRQ "\0\1pxelinux.0\0octet\0tsize\0000"

static void
see_data(uint16_t block, size_t len)
{
	uint8_t bytes[1100] = {0, 3, (uint8_t)(block >> 8), (uint8_t)block};

	assert_int_equal(see_udp(down, bytes, 4 + len, 0), 0);
}

static void
see_ack(uint16_t block)
{
	const uint8_t bytes[4] = {0, 4, (uint8_t)(block >> 8), (uint8_t)block};

	assert_int_equal(see_udp(up, bytes, 4, 0), 0);
}

static void
a_transfer_is_followed_to_its_ports(void **state)
{
	(void)state;
	assert_int_equal(see_udp(rrq_ends, RRQ, sizeof(RRQ), 0), 0);
	assert_int_equal(see_udp(down, "\0\6blksize\0001024", 15, 0), 0);
	see_ack(0);
	see_data(1, 1024);
	see_ack(1);
	see_data(1, 1024); /* again */
	see_data(2, 10);
	see_ack(2);
	assert_int_equal(got_count, 2);
	assert_int_equal(answered_count, 1);
	assert_int_equal(got[0].u.tftp.phase, TFTP_PHASE_REQUEST);
	assert_string_equal(got[0].u.tftp.file, "pxelinux.0");
	assert_int_equal(got[0].frame, 1);
	assert_int_equal(got[0].origin, ORIGIN_WIRE);
	assert_int_equal(got[1].u.tftp.phase, TFTP_PHASE_DONE);
	assert_int_equal(got[1].u.tftp.outcome, TFTP_COMPLETE);
	assert_int_equal(got[1].u.tftp.bytes, 1034);
	assert_int_equal(got[1].u.tftp.blksize, 1024);
	assert_int_equal(got[1].u.tftp.retransmits, 1);
	assert_true(got[1].u.tftp.answered && got[1].u.tftp.heard);
	/* What comes later is nobody's. */
	see_data(3, 5);
	assert_int_equal(got_count, 2);
}

static void
how_a_transfer_can_end(void **state)
{
	const struct {
		bool from_server;
		const char *packet;
		size_t len;
		enum tftp_outcome outcome;
	} rows[] = {
	    {true, "\0\5\0\1gone", 9, TFTP_SERVER_ERROR},
	    {false, "\0\5\0\0stop", 9, TFTP_CLIENT_ERROR},
	};
	const struct ends other = {CLIENT, SERVER, 2099, 69};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		got_count = 0;
		(void)see_udp(rrq_ends, RRQ, sizeof(RRQ), 0);
		(void)see_udp(rows[i].from_server ? down : up, rows[i].packet,
		    rows[i].len, 0);
		assert_int_equal(got_count, 2);
		assert_int_equal(got[1].u.tftp.outcome, rows[i].outcome);
		assert_string_equal(got[1].u.tftp.error, rows[i].packet + 4);
	}
	got_count = 0;
	/* EDK2: OACK, then ERROR 8, is how it asks for the size. */
	(void)see_udp(rrq_ends, SIZE_RRQ, sizeof(SIZE_RRQ), 0);
	(void)see_udp(down, "\0\6tsize\0001024", 13, 0);
	(void)see_udp(up, "\0\5\0\10aborted", 12, 0);
	assert_int_equal(got[1].u.tftp.outcome, TFTP_PROBE);
	/* Who did not ask for it does not take what was granted. */
	got_count = 0;
	(void)see_udp(rrq_ends, RRQ, sizeof(RRQ), 0);
	(void)see_udp(down, "\0\6blksize\0008192", 15, 0);
	(void)see_udp(up, "\0\5\0\10too large", 14, 0);
	assert_int_equal(got[1].u.tftp.outcome, TFTP_CLIENT_ERROR);
	got_count = 0;
	(void)see_udp(rrq_ends, RRQ, sizeof(RRQ), 0);
	observe_tick(o, now_us + 61 * SECOND);
	assert_int_equal(got[1].u.tftp.outcome, TFTP_NO_REPLY);
	assert_false(got[1].u.tftp.answered);
	got_count = 0;
	(void)see_udp(rrq_ends, RRQ, sizeof(RRQ), 0);
	see_data(1, 512);
	observe_end(o);
	assert_int_equal(got[1].u.tftp.outcome, TFTP_RUNNING);
	/* It stood still while others went on. */
	got_count = 0;
	(void)see_udp(rrq_ends, RRQ, sizeof(RRQ), 0);
	see_data(1, 512);
	now_us += SECOND;
	(void)see_udp(other, RRQ, sizeof(RRQ), 0);
	observe_end(o);
	assert_int_equal(got[2].u.tftp.outcome, TFTP_INCOMPLETE);
	assert_int_equal(got[3].u.tftp.outcome, TFTP_RUNNING);
}

/* After 65535 comes 0, or 1: the bytes are the same. */
static void
block_numbers_start_again(void **state)
{
	(void)state;
	for (uint16_t again = 0; again < 2; again++) {
		got_count = 0;
		(void)see_udp(rrq_ends, "\0\1k\0octet", 10, 0);
		for (unsigned n = 1; n <= 65535; n++) {
			see_data((uint16_t)n, 512);
			see_ack((uint16_t)n);
		}
		for (uint16_t n = again; n < again + 3; n++) {
			see_data(n, n < again + 2 ? 512 : 7);
			see_ack(n);
		}
		assert_int_equal(got_count, 2);
		assert_int_equal(got[1].u.tftp.outcome, TFTP_COMPLETE);
		assert_int_equal(got[1].u.tftp.bytes, 65537 * 512 + 7);
	}
}

static void
another_transfer_of_ours_is_forgotten(void **state)
{
	(void)state;
	(void)see_udp(rrq_ends, RRQ, sizeof(RRQ), 7);
	assert_int_equal(got[0].vlan, 7);
	observe_forget(o, CLIENT, 2070);
	observe_forget(o, CLIENT, 2071);
	observe_end(o);
	assert_int_equal(got_count, 1);
}

/* RFC 2131's head and option 53. */
static size_t
make_dhcp(uint8_t out[300], uint8_t op, uint8_t type)
{
	struct wbuf w;

	wbuf_init(&w, out, 300);
	wbuf_u8(&w, op);
	wbuf_put(&w, "\1\6\0", 3);
	wbuf_u32(&w, 0xabcd);
	wbuf_zero(&w, 20);
	wbuf_put(&w, "\x52\x54\x00\x00\x00\x01", 6);
	wbuf_zero(&w, 236 - w.len);
	wbuf_u32(&w, 0x63825363);
	wbuf_put(&w, (const uint8_t[]){53, 1, type, 255}, 4);
	return w.len;
}

static void
dhcp_is_told_with_its_frame(void **state)
{
	const struct ends ask = {0, UINT32_MAX, 68, 67};
	const struct ends proxy = {CLIENT, SERVER, 4011, 4011};
	uint8_t b[300];
	size_t n = make_dhcp(b, 1, 1);

	(void)state;
	assert_int_equal(see_udp(ask, b, n, 0), 0);
	assert_int_equal(got[0].kind, EVENT_DHCP);
	assert_int_equal(got[0].u.dhcp.type, DHCP_DISCOVER);
	assert_int_equal(got[0].u.dhcp.xid, 0xabcd);
	assert_int_equal(got[0].u.dhcp.link.b[5], 1);
	assert_true(got[0].has_mac && got[0].mac.b[0] == 0x52);
	/* About the machine, and not of it. */
	n = make_dhcp(b, 1, DHCP_LEASEQUERY);
	assert_int_equal(see_udp(ask, b, n, 0), 0);
	assert_false(got[1].has_mac);
	n = make_dhcp(b, 1, 3);
	assert_int_equal(see_udp(proxy, b, n, 0), 0);
	assert_int_equal(got[2].u.dhcp.dst_port, 4011);
	/* Every truncation of the message: told, or counted as malformed. */
	for (size_t len = 0; len < n; len++) {
		struct observe_counts before, after;

		got_count = 0;
		observe_counts(o, &before);
		(void)see_udp(ask, b, len, 0);
		observe_counts(o, &after);
		assert_int_equal(after.malformed - before.malformed + got_count,
		    1);
	}
}

/*
 * What the snap length cut off is neither malformed nor absent: without its
 * END a message is not told at all.
 */
static void
messages_that_the_capture_cut(void **state)
{
	const struct ends ask = {0, UINT32_MAX, 68, 67};
	uint8_t b[400];
	const size_t n = make_dhcp(b, 1, 1), head = 14 + 20 + 8;
	struct observe_counts c;

	(void)state;
	assert_int_equal(b[n - 1], 255);
	for (snap = 15; snap < head + n; snap++)
		(void)see_udp(ask, b, n, 0);
	observe_counts(o, &c);
	assert_int_equal(c.malformed, 0);
	assert_int_equal(c.cut, head + n - 15);
	assert_int_equal(got_count, 0);
	/* Padding behind the END may be missing. */
	memset(b + n, 0, 50);
	snap = head + n;
	assert_int_equal(see_udp(ask, b, n + 50, 0), 0);
	assert_int_equal(got_count, 1);
	snap = 0;
}

/* Whoever speaks to a port that only an answer tells has had one. */
static void
a_tap_that_shows_the_client_only(void **state)
{
	(void)state;
	(void)see_udp(rrq_ends, RRQ, sizeof(RRQ), 0);
	assert_int_equal(got_count, 1);
	answered_count = 0;
	see_ack(0);
	assert_int_equal(answered_count, 1);
	see_ack(1);
	assert_int_equal(answered_count, 1);
	(void)see_udp(up, "\0\5\0\10aborted", 12, 0);
	assert_int_equal(got[1].u.tftp.outcome, TFTP_CLIENT_ERROR);
	/* EDK2's size probe, of which the OACK is not here. */
	(void)see_udp(rrq_ends, RRQ, sizeof(RRQ), 0);
	(void)see_udp(up, "\0\5\0\10aborted", 12, 0);
	assert_int_equal(got_count, 4);
	assert_true(got[3].u.tftp.heard && !got[3].u.tftp.answered);
	/* Who gives up tells it to the port that was asked. */
	(void)see_udp(rrq_ends, RRQ, sizeof(RRQ), 0);
	(void)see_udp(rrq_ends, "\0\5\0\0timeout", 12, 0);
	assert_int_equal(got_count, 6);
	assert_false(got[5].u.tftp.heard);
}

/* A mirrored port shows each frame as it comes in and as it goes out. */
static void
a_tap_that_shows_all_twice(void **state)
{
	const struct ends ask = {0, UINT32_MAX, 68, 67};
	uint8_t b[300];
	const size_t n = make_dhcp(b, 1, 1);
	uint16_t block;

	(void)state;
	(void)see_udp(ask, b, n, 7);
	(void)see_udp(ask, b, n, 0);
	now_us += SECOND;
	(void)see_udp(ask, b, n, 0);
	assert_int_equal(got_count, 3);
	assert_false(got[0].copy);
	assert_true(got[1].copy);
	assert_false(got[2].copy); /* so late it was sent again */
	(void)see_udp(rrq_ends, RRQ, sizeof(RRQ), 0);
	(void)see_udp(rrq_ends, RRQ, sizeof(RRQ), 0);
	for (block = 1; block <= 3; block++) {
		see_data(block, block == 3 ? 3 : 512);
		see_data(block, block == 3 ? 3 : 512);
		see_ack(block);
		see_ack(block);
	}
	assert_int_equal(got_count, 5);
	assert_int_equal(got[4].u.tftp.outcome, TFTP_COMPLETE);
	assert_int_equal(got[4].u.tftp.retransmits, 0);
}

/* What was sent again after its time is no copy, nor is it another answer. */
static void
http_that_is_sent_again(void **state)
{
	const struct ends out = {CLIENT, SERVER, 40000, 80};
	const struct ends back = {SERVER, CLIENT, 80, 40000};
	const char ask[] = "GET /k HTTP/1.0\r\n\r\n";
	const char answer[] = "HTTP/1.0 200 OK\r\nContent-Length: 9\r\n\r\n";
	const uint32_t body = 100 + (uint32_t)strlen(answer);

	(void)state;
	(void)see_tcp(out, 0x02, 1, "");
	(void)see_tcp(out, 0x18, 2, ask);
	(void)see_tcp(out, 0x18, 2, ask);
	(void)see_tcp(back, 0x18, 100, answer);
	(void)see_tcp(back, 0x18, body, "hello");
	assert_int_equal(got_count, 1);
	(void)see_tcp(back, 0x11, body + 5, "");
	assert_int_equal(got_count, 2);
	assert_int_equal(got[1].u.http.bytes, 5);
	assert_false(got[1].u.http.in_part);
	(void)see_tcp(out, 0x02, 1000, "");
	(void)see_tcp(out, 0x18, 1001, ask);
	(void)see_tcp(back, 0x18, 100, answer);
	observe_end(o);
	assert_int_equal(got_count, 4);
	assert_true(got[3].u.http.in_part);
}

/* Pieces of a text: [from, to), in the order in which they come. */
struct piece {
	uint32_t from, to;
};

static void
see_pieces(struct ends e, uint32_t seq, const void *data,
    const struct piece *pieces, size_t n)
{
	for (size_t i = 0; i < n; i++)
		(void)see_segment(e, 0x18, seq + pieces[i].from,
		    (const uint8_t *)data + pieces[i].from,
		    pieces[i].to - pieces[i].from);
}

/* A tap may swap neighbours. */
static void
http_answer_before_its_request(void **state)
{
	const struct ends out = {CLIENT, SERVER, 40000, 80};
	const struct ends back = {SERVER, CLIENT, 80, 40000};
	const char ask[] = "GET /k HTTP/1.0\r\n\r\n";
	const char answer[] = "HTTP/1.0 200 OK\r\nContent-Length: 5\r\n\r\n";
	/* Our segments acknowledge 0: there the request ends. */
	const uint32_t seq = 0u - (uint32_t)strlen(ask);

	(void)state;
	(void)see_tcp(out, 0x02, seq - 1, "");
	(void)see_tcp(back, 0x18, 100, answer);
	(void)see_tcp(out, 0x18, seq, ask);
	assert_int_equal(got_count, 1);
	(void)see_tcp(back, 0x18, 100 + (uint32_t)strlen(answer), "hello");
	assert_int_equal(got_count, 2);
	assert_int_equal(got[1].u.http.status, 200);
	assert_int_equal(got[1].u.http.bytes, 5);
	/* That answer is not the next request's. */
	(void)see_tcp(out, 0x18, 0, ask);
	(void)see_tcp(out, 0x11, (uint32_t)strlen(ask), "");
	assert_int_equal(got_count, 4);
	assert_int_equal(got[3].u.http.status, 0);
}

/* In order, sent again, the last one first, overlapping, byte by byte. */
static void
http_heads_come_in_pieces(void **state)
{
	static const struct piece orders[][4] = {
	    {{0, 9}, {9, 20}, {20, 30}, {30, 0}},
	    {{0, 9}, {0, 9}, {9, 30}, {30, 0}},
	    {{30, 0}, {9, 30}, {0, 9}, {0, 9}},
	    {{0, 25}, {20, 30}, {10, 0}, {30, 0}},
	    {{0, 1}, {1, 2}, {2, 30}, {30, 0}},
	};
	struct ends out = {CLIENT, SERVER, 41000, 80};
	struct ends back = {SERVER, CLIENT, 80, 41000};
	const char ask[] = "GET /boot/kernel HTTP/1.1\r\nHost: a\r\n"
			   "User-Agent: x\r\n\r\n";
	const char answer[] = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n"
			      "hello";
	struct piece pieces[4];

	(void)state;
	for (size_t i = 0; i < sizeof(orders) / sizeof(orders[0]); i++) {
		got_count = 0;
		out.src_port = back.dst_port = (uint16_t)(41000 + i);
		(void)see_tcp(out, 0x02, 1, "");
		(void)see_tcp(back, 0x12, 99, "");
		memcpy(pieces, orders[i], sizeof(pieces));
		for (size_t k = 0; k < 4; k++)
			if (pieces[k].to == 0)
				pieces[k].to = sizeof(ask) - 1;
		see_pieces(out, 2, ask, pieces, 4);
		assert_int_equal(got_count, 1);
		assert_string_equal(got[0].u.http.uri, "/boot/kernel");
		assert_string_equal(got[0].u.http.agent, "x");
		memcpy(pieces, orders[i], sizeof(pieces));
		for (size_t k = 0; k < 4; k++)
			if (pieces[k].to == 0)
				pieces[k].to = sizeof(answer) - 1;
		see_pieces(back, 100, answer, pieces, 4);
		assert_int_equal(got_count, 2);
		assert_true(got[1].u.http.done);
		assert_int_equal(got[1].u.http.status, 200);
		assert_int_equal(got[1].u.http.bytes, 5);
		assert_false(got[1].u.http.in_part);
	}
}

/* A head that never ends counts as far as it came. */
static void
half_a_head_is_told_at_the_end(void **state)
{
	const struct ends out = {CLIENT, SERVER, 42000, 80};

	(void)state;
	(void)see_tcp(out, 0x02, 1, "");
	(void)see_tcp(out, 0x18, 2, "GET /a HTTP/1.1\r\nHo");
	assert_int_equal(got_count, 0);
	(void)see_tcp(out, 0x11, 21, "");
	assert_int_equal(got_count, 2);
	assert_string_equal(got[0].u.http.uri, "/a");
	assert_int_equal(got[1].u.http.status, 0);
}

static void
an_iscsi_login_comes_in_pieces(void **state)
{
	static const char keys[] = "InitiatorName=iqn.a:me\0"
				   "TargetName=iqn.b:disk\0";
	static const struct piece orders[][4] = {
	    {{0, 48}, {48, 60}, {60, 96}, {60, 96}},
	    {{48, 60}, {60, 96}, {0, 20}, {20, 48}},
	    {{0, 8}, {8, 50}, {40, 70}, {70, 96}},
	};
	struct ends out = {CLIENT, SERVER, 43000, 3260};
	uint8_t pdu[96] = {0x43, 0x87, 0, 0, 0, 0, 0, sizeof(keys) - 1};

	(void)state;
	memcpy(pdu + 48, keys, sizeof(keys) - 1);
	for (size_t i = 0; i < 3; i++) {
		got_count = 0;
		out.src_port = (uint16_t)(43000 + i);
		(void)see_tcp(out, 0x02, 1, "");
		see_pieces(out, 2, pdu, orders[i], 4);
		/* Once more, as a mirrored port shows it. */
		(void)see_segment(out, 0x18, 2, pdu, sizeof(pdu));
		assert_int_equal(got_count, 2);
		assert_int_equal(got[1].u.iscsi.phase, ISCSI_LOGIN);
		assert_string_equal(got[1].u.iscsi.initiator, "iqn.a:me");
		assert_string_equal(got[1].u.iscsi.target, "iqn.b:disk");
	}
}

static void
http_is_told_from_head_to_end(void **state)
{
	const struct ends out = {CLIENT, SERVER, 40000, 80};
	const struct ends back = {SERVER, CLIENT, 80, 40000};
	const char answer[] = "HTTP/1.0 200 OK\r\nContent-Length: 5\r\n\r\n";

	(void)state;
	(void)see_tcp(out, 0x02, 1, "");
	(void)see_tcp(out, 0x18, 2,
	    "GET /k HTTP/1.0\r\nUser-Agent: gPXE/1.0.1\r\n\r\n");
	(void)see_tcp(back, 0x18, 100, answer);
	(void)see_tcp(back, 0x18, 100 + (uint32_t)strlen(answer), "hello");
	assert_int_equal(got_count, 2);
	assert_false(got[0].u.http.done);
	assert_string_equal(got[0].u.http.uri, "/k");
	assert_string_equal(got[0].u.http.agent, "gPXE/1.0.1");
	assert_true(got[1].u.http.done);
	assert_int_equal(got[1].u.http.status, 200);
	assert_int_equal(got[1].u.http.bytes, 5);
	(void)see_tcp(back, 0x11, 200, "");
	assert_int_equal(got_count, 2);
}

static void
a_refused_target_is_told(void **state)
{
	const struct ends out = {CLIENT, OTHER, 40000, 3260};
	const struct ends back = {OTHER, CLIENT, 3260, 40000};

	(void)state;
	(void)see_tcp(out, 0x02, 1, "");
	(void)see_tcp(back, 0x14, 0, "");
	assert_int_equal(got_count, 2);
	assert_int_equal(got[0].u.iscsi.phase, ISCSI_CONNECT);
	assert_int_equal(got[1].u.iscsi.phase, ISCSI_REFUSED);
	assert_int_equal(got[1].u.iscsi.server, OTHER);
}

/* Every one of iPXE's ten tries is answered so. */
static void
a_lun_that_is_not_there_is_told_once(void **state)
{
	const struct ends out = {CLIENT, OTHER, 40000, 3260};
	const struct ends back = {OTHER, CLIENT, 3260, 40000};
	const uint8_t answer[68] = {[0] = 0x21,
	    0x80,
	    0,
	    2,
	    0,
	    0,
	    0,
	    20,
	    [49] = 18,
	    0x70,
	    0,
	    5,
	    [62] = 0x25};
	int i;

	(void)state;
	(void)see_tcp(out, 0x02, 1, "");
	for (i = 0; i < 3; i++)
		(void)see_segment(back, 0x18, 2, answer, sizeof(answer));
	assert_int_equal(got_count, 2);
	assert_int_equal(got[1].u.iscsi.phase, ISCSI_NO_LUN);
	assert_int_equal(got[1].u.iscsi.server, OTHER);
}

/* Programs of few ports take the same one after a restart. */
static void
a_new_connection_from_the_same_port(void **state)
{
	const struct ends out = {CLIENT, SERVER, 40000, 80};

	(void)state;
	(void)see_tcp(out, 0x02, 5000, "");
	(void)see_tcp(out, 0x18, 5001, "GET /a HTTP/1.0\r\n\r\n");
	(void)see_tcp(out, 0x02, 1, "");
	(void)see_tcp(out, 0x18, 2, "GET /b HTTP/1.0\r\n\r\n");
	assert_int_equal(got_count, 3);
	assert_true(got[1].u.http.done);
	assert_int_equal(got[1].u.http.status, 0);
	assert_string_equal(got[2].u.http.uri, "/b");
	assert_false(got[2].u.http.done);
}

int
main(void)
{
#define CASE(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
	    CASE(a_transfer_is_followed_to_its_ports),
	    CASE(how_a_transfer_can_end),
	    CASE(block_numbers_start_again),
	    CASE(another_transfer_of_ours_is_forgotten),
	    CASE(dhcp_is_told_with_its_frame),
	    CASE(messages_that_the_capture_cut),
	    CASE(a_tap_that_shows_the_client_only),
	    CASE(a_tap_that_shows_all_twice),
	    CASE(http_that_is_sent_again),
	    CASE(http_answer_before_its_request),
	    CASE(http_heads_come_in_pieces),
	    CASE(half_a_head_is_told_at_the_end),
	    CASE(an_iscsi_login_comes_in_pieces),
	    CASE(http_is_told_from_head_to_end),
	    CASE(a_refused_target_is_told),
	    CASE(a_lun_that_is_not_there_is_told_once),
	    CASE(a_new_connection_from_the_same_port),
	};
#undef CASE

	return cmocka_run_group_tests(tests, NULL, NULL);
}
