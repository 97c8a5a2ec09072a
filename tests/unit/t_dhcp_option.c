/* SPDX-License-Identifier: ISC */
#include "tests/unit/unit.h"

#include <string.h>

#include "core/proto/dhcp_option.h"

static void
rows_are_in_order_and_found(void **state)
{
	const struct dhcp_option_def *rows, *def;
	size_t n, i;

	(void)state;
	rows = dhcp_option_rows(&n);
	assert_true(n > 100);
	for (i = 0; i < n; i++) {
		if (i > 0)
			assert_true(rows[i].code > rows[i - 1].code);
		def = dhcp_option_def(rows[i].code);
		assert_ptr_equal(def, &rows[i]);
		assert_true(def->min <= def->max);
		assert_true(def->kind < DHCP_KIND_COUNT);
		assert_true(def->name[0] != '\0' && def->doc[0] != '\0');
	}
	assert_null(dhcp_option_def(0));
	assert_null(dhcp_option_def(255));
	assert_null(dhcp_option_def(84));
}

static void
bounds_come_from_the_row(void **state)
{
	const struct dhcp_option_def *rows;
	size_t n, i;

	(void)state;
	rows = dhcp_option_rows(&n);
	for (i = 0; i < n; i++) {
		const struct dhcp_option_def *d = &rows[i];

		assert_true(dhcp_option_fits(d->code, d->min));
		if (d->min > 0)
			assert_false(dhcp_option_fits(d->code, d->min - 1u));
		if (d->max < 255)
			assert_false(dhcp_option_fits(d->code, d->max + 1u));
	}
	/* C57: option 150 is a list of addresses, not a string. */
	assert_true(dhcp_option_fits(150, 8));
	assert_false(dhcp_option_fits(150, 9));
	assert_false(dhcp_option_fits(33, 12));
	assert_false(dhcp_option_fits(93, 3));
	assert_true(dhcp_option_fits(119, 600));
	assert_true(dhcp_option_fits(82, 0));
	assert_true(dhcp_option_fits(61, 1));
	assert_true(dhcp_option_fits(84, 7));
}

struct row {
	uint8_t code;
	const char *bytes;
	size_t len;
	const char *text;
};

