/* SPDX-License-Identifier: ISC */
#include "tests/unit/unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/buf.h"
#include "core/proto/dhcp_option.h"
#include "tests/unit/compared.h"
#include "tui/packet_rows.h"
#include "tui/payload_find.h"
#include "tui/payload_rows.h"

#define CLIENT 0xc0000264u
#define TARGET 0xc0000203u

/* The fixed part and the cookie; the rest is the caller's. */
static void
begin_reply(struct wbuf *w, struct packet *p)
{
	memset(p, 0, sizeof(*p));
	wbuf_init(w, p->bytes, sizeof(p->bytes));
	wbuf_put(w, "\2\1\6\0\0\0\x11\x11", 8);
	wbuf_zero(w, DHCP_FIXED_LEN - 8);
	wbuf_u32(w, DHCP_COOKIE);
	wbuf_put(w, "\x35\1\2", 3);
}

static void
end_reply(struct wbuf *w, struct packet *p)
{
	wbuf_u8(w, DHCP_OPT_END);
	assert_false(w->bad);
	p->len = (uint16_t)w->len;
}

static void
put_option(struct wbuf *w, uint8_t code, uint8_t len, uint8_t fill)
{
	wbuf_u8(w, code);
	wbuf_u8(w, len);
	while (len-- > 0)
		wbuf_u8(w, fill);
}

static void
row_named(const struct packet *p, const char *name, struct packet_row *ret)
{
	static struct dhcp_msg m;
	size_t n;

	assert_true(packet_decode(&m, p->bytes, p->len, p->len));
	for (n = 0; packet_row(&m, p->bytes, p->len, n, ret); n++)
		if (strcmp(ret->name, name) == 0)
			return;
	fail_msg("no row %s", name);
}

/* All of its pieces are its bytes, and no other's. */
static void
an_option_in_pieces_has_all_its_bytes(void **state)
{
	struct packet p;
	struct packet_row row;
	struct wbuf w;

	(void)state;
	begin_reply(&w, &p);
	put_option(&w, 43, 200, 'a');
	put_option(&w, 12, 4, 'h');
	put_option(&w, 43, 20, 'b');
	end_reply(&w, &p);
	row_named(&p, "43 vendor-specific", &row);
	assert_int_equal(row.offset, 243);
	assert_int_equal(row.len, 202);
	assert_int_equal(row.more_count, 1);
	assert_int_equal(row.more[0].offset, 243 + 202 + 6);
	assert_int_equal(row.more[0].len, 22);
	assert_int_equal(row.data_len, 220);
	row_named(&p, "12 host-name", &row);
	assert_int_equal(row.more_count, 0);
}

/* Not a word is missing without a sign. */
static void
long_options_are_told_to_their_end(void **state)
{
	struct packet p;
	struct packet_row row;
	struct wbuf w;
	uint8_t i;

	(void)state;
	begin_reply(&w, &p);
	wbuf_u8(&w, 6);
	wbuf_u8(&w, 240);
	for (i = 0; i < 60; i++)
		wbuf_u32(&w, 0xc0000200u + 100 + i);
	put_option(&w, 224, 255, 0xab);
	end_reply(&w, &p);
	row_named(&p, "6 domain-name-server", &row);
	assert_non_null(strstr(row.text, ", 192.0.2.159"));
	row_named(&p, "224 unknown", &row);
	assert_int_equal(strlen(row.text), 3 * 255 - 1);
}

static void
fields_show_what_stands_in_them(void **state)
{
	struct packet p;
	struct packet_row row;
	struct wbuf w;

	(void)state;
	begin_reply(&w, &p);
	end_reply(&w, &p);
	p.bytes[11] = 1;
	memcpy(p.bytes + 108, "a.0\0junk", 8);
	row_named(&p, "flags", &row);
	assert_string_equal(row.text, "unicast, 0x0001");
	row_named(&p, "file", &row);
	assert_string_equal(row.text, "a.0, and 4 bytes behind its NUL");
	row_named(&p, "chaddr", &row);
	assert_string_equal(row.text, "00:00:00:00:00:00");
	p.bytes[28 + 15] = 9;
	row_named(&p, "chaddr", &row);
	assert_int_equal(strlen(row.text), 47);
	/* Option 52 says that options are there. */
	begin_reply(&w, &p);
	wbuf_put(&w, "\x34\1\1", 3);
	end_reply(&w, &p);
	memcpy(p.bytes + 108, "\x43\3a.0\xff", 6);
	row_named(&p, "file", &row);
	assert_string_equal(row.text, "holds options (52)");
	row_named(&p, "67 bootfile-name (in file)", &row);
	assert_int_equal(row.offset, 108);
}

/* Words may be the same where bytes are not. */
static void
messages_are_compared_by_their_bytes(void **state)
{
	struct compare *c = calloc(1, sizeof(*c));
	struct packet a, b;
	struct wbuf w;

	(void)state;
	assert_non_null(c);
	begin_reply(&w, &a);
	put_option(&w, 17, 250, 'r');
	end_reply(&w, &a);
	b = a;
	b.bytes[243 + 2 + 249] = 's';
	memcpy(a.bytes + 44, "srv\0x", 5);
	memcpy(b.bytes + 44, "srv\0y", 5);
	assert_true(compare_packets(c, &a, &b));
	assert_int_equal(c->differing, 2);
	assert_int_equal(compared_row(c, "17 root-path")->verdict,
	    COMPARE_DIFFERS);
	assert_string_equal(compared_row(c, "17 root-path")->text[0],
	    "byte 249: 72");
	assert_string_equal(compared_row(c, "17 root-path")->text[1],
	    "byte 249: 73");
	assert_string_equal(compared_row(c, "sname")->text[0],
	    "byte 4: 78 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 "
	    "\xe2\x80\xa6");
	assert_int_equal(compared_row(c, "file")->verdict, COMPARE_SAME);
	/* Another number is no other message. */
	b = a;
	b.bytes[7] = 0x12;
	assert_true(compare_packets(c, &a, &b));
	assert_int_equal(c->differing, 0);
	free(c);
}

