/* SPDX-License-Identifier: ISC */
#include "tests/unit/unit.h"

#include <stdlib.h>
#include <string.h>

#include "core/proto/udp_frame.h"

/* A "hi!" from 192.0.2.1:67 to 192.0.2.9:68. */
static const struct udp_frame sample = {
    .dst_mac = {{0x52, 0x54, 0, 0, 0, 9}},
    .src_mac = {{0x52, 0x54, 0, 0, 0, 1}},
    .src = 0xc0000201,
    .dst = 0xc0000209,
    .src_port = 67,
    .dst_port = 68,
    .data = (const uint8_t *)"hi!",
    .len = 3,
};

/* The same bytes, their sums worked out by another program. */
static const uint8_t expected[] = {0x52, 0x54, 0, 0, 0, 9, 0x52, 0x54, 0, 0, 0,
    1, 8, 0, 0x45, 0, 0, 0x1f, 0, 0, 0x40, 0, 0x40, 0x11, 0xb6, 0xc3, 192, 0, 2,
    1, 192, 0, 2, 9, 0, 67, 0, 68, 0, 11, 0xf1, 0xdc, 'h', 'i', '!'};

static size_t
build(uint8_t *out, size_t cap, const struct udp_frame *f)
{
	struct wbuf w;

	wbuf_init(&w, out, cap);
	udp_frame_encode(f, &w);
	return w.bad ? 0 : w.len;
}

static void
frame_is_what_others_build(void **state)
{
	uint8_t out[64];

	(void)state;
	assert_int_equal(build(out, sizeof(out), &sample), sizeof(expected));
	assert_memory_equal(out, expected, sizeof(expected));
}

/* A SYN, its sums worked out by another program, too. */
static void
a_syn_is_what_others_build(void **state)
{
	static const uint8_t syn[] = {0x52, 0x54, 0, 0, 0, 9, 0x52, 0x54, 0, 0,
	    0, 1, 8, 0, 0x45, 0, 0, 40, 0, 0, 0x40, 0, 0x40, 6, 0xb6, 0xc7, 192,
	    0, 2, 7, 192, 0, 2, 1, 0xc0, 0x01, 0x1f, 0x90, 1, 2, 3, 4, 0, 0, 0,
	    0, 0x50, 2, 0xfa, 0xf0, 0x4d, 0x51, 0, 0};
	struct udp_frame f = sample;
	uint8_t out[60];
	struct wbuf w;

	(void)state;
	f.src = 0xc0000207;
	f.dst = 0xc0000201;
	f.src_port = 49153;
	f.dst_port = 8080;
	wbuf_init(&w, out, sizeof(out));
	tcp_syn_encode(&f, 0x01020304, &w);
	assert_false(w.bad);
	assert_int_equal(w.len, sizeof(syn));
	assert_memory_equal(out, syn, sizeof(syn));
	wbuf_init(&w, out, sizeof(syn) - 1);
	tcp_syn_encode(&f, 0, &w);
	assert_true(w.bad);
}

static void
frames_round_trip(void **state)
{
	static uint8_t payload[1472], out[1600];
	struct udp_frame f = sample, back;
	size_t len, n;

	(void)state;
	for (len = 0; len < sizeof(payload); len++)
		payload[len] = (uint8_t)(len * 31);
	f.data = payload;
	for (len = 0; len <= sizeof(payload); len += len < 20 ? 1 : 121) {
		f.len = len;
		n = build(out, sizeof(out), &f);
		assert_int_equal(n, UDP_FRAME_HEAD + len);
		/* behind the datagram the link may pad */
		assert_int_equal(udp_frame_decode(&back, out, n + 18), 0);
		assert_true(mac_equal(&back.dst_mac, &f.dst_mac));
		assert_true(mac_equal(&back.src_mac, &f.src_mac));
		assert_int_equal(back.src, f.src);
		assert_int_equal(back.dst, f.dst);
		assert_int_equal(back.src_port, 67);
		assert_int_equal(back.dst_port, 68);
		assert_int_equal(back.len, len);
		assert_memory_equal(back.data, payload, len);
	}
}

/* A sum that comes out as zero is sent as its complement, RFC 768. */
static void
checksum_zero_is_never_sent(void **state)
{
	uint8_t data[2], out[64];
	struct udp_frame f = sample, back;
	unsigned v, ones = 0;

	(void)state;
	f.data = data;
	f.len = 2;
	for (v = 0; v < 65536; v++) {
		data[0] = (uint8_t)(v >> 8);
		data[1] = (uint8_t)v;
		(void)build(out, sizeof(out), &f);
		assert_false(out[40] == 0 && out[41] == 0);
		ones += out[40] == 0xff && out[41] == 0xff;
		assert_int_equal(udp_frame_decode(&back, out, 44), 0);
	}
	assert_int_equal(ones, 1);
}

