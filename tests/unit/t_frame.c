/* SPDX-License-Identifier: ISC */
#include "tests/unit/unit.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/buf.h"
#include "core/base/err.h"
#include "core/proto/dhcp6.h"
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

/* What stands before IPv4: a head, and Ethernet up to its types. */
struct sample {
	const char *head;
	size_t head_len, type_count; /* 0 types: no Ethernet */
	uint16_t types[5];
};

/* clang-format off */
#define HEAD(text) text, sizeof(text) - 1
static const struct sample samples[FRAME_LINK_COUNT] = {
	[FRAME_ETHERNET] = {NULL, 0, 5, {0x88a8, 7, 0x8100, 9, 0x0800}},
	[FRAME_SLL] = {HEAD("\0\0\0\1\0\6\x52\x54\0\0\0\1\0\0\x08\0"), 0, {0}},
	[FRAME_SLL2] = {
	    HEAD("\x08\0\0\0\0\0\0\2\0\1\0\6\x52\x54\0\0\0\1\0\0"), 0, {0}},
	[FRAME_NULL] = {HEAD("\2\0\0\0"), 0, {0}},
	[FRAME_LOOP] = {HEAD("\0\0\0\2"), 0, {0}},
	[FRAME_PPP] = {HEAD("\xff\3\0\x21"), 0, {0}},
	[FRAME_NFLOG] = {HEAD(
	    "\2\0\0\5" /* AF_INET, group 5 */
	    "\x08\0\1\0\x08\0\1\0" /* hook, little endian */
	    "\x10\0\x08\0\0\6\0\0\x52\x54\0\0\0\1\0\0" /* sender */
	    "\x05\0\x0a\0\0\0\0\0" /* an empty prefix */
	    "\x2a\0\x09\0"), 0, {0}},
	[FRAME_PKTAP] = {HEAD("\x10\0\0\0\1\0\0\0\1\0\0\0en0\0"), 1,
	    {0x0800}},
	[FRAME_DSA] = {NULL, 0, 3, {0xc020, 0x0001, 0x0800}},
	[FRAME_EDSA] = {NULL, 0, 5, {0xdada, 0, 0xc020, 0x0001, 0x0800}},
	[FRAME_BRCM] = {NULL, 0, 3, {0x2000, 0x0001, 0x0800}},
	[FRAME_BRCM_FIRST] = {HEAD("\x20\0\0\1"), 1, {0x0800}},
};
#undef HEAD
/* clang-format on */

