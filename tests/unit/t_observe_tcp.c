/* SPDX-License-Identifier: ISC */
#include "tests/unit/unit.h"

#include <stdio.h>
#include <string.h>

#include "tests/unit/see.h"

static const struct ends http_out = {CLIENT, SERVER, 40000, 80};
static const struct ends http_back = {SERVER, CLIENT, 80, 40000};

/* What was sent again after its time is no copy, nor is it another answer. */
static void
http_that_is_sent_again(void **state)
{
	const char ask[] = "GET /k HTTP/1.0\r\n\r\n";
	const char answer[] = "HTTP/1.0 200 OK\r\nContent-Length: 9\r\n\r\n";
	const uint32_t body = 100 + (uint32_t)strlen(answer);

	(void)state;
	(void)see_tcp(http_out, 0x02, 1, "");
	(void)see_tcp(http_out, 0x18, 2, ask);
	(void)see_tcp(http_out, 0x18, 2, ask);
	(void)see_tcp(http_back, 0x18, 100, answer);
	(void)see_tcp(http_back, 0x18, body, "hello");
	assert_int_equal(got_count, 1);
	(void)see_tcp(http_back, 0x11, body + 5, "");
	assert_int_equal(got_count, 2);
	assert_int_equal(got[1].u.http.bytes, 5);
	assert_false(got[1].u.http.in_part);
	(void)see_tcp(http_out, 0x02, 1000, "");
	(void)see_tcp(http_out, 0x18, 1001, ask);
	(void)see_tcp(http_back, 0x18, 100, answer);
	observe_end(o);
	assert_int_equal(got_count, 4);
	assert_true(got[3].u.http.in_part);
}

/* Asks, and is answered by a head alone; where the body of so many bytes is. */
static uint32_t
begins(const char *length)
{
	char answer[80];

	(void)snprintf(answer, sizeof(answer),
	    "HTTP/1.0 200 OK\r\nContent-Length: %s\r\n\r\n", length);
	(void)see_tcp(http_out, 0x02, 1, "");
	(void)see_tcp(http_out, 0x18, 2, "GET /k HTTP/1.0\r\n\r\n");
	(void)see_tcp(http_back, 0x18, 100, answer);
	return 100 + (uint32_t)strlen(answer);
}

/* An image of more bytes than TCP has numbers; the capture lost most. */
static void
http_of_more_than_four_gigabytes(void **state)
{
	uint32_t body;
	uint64_t at;

	(void)state;
	body = begins("5000000005");
	for (at = 0; at < UINT64_C(5000000000); at += 1000000000)
		(void)see_tcp(http_back, 0x18, body + (uint32_t)at, "hello");
	/* Sent again: that is no further. */
	(void)see_tcp(http_back, 0x18, body + 3000000000u, "hello");
	assert_int_equal(got_count, 1);
	(void)see_tcp(http_back, 0x18, body + (uint32_t)at, "hello");
	assert_int_equal(got_count, 2);
	assert_int_equal(got[1].u.http.phase, HTTP_PHASE_DONE);
	assert_int_equal(got[1].u.http.bytes, 5000000005);
}

/* A second apart, and nothing of one that is shorter. */
static void
a_long_answer_is_told_as_it_goes_on(void **state)
{
	uint32_t body;
	unsigned i;

	(void)state;
	body = begins("50");
	for (i = 0; i < 9; i++) {
		(void)see_tcp(http_back, 0x18, body + i * 5, "hello");
		now_us += SECOND / 2;
	}
	assert_int_equal(got_count, 5);
	assert_int_equal(got[0].u.http.phase, HTTP_PHASE_REQUEST);
	for (i = 1; i < 5; i++) {
		assert_true(event_is_progress(&got[i]));
		assert_int_equal(got[i].u.http.bytes, i * 10 + 5);
		assert_int_equal(got[i].u.http.length, 50);
	}
	(void)see_tcp(http_back, 0x18, body + 45, "hello");
	assert_int_equal(got_count, 6);
	assert_int_equal(got[5].u.http.phase, HTTP_PHASE_DONE);
	assert_false(event_is_progress(&got[5]));
}

