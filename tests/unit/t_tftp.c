/* SPDX-License-Identifier: ISC */
#include "tests/unit/unit.h"

#include <stdlib.h>
#include <string.h>

#include "core/proto/tftp.h"

/* The literal with its hidden NUL as the end of the last string. */
#define Z(s) (s), sizeof(s)

static struct tftp_packet
decode_ok(const void *data, size_t len)
{
	struct tftp_packet p;

	assert_int_equal(tftp_decode(&p, data, len, NULL), 0);
	return p;
}

static void
request_is_read(void **state)
{
	const struct tftp_packet p = decode_ok(
	    Z("\0\1pxelinux.0\0octet\0tsize\0"
	      "0\0blksize\0"
	      "1468\0"
	      "windowsize\0"
	      "4"));

	(void)state;
	assert_int_equal(p.op, TFTP_RRQ);
	assert_string_equal(p.file, "pxelinux.0");
	assert_int_equal(p.mode, TFTP_OCTET);
	assert_int_equal(p.options.count, 3);
	assert_int_equal(p.options.order[0], TFTP_TSIZE);
	assert_int_equal(p.options.order[1], TFTP_BLKSIZE);
	assert_int_equal(p.options.order[2], TFTP_WINDOWSIZE);
	assert_int_equal(p.options.blksize, 1468);
	assert_int_equal(p.options.windowsize, 4);
	assert_int_equal(p.options.ignored, 0);
}

/* Q12, Q21: words in any case. */
static void
q12_modes_and_q21_names_in_any_case(void **state)
{
	struct tftp_packet p = decode_ok(Z("\0\1f\0OCTET\0BLKSIZE\0"
					   "1024"));

	(void)state;
	assert_int_equal(p.mode, TFTP_OCTET);
	assert_int_equal(p.options.blksize, 1024);
	p = decode_ok(Z("\0\1f\0NetAscii"));
	assert_int_equal(p.mode, TFTP_NETASCII);
	p = decode_ok(Z("\0\1f\0mail"));
	assert_int_equal(p.mode, TFTP_MODE_OTHER);
	p = decode_ok(Z("\0\1f\0octets"));
	assert_int_equal(p.mode, TFTP_MODE_OTHER);
	p = decode_ok(Z("\0\1f\0"));
	assert_int_equal(p.mode, TFTP_MODE_OTHER);
}

/* One option with its value behind "f", "octet". */
static struct tftp_options
options_of(const char *name, const char *value)
{
	uint8_t bytes[200];
	struct tftp_packet p;
	struct wbuf w;

	wbuf_init(&w, bytes, sizeof(bytes));
	wbuf_u16(&w, TFTP_RRQ);
	wbuf_str(&w, "f");
	wbuf_str(&w, "octet");
	wbuf_str(&w, name);
	wbuf_str(&w, value);
	p = decode_ok(bytes, w.len);
	return p.options;
}

/* Q18, Q19, Q22, Q24, Q25, Q32, M24: what is in range and what is not. */
static void
values_in_range_only(void **state)
{
	static const struct {
		const char *name, *value;
		uint64_t got; /* 0: left out */
	} rows[] = {
	    {"blksize", "8", 8},
	    {"blksize", "512", 512},
	    {"blksize", "65464", 65464},
	    {"blksize", "65465", 65464},
	    {"blksize", "65535", 65464},
	    {"blksize", "0001432", 1432},
	    {"blksize", "0", 0},
	    {"blksize", "7", 0},
	    {"blksize", "-1", 0},
	    {"blksize", "abc", 0},
	    {"blksize", "", 0},
	    {"blksize", "65536", 0},
	    {"blksize", "18446744073709551616", 0},
	    {"blksize", "99999999999999999999999999", 0},
	    {"blksize", "+512", 0},
	    {"blksize", " 512", 0},
	    {"blksize", "512 ", 0},
	    {"blksize", "0x200", 0},
	    {"timeout", "1", 1},
	    {"timeout", "255", 255},
	    {"timeout", "0", 0},
	    {"timeout", "256", 0},
	    {"tsize", "5368709121", 5368709121},
	    {"tsize", "18446744073709551615", UINT64_MAX},
	    {"tsize", "18446744073709551616", 0},
	    {"windowsize", "1", 1},
	    {"windowsize", "65535", 65535},
	    {"windowsize", "0", 0},
	    {"windowsize", "65536", 0},
	    {"multicast", "", 0},
	    {"msftwindow", "31416", 0},
	    {"utimeout", "100000", 0},
	    {"", "", 0},
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct tftp_options o = options_of(rows[i].name,
		    rows[i].value);
		const uint64_t got = o.tsize + o.blksize + o.windowsize +
		    o.timeout;

		assert_true(got == rows[i].got);
		assert_int_equal(o.count, rows[i].got != 0);
		assert_int_equal(o.set != 0, rows[i].got != 0);
		assert_int_equal(o.ignored, rows[i].got == 0);
	}
	assert_int_equal(options_of("tsize", "0").set, 1 << TFTP_TSIZE);
}