/* A UDP datagram of 10 bytes behind each link. */
static size_t
make_sample(enum frame_link link, uint8_t out[128])
{
	const struct sample *s = &samples[link];
	struct wbuf w;

	wbuf_init(&w, out, 128);
	if (s->head_len > 0)
		wbuf_put(&w, s->head, s->head_len);
	if (s->type_count > 0)
		put_ethernet(&w, s->types, s->type_count);
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

/* Ethernet in MPLS in Ethernet: each level is a few bytes of a long frame. */
static void
wires_in_wires_have_an_end(void **state)
{
	static const uint8_t level[] = {2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2,
	    0x88, 0x47, 0, 0, 0x11, 0x40, 0, 0, 0, 0};
	const size_t levels = 100000;
	uint8_t *bytes = malloc(levels * sizeof(level));
	struct frame f;
	size_t i;

	(void)state;
	assert_non_null(bytes);
	for (i = 0; i < levels; i++)
		memcpy(bytes + i * sizeof(level), level, sizeof(level));
	assert_int_equal(frame_decode(&f, FRAME_ETHERNET, bytes,
			     levels * sizeof(level)),
	    -PX_EPROTO);
	free(bytes);
}

/* The sender's attribute is shorter than an address. */
static void
nflog_reads_no_attribute_for_another(void **state)
{
	static const uint8_t head[] = {2, 0, 0, 5, 6, 0, 8, 0, 0, 6, 0, 0, 0x2a,
	    0, 9, 0};
	uint8_t bytes[128];
	struct wbuf w;
	struct frame f;

	(void)state;
	wbuf_init(&w, bytes, sizeof(bytes));
	wbuf_put(&w, head, sizeof(head));
	put_ip(&w, 17, 0, 18);
	put_udp(&w, 10);
	assert_int_equal(frame_decode(&f, FRAME_NFLOG, bytes, w.len), 0);
	assert_int_equal(f.kind, FRAME_UDP);
	assert_false(f.has_mac);
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

static int64_t piece_us;

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
	return reassembly_add(ra, f, piece_us);
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
		piece_us += 1000000;
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
	static uint8_t other[16];
	struct reassembly ra;
	struct frame f;

	(void)state;
	reassembly_init(&ra);
	assert_false(add_piece(&ra, &f, 0));
	f.kind = FRAME_FRAGMENT;
	f.data = other;
	assert_false(reassembly_add(&ra, &f, piece_us));
	assert_int_equal(ra.dropped, 1);
	assert_false(add_piece(&ra, &f, 1));
	assert_false(add_piece(&ra, &f, 2));
}

static void
a_piece_that_is_shown_twice_is_one(void **state)
{
	struct reassembly ra;
	struct frame f;

	(void)state;
	reassembly_init(&ra);
	for (unsigned i = 0; i < 2; i++) {
		assert_false(add_piece(&ra, &f, i));
		assert_false(add_piece(&ra, &f, i));
	}
	assert_true(add_piece(&ra, &f, 2));
	assert_int_equal(f.len, 40);
	assert_false(add_piece(&ra, &f, 2));
	assert_int_equal(ra.dropped, 0);
	/* The next one, if its sender counts them not. */
	for (unsigned i = 0; i < 3; i++)
		assert_int_equal(add_piece(&ra, &f, i), i == 2);
}

/* A TFTP block of 8192 bytes: what its first piece shows is enough. */
static void
a_datagram_without_room_is_its_first_piece(void **state)
{
	uint8_t bytes[128];
	struct reassembly ra;
	struct frame f;
	struct wbuf w;

	(void)state;
	reassembly_init(&ra);
	wbuf_init(&w, bytes, sizeof(bytes));
	put_ip(&w, 17, 0x2000, 32);
	put_udp(&w, 24);
	bytes[24] = 0x20;
	bytes[25] = 0x0c; /* 8 + 4 + 8192 */
	assert_int_equal(frame_decode(&f, FRAME_RAW_IP, bytes, w.len), 0);
	assert_true(reassembly_add(&ra, &f, piece_us));
	assert_int_equal(f.kind, FRAME_UDP);
	assert_int_equal(f.wire_len, 8196);
	assert_int_equal(f.len, 24);
	assert_false(add_piece(&ra, &f, 1));
	assert_int_equal(ra.dropped, 0);
}

struct carrier {
	const char *name;
	uint8_t protocol; /* of the outer IP; 17: to the port */
	uint16_t port;
	const char *head;
	size_t len;
	bool ethernet;
	uint16_t vlan;
};

static const struct carrier carriers[] = {
    {"IP in IP", 4, 0, "", 0, false, 0},
    {"EtherIP", 97, 0, "\x30\0", 2, true, 0},
    {"GRE", 47, 0, "\0\0\x08\0", 4, false, 0},
    {"GRE with a key", 47, 0, "\x20\0\x08\0\0\0\0\7", 8, false, 0},
    {"GRE and Ethernet", 47, 0, "\0\0\x65\x58", 4, true, 0},
    {"ERSPAN", 47, 0, "\0\0\x88\xbe", 4, true, 0},
    {"ERSPAN II", 47, 0, "\x10\0\x88\xbe\0\0\0\1\x10\x07\0\1\0\0\0\0", 16, true,
	7},
    {"ERSPAN III", 47, 0, "\x10\0\x22\xeb\0\0\0\1\x20\x07\0\1\0\0\0\0\0\0\0\0",
	20, true, 7},
    {"ERSPAN III, of IP, and more", 47, 0,
	"\x10\0\x22\xeb\0\0\0\1\x20\0\0\1\0\0\0\0\0\0\x08\1"
	"\0\0\0\0\0\0\0\0",
	28, false, 0},
    {"VXLAN", 17, 4789, "\x08\0\0\0\0\0\7\0", 8, true, 0},
    {"VXLAN of old", 17, 8472, "\x08\0\0\0\0\0\7\0", 8, true, 0},
    {"Geneve", 17, 6081, "\1\0\x65\x58\0\0\7\0\0\0\0\0", 12, true, 0},
    {"Geneve of IP", 17, 6081, "\0\0\x08\0\0\0\7\0", 8, false, 0},
    {"TZSP", 17, 37008, "\1\0\0\1\0\x0a\1\x22\1", 9, true, 0},
    {"a key that is not there", 47, 0, "\0\1\x08\0", 4, false, UINT16_MAX},
    {"TFTP to such a port", 17, 4789, "\0\3\0\1\0\0\0\0", 8, false, UINT16_MAX},
    {"and to another", 17, 6081, "\0\3\0\1\0\0\0\0", 8, false, UINT16_MAX},
};

static size_t
carry(const struct carrier *c, uint8_t out[256])
{
	const size_t inner = (c->ethernet ? 14 : 0) + 38;
	const size_t udp = c->protocol == 17 ? 8 : 0;
	static const uint16_t types[] = {0x0800};
	struct wbuf w;

	wbuf_init(&w, out, 256);
	put_ip(&w, c->protocol, 0, udp + c->len + inner);
	if (udp != 0) {
		wbuf_u16(&w, 50000);
		wbuf_u16(&w, c->port);
		wbuf_u16(&w, (uint16_t)(udp + c->len + inner));
		wbuf_u16(&w, 0);
	}
	wbuf_put(&w, c->head, c->len);
	if (c->ethernet)
		put_ethernet(&w, types, 1);
	put_ip(&w, 17, 0, 18);
	put_udp(&w, 10);
	assert_false(w.bad);
	return w.len;
}

static void
a_tunnel_is_what_it_carries(void **state)
{
	uint8_t bytes[256];
	struct frame f;

	(void)state;
	for (size_t i = 0; i < sizeof(carriers) / sizeof(carriers[0]); i++) {
		const struct carrier *c = &carriers[i];
		const size_t len = carry(c, bytes);

		assert_int_equal(frame_decode(&f, FRAME_RAW_IP, bytes, len), 0);
		if (c->vlan == UINT16_MAX) {
			assert_true(f.dst_port != 69);
			continue;
		}
		if (f.kind != FRAME_UDP || f.dst_port != 69 || f.len != 10)
			fail_msg("%s: not opened", c->name);
		assert_int_equal(f.has_mac, c->ethernet);
		assert_int_equal(f.vlan_count, c->vlan != 0);
		assert_int_equal(f.vlans[0], c->vlan);
		/* In exact-size memory: cut anywhere, nothing is read past. */
		for (size_t n = 0; n < len; n++) {
			uint8_t *copy = malloc(n + 1);

			assert_non_null(copy);
			memcpy(copy + 1, bytes, n);
			(void)frame_decode(&f, FRAME_RAW_IP, copy + 1, n);
			free(copy);
		}
	}
}

static void
what_stands_between_ethernet_and_ip(void **state)
{
	static const struct {
		const char *head;
		size_t len;
	} rows[] = {
	    {"\x88\x47\0\0\x10\x40\0\0\x21\x40", 10},
	    {"\x88\x47\0\0\x11\x40\0\0\0\0"
	     "\x52\x54\0\0\0\2\x52\x54\0\0\0\1\x08\0",
		24},
	    {"\x88\x64\x11\0\0\1\0\x28\0\x21", 10},
	    {"\0\x2e\xaa\xaa\3\0\0\0\x08\0", 10},
	};
	uint8_t bytes[128];
	struct frame f;
	struct wbuf w;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		wbuf_init(&w, bytes, sizeof(bytes));
		put_ethernet(&w, NULL, 0);
		wbuf_put(&w, rows[i].head, rows[i].len);
		put_ip(&w, 17, 0, 18);
		put_udp(&w, 10);
		assert_int_equal(frame_decode(&f, FRAME_ETHERNET, bytes, w.len),
		    0);
		assert_int_equal(f.kind, FRAME_UDP);
		assert_int_equal(f.dst_port, 69);
	}
}