/* The first to close, or nobody. */
static void
who_left_an_answer(void **state)
{
	const struct {
		bool closes, client;
		uint8_t flags;
		enum http_left left;
	} rows[] = {
	    {true, true, 0x11, HTTP_LEFT_BY_CLIENT},
	    {true, true, 0x14, HTTP_LEFT_BY_CLIENT},
	    {true, false, 0x11, HTTP_LEFT_BY_SERVER},
	    {true, false, 0x14, HTTP_LEFT_BY_SERVER},
	    {false, false, 0, HTTP_LEFT_BY_NOBODY},
	};
	uint32_t body;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		got_count = 0;
		body = begins("50");
		(void)see_tcp(http_back, 0x18, body, "hello");
		(void)see_tcp(http_back, 0x18, body + 5, "hello");
		if (rows[i].closes && rows[i].client)
			(void)see_tcp(http_out, rows[i].flags, 21, "");
		else if (rows[i].closes)
			(void)see_tcp(http_back, rows[i].flags, body + 10, "");
		now_us += 61 * SECOND;
		observe_tick(o, now_us);
		assert_int_equal(got_count, 2);
		assert_true(event_http_broke_off(&got[1]));
		assert_int_equal(got[1].u.http.bytes, 10);
		assert_int_equal(got[1].u.http.left, rows[i].left);
		assert_string_not_equal(event_http_left(&got[1]), "");
	}
}

/* The filter of a live capture lets heads and ends through, no bodies. */
static void
a_body_that_is_left_out_is_waited_for(void **state)
{
	uint32_t body;
	unsigned i, ends;

	(void)state;
	for (ends = 0; ends < 2; ends++) {
		got_count = 0;
		body = begins("700000000");
		for (i = 0; i < 300; i++) {
			now_us += SECOND;
			observe_tick(o, now_us);
		}
		assert_int_equal(got_count, 1);
		if (ends == 0) {
			(void)see_tcp(http_back, 0x11, body + 700000000, "");
			assert_int_equal(got[1].u.http.bytes, 700000000);
			assert_false(got[1].u.http.one_sided);
		}
	}
	/* Not for ever; and then nothing is said of how it ended. */
	for (i = 0; i < 4000; i++) {
		now_us += SECOND;
		observe_tick(o, now_us);
	}
	assert_int_equal(got_count, 2);
	assert_true(got[1].u.http.one_sided);
}

/* The next request on the connection says that the body has come. */
static void
a_body_that_is_left_out_before_another_request(void **state)
{
	static const char next[] = "GET /i HTTP/1.0\r\n\r\n";
	uint32_t body;

	(void)state;
	body = begins("700000");
	(void)see_acked(http_out, 0x18, 21, body + 700000, next, strlen(next));
	assert_int_equal(got_count, 3);
	assert_int_equal(got[1].u.http.phase, HTTP_PHASE_DONE);
	assert_string_equal(got[1].u.http.uri, "/k");
	assert_int_equal(got[1].u.http.bytes, 700000);
	assert_string_equal(got[2].u.http.uri, "/i");
	assert_int_equal(got[2].u.http.bytes, 0);
}

/* Where bodies are seen, one that stops has stopped. */
static void
a_body_that_stops_is_told(void **state)
{
	uint32_t body;
	unsigned i;

	(void)state;
	body = begins("50");
	/* Sent again and again: that is no progress. */
	for (i = 0; i < 5; i++) {
		(void)see_tcp(http_back, 0x18, body, "hello");
		now_us += 2 * SECOND;
	}
	assert_int_equal(got_count, 1);
	now_us += 70 * SECOND;
	observe_tick(o, now_us);
	assert_int_equal(got_count, 2);
	assert_int_equal(got[1].u.http.bytes, 5);
	assert_false(got[1].u.http.one_sided);
}

/* What still comes then is under way; what stands still has broken off; of
 * what a filter leaves out nobody knows. */
