/* SPDX-License-Identifier: ISC */
#include "tests/unit/unit.h"

#include "core/boot/arp_asked.h"

#define MS INT64_C(1000)

static bool
in_vain(const int64_t *at_ms, size_t count)
{
	struct arp_asked a = {.tries = 0};
	size_t i;

	for (i = 0; i < count; i++)
		arp_asked_take(&a, at_ms[i] * MS);
	return arp_asked_in_vain(&a);
}

#define IN_VAIN(...)                                                           \
	in_vain((const int64_t[]){__VA_ARGS__},                                \
	    sizeof((const int64_t[]){__VA_ARGS__}) / sizeof(int64_t))

static void
tries_of_one_series_count(void **state)
{
	(void)state;
	assert_true(IN_VAIN(0, 1000, 2000, 3000));
	assert_true(IN_VAIN(0, 125, 375, 875, 1875));
	/* Shown twice each. */
	assert_false(IN_VAIN(0, 1, 1000, 1001, 2000, 2001));
	assert_false(IN_VAIN(0, 1000, 2000));
	/* Asked anew for each file. */
	assert_false(IN_VAIN(0, 700, 4000, 4300, 9000));
}

static void
a_clock_that_is_set_back_begins_it_anew(void **state)
{
	(void)state;
	assert_true(IN_VAIN(3600000, 3601000, 0, 1000, 2000, 3000));
	assert_false(IN_VAIN(3600000, 3601000, 0, 1000));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(tries_of_one_series_count),
	    cmocka_unit_test(a_clock_that_is_set_back_begins_it_anew),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