static void
every_truncation_is_refused(void **state)
{
	uint8_t out[64];
	struct udp_frame back = {.src_port = 9};
	uint8_t *copy;
	size_t n, len;
	int ret;

	(void)state;
	n = build(out, sizeof(out), &sample);
	for (len = 0; len < n; len++) {
		copy = malloc(len == 0 ? 1 : len);
		assert_non_null(copy);
		memcpy(copy, out, len);
		ret = udp_frame_decode(&back, copy, len);
		free(copy);
		assert_int_equal(ret, -PX_ESHORT);
		assert_int_equal(back.src_port, 9);
	}
	for (len = 0; len < n; len++)
		assert_int_equal(build(out, len, &sample), 0);
}

static void
every_flipped_bit_is_noticed(void **state)
{
	uint8_t out[64];
	struct udp_frame back;
	size_t n, bit;

	(void)state;
	n = build(out, sizeof(out), &sample);
	/* all but the addresses of the link itself */
	for (bit = 12 * 8; bit < n * 8; bit++) {
		out[bit / 8] ^= (uint8_t)(1u << bit % 8);
		assert_true(udp_frame_decode(&back, out, n) < 0);
		out[bit / 8] ^= (uint8_t)(1u << bit % 8);
	}
	assert_int_equal(udp_frame_decode(&back, out, n), 0);
	/* no checksum at all is allowed */
	out[40] = out[41] = 0;
	assert_int_equal(udp_frame_decode(&back, out, n), 0);
}

/* Puts two bytes into the IPv4 header and makes its checksum right again. */
static void
patch(uint8_t *frame, size_t at, unsigned value)
{
	unsigned sum = 0;
	size_t i;

	frame[at] = (uint8_t)(value >> 8);
	frame[at + 1] = (uint8_t)value;
	frame[24] = frame[25] = 0;
	for (i = 14; i < 34; i += 2)
		sum += (unsigned)frame[i] << 8 | frame[i + 1];
	sum = (sum & 0xffff) + (sum >> 16);
	sum = ~(sum + (sum >> 16));
	frame[24] = (uint8_t)(sum >> 8);
	frame[25] = (uint8_t)sum;
}

static void
other_packets_are_somebody_elses(void **state)
{
	uint8_t out[64];
	struct udp_frame back;
	size_t n;

	(void)state;
	n = build(out, sizeof(out), &sample);
	patch(out, 22, 0x4006);
	assert_int_equal(udp_frame_decode(&back, out, n), -PX_EPROTO);
	patch(out, 22, 0x4011);
	patch(out, 20, 0x2000);
	assert_int_equal(udp_frame_decode(&back, out, n), -PX_EPROTO);
	patch(out, 20, 0x0001);
	assert_int_equal(udp_frame_decode(&back, out, n), -PX_EPROTO);
	patch(out, 20, 0);
	patch(out, 14, 0x6500);
	assert_int_equal(udp_frame_decode(&back, out, n), -PX_EPROTO);
	patch(out, 14, 0x4400);
	assert_int_equal(udp_frame_decode(&back, out, n), -PX_EPROTO);
	patch(out, 14, 0x4500);
	patch(out, 16, 19);
	assert_int_equal(udp_frame_decode(&back, out, n), -PX_EPROTO);
	patch(out, 16, 27);
	assert_int_equal(udp_frame_decode(&back, out, n), -PX_ESHORT);
	patch(out, 16, 31);
	assert_int_equal(udp_frame_decode(&back, out, n), 0);
	out[39] = 7;
	assert_int_equal(udp_frame_decode(&back, out, n), -PX_ESHORT);
	out[12] = 0x86;
	assert_int_equal(udp_frame_decode(&back, out, n), -PX_EPROTO);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(frame_is_what_others_build),
	    cmocka_unit_test(a_syn_is_what_others_build),
	    cmocka_unit_test(frames_round_trip),
	    cmocka_unit_test(checksum_zero_is_never_sent),
	    cmocka_unit_test(every_truncation_is_refused),
	    cmocka_unit_test(every_flipped_bit_is_noticed),
	    cmocka_unit_test(other_packets_are_somebody_elses),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
