/* SPDX-License-Identifier: ISC */
#include "tests/unit/unit.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/buf.h"
#include "core/base/err.h"
#include "core/proto/frame.h"
#include "core/proto/reassembly.h"

#define CLIENT 0xc0000264u
#define SERVER 0xc0000201u

/* Puts an IPv4 head before `len` bytes of payload. */
static void
put_ip(struct wbuf *w, uint8_t protocol, uint16_t fragment, size_t len)
{
	wbuf_u16(w, 0x4500);
	wbuf_u16(w, (uint16_t)(20 + len));
	wbuf_u16(w, 0x1234);
	wbuf_u16(w, fragment);
	wbuf_u8(w, 64);
	wbuf_u8(w, protocol);
	wbuf_u16(w, 0);
	wbuf_u32(w, CLIENT);
	wbuf_u32(w, SERVER);
}

static void
put_udp(struct wbuf *w, size_t payload)
{
	size_t i;

	wbuf_u16(w, 2070);
	wbuf_u16(w, 69);
	wbuf_u16(w, (uint16_t)(8 + payload));
	wbuf_u16(w, 0);
	for (i = 0; i < payload; i++)
		wbuf_u8(w, (uint8_t)('a' + i % 26));
}

static void
put_ethernet(struct wbuf *w, const uint16_t *types, size_t n)
{
	size_t i;

	wbuf_put(w, "\x52\x54\x00\x00\x00\x02\x52\x54\x00\x00\x00\x01", 12);
	for (i = 0; i < n; i++)
		wbuf_u16(w, types[i]);
}

/* Each sample: a UDP datagram of 10 bytes behind another link. */
static size_t
make_sample(enum frame_link link, uint8_t out[128])
{
	static const uint16_t tagged[] = {0x88a8, 7, 0x8100, 9, 0x0800};
	struct wbuf w;

	wbuf_init(&w, out, 128);
	switch (link) {
	case FRAME_ETHERNET:
		put_ethernet(&w, tagged, 5);
		break;
	case FRAME_SLL:
		wbuf_put(&w, "\0\0\0\1\0\6\x52\x54\0\0\0\1\0\0\x08\0", 16);
		break;
	case FRAME_SLL2:
		wbuf_put(&w, "\x08\0\0\0\0\0\0\2\0\1\0\6\x52\x54\0\0\0\1\0\0",
		    20);
		break;
	case FRAME_NULL:
		wbuf_put(&w, "\2\0\0\0", 4);
		break;
	case FRAME_LOOP:
		wbuf_put(&w, "\0\0\0\2", 4);
		break;
	case FRAME_PPP:
		wbuf_put(&w, "\xff\3\0\x21", 4);
		break;
	case FRAME_RAW_IP:
	case FRAME_LINK_COUNT:
		break;
	}
	put_ip(&w, 17, 0, 18);
	put_udp(&w, 10);
	assert_false(w.bad);
	return w.len;
}

static void
every_link_leads_to_udp(void **state)
{
	uint8_t bytes[128];
	struct frame f;
	int link;

	(void)state;
	for (link = 0; link < FRAME_LINK_COUNT; link++) {
		const size_t len = make_sample((enum frame_link)link, bytes);

		assert_int_equal(frame_decode(&f, (enum frame_link)link, bytes,
				     len),
		    0);
		assert_int_equal(f.kind, FRAME_UDP);
		assert_int_equal(f.src, CLIENT);
		assert_int_equal(f.dst_port, 69);
		assert_int_equal(f.len, 10);
		assert_memory_equal(f.data, "abcdefghij", 10);
		assert_int_equal(f.vlan_count, link == FRAME_ETHERNET ? 2 : 0);
	}
}

/* In exact-size memory, so that a read past the end is found. */
static void
every_truncation_is_survived(void **state)
{
	uint8_t bytes[128];
	struct frame f;
	int link;

	(void)state;
	for (link = 0; link < FRAME_LINK_COUNT; link++) {
		const size_t len = make_sample((enum frame_link)link, bytes);
		size_t n;

		for (n = 0; n < len; n++) {
			uint8_t *copy = malloc(n + 1);
			int r;

			assert_non_null(copy);
			memcpy(copy + 1, bytes, n);
			r = frame_decode(&f, (enum frame_link)link, copy + 1,
			    n);
			if (r == 0 && f.kind == FRAME_UDP) {
				assert_int_equal(f.wire_len, 10);
				assert_int_equal(f.len, 10 - (len - n));
			} else
				assert_true(r < 0);
			free(copy);
		}
	}
}

