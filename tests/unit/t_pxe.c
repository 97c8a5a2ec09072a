/* SPDX-License-Identifier: ISC */
#include "tests/unit/unit.h"

#include <string.h>

#include "core/proto/pxe.h"

/* What gPXE and iPXE send to 4011 when the menu's item 0x8000 is chosen. */
static const uint8_t chosen[] = {0x47, 4, 0x80, 0, 0, 0, 0xff};

/* P16: a menu as PXE 2.1 section 2.2.3 has it */
static const uint8_t menu[] = {6, 1, 7, 8, 10, 0x80, 0, 1, 192, 0, 2, 1, 0, 0,
    0, 9, 17, 0x80, 0, 5, 'L', 'i', 'n', 'u', 'x', 0, 0, 6, 'L', 'o', 'c', 'a',
    'l', '!', 10, 6, 255, 'P', 'r', 'e', 's', 's', 255};

static void
menu_is_read_and_written_the_same(void **state)
{
	struct pxe_vendor v;
	uint8_t out[64];
	struct wbuf w;

	(void)state;
	assert_int_equal(pxe_decode(&v, menu, sizeof(menu), NULL), 0);
	assert_true(v.has_discovery && v.has_prompt && !v.has_item);
	assert_int_equal(v.discovery, 7);
	assert_int_equal(v.server_count, 2);
	assert_int_equal(v.servers[0].type, 0x8000);
	assert_int_equal(v.servers[0].addr, 0xc0000201);
	assert_int_equal(v.servers[1].addr, 0);
	assert_int_equal(v.menu_count, 2);
	assert_string_equal(v.menu[0].text, "Linux");
	assert_int_equal(v.menu[1].type, PXE_ITEM_LOCAL);
	assert_string_equal(v.menu[1].text, "Local!");
	assert_int_equal(v.prompt_timeout, 255);
	assert_string_equal(v.prompt, "Press");
	wbuf_init(&w, out, sizeof(out));
	pxe_encode(&v, &w);
	assert_false(w.bad);
	assert_int_equal(w.len, sizeof(menu));
	assert_memory_equal(out, menu, sizeof(menu));
}

static void
chosen_item_round_trips(void **state)
{
	struct pxe_vendor v;
	uint8_t out[16];
	struct wbuf w;

	(void)state;
	assert_int_equal(pxe_decode(&v, chosen, sizeof(chosen), NULL), 0);
	assert_true(v.has_item);
	assert_int_equal(v.item_type, 0x8000);
	assert_int_equal(v.item_layer, 0);
	wbuf_init(&w, out, sizeof(out));
	pxe_encode(&v, &w);
	assert_int_equal(w.len, sizeof(chosen));
	assert_memory_equal(out, chosen, sizeof(chosen));
}

static void
truncations_are_refused_or_shorter(void **state)
{
	struct pxe_vendor v;
	struct fault fault;
	size_t len;
	int ret;

	(void)state;
	for (len = 0; len < sizeof(menu); len++) {
		memset(&v, 0xee, sizeof(v));
		ret = pxe_decode(&v, menu, len, &fault);
		assert_true(ret == 0 || ret == -PX_EOPTION);
		if (ret == 0)
			continue;
		assert_true(fault.option == 6 || fault.option == 8 ||
		    fault.option == 9 || fault.option == 10);
		/* untouched on failure */
		assert_int_equal(v.discovery, 0xee);
	}
}

/* clang-format off */
static const struct {
	const char *bytes;
	size_t len;
	int ret;
	uint8_t tag;
} odd[] = {
	{"", 0, 0, 0},
	{"\x00\x00\xff\x06\x09", 5, 0, 0},
	{"\x06\x00\xff", 3, -PX_EOPTION, 6},
	{"\x06\x02\x08\x00\xff", 5, -PX_EOPTION, 6},
	{"\x08\x03\x80\x00\x01", 5, -PX_EOPTION, 8},
	{"\x08\x07\x80\x00\xff\x01\x02\x03\x04", 9, -PX_EOPTION, 8},
	{"\x09\x03\x80\x00\x01", 5, -PX_EOPTION, 9},
	{"\x09\x02\x80\x00", 4, -PX_EOPTION, 9},
	{"\x0a\x00", 2, -PX_EOPTION, 10},
	{"\x0a\x01\x05", 3, 0, 0},
	{"\x47\x03\x80\x00\x00", 5, -PX_EOPTION, 71},
	{"\x47\x05\x80\x00\x00\x00\x00", 7, -PX_EOPTION, 71},
	{"\x50\x05\x80", 3, -PX_EOPTION, 80},
	{"\x06", 1, -PX_EOPTION, 6},
	{"\xd1\x03" "abc\xff", 6, 0, 0},
};
/* clang-format on */

