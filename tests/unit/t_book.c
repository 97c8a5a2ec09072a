/* SPDX-License-Identifier: ISC */
#include "tests/unit/unit.h"

#include <string.h>

#include "core/base/err.h"
#include "core/boot/book.h"

static void
every_mode_and_placement_has_its_word(void **state)
{
	static const char *const words[] = {"pxelinux", "gpxe", "iscsi",
	    "iscsi-install", "local", "ignore"};
	static const char *const places[] = {"field", "option", "both",
	    "overload", "auto"};
	int i;

	(void)state;
	for (i = 1; i < MODE_COUNT; i++) {
		assert_string_equal(mode_name((enum boot_mode)i), words[i - 1]);
		assert_int_equal(mode_parse(words[i - 1]), i);
		assert_true(strlen(mode_help((enum boot_mode)i)) > 10);
	}
	for (i = 1; i < PLACEMENT_COUNT; i++) {
		assert_string_equal(placement_name((enum placement)i),
		    places[i - 1]);
		assert_int_equal(placement_parse(places[i - 1]), i);
	}
	assert_string_equal(mode_name(MODE_NONE), "");
	assert_string_equal(placement_name(PLACEMENT_NONE), "");
	assert_int_equal(mode_parse(""), MODE_NONE);
	assert_int_equal(mode_parse("GPXE"), MODE_NONE);
	assert_int_equal(mode_parse("iscsi-"), MODE_NONE);
	assert_int_equal(placement_parse(""), PLACEMENT_NONE);
	assert_int_equal(placement_parse("fields"), PLACEMENT_NONE);
}

static void
every_key_is_found_by_its_word(void **state)
{
	const struct key_def *def;
	int i;

	(void)state;
	for (i = 0; i < KEY_COUNT; i++) {
		def = key_def((enum key)i);
		assert_int_equal(key_find(def->word, strlen(def->word)), i);
		assert_true(def->most < KEY_VALUE_MAX);
		assert_true(strlen(def->help) > 5);
	}
	assert_int_equal(key_find("mode=gpxe", 4), KEY_MODE);
	assert_int_equal(key_find("mod", 3), KEY_COUNT);
	assert_int_equal(key_find("", 0), KEY_COUNT);
	assert_int_equal(key_find("bootfile-x6", 11), KEY_COUNT);
	assert_int_equal(key_find("bootfile-x64", 12), KEY_BOOTFILE_X64);
}

static void
a_host_keeps_text_and_value(void **state)
{
	static const struct mac mac = {{2, 0, 0, 0, 0, 1}};
	struct host h;
	int i;

	(void)state;
	host_init(&h, &mac);
	for (i = 0; i < KEY_COUNT; i++)
		assert_string_equal(h.text[i], "");
	assert_int_equal(host_set(&h, KEY_MODE, "gpxe"), 0);
	assert_int_equal(host_set(&h, KEY_ONCE, "iscsi-install"), 0);
	assert_int_equal(host_set(&h, KEY_PLACEMENT, "both"), 0);
	assert_int_equal(host_set(&h, KEY_IP, "192.0.2.7"), 0);
	assert_int_equal(host_set(&h, KEY_NOTE, "rack 3"), 0);
	assert_int_equal(h.mode, MODE_GPXE);
	assert_int_equal(h.once, MODE_ISCSI_INSTALL);
	assert_int_equal(h.placement, PLACEMENT_BOTH);
	assert_int_equal(h.ip, 0xc0000207);
	assert_string_equal(h.text[KEY_NOTE], "rack 3");

	assert_int_equal(host_set(&h, KEY_MODE, "disk"), -PX_EVALUE);
	assert_int_equal(host_set(&h, KEY_PLACEMENT, "x"), -PX_EVALUE);
	assert_int_equal(host_set(&h, KEY_IP, "192.0.2"), -PX_EVALUE);
	assert_string_equal(h.text[KEY_MODE], "gpxe");
	assert_int_equal(h.mode, MODE_GPXE);
	assert_int_equal(h.ip, 0xc0000207);

	assert_int_equal(host_set(&h, KEY_MODE, ""), 0);
	assert_int_equal(host_set(&h, KEY_ONCE, ""), 0);
	assert_int_equal(host_set(&h, KEY_PLACEMENT, ""), 0);
	assert_int_equal(host_set(&h, KEY_IP, ""), 0);
	assert_int_equal(h.mode, MODE_NONE);
	assert_int_equal(h.once, MODE_NONE);
	assert_int_equal(h.placement, PLACEMENT_NONE);
	assert_int_equal(h.ip, 0);
}

