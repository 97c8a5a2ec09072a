/* SPDX-License-Identifier: ISC */
#include "tests/unit/unit.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "core/base/addr.h"
#include "core/base/buf.h"
#include "core/base/err.h"
#include "core/base/hash.h"
#include "core/base/text.h"

static void
rbuf_error_is_sticky(void **state)
{
	static const uint8_t bytes[] = {0x12, 0x34, 0x56, 'a', 0};
	struct rbuf r;

	(void)state;
	rbuf_init(&r, bytes, sizeof(bytes));
	assert_int_equal(rbuf_u16(&r), 0x1234);
	assert_int_equal(rbuf_u32(&r), 0);
	assert_true(r.bad);
	assert_int_equal(rbuf_u8(&r), 0);
	assert_int_equal(rbuf_left(&r), 0);
	rbuf_init(&r, bytes, sizeof(bytes));
	(void)rbuf_bytes(&r, 3);
	assert_string_equal(rbuf_str(&r), "a");
	assert_int_equal(rbuf_left(&r), 0);
	assert_false(r.bad);
	assert_null(rbuf_str(&r));
	assert_true(r.bad);
}

static void
wbuf_stops_at_its_last_byte(void **state)
{
	uint8_t out[6];
	struct wbuf w;

	(void)state;
	wbuf_init(&w, out, sizeof(out));
	wbuf_u32(&w, 0x01020304);
	wbuf_u16(&w, 0x0506);
	assert_false(w.bad);
	assert_int_equal(w.len, 6);
	wbuf_set_u16(&w, 4, 0x0a0b);
	assert_memory_equal(out, "\x01\x02\x03\x04\x0a\x0b", 6);
	wbuf_u8(&w, 1);
	assert_true(w.bad);
	wbuf_init(&w, out, sizeof(out));
	wbuf_u8(&w, 1);
	wbuf_set_u16(&w, 0, 1);
	assert_true(w.bad);
}

static void
mac_reads_all_its_forms(void **state)
{
	static const char *const good[] = {"52:54:00:12:34:56",
	    "52-54-00-12-34-56", "5254.0012.3456", "525400123456"};
	static const char *const bad[] = {"", "52:54:00:12:34",
	    "52:54:00:12:34:56:78", "5254001234567", "52:54:00:12:34:5g",
	    "52:54-00:12:34:56", "525:4:00:12:34:56", "52:54:00:12:34:56 "};
	char buf[MAC_TEXT];
	struct mac m;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		assert_int_equal(mac_parse(&m, good[i]), 0);
		assert_string_equal(mac_format(buf, &m), good[0]);
	}
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_int_equal(mac_parse(&m, bad[i]), -PX_EVALUE);
}

static void
ip4_takes_dotted_quads_only(void **state)
{
	char buf[IP4_TEXT];
	uint32_t a = 7;

	(void)state;
	assert_int_equal(ip4_parse(&a, "192.0.2.255"), 0);
	assert_string_equal(ip4_format(buf, a), "192.0.2.255");
	assert_int_equal(ip4_parse(&a, "192.0.2"), -PX_EVALUE);
	assert_int_equal(ip4_parse(&a, "192.0.2.256"), -PX_EVALUE);
	assert_int_equal(ip4_parse(&a, "192.0.2.1 "), -PX_EVALUE);
	assert_int_equal(a, 0xc00002ff);
	assert_false(ip4_usable(0x7f000001));
	assert_false(ip4_usable(0xe0000001));
	assert_true(ip4_usable(0xc0000201));
}

static void
foreign_text_is_made_visible(void **state)
{
	static const struct {
		const char *in, *out;
	} rows[] = {
	    {"pxelinux.0", "pxelinux.0"},
	    {"\x1b[2J", "\\x1b[2J"},
	    {"a\tb\x7f", "a\\x09b\\x7f"},
	    {"\xc3\xa4", "\xc3\xa4"},
	    {"\xff", "\\xff"},
	    {"\xc2\x9b", "\\xc2\\x9b"},
	    {"\xc0\xaf", "\\xc0\\xaf"},
	    {"\xe2\x80\xae", "\\u{202e}"},
	    {"\xe6\xbc\xa2", "\xe6\xbc\xa2"},
	};
	char buf[32];
	struct text t;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		text_init(&t, buf, sizeof(buf));
		text_add_visible_str(&t, rows[i].in);
		assert_string_equal(buf, rows[i].out);
	}
}