struct wire {
	struct frame_ring *ring;
	uint64_t number;
};

static void
put_segment(struct wire *wire, uint32_t seq, const void *data, size_t len,
    size_t kept)
{
	uint8_t bytes[512];
	struct observe_frame f = {.link = FRAME_RAW_IP, .data = bytes};
	struct wbuf w;

	wbuf_init(&w, bytes, sizeof(bytes));
	wbuf_u16(&w, 0x4500);
	wbuf_u16(&w, (uint16_t)(40 + len));
	wbuf_put(&w, "\0\0\0\0\x40\6\0\0", 8);
	wbuf_u32(&w, CLIENT);
	wbuf_u32(&w, TARGET);
	wbuf_put(&w, "\x30\x39\x0c\xbc", 4);
	wbuf_u32(&w, seq);
	wbuf_put(&w, "\0\0\0\0\x50\x18\x10\0\0\0\0\0", 12);
	wbuf_put(&w, data, len);
	assert_false(w.bad);
	f.number = ++wire->number;
	f.time_us = (int64_t)f.number * 1000;
	f.len = w.len - (len - kept);
	f.wire_len = w.len;
	frame_ring_put(wire->ring, &f);
}

static size_t
find_login(const struct wire *wire, enum iscsi_phase phase, uint8_t *buf,
    size_t room, size_t *whole)
{
	struct story_line l = story_no_line;

	l.kind = EVENT_ISCSI;
	l.iscsi = phase;
	l.arrow = STORY_TO_SERVER;
	l.server = TARGET;
	l.time_us = 1000;
	return payload_find(&l, wire->ring, buf, room, whole);
}

/* A login of iPXE: the header alone, then the keys. */
static void
a_message_in_segments_is_one(void **state)
{
	static const char keys[] = "InitiatorName=iqn.x:y\0SessionType=Normal";
	uint8_t login[48] = {0x43, 0x81};
	struct wire wire = {malloc(frame_ring_size(16, 4096)), 0};
	uint8_t buf[256];
	struct packet_row row;
	size_t whole, n;

	(void)state;
	assert_non_null(wire.ring);
	(void)frame_ring_init(wire.ring, 16, 4096);
	login[7] = sizeof(keys);
	put_segment(&wire, 100, login, 48, 48);
	put_segment(&wire, 900, "other", 5, 5);
	put_segment(&wire, 148, keys, sizeof(keys), sizeof(keys));
	n = find_login(&wire, ISCSI_CONNECT, buf, sizeof(buf), &whole);
	assert_int_equal(n, 48 + sizeof(keys));
	assert_int_equal(whole, 48 + ((sizeof(keys) + 3) & ~3u));
	assert_memory_equal(buf + 48, keys, sizeof(keys));
	for (n = 0; payload_row(EVENT_ISCSI, buf, 48 + sizeof(keys), n, &row);
	     n++)
		if (strcmp(row.text, "SessionType=Normal") == 0)
			break;
	assert_int_equal(row.offset, 48 + 22);
	/* What has no PDU shows none of another row's. */
	assert_int_equal(find_login(&wire, ISCSI_REFUSED, buf, sizeof(buf),
			     &whole),
	    0);
	assert_int_equal(find_login(&wire, ISCSI_NO_LUN, buf, sizeof(buf),
			     &whole),
	    0);
	/* The room ends it. */
	assert_int_equal(find_login(&wire, ISCSI_LOGIN, buf, 50, &whole), 50);
	free(wire.ring);
}

/* Behind a segment that is cut nothing is put together. */
static void
a_cut_segment_ends_a_message(void **state)
{
	uint8_t login[48] = {0x43, 0x81};
	struct wire wire = {malloc(frame_ring_size(16, 4096)), 0};
	uint8_t buf[256];
	size_t whole;

	(void)state;
	assert_non_null(wire.ring);
	(void)frame_ring_init(wire.ring, 16, 4096);
	login[7] = 20;
	put_segment(&wire, 100, login, 48, 48);
	put_segment(&wire, 148, "0123456789", 10, 6);
	put_segment(&wire, 154, "aaaaaaaaaaaaaa", 14, 14);
	assert_int_equal(find_login(&wire, ISCSI_CONNECT, buf, sizeof(buf),
			     &whole),
	    54);
	assert_int_equal(whole, 68);
	free(wire.ring);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(an_option_in_pieces_has_all_its_bytes),
	    cmocka_unit_test(long_options_are_told_to_their_end),
	    cmocka_unit_test(fields_show_what_stands_in_them),
	    cmocka_unit_test(messages_are_compared_by_their_bytes),
	    cmocka_unit_test(a_message_in_segments_is_one),
	    cmocka_unit_test(a_cut_segment_ends_a_message),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