static void
a_body_at_the_end_of_the_capture(void **state)
{
	static const struct {
		unsigned segments, seconds;
		bool under_way, broke_off;
	} rows[] = {{2, 0, true, false}, {2, 4, true, false},
	    {2, 8, false, true}, {0, 0, false, false}, {0, 8, false, false}};
	const struct ends other = {CLIENT, SERVER, 40001, 80};
	uint32_t body;
	unsigned k;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		body = begins("50");
		for (k = 0; k < rows[i].segments; k++)
			(void)see_tcp(http_back, 0x18, body + k * 5, "hello");
		now_us += rows[i].seconds * SECOND;
		(void)see_tcp(other, 0x02, 1, "");
		observe_end(o);
		assert_int_equal(got[1].u.http.bytes, rows[i].segments * 5);
		assert_int_equal(got[1].u.http.under_way, rows[i].under_way);
		assert_int_equal(event_http_broke_off(&got[1]),
		    rows[i].broke_off);
		assert_int_equal(got[1].u.http.in_part, !rows[i].broke_off);
		(void)see_teardown(state);
		(void)see_setup(state);
	}
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
	const char ask[] = "GET /k HTTP/1.0\r\n\r\n";
	const char answer[] = "HTTP/1.0 200 OK\r\nContent-Length: 5\r\n\r\n";
	/* Our segments acknowledge 0: there the request ends. */
	const uint32_t seq = 0u - (uint32_t)strlen(ask);

	(void)state;
	(void)see_tcp(http_out, 0x02, seq - 1, "");
	(void)see_tcp(http_back, 0x18, 100, answer);
	(void)see_tcp(http_out, 0x18, seq, ask);
	assert_int_equal(got_count, 1);
	(void)see_tcp(http_back, 0x18, 100 + (uint32_t)strlen(answer), "hello");
	assert_int_equal(got_count, 2);
	assert_int_equal(got[1].u.http.status, 200);
	assert_int_equal(got[1].u.http.bytes, 5);
	/* That answer is not the next request's. */
	(void)see_tcp(http_out, 0x18, 0, ask);
	(void)see_tcp(http_out, 0x11, (uint32_t)strlen(ask), "");
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
		assert_int_equal(got[1].u.http.phase, HTTP_PHASE_DONE);
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
	const char answer[] = "HTTP/1.0 200 OK\r\nContent-Length: 5\r\n\r\n";

	(void)state;
	(void)see_tcp(http_out, 0x02, 1, "");
	(void)see_tcp(http_out, 0x18, 2,
	    "GET /k HTTP/1.0\r\nUser-Agent: gPXE/1.0.1\r\n\r\n");
	(void)see_tcp(http_back, 0x18, 100, answer);
	(void)see_tcp(http_back, 0x18, 100 + (uint32_t)strlen(answer), "hello");
	assert_int_equal(got_count, 2);
	assert_int_equal(got[0].u.http.phase, HTTP_PHASE_REQUEST);
	assert_string_equal(got[0].u.http.uri, "/k");
	assert_string_equal(got[0].u.http.agent, "gPXE/1.0.1");
	assert_int_equal(got[1].u.http.phase, HTTP_PHASE_DONE);
	assert_int_equal(got[1].u.http.status, 200);
	assert_int_equal(got[1].u.http.bytes, 5);
	(void)see_tcp(http_back, 0x11, 200, "");
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
	/* One that ran long before the capture, or was quiet for long. */
	got_count = 0;
	(void)see_tcp(out, 0x10, 5000, "");
	(void)see_tcp(back, 0x14, 0, "");
	assert_int_equal(got_count, 0);
}

static int
see_answer(struct ends e, uint8_t flags, uint32_t seq, uint32_t ack)
{
	return see_acked(e, flags, seq, ack, "", 0);
}

static void
no_connection_by_rst(void **state)
{
	const struct ends out = {CLIENT, OTHER, 40000, 8000};
	const struct ends back = {OTHER, CLIENT, 8000, 40000};

	(void)state;
	(void)see_tcp(out, 0x02, 7, "");
	(void)see_answer(back, 0x14, 0, 8);
	/* A mirrored port shows each again, as it likes. */
	(void)see_tcp(out, 0x02, 7, "");
	(void)see_answer(back, 0x14, 0, 8);
	assert_int_equal(got_count, 1);
	assert_int_equal(got[0].kind, EVENT_WIRE);
	assert_int_equal(got[0].u.wire.kind, WIRE_TCP_REFUSED);
	assert_int_equal(got[0].u.wire.src, CLIENT);
	assert_int_equal(got[0].u.wire.dst, OTHER);
	assert_int_equal(got[0].u.wire.port, 8000);
	now_us += SECOND;
	(void)see_tcp(out, 0x02, 7, "");
	(void)see_answer(back, 0x14, 0, 8);
	assert_int_equal(got_count, 2);
	/* What ends an older connection refuses no new one. */
	(void)see_tcp(out, 0x02, 9, "");
	(void)see_answer(back, 0x14, 0, 8);
	/* Nor does one that came about, or the client itself. */
	(void)see_tcp(out, 0x02, 19, "");
	(void)see_answer(back, 0x12, 99, 20);
	(void)see_answer(back, 0x14, 100, 20);
	(void)see_tcp(out, 0x02, 29, "");
	(void)see_tcp(out, 0x04, 30, "");
	assert_int_equal(got_count, 2);
}

