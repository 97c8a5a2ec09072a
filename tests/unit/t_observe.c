/* SPDX-License-Identifier: ISC */
#include "tests/unit/unit.h"

#include <string.h>

#include "core/base/buf.h"
#include "tests/unit/see.h"

static const struct ends rrq_ends = {CLIENT, SERVER, 2070, 69};
static const struct ends up = {CLIENT, SERVER, 2070, 3000};
static const struct ends down = {SERVER, CLIENT, 3000, 2070};
#define RRQ "\0\1pxelinux.0\0octet\0blksize\0001024"

#define SIZE_RRQ "\0\1pxelinux.0\0octet\0tsize\0000"
#define BOTH_RRQ "\0\1pxelinux.0\0octet\0blksize\0001024\0tsize\0000"

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

/* A second apart while it moves; not where the same block comes again. */
static void
a_long_transfer_is_told_as_it_goes_on(void **state)
{
	unsigned i;

	(void)state;
	(void)see_udp(rrq_ends, RRQ, sizeof(RRQ), 0);
	(void)see_udp(down, "\0\6blksize\0001024", 15, 0);
	assert_int_equal(answered_count, 1);
	for (i = 1; i <= 8; i++) {
		now_us += SECOND / 2;
		see_data((uint16_t)i, 1024);
	}
	assert_int_equal(answered_count, 5);
	see_ack(8);
	for (i = 0; i < 4; i++) {
		now_us += SECOND;
		see_data(8, 1024);
	}
	assert_int_equal(answered_count, 5);
	assert_int_equal(got_count, 1);
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
	(void)see_udp(rrq_ends, BOTH_RRQ, sizeof(BOTH_RRQ), 0);
	(void)see_udp(down, "\0\6blksize\0008192\0tsize\0001024", 26, 0);
	(void)see_udp(up, "\0\5\0\10aborted", 12, 0);
	assert_int_equal(got[1].u.tftp.outcome, TFTP_CLIENT_ERROR);
	assert_int_equal(got[1].u.tftp.beyond, 1u << TFTP_BLKSIZE);
	/* Nor who says why. */
	got_count = 0;
	(void)see_udp(rrq_ends, BOTH_RRQ, sizeof(BOTH_RRQ), 0);
	(void)see_udp(down, "\0\6blksize\0001024\0tsize\0001024", 26, 0);
	(void)see_udp(up, "\0\5\0\10too large", 14, 0);
	assert_int_equal(got[1].u.tftp.outcome, TFTP_CLIENT_ERROR);
	assert_int_equal(got[1].u.tftp.beyond, 0);
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

/* Who is asked again in vain has fallen silent; new numbers show that the
 * other side was heard, whether the capture has that or not. */
static void
who_fell_silent(void **state)
{
	static const struct {
		const char *speaks; /* D, A: block 1 and its ACK; d, a: 2 */
		enum tftp_silent silent;
		uint16_t vain;
	} rows[] = {
	    {"DADDD", TFTP_SILENT_CLIENT, 3},
	    {"DAdAAA", TFTP_SILENT_SERVER, 2},
	    {"DAAAA", TFTP_SILENT_SERVER, 3},
	    {"DADDA", TFTP_SILENT_BOTH, 0},
	    {"DAAAD", TFTP_SILENT_CLIENT, 1},
	    {"DAAAa", TFTP_SILENT_BOTH, 0},
	    {"DADDd", TFTP_SILENT_CLIENT, 0},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		got_count = 0;
		(void)see_udp(rrq_ends, RRQ, sizeof(RRQ), 0);
		for (const char *s = rows[i].speaks; *s != '\0'; s++) {
			now_us += SECOND;
			if (*s == 'D' || *s == 'd')
				see_data(*s == 'd' ? 2 : 1, 512);
			else
				see_ack(*s == 'a' ? 2 : 1);
		}
		/* The tap shows it twice. */
		if (rows[i].silent != TFTP_SILENT_CLIENT)
			see_ack(rows[i].speaks[4] == 'a' ? 2 : 1);
		now_us += 61 * SECOND;
		observe_tick(o, now_us);
		assert_int_equal(got[1].u.tftp.outcome, TFTP_INCOMPLETE);
		if (got[1].u.tftp.silent != rows[i].silent ||
		    got[1].u.tftp.vain != rows[i].vain)
			fail_msg("%s: %d, %u", rows[i].speaks,
			    got[1].u.tftp.silent, got[1].u.tftp.vain);
	}
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

/* RFC 2132 9.9; what another server writes there may be anything. */
static void
a_refusal_is_told_in_its_words(void **state)
{
	static const uint8_t says[] = {56, 9, 'i', 'n', ' ', 'u', 's', 'e',
	    0x1b, '[', 'm', 255};
	static const uint8_t types[] = {DHCP_NAK, DHCP_DECLINE, DHCP_ACK};
	const struct ends ends = {SERVER, UINT32_MAX, 67, 68};
	uint8_t b[320];
	size_t i, n;

	(void)state;
	for (i = 0; i < 3; i++) {
		n = make_dhcp(b, 2, types[i]);
		memcpy(b + n - 1, says, sizeof(says));
		assert_int_equal(see_udp(ends, b, n - 1 + sizeof(says), 0), 0);
		assert_string_equal(got[i].u.dhcp.reason,
		    types[i] == DHCP_ACK ? "" : "in use\\x1b[m");
	}
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

/* The machine of these frames asks for an address, as firmware or a system. */
static void
see_discover(bool boots)
{
	static const char class_id[] = "\74\11PXEClient\377";
	const struct ends ask = {0, UINT32_MAX, 68, 67};
	uint8_t b[300];
	size_t n = make_dhcp(b, 1, 1);

	if (boots) {
		memcpy(b + n - 1, class_id, sizeof(class_id) - 1);
		n += sizeof(class_id) - 2;
	}
	assert_int_equal(see_udp(ask, b, n, 0), 0);
}

/* Its server goes on for a while, and is not heard any more. */
static void
a_machine_that_starts_anew_fetches_nothing_more(void **state)
{
	(void)state;
	(void)see_udp(rrq_ends, RRQ, sizeof(RRQ), 0);
	see_data(1, 512);
	see_ack(1);
	now_us += 5 * SECOND;
	see_data(2, 512);
	/* Its system may do several things at once. */
	see_discover(false);
	assert_int_equal(got_count, 2);
	see_discover(true);
	assert_int_equal(got_count, 4);
	assert_int_equal(got[2].kind, EVENT_TFTP);
	assert_int_equal(got[2].u.tftp.outcome, TFTP_INCOMPLETE);
	assert_int_equal(got[2].u.tftp.bytes, 1024);
	assert_int_equal(got[3].kind, EVENT_DHCP);
	see_data(2, 512);
	observe_end(o);
	assert_int_equal(got_count, 4);
	/* Nor does one end that goes on at once. */
	(void)see_udp(rrq_ends, RRQ, sizeof(RRQ), 0);
	see_data(1, 512);
	see_discover(true);
	see_ack(1);
	see_data(2, 5);
	see_ack(2);
	assert_int_equal(got_count, 7);
	assert_int_equal(got[6].u.tftp.outcome, TFTP_COMPLETE);
	see_discover(true);
	assert_int_equal(got_count, 8);
}

/* Nor by HTTP; but of a body that a filter leaves out nobody knows. */
static void
a_machine_that_starts_anew_is_sent_nothing_more(void **state)
{
	const struct ends out = {CLIENT, SERVER, 40000, 80};
	const struct ends back = {SERVER, CLIENT, 80, 40000};
	const char ask[] = "GET /k HTTP/1.0\r\n\r\n";
	const char answer[] = "HTTP/1.0 200 OK\r\nContent-Length: 9\r\n\r\n";
	const uint32_t body = 100 + (uint32_t)strlen(answer);
	unsigned shown;

	(void)state;
	for (shown = 0; shown < 2; shown++) {
		got_count = 0;
		(void)see_tcp(out, 0x02, 1 + shown, "");
		(void)see_tcp(out, 0x18, 2 + shown, ask);
		(void)see_tcp(back, 0x18, 100, answer);
		if (shown == 1)
			(void)see_tcp(back, 0x18, body, "hello");
		/* One that goes on at once has several things to do. */
		see_discover(true);
		now_us += 5 * SECOND;
		see_discover(false);
		assert_int_equal(got_count, 3);
		if (shown == 1)
			(void)see_tcp(back, 0x18, body, "hello");
		see_discover(true);
		assert_int_equal(got_count, 4 + shown);
		if (shown == 0)
			(void)see_tcp(out, 0x14, 21, "");
	}
	assert_int_equal(got[3].kind, EVENT_HTTP);
	assert_true(event_http_broke_off(&got[3]));
	assert_int_equal(got[3].u.http.left, HTTP_LEFT_BY_RESTART);
	assert_string_not_equal(event_http_left(&got[3]), "");
	observe_end(o);
	assert_int_equal(got_count, 5);
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

/* All of a transfer's frames are shown twice, 3 ms apart. */
static void
see_transfer_twice(uint8_t more_hops)
{
	uint16_t block;
	unsigned k;

	(void)see_udp(rrq_ends, RRQ, sizeof(RRQ), 0);
	now_us += 2000;
	hops = more_hops;
	if (more_hops > 0)
		(void)see_udp(rrq_ends, RRQ, sizeof(RRQ), 0);
	for (block = 1; block <= 3; block++) {
		for (k = 0, hops = 0; k < 2; k++, hops = more_hops) {
			see_data(block, block == 3 ? 3 : 512);
			see_ack(block);
			now_us += 1000;
		}
	}
	hops = 0;
}

static uint64_t
sent_again(void)
{
	observe_end(o);
	assert_int_equal(got[got_count - 1].kind, EVENT_TFTP);
	assert_int_equal(got[got_count - 1].u.tftp.phase, TFTP_PHASE_DONE);
	return got[got_count - 1].u.tftp.retransmits;
}

/* A client says nothing twice at once; a server in two networks may. */
static void
two_taps_are_known_by_what_a_client_says(void **state)
{
	static const struct ends ends[] = {{0, UINT32_MAX, 68, 67},
	    {SERVER, UINT32_MAX, 67, 68}};
	uint8_t b[300];
	size_t n, op;

	for (op = 1; op <= 2; op++) {
		n = make_dhcp(b, (uint8_t)op, (uint8_t)op);
		(void)see_udp(ends[op - 1], b, n, 0);
		now_us += 3000;
		(void)see_udp(ends[op - 1], b, n, 0);
		see_transfer_twice(0);
		assert_true((sent_again() > 0) == (op == 2));
		see_teardown(state);
		see_setup(state);
	}
	/* What it says comes by a second time, behind a router. */
	n = make_dhcp(b, 2, 2);
	(void)see_udp(ends[1], b, n, 0);
	now_us += 3000;
	hops = 1;
	(void)see_udp(ends[1], b, n, 0);
	see_transfer_twice(0);
	assert_int_equal(sent_again(), 0);
}

/* A relay has changed each DHCP message. */
static void
two_taps_are_known_by_what_is_routed(void **state)
{
	(void)state;
	see_transfer_twice(1);
	assert_int_equal(sent_again(), 0);
	assert_int_equal(got_count, 2);
	assert_int_equal(got[1].u.tftp.outcome, TFTP_COMPLETE);
}

/* In the middle, and while another that nobody answers waits. */
static void
a_clock_that_is_set_back_in_a_capture(void **state)
{
	const struct ends other = {CLIENT, SERVER, 2071, 69};
	const struct ends late = {CLIENT, SERVER, 2072, 69};

	(void)state;
	(void)see_udp(other, RRQ, sizeof(RRQ), 0);
	(void)see_udp(rrq_ends, RRQ, sizeof(RRQ), 0);
	now_us -= 3600 * SECOND;
	see_data(1, 100);
	see_ack(1);
	assert_int_equal(got_count, 3);
	assert_int_equal(got[2].u.tftp.outcome, TFTP_COMPLETE);
	assert_int_equal(got[2].u.tftp.elapsed_us, 0);
	now_us -= 3600 * SECOND;
	observe_tick(o, now_us);
	(void)see_udp(late, RRQ, sizeof(RRQ), 0);
	observe_tick(o, now_us + 61 * SECOND);
	assert_int_equal(got_count, 6);
	for (size_t i = 4; i < 6; i++) {
		assert_int_equal(got[i].u.tftp.outcome, TFTP_NO_REPLY);
		assert_int_equal(got[i].u.tftp.elapsed_us, 0);
	}
	/* No time for an answer is seen to have passed; then it is. */
	for (int seconds = 0; seconds < 3; seconds += 2) {
		got_count = 0;
		(void)see_udp(other, RRQ, sizeof(RRQ), 0);
		now_us -= 3600 * SECOND;
		observe_tick(o, now_us);
		now_us += seconds * SECOND;
		(void)see_udp(late, RRQ, sizeof(RRQ), 0);
		observe_end(o);
		assert_int_equal(got[2].u.tftp.outcome,
		    seconds == 0 ? TFTP_RUNNING : TFTP_NO_REPLY);
	}
}

/* Asks by HTTP at 1, is answered from 900 on, and hangs up when it has so
 * much. */
static void
asks_by_http(const char *first, uint32_t came)
{
	static const struct ends out = {CLIENT, SERVER, 40000, 80};
	static const struct ends back = {SERVER, CLIENT, 80, 40000};
	const char ask[] = "GET /k HTTP/1.0\r\n\r\n";
	const uint32_t asked = 1 + (uint32_t)strlen(ask);

	got_count = 0;
	(void)see_tcp(out, 0x02, 0, "");
	(void)see_acked(out, 0x18, 1, 900, ask, strlen(ask));
	(void)see_acked(back, 0x10, 900, asked, first, strlen(first));
	(void)see_acked(out, 0x11, asked, 900 + came, "", 0);
	assert_int_equal(got_count, 2);
	assert_int_equal(got[1].u.http.status, 0);
}

/* The client has it, so that there was one; a FIN is none, nor are words. */
static void
an_http_answer_that_the_capture_lost(void **state)
{
	(void)state;
	asks_by_http("", 500);
	assert_true(got[1].u.http.one_sided);
	asks_by_http("", 1);
	assert_false(got[1].u.http.one_sided);
	asks_by_http("", 0);
	assert_false(got[1].u.http.one_sided);
	asks_by_http("who are you, and what is this?", 31);
	assert_false(got[1].u.http.one_sided);
}

int
main(void)
{
#define CASE(f) cmocka_unit_test_setup_teardown(f, see_setup, see_teardown)
	const struct CMUnitTest tests[] = {
	    CASE(a_transfer_is_followed_to_its_ports),
	    CASE(a_long_transfer_is_told_as_it_goes_on),
	    CASE(how_a_transfer_can_end),
	    CASE(who_fell_silent),
	    CASE(block_numbers_start_again),
	    CASE(another_transfer_of_ours_is_forgotten),
	    CASE(a_refusal_is_told_in_its_words),
	    CASE(dhcp_is_told_with_its_frame),
	    CASE(messages_that_the_capture_cut),
	    CASE(a_machine_that_starts_anew_fetches_nothing_more),
	    CASE(a_machine_that_starts_anew_is_sent_nothing_more),
	    CASE(a_tap_that_shows_the_client_only),
	    CASE(a_tap_that_shows_all_twice),
	    CASE(two_taps_are_known_by_what_a_client_says),
	    CASE(two_taps_are_known_by_what_is_routed),
	    CASE(an_http_answer_that_the_capture_lost),
	    CASE(a_clock_that_is_set_back_in_a_capture),
	};
#undef CASE

	return cmocka_run_group_tests(tests, NULL, NULL);
}