static void
values_are_bounded(void **state)
{
	static const struct mac mac = {{2, 0, 0, 0, 0, 1}};
	char value[KEY_VALUE_MAX + 1];
	struct host h;

	(void)state;
	host_init(&h, &mac);
	memset(value, 'x', sizeof(value));
	value[KEY_VALUE_MAX] = '\0';
	assert_int_equal(host_set(&h, KEY_NOTE, value), -PX_EVALUE);
	value[KEY_VALUE_MAX - 1] = '\0';
	assert_int_equal(host_set(&h, KEY_NOTE, value), 0);
}

#define HOSTS 1000

static void
a_book_finds_every_host(void **state)
{
	static struct host hosts[HOSTS];
	static uint32_t slots[4096];
	struct book b;
	struct mac mac = {{0x52, 0x54, 0, 0, 0, 0}};
	size_t i;

	(void)state;
	assert_true(book_slots_for(HOSTS) <= 4096);
	memset(slots, 0xa5, sizeof(slots));
	for (i = 0; i < HOSTS; i++) {
		mac.b[4] = (uint8_t)(i >> 8);
		mac.b[5] = (uint8_t)i;
		host_init(&hosts[i], &mac);
		if (i % 2 == 0)
			hosts[i].ip = 0xc0a80000u + (uint32_t)i;
	}
	book_init(&b, hosts, HOSTS, NULL, 0, slots);
	for (i = 0; i < HOSTS; i++) {
		assert_ptr_equal(book_find(&b, &hosts[i].mac), &hosts[i]);
		assert_ptr_equal(book_find_ip(&b, 0xc0a80000u + (uint32_t)i),
		    i % 2 == 0 ? &hosts[i] : NULL);
	}
	mac.b[3] = 1;
	assert_null(book_find(&b, &mac));
	assert_null(book_find_ip(&b, 0));
}

static void
an_empty_book_finds_nothing(void **state)
{
	static const struct mac mac = {{2, 0, 0, 0, 0, 1}};
	uint32_t slots[64];
	struct book b;
	int i;

	(void)state;
	assert_true(book_slots_for(0) <= 64);
	book_init(&b, NULL, 0, NULL, 0, slots);
	assert_null(book_find(&b, &mac));
	assert_null(book_find_ip(&b, 1));
	assert_null(book_target(&b, "disk1"));
	for (i = 0; i < MODE_COUNT; i++)
		assert_string_equal(b.modes[i].text[KEY_SCRIPT], "");
}

static void
targets_are_found_by_name(void **state)
{
	static const struct target targets[] = {{.name = "disk1"},
	    {.name = "disk10"}};
	uint32_t slots[64];
	struct book b;

	(void)state;
	book_init(&b, NULL, 0, targets, 2, slots);
	assert_ptr_equal(book_target(&b, "disk1"), &targets[0]);
	assert_ptr_equal(book_target(&b, "disk10"), &targets[1]);
	assert_null(book_target(&b, "disk"));
	assert_null(book_target(&b, ""));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(every_mode_and_placement_has_its_word),
	    cmocka_unit_test(every_key_is_found_by_its_word),
	    cmocka_unit_test(a_host_keeps_text_and_value),
	    cmocka_unit_test(values_are_bounded),
	    cmocka_unit_test(a_book_finds_every_host),
	    cmocka_unit_test(an_empty_book_finds_nothing),
	    cmocka_unit_test(targets_are_found_by_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