/* Q20, M25: the first of two counts, also when it cannot be used. */
static void
q20_an_option_twice_counts_once(void **state)
{
	struct tftp_packet p = decode_ok(Z("\0\1f\0octet\0blksize\0"
					   "1024\0BlkSize\0"
					   "2048"));

	(void)state;
	assert_int_equal(p.options.count, 1);
	assert_int_equal(p.options.blksize, 1024);
	assert_int_equal(p.options.ignored, 1);
	p = decode_ok(Z("\0\1f\0octet\0blksize\0"
			"3\0blksize\0"
			"2048"));
	assert_int_equal(p.options.count, 0);
	assert_int_equal(p.options.ignored, 2);
}

/* Q28: what is whole is used. */
static void
q28_trailing_garbage_is_left_alone(void **state)
{
	const struct tftp_packet p = decode_ok("\0\1f\0octet\0blksize\0"
					       "1024\0tsize\0"
					       "12",
	    30);

	(void)state;
	assert_int_equal(p.options.count, 1);
	assert_int_equal(p.options.blksize, 1024);
}

/* M28: a name or a mode that does not end is no request. */
static void
m28_strings_must_end(void **state)
{
	struct tftp_packet p = {.block = 7};
	struct fault f = {0};

	(void)state;
	assert_int_equal(tftp_decode(&p, "\0\1abc", 5, &f), -PX_ENUL);
	assert_int_equal(f.err, -PX_ENUL);
	assert_int_equal(f.offset, 2);
	assert_int_equal(tftp_decode(&p, "\0\1abc\0octet", 11, &f), -PX_ENUL);
	assert_int_equal(f.offset, 6);
	assert_int_equal(tftp_decode(&p, "\0\2abc", 5, &f), -PX_ENUL);
	assert_int_equal(p.block, 7);
}

static void
numbered_packets_are_read(void **state)
{
	struct tftp_packet p = decode_ok("\0\3\xff\xff"
					 "data",
	    8);

	(void)state;
	assert_int_equal(p.op, TFTP_DATA);
	assert_int_equal(p.block, 65535);
	assert_int_equal(p.data_len, 4);
	assert_memory_equal(p.data, "data", 4);
	p = decode_ok("\0\3\0\1", 4);
	assert_int_equal(p.data_len, 0);
	p = decode_ok("\0\4\0\2pad", 7);
	assert_int_equal(p.op, TFTP_ACK);
	assert_int_equal(p.block, 2);
	p = decode_ok(Z("\0\5\0\x8User aborted the transfer"));
	assert_int_equal(p.code, TFTP_E_OPTION);
	assert_string_equal(p.message, "User aborted the transfer");
	p = decode_ok("\0\5\0\0text", 8);
	assert_string_equal(p.message, "");
	p = decode_ok("\0\5\0\0", 4);
	assert_string_equal(p.message, "");
	p = decode_ok(Z("\0\6tsize\0"
			"9"));
	assert_int_equal(p.op, TFTP_OACK);
	assert_true(p.options.tsize == 9);
}

/* X02: what no TFTP packet begins with. */
static void
unknown_operations_are_refused(void **state)
{
	struct tftp_packet p;
	struct fault f;

	(void)state;
	assert_int_equal(tftp_decode(&p, "\0\0\0\0", 4, &f), -PX_EOP);
	assert_int_equal(tftp_decode(&p, "\0\7\0\0", 4, &f), -PX_EOP);
	assert_int_equal(tftp_decode(&p, "\1\1f\0octet", 10, &f), -PX_EOP);
	assert_int_equal(tftp_decode(&p, "\0", 1, &f), -PX_ESHORT);
	assert_int_equal(tftp_decode(&p, "", 0, &f), -PX_ESHORT);
}

/* Every beginning of every sample, in memory that ends where it ends. */
static void
every_truncation_is_survived(void **state)
{
	static const struct {
		const char *bytes;
		size_t len, whole; /* shorter than this: refused */
	} rows[] = {
	    {"\0\1abc\0octet\0tsize\0"
	     "0\0blksize\0"
	     "1468\0",
		34, 12},
	    {"\0\2abc\0octet\0tsize\0"
	     "0",
		20, 12},
	    {"\0\3\0\1data", 8, 4},
	    {"\0\4\0\1", 4, 4},
	    {"\0\5\0\1message", 12, 4},
	    {"\0\6blksize\0"
	     "1432\0",
		16, 2},
	};
	struct tftp_packet p;
	size_t i, len;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		for (len = 0; len <= rows[i].len; len++) {
			uint8_t *copy = malloc(len + 1);

			assert_non_null(copy);
			memcpy(copy + 1, rows[i].bytes, len);
			assert_int_equal(tftp_decode(&p, copy + 1, len, NULL) ==
				0,
			    len >= rows[i].whole);
			free(copy);
		}
}