static void
text_is_cut_and_says_so(void **state)
{
	char buf[5];
	struct text t;

	(void)state;
	text_init(&t, buf, sizeof(buf));
	text_addf(&t, "%d", 1234);
	assert_false(t.cut);
	text_add_char(&t, 'x');
	assert_true(t.cut);
	assert_string_equal(buf, "1234");
	text_init(&t, buf, sizeof(buf));
	text_add_visible(&t, "abc\x01", 4);
	assert_true(t.cut);
	assert_string_equal(buf, "abc");
}

/* However it is cut: no terminal is given half of a character. */
static void
text_is_cut_between_characters(void **state)
{
	static const struct {
		const char *in, *out;
	} rows[] = {
	    {"abc\xc3\xa9", "abc"},
	    {"ab\xc3\xa9z", "ab\xc3\xa9"},
	    {"ab\xe2\x82\xac", "ab"},
	    {"abc\xe2\x82\xac", "abc"},
	    {"a\xf0\x9f\x98\x80", "a"},
	    {"\xf0\x9f\x98\x80!", "\xf0\x9f\x98\x80"},
	    {"abcde", "abcd"},
	    {"\xbf\xbf\xbf\xbf\xbf", "\xbf\xbf\xbf\xbf"},
	};
	char buf[5];
	struct text t;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		text_init(&t, buf, sizeof(buf));
		text_addf(&t, "%s", rows[i].in);
		assert_true(t.cut);
		assert_string_equal(buf, rows[i].out);
		assert_int_equal(t.len, strlen(buf));
		text_init(&t, buf, sizeof(buf));
		text_add(&t, rows[i].in);
		assert_true(t.cut);
		assert_string_equal(buf, rows[i].out);
		assert_int_equal(t.len, strlen(buf));
	}
}

static void
numbers_are_written_as_printf_writes_them(void **state)
{
	static const uint64_t numbers[] = {0, 7, 10, 99, 100, 65535, 4294967296,
	    UINT64_MAX};
	char buf[32], want[32];
	struct text t;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
		text_init(&t, buf, sizeof(buf));
		text_add_number(&t, numbers[i]);
		(void)snprintf(want, sizeof(want), "%" PRIu64, numbers[i]);
		assert_string_equal(buf, want);
	}
	text_init(&t, buf, 4);
	text_add_number(&t, 1234);
	assert_true(t.cut);
}

/* The half is rounded up, where a printf goes by what a double holds. */
static void
seconds_have_three_decimals(void **state)
{
	static const struct {
		int64_t us;
		size_t width;
		bool plus;
		const char *out;
	} rows[] = {
	    {0, 0, false, "0.000"},
	    {0, 8, true, "  +0.000"},
	    {499, 0, false, "0.000"},
	    {500, 0, false, "0.001"},
	    {-500, 0, false, "-0.001"},
	    {1234567, 9, false, "    1.235"},
	    {-1234567, 9, true, "   -1.235"},
	    {999999, 8, true, "  +1.000"},
	    {61000000, 3, true, "+61.000"},
	    {3600123456, 9, false, " 3600.123"},
	    {INT64_MAX, 31, false, "              9223372036854.776"},
	    {INT64_MIN, 0, true, "-9223372036854.776"},
	    {7000, 200, false, "                          0.007"},
	};
	char buf[64];
	struct text t;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		text_init(&t, buf, sizeof(buf));
		text_add_seconds(&t, rows[i].us, rows[i].width, rows[i].plus);
		assert_string_equal(buf, rows[i].out);
	}
}

static void
columns_are_filled_with_spaces(void **state)
{
	char buf[16];
	struct text t;

	(void)state;
	text_init(&t, buf, sizeof(buf));
	text_add_padded(&t, "ab", 4);
	text_add_padded(&t, "cdef", 4);
	text_add_padded(&t, "ghijk", 0);
	assert_string_equal(buf, "ab  cdefghijk");
	assert_false(t.cut);
	text_add_padded(&t, "", 10);
	assert_string_equal(buf, "ab  cdefghijk  ");
	assert_true(t.cut);
}