static void
odd_values(void **state)
{
	struct pxe_vendor v;
	struct fault fault;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(odd) / sizeof(odd[0]); i++) {
		fault.option = 0;
		assert_int_equal(pxe_decode(&v, odd[i].bytes, odd[i].len,
				     &fault),
		    odd[i].ret);
		assert_int_equal(fault.option, odd[i].tag);
	}
}

static void
tables_have_their_ceilings(void **state)
{
	uint8_t many[2 + 3 * (PXE_MAX_ITEMS + 1)];
	struct pxe_vendor v;
	uint8_t tag;

	(void)state;
	for (tag = PXE_TAG_SERVERS; tag <= PXE_TAG_MENU; tag++) {
		memset(many, 0, sizeof(many));
		many[0] = tag;
		many[1] = 3 * PXE_MAX_ITEMS;
		assert_int_equal(pxe_decode(&v, many, 2u + many[1], NULL), 0);
		many[1] += 3;
		assert_int_equal(pxe_decode(&v, many, 2u + many[1], NULL),
		    -PX_EFULL);
	}
}

static void
long_texts_are_cut_and_what_does_not_fit_is_an_error(void **state)
{
	uint8_t bytes[255];
	struct pxe_vendor v;
	uint8_t out[512];
	struct wbuf w;
	size_t i;

	(void)state;
	memset(bytes, 'a', sizeof(bytes));
	bytes[0] = PXE_TAG_PROMPT;
	bytes[1] = 253;
	assert_int_equal(pxe_decode(&v, bytes, sizeof(bytes), NULL), 0);
	assert_int_equal(strlen(v.prompt), PXE_MAX_TEXT - 1);
	memset(&v, 0, sizeof(v));
	v.menu_count = 2;
	for (i = 0; i < 2; i++)
		memset(v.menu[i].text, 'm', PXE_MAX_TEXT - 4);
	wbuf_init(&w, out, sizeof(out));
	pxe_encode(&v, &w);
	assert_false(w.bad);
	v.menu[0].text[PXE_MAX_TEXT - 4] = 'm';
	v.menu[1].text[PXE_MAX_TEXT - 4] = 'm';
	wbuf_init(&w, out, sizeof(out));
	pxe_encode(&v, &w);
	assert_true(w.bad);
	for (i = 0; i < sizeof(menu); i++) {
		assert_int_equal(pxe_decode(&v, menu, sizeof(menu), NULL), 0);
		wbuf_init(&w, out, i);
		pxe_encode(&v, &w);
		assert_true(w.bad);
	}
}

static void
sub_options_in_words(void **state)
{
	char buf[200];
	struct text t;

	(void)state;
	text_init(&t, buf, sizeof(buf));
	pxe_text(&t, menu, sizeof(menu));
	assert_string_equal(buf,
	    "discovery 7 no-broadcast no-multicast only-listed, "
	    "server 32768 at 192.0.2.1, server 0 at 0.0.0.0, "
	    "menu 32768 \"Linux\", menu 0 \"Local!\", "
	    "prompt \"Press\" until a key");
	text_init(&t, buf, sizeof(buf));
	pxe_text(&t, chosen, sizeof(chosen));
	assert_string_equal(buf, "item 32768 layer 0");
	text_init(&t, buf, sizeof(buf));
	pxe_text(&t,
	    "\x0a\x03\x05\x1b[\xd1\x03"
	    "a/b\x01\x02\x05\x06",
	    14);
	assert_string_equal(buf,
	    "prompt \"\\x1b[\" 5 s, 209: \"a/b\", 1: 05 06");
	text_init(&t, buf, sizeof(buf));
	pxe_text(&t, "\x06\x09", 2);
	assert_string_equal(buf, "06 09");
	text_init(&t, buf, sizeof(buf));
	pxe_text(&t, "", 0);
	assert_string_equal(buf, "(empty)");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(menu_is_read_and_written_the_same),
	    cmocka_unit_test(chosen_item_round_trips),
	    cmocka_unit_test(truncations_are_refused_or_shorter),
	    cmocka_unit_test(odd_values),
	    cmocka_unit_test(tables_have_their_ceilings),
	    cmocka_unit_test(
		long_texts_are_cut_and_what_does_not_fit_is_an_error),
	    cmocka_unit_test(sub_options_in_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