/* Q16: known ones only, in the order of asking. */
static void
q16_oack_in_the_order_of_asking(void **state)
{
	struct tftp_packet p = decode_ok(Z("\0\1f\0octet\0windowsize\0"
					   "8\0foo\0bar\0tsize\0"
					   "0\0"
					   "blksize\0"
					   "1432\0timeout\0"
					   "3"));
	uint8_t out[100];
	struct wbuf w;

	(void)state;
	p.options.tsize = 5368709121;
	wbuf_init(&w, out, sizeof(out));
	tftp_encode_oack(&w, &p.options);
	assert_false(w.bad);
	assert_int_equal(w.len, 55);
	assert_memory_equal(out,
	    "\0\6windowsize\0"
	    "8\0tsize\0"
	    "5368709121\0blksize\0"
	    "1432\0"
	    "timeout\0"
	    "3",
	    55);
	p.options.set = 1 << TFTP_BLKSIZE;
	wbuf_init(&w, out, sizeof(out));
	tftp_encode_oack(&w, &p.options);
	assert_int_equal(w.len, 15);
	wbuf_init(&w, out, 14);
	tftp_encode_oack(&w, &p.options);
	assert_true(w.bad);
}

static void
what_is_encoded_decodes(void **state)
{
	const struct tftp_options o = {.set = 1 << TFTP_TSIZE |
		1 << TFTP_WINDOWSIZE | 1 << TFTP_TIMEOUT,
	    .order = {TFTP_TIMEOUT, TFTP_WINDOWSIZE, TFTP_TSIZE},
	    .count = 3,
	    .timeout = 7,
	    .tsize = UINT64_MAX,
	    .windowsize = 16};
	struct tftp_packet p;
	uint8_t out[100];
	struct wbuf w;

	(void)state;
	wbuf_init(&w, out, sizeof(out));
	tftp_encode_request(&w, TFTP_RRQ, "a/b", &o);
	p = decode_ok(out, w.len);
	assert_string_equal(p.file, "a/b");
	assert_int_equal(p.mode, TFTP_OCTET);
	assert_memory_equal(p.options.order, o.order, 3);
	assert_int_equal(p.options.timeout, 7);
	assert_true(p.options.tsize == UINT64_MAX);
	assert_int_equal(p.options.windowsize, 16);
	wbuf_init(&w, out, sizeof(out));
	tftp_encode_ack(&w, 65535);
	assert_memory_equal(out, "\0\4\xff\xff", 4);
	wbuf_init(&w, out, sizeof(out));
	tftp_encode_data_head(&w, 258);
	assert_memory_equal(out, "\0\3\1\2", 4);
	assert_int_equal(w.len, 4);
}

/* The text and its NUL, not a byte more (dnsmasq 2.77 sent more). */
static void
error_is_as_long_as_its_text(void **state)
{
	uint8_t out[64];
	struct wbuf w;

	(void)state;
	memset(out, 0xa5, sizeof(out));
	wbuf_init(&w, out, sizeof(out));
	tftp_encode_error(&w, TFTP_E_NOT_FOUND, "file not found");
	assert_int_equal(w.len, 4 + 14 + 1);
	assert_memory_equal(out, "\0\5\0\1file not found", 19);
	assert_int_equal(out[19], 0xa5);
}

static void
some_errors_say_why(void **state)
{
	static const struct {
		const char *message;
		bool why;
	} rows[] = {
	    {"", false},
	    {"User aborted the transfer", false}, /* EDK II */
	    {"User aborted download", false},
	    {"TFTP Aborted", false}, /* iPXE and ROMs */
	    {"Option negotiation failed", false},
	    {"Blksize is too big", true},
	    {"unsupported option", true},
	    {"Malformed OACK", true},
	    {"not enough MEMORY", true},
	    {"no windo", false},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (tftp_says_why(rows[i].message) != rows[i].why)
			fail_msg("%s", rows[i].message);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(request_is_read),
	    cmocka_unit_test(q12_modes_and_q21_names_in_any_case),
	    cmocka_unit_test(values_in_range_only),
	    cmocka_unit_test(q20_an_option_twice_counts_once),
	    cmocka_unit_test(q28_trailing_garbage_is_left_alone),
	    cmocka_unit_test(m28_strings_must_end),
	    cmocka_unit_test(numbered_packets_are_read),
	    cmocka_unit_test(unknown_operations_are_refused),
	    cmocka_unit_test(every_truncation_is_survived),
	    cmocka_unit_test(q16_oack_in_the_order_of_asking),
	    cmocka_unit_test(what_is_encoded_decodes),
	    cmocka_unit_test(error_is_as_long_as_its_text),
	    cmocka_unit_test(some_errors_say_why),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