static void
nothing_comes_after_a_cut(void **state)
{
	char buf[8];
	struct text t;

	(void)state;
	/* A character that is not there whole leaves room for others. */
	text_init(&t, buf, sizeof(buf));
	text_add(&t, "abcde\xe2\x82\xac");
	assert_true(t.cut);
	text_addf(&t, "%c", 'x');
	text_add_number(&t, 1);
	assert_string_equal(buf, "abcde");

	text_init(&t, buf, sizeof(buf));
	text_add(&t, "ab");
	text_mute(&t);
	text_add(&t, "c");
	text_addf(&t, "%d", 1);
	text_add_visible_str(&t, "d");
	assert_string_equal(buf, "ab");
}

static void
every_error_has_its_text(void **state)
{
	int i;

	(void)state;
	for (i = 0; i < PX_ECOUNT; i++)
		assert_string_not_equal(err_text(-i), "unknown error");
	assert_string_equal(err_text(-PX_ECOUNT), "unknown error");
	assert_string_equal(err_text(1), "unknown error");
}

/* Those of 256 hashes that share a slot of 256, at most. */
static unsigned
fullest(const uint64_t *hash)
{
	unsigned count[256] = {0}, most = 0;
	size_t i;

	for (i = 0; i < 256; i++)
		if (++count[hash_spread(hash[i]) & 255] > most)
			most = count[hash_spread(hash[i]) & 255];
	return most;
}

/* By chance it is 5 or 6, and more than 8 in one of ten thousand. */
static void
what_differs_in_one_byte_is_spread(void **state)
{
	uint8_t id[16] = "\x12\x34"
			 "a maker's UUID";
	uint64_t hash[256];
	size_t at, i;

	(void)state;
	for (at = 0; at < sizeof(id); at++) {
		const uint8_t kept = id[at];

		for (i = 0; i < 256; i++) {
			id[at] = (uint8_t)i;
			hash[i] = hash_bytes(0, id, sizeof(id));
		}
		assert_in_range(fullest(hash), 2, 8);
		id[at] = kept;
	}
	for (at = 0; at < 8; at++) {
		for (i = 0; i < 256; i++)
			hash[i] = hash_mix(0, (uint64_t)i << 8 * at);
		assert_in_range(fullest(hash), 2, 8);
	}
}

static void
every_byte_and_the_length_count(void **state)
{
	uint8_t bytes[67] = {0};
	uint64_t seen[sizeof(bytes) * 2];
	size_t i, k, n = 0;

	(void)state;
	for (i = 0; i < sizeof(bytes); i++) {
		seen[n++] = hash_bytes(7, bytes, i);
		bytes[i] = 1;
		seen[n++] = hash_bytes(7, bytes, sizeof(bytes));
		bytes[i] = 0;
	}
	for (i = 0; i < n; i++)
		for (k = i + 1; k < n; k++)
			assert_true(seen[i] != seen[k]);
	assert_true(hash_text(7, "a") == hash_bytes(7, "a", 1));
	assert_true(hash_text(8, "a") != hash_text(7, "a"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(rbuf_error_is_sticky),
	    cmocka_unit_test(wbuf_stops_at_its_last_byte),
	    cmocka_unit_test(mac_reads_all_its_forms),
	    cmocka_unit_test(ip4_takes_dotted_quads_only),
	    cmocka_unit_test(foreign_text_is_made_visible),
	    cmocka_unit_test(text_is_cut_and_says_so),
	    cmocka_unit_test(text_is_cut_between_characters),
	    cmocka_unit_test(numbers_are_written_as_printf_writes_them),
	    cmocka_unit_test(seconds_have_three_decimals),
	    cmocka_unit_test(columns_are_filled_with_spaces),
	    cmocka_unit_test(nothing_comes_after_a_cut),
	    cmocka_unit_test(what_differs_in_one_byte_is_spread),
	    cmocka_unit_test(every_byte_and_the_length_count),
	    cmocka_unit_test(every_error_has_its_text),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