static void
lying_lengths_are_faults(void **state)
{
	uint8_t bytes[128];
	struct frame f;
	size_t len;

	(void)state;
	len = make_sample(FRAME_RAW_IP, bytes);
	bytes[24] = 0xff; /* UDP length */
	assert_int_equal(frame_decode(&f, FRAME_RAW_IP, bytes, len),
	    -PX_EVALUE);
	len = make_sample(FRAME_RAW_IP, bytes);
	bytes[0] = 0x44; /* IP head of 16 bytes */
	assert_int_equal(frame_decode(&f, FRAME_RAW_IP, bytes, len),
	    -PX_EVALUE);
	len = make_sample(FRAME_RAW_IP, bytes);
	bytes[0] = 0x75; /* IP version 7 */
	assert_int_equal(frame_decode(&f, FRAME_RAW_IP, bytes, len),
	    -PX_EVALUE);
}

static void
five_tags_are_too_many(void **state)
{
	static const uint16_t types[] = {0x8100, 1, 0x8100, 2, 0x8100, 3,
	    0x8100, 4, 0x8100, 5, 0x0800};
	uint8_t bytes[64];
	struct frame f;
	struct wbuf w;

	(void)state;
	wbuf_init(&w, bytes, sizeof(bytes));
	put_ethernet(&w, types, 11);
	assert_int_equal(frame_decode(&f, FRAME_ETHERNET, bytes, w.len),
	    -PX_EPROTO);
}

static void
refused_datagrams_are_named(void **state)
{
	uint8_t bytes[128];
	struct frame f;
	struct wbuf w;

	(void)state;
	wbuf_init(&w, bytes, sizeof(bytes));
	put_ip(&w, 1, 0, 36);
	wbuf_put(&w, "\3\3\0\0\0\0\0\0", 8);
	put_ip(&w, 17, 0, 18);
	put_udp(&w, 0);
	assert_int_equal(frame_decode(&f, FRAME_RAW_IP, bytes, w.len), 0);
	assert_int_equal(f.kind, FRAME_ICMP);
	assert_int_equal(f.icmp_code, 3);
	assert_true(f.has_inner);
	assert_int_equal(f.inner_dst_port, 69);
}

/* Fragment i of a datagram of 8 + 40 bytes: 16 bytes each. */
static bool
add_piece(struct reassembly *ra, struct frame *f, unsigned i)
{
	uint8_t datagram[48], bytes[128];
	struct wbuf w;

	wbuf_init(&w, datagram, sizeof(datagram));
	put_udp(&w, 40);
	wbuf_init(&w, bytes, sizeof(bytes));
	put_ip(&w, 17, (uint16_t)(i * 2 | (i < 2 ? 0x2000u : 0)), 16);
	wbuf_put(&w, datagram + i * 16, 16);
	assert_int_equal(frame_decode(f, FRAME_RAW_IP, bytes, w.len), 0);
	assert_int_equal(f->kind, FRAME_FRAGMENT);
	return reassembly_add(ra, f, 0);
}

static void
fragments_make_their_datagram(void **state)
{
	static const unsigned orders[][3] = {{0, 1, 2}, {2, 1, 0}, {1, 2, 0}};
	struct reassembly ra;
	struct frame f;
	size_t i;

	(void)state;
	reassembly_init(&ra);
	for (i = 0; i < 3; i++) {
		assert_false(add_piece(&ra, &f, orders[i][0]));
		assert_false(add_piece(&ra, &f, orders[i][1]));
		assert_true(add_piece(&ra, &f, orders[i][2]));
		assert_int_equal(f.kind, FRAME_UDP);
		assert_int_equal(f.len, 40);
		assert_memory_equal(f.data + 24, "yzab", 4);
	}
	assert_int_equal(ra.dropped, 0);
}

static void
an_overlap_ends_the_datagram(void **state)
{
	struct reassembly ra;
	struct frame f;

	(void)state;
	reassembly_init(&ra);
	assert_false(add_piece(&ra, &f, 0));
	assert_false(add_piece(&ra, &f, 0));
	assert_int_equal(ra.dropped, 1);
	assert_false(add_piece(&ra, &f, 1));
	assert_false(add_piece(&ra, &f, 2));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(every_link_leads_to_udp),
	    cmocka_unit_test(every_truncation_is_survived),
	    cmocka_unit_test(lying_lengths_are_faults),
	    cmocka_unit_test(five_tags_are_too_many),
	    cmocka_unit_test(refused_datagrams_are_named),
	    cmocka_unit_test(fragments_make_their_datagram),
	    cmocka_unit_test(an_overlap_ends_the_datagram),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