/* Of IPv6 a client's DHCPv6, and whether firmware asks. */
static void
dhcp6_is_read_for_who_asks(void **state)
{
	static const char arch[] = "\0\x3d\0\2\0\7";
	static const struct {
		const char *more;
		size_t len;
		uint8_t type;
		bool firmware;
	} rows[] = {
	    {arch, 6, 1, true},
	    {"\0\x10\0\2ab", 6, 1, false}, /* a system, with a class */
	    {"\0\x3d\0\2\0\7\0\x0f\0\4iPXE", 14, 1, false},
	    {arch, 6, 3, false}, /* REQUEST */
	    {arch, 5, 1, false}, /* cut */
	};
	uint8_t bytes[128];
	struct frame f;
	struct wbuf w;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		wbuf_init(&w, bytes, sizeof(bytes));
		put_ethernet(&w, NULL, 0);
		wbuf_put(&w, "\x86\xdd\x60\0\0\0\0\x20\x11\1", 10);
		wbuf_put(&w, "fe80::5054:ff:fefe80::5054:ff:fe", 32);
		wbuf_put(&w, "\2\x22\2\x23\0\x20\0\0", 8);
		wbuf_u8(&w, rows[i].type);
		wbuf_put(&w, "xid\0\1\0\4duid", 11);
		wbuf_put(&w, rows[i].more, rows[i].len);
		assert_int_equal(frame_decode(&f, FRAME_ETHERNET, bytes, w.len),
		    0);
		assert_int_equal(f.kind, FRAME_DHCP6);
		assert_int_equal(dhcp6_is_firmware(f.data, f.len),
		    rows[i].firmware);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(every_link_leads_to_udp),
	    cmocka_unit_test(every_truncation_is_survived),
	    cmocka_unit_test(wires_in_wires_have_an_end),
	    cmocka_unit_test(nflog_reads_no_attribute_for_another),
	    cmocka_unit_test(lying_lengths_are_faults),
	    cmocka_unit_test(five_tags_are_too_many),
	    cmocka_unit_test(refused_datagrams_are_named),
	    cmocka_unit_test(fragments_make_their_datagram),
	    cmocka_unit_test(an_overlap_ends_the_datagram),
	    cmocka_unit_test(a_piece_that_is_shown_twice_is_one),
	    cmocka_unit_test(a_datagram_without_room_is_its_first_piece),
	    cmocka_unit_test(a_tunnel_is_what_it_carries),
	    cmocka_unit_test(what_stands_between_ethernet_and_ip),
	    cmocka_unit_test(dhcp6_is_read_for_who_asks),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