/* As Linux waits; how many SYNs are told of as no answer. */
static size_t
knocks(uint16_t port, unsigned copies, unsigned tries)
{
	const struct ends out = {CLIENT, OTHER, port, 80};
	unsigned i, k;

	got_count = 0;
	for (i = 0; i < tries; i++) {
		for (k = 0; k < copies; k++)
			(void)see_tcp(out, 0x02, 7, "");
		now_us += SECOND << i;
	}
	return got_count;
}

static void
no_connection_for_want_of_an_answer(void **state)
{
	const struct ends out = {CLIENT, OTHER, 40009, 80};
	const struct ends back = {OTHER, CLIENT, 80, 40010};

	(void)state;
	assert_int_equal(knocks(40000, 1, 2), 0);
	assert_int_equal(knocks(40001, 3, 2), 0);
	assert_int_equal(knocks(40002, 1, 5), 1);
	assert_int_equal(got[0].kind, EVENT_WIRE);
	assert_int_equal(got[0].u.wire.kind, WIRE_TCP_SILENT);
	assert_int_equal(got[0].u.wire.dst, OTHER);
	assert_int_equal(knocks(40003, 2, 3), 1);
	/* The tap may show one side of it: who goes on has an answer. */
	(void)see_tcp(out, 0x02, 7, "");
	(void)see_tcp(out, 0x10, 8, "");
	assert_int_equal(knocks(40009, 1, 4), 0);
	(void)see_tcp((struct ends){CLIENT, OTHER, 40010, 80}, 0x02, 7, "");
	(void)see_answer(back, 0x12, 99, 8);
	assert_int_equal(knocks(40010, 1, 4), 0);
}

static void
a_target_that_does_not_answer(void **state)
{
	const struct ends out = {CLIENT, OTHER, 40000, 3260};
	unsigned i;

	(void)state;
	for (i = 0; i < 4; i++) {
		(void)see_tcp(out, 0x02, 7, "");
		now_us += SECOND << i;
	}
	assert_int_equal(got_count, 2);
	assert_int_equal(got[0].u.iscsi.phase, ISCSI_CONNECT);
	assert_int_equal(got[1].kind, EVENT_ISCSI);
	assert_int_equal(got[1].u.iscsi.phase, ISCSI_SILENT);
}

/* An initiator's name is enough; also where the capture begins with it. */
static void
an_iscsi_login_on_another_port(void **state)
{
	static const char keys[] = "InitiatorName=iqn.a:me\0"
				   "TargetName=iqn.b:disk\0";
	static const struct piece pieces[] = {{0, 20}, {20, 60}, {60, 96}};
	const struct ends out = {CLIENT, SERVER, 43000, 860};
	const struct ends back = {SERVER, CLIENT, 860, 43000};
	const uint8_t answer[48] = {[0] = 0x23, 0x87, [36] = 2, 3};
	uint8_t pdu[96] = {0x43, 0x87, 0, 0, 0, 0, 0, sizeof(keys) - 1};
	int mid;

	(void)state;
	memcpy(pdu + 48, keys, sizeof(keys) - 1);
	for (mid = 0; mid < 2; mid++) {
		got_count = 0;
		if (mid == 0) {
			(void)see_tcp(out, 0x02, 1, "");
			see_pieces(out, 2, pdu, pieces, 3);
		} else
			(void)see_segment(out, 0x18, 2, pdu, sizeof(pdu));
		(void)see_segment(back, 0x18, 2, answer, sizeof(answer));
		assert_int_equal(got_count, 3);
		assert_int_equal(got[0].u.iscsi.phase, ISCSI_CONNECT);
		assert_int_equal(got[0].u.iscsi.port, 860);
		assert_int_equal(got[1].u.iscsi.phase, ISCSI_LOGIN);
		assert_string_equal(got[1].u.iscsi.target, "iqn.b:disk");
		assert_int_equal(got[2].u.iscsi.phase, ISCSI_RESPONSE);
		assert_int_equal(got[2].u.iscsi.status_detail, 3);
		(void)see_tcp(out, 0x11, 99, "");
	}
	/* Without a name it may be anything. */
	got_count = 0;
	memset(pdu + 48, 0, 48);
	(void)see_tcp(out, 0x02, 1, "");
	(void)see_segment(out, 0x18, 2, pdu, sizeof(pdu));
	assert_int_equal(got_count, 0);
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
	assert_int_equal(got[1].u.http.phase, HTTP_PHASE_DONE);
	assert_int_equal(got[1].u.http.status, 0);
	assert_string_equal(got[2].u.http.uri, "/b");
	assert_int_equal(got[2].u.http.phase, HTTP_PHASE_REQUEST);
}