/* clang-format off */
static const struct row rows[] = {
	{1, "\xff\xff\xff\x00", 4, "255.255.255.0"},
	{1, "\xff\xff\xff", 3, "ff ff ff"},
	{2, "\xff\xff\xf1\xf0", 4, "-3600"},
	{3, "\xc0\x00\x02\x01\xc0\x00\x02\x02", 8, "192.0.2.1, 192.0.2.2"},
	{3, "\xc0\x00\x02\x01\xc0", 5, "c0 00 02 01 c0"},
	{12, "host\x1b[2J", 8, "\"host\\x1b[2J\""},
	{13, "\x00\x10", 2, "16"},
	{19, "\x01", 1, "yes"},
	{25, "\x02\x40\x05\xdc", 4, "576, 1500"},
	{33, "\x0a\x00\x00\x00\xc0\x00\x02\x01", 8, "10.0.0.0 192.0.2.1"},
	{43, "\x06\x01\x08\xff", 4, "discovery 8 use-file"},
	{46, "\x08", 1, "8"},
	{51, "\x00\x00\x0e\x10", 4, "3600 s"},
	{51, "\xff\xff\xff\xff", 4, "for ever"},
	{53, "\x01", 1, "DISCOVER"},
	{53, "\x63", 1, "63"},
	{53, "", 0, "(empty)"},
	{55, "\x01\x43\x54", 3, "1 subnet-mask, 67 bootfile-name, 84"},
	{61, "\x01\x52\x54\x00\x12\x34\x56", 7, "52:54:00:12:34:56"},
	{61, "\xff\x00\x00\x00\x01\x00\x04\xaa", 8,
	    "IAID 00000001 DUID 00:04:aa"},
	{61, "\x00ms", 3, "00 6d 73"},
	{67, "pxelinux.0", 10, "\"pxelinux.0\""},
	{67, "pxelinux.0", 11, "\"pxelinux.0\" with NUL"},
	{77, "iPXE", 4, "\"iPXE\""},
	{77, "\x04iPXE\x02" "ab", 8, "\"iPXE\", \"ab\""},
	{80, "", 0, "present"},
	{82, "\x01\x02\xab\xcd\x05\x04\x0a\x00\x00\x00\x2a\x00", 12,
	    "circuit-id abcd, link-selection 0a000000, 42 "},
	{82, "\x01\x09\xab", 3, "01 09 ab"},
	{82, "\x01", 1, "01"},
	{93, "\x00\x07\x00\x00\x01\x00", 6, "7 UEFI x64, 0 BIOS, 256"},
	{94, "\x01\x03\x10", 3, "UNDI 3.16"},
	{94, "\x02\x03\x10", 3, "02 03 10"},
	{97, "\x00\x33\x22\x11\x00\x55\x44\x77\x66\x88\x99\xaa\xbb\xcc\xdd\xee\xff",
	    17, "00112233-4455-6677-8899-aabbccddeeff"},
	{119, "\x03lab\x07" "example\x00\x01x\x00", 16, "lab.example., x."},
	{119, "\x03lab\xc0\x00", 6, "03 6c 61 62 c0 00"},
	{119, "\x03lab\x00\x01x\xc0\x00\xc0\x05", 11,
	    "lab., x.lab., x.lab."},
	{119, "\x01x\xc0", 3, "01 78 c0"},
	{119, "\x01x\x00\xc0\x40", 5, "01 78 00 c0 40"},
	{121, "\x00\xc0\x00\x02\x01\x19\x0a\x01\x02\x80\xc0\x00\x02\x02", 14,
	    "0.0.0.0/0 via 192.0.2.1, 10.1.2.128/25 via 192.0.2.2"},
	{121, "\x21\xc0\x00\x02\x01\x00", 6, "21 c0 00 02 01 00"},
	{150, "\xc0\x00\x02\x01\xc0\x00\x02\x02", 8, "192.0.2.1, 192.0.2.2"},
	{175, "\x08\x01\x01", 3, "keep-san 1"},
	{208, "\xf1\x00\x74\x7e", 4, "f1 00 74 7e"},
	{211, "\x00\x00\x00\x1e", 4, "30 s"},
	{84, "\x01\x02", 2, "01 02"},
};
/* clang-format on */

static void
values_in_words(void **state)
{
	char buf[256];
	struct text t;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		text_init(&t, buf, sizeof(buf));
		text_add(&t, "x");
		dhcp_option_text(&t, rows[i].code,
		    (const uint8_t *)rows[i].bytes, rows[i].len);
		assert_string_equal(buf + 1, rows[i].text);
		assert_false(t.cut);
	}
}

/* Any length, any small buffer: text ends with its NUL and nothing breaks. */
static void
every_code_shows_every_length(void **state)
{
	static const uint8_t fills[] = {0, 1, 4, 0x41, 0xff};
	uint8_t value[40];
	char buf[32];
	struct text t;
	size_t f, len, cap;
	int code;

	(void)state;
	for (f = 0; f < sizeof(fills); f++) {
		memset(value, fills[f], sizeof(value));
		for (code = 0; code < 256; code++)
			for (len = 0; len <= sizeof(value); len++)
				for (cap = 1; cap <= sizeof(buf); cap += 31) {
					text_init(&t, buf, cap);
					dhcp_option_text(&t, (uint8_t)code,
					    value, len);
					assert_int_equal(strlen(buf), t.len);
					assert_true(cap == 1 || t.len > 0);
				}
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(rows_are_in_order_and_found),
	    cmocka_unit_test(bounds_come_from_the_row),
	    cmocka_unit_test(values_in_words),
	    cmocka_unit_test(every_code_shows_every_length),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
