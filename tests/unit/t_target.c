/* SPDX-License-Identifier: ISC */
#include "tests/unit/unit.h"

#include <string.h>

#include "core/base/err.h"
#include "core/boot/target.h"

static void
every_key_has_its_word(void **state)
{
	unsigned key;

	(void)state;
	for (key = 0; key < TARGET_KEY_COUNT; key++)
		assert_int_equal(target_key_find(
				     target_key_word((enum target_key)key)),
		    key);
	assert_int_equal(target_key_find("password-file"), TARGET_KEY_COUNT);
	assert_int_equal(target_key_find(""), TARGET_KEY_COUNT);
}

/* Each value, and whether it is taken. */
static void
values_are_taken_or_refused(void **state)
{
	static const struct {
		enum target_key key;
		const char *value;
		int err;
	} rows[] = {
	    {TARGET_SERVER, "192.0.2.3", 0},
	    {TARGET_SERVER, "fd00::3", 0},
	    {TARGET_SERVER, "a b", -PX_EVALUE},
	    {TARGET_SERVER, "a\x1b", -PX_EVALUE},
	    {TARGET_SERVER, "\xc3\xa4", -PX_EVALUE},
	    {TARGET_PORT, "1", 0},
	    {TARGET_PORT, "65535", 0},
	    {TARGET_PORT, "65536", -PX_EVALUE},
	    {TARGET_PORT, "0", -PX_EVALUE},
	    {TARGET_PORT, "-1", -PX_EVALUE},
	    {TARGET_PORT, "32x", -PX_EVALUE},
	    {TARGET_PORT, "003260", -PX_EVALUE},
	    {TARGET_LUN, "1", 0},
	    {TARGET_LUN, "4752-3A4F-6b7e-2F99", 0},
	    {TARGET_LUN, "x", -PX_EVALUE},
	    {TARGET_IQN, "iqn.2026-01.example:disk", 0},
	    {TARGET_IQN, "iqn with spaces", -PX_EVALUE},
	    {TARGET_USER, "boot", 0},
	    {TARGET_PASSWORD, "open sesame", 0},
	    {TARGET_REVERSE_USER, "two words", -PX_EVALUE},
	    {TARGET_REVERSE_USER, "disk", 0},
	    {TARGET_REVERSE_PASSWORD, "open barley", 0},
	    {TARGET_KEY_COUNT, "x", -PX_EVALUE},
	};
	struct target t;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		target_init(&t, "disk");
		assert_int_equal(target_set(&t, rows[i].key, rows[i].value),
		    rows[i].err);
	}
}

static void
what_is_refused_changes_nothing(void **state)
{
	struct target t;
	char big[300];

	(void)state;
	memset(big, 'x', sizeof(big) - 1);
	big[sizeof(big) - 1] = '\0';
	target_init(&t, "disk");
	assert_int_equal(target_set(&t, TARGET_IQN, big), -PX_EVALUE);
	assert_string_equal(t.iqn, "");
	assert_int_equal(target_set(&t, TARGET_PORT, "x"), -PX_EVALUE);
	assert_int_equal(t.port, 3260);
	assert_int_equal(target_set(&t, TARGET_PORT, "3261"), 0);
	assert_int_equal(target_set(&t, TARGET_PORT, ""), 0);
	assert_int_equal(t.port, 3260);
}

static void
luns_read_back(void **state)
{
	char buf[32];
	struct text text;
	struct target t, again;

	(void)state;
	target_init(&t, "disk");
	text_init(&text, buf, sizeof(buf));
	target_lun_format(&text, &t);
	assert_string_equal(buf, "");
	assert_int_equal(target_set(&t, TARGET_LUN, "1"), 0);
	assert_true(t.lun == (uint64_t)1 << 48);
	target_lun_format(&text, &t);
	target_init(&again, "disk");
	assert_int_equal(target_set(&again, TARGET_LUN, buf), 0);
	assert_true(again.lun == t.lun);
	assert_int_equal(target_set(&again, TARGET_LUN, ""), 0);
	assert_true(again.lun == 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(every_key_has_its_word),
	    cmocka_unit_test(values_are_taken_or_refused),
	    cmocka_unit_test(what_is_refused_changes_nothing),
	    cmocka_unit_test(luns_read_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