static void
a_clock_that_is_set_back_in_a_capture(void **state)
{
	const struct ends other = {CLIENT, SERVER, 40001, 80};

	(void)state;
	(void)see_tcp(other, 0x02, 1, "");
	(void)see_tcp(other, 0x18, 2, "GET /a HTTP/1.0\r\n\r\n");
	now_us -= 3600 * SECOND;
	observe_tick(o, now_us);
	(void)begins("0");
	assert_int_equal(got_count, 3);
	observe_tick(o, now_us + 61 * SECOND);
	assert_int_equal(got_count, 4);
	assert_string_equal(got[3].u.http.uri, "/a");
	assert_int_equal(got[3].u.http.phase, HTTP_PHASE_DONE);
	assert_int_equal(got[3].u.http.elapsed_us, 0);
}

/* While somebody knocks, and soon after somebody was refused. */
static void
a_clock_that_is_set_back_before_an_answer(void **state)
{
	const struct ends shut = {CLIENT, OTHER, 40000, 8000};
	const struct ends back = {OTHER, CLIENT, 8000, 40000};
	const struct ends mute = {CLIENT, OTHER, 40001, 80};
	unsigned i;

	(void)state;
	(void)see_tcp(shut, 0x02, 7, "");
	(void)see_answer(back, 0x14, 0, 8);
	(void)see_tcp(mute, 0x02, 7, "");
	assert_int_equal(got_count, 1);
	now_us -= 3600 * SECOND;
	observe_tick(o, now_us);
	(void)see_tcp(shut, 0x02, 17, "");
	(void)see_answer(back, 0x14, 0, 18);
	assert_int_equal(got_count, 2);
	assert_int_equal(got[1].u.wire.kind, WIRE_TCP_REFUSED);
	for (i = 0; i < 3; i++) {
		now_us += SECOND << i;
		(void)see_tcp(mute, 0x02, 7, "");
	}
	assert_int_equal(got_count, 3);
	assert_int_equal(got[2].u.wire.kind, WIRE_TCP_SILENT);
}

int
main(void)
{
#define CASE(f) cmocka_unit_test_setup_teardown(f, see_setup, see_teardown)
	const struct CMUnitTest tests[] = {
	    CASE(http_that_is_sent_again),
	    CASE(http_of_more_than_four_gigabytes),
	    CASE(a_long_answer_is_told_as_it_goes_on),
	    CASE(who_left_an_answer),
	    CASE(a_body_that_is_left_out_is_waited_for),
	    CASE(a_body_that_is_left_out_before_another_request),
	    CASE(a_body_that_stops_is_told),
	    CASE(a_body_at_the_end_of_the_capture),
	    CASE(http_answer_before_its_request),
	    CASE(http_heads_come_in_pieces),
	    CASE(half_a_head_is_told_at_the_end),
	    CASE(an_iscsi_login_comes_in_pieces),
	    CASE(http_is_told_from_head_to_end),
	    CASE(a_refused_target_is_told),
	    CASE(no_connection_by_rst),
	    CASE(no_connection_for_want_of_an_answer),
	    CASE(a_target_that_does_not_answer),
	    CASE(an_iscsi_login_on_another_port),
	    CASE(a_lun_that_is_not_there_is_told_once),
	    CASE(a_new_connection_from_the_same_port),
	    CASE(a_clock_that_is_set_back_in_a_capture),
	    CASE(a_clock_that_is_set_back_before_an_answer),
	};
#undef CASE

	return cmocka_run_group_tests(tests, NULL, NULL);
}
