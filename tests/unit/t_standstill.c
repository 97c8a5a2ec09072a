/* SPDX-License-Identifier: ISC */
#include "tests/unit/unit.h"

#include <string.h>

#include "core/boot/standstill.h"

#define SECOND INT64_C(1000000)

static void
who_goes_round_does_not_stand_still(void **state)
{
	struct standstill s = {0};
	int64_t now_us = 100 * SECOND;

	(void)state;
	/* One that has not begun, as HTTP where it is off. */
	assert_int_equal(standstill_us(&s, PART_HTTP, now_us), 0);
	standstill_beat(&s, PART_TFTP, now_us);
	now_us += 5 * SECOND - 1;
	assert_int_equal(standstill_us(&s, PART_TFTP, now_us), 0);
	now_us += 1;
	assert_int_equal(standstill_us(&s, PART_TFTP, now_us), 5 * SECOND);
	assert_int_equal(standstill_us(&s, PART_HTTP, now_us), 0);
	standstill_beat(&s, PART_TFTP, now_us);
	assert_int_equal(standstill_us(&s, PART_TFTP, now_us), 0);
}

/* The next one's topic and text, "" when there is none. */
static const char *
news(struct standstill_told *told, int64_t tftp_us, int64_t http_us)
{
	static char line[300];
	const int64_t still_us[PARTS] =
	    {[PART_TFTP] = tftp_us, [PART_HTTP] = http_us};
	struct event e;
	struct text t;

	text_init(&t, line, sizeof(line));
	if (!standstill_news(told, still_us, &e, 7 * SECOND))
		return line;
	assert_int_equal(e.kind, EVENT_LOG);
	assert_int_equal(e.time_us, 7 * SECOND);
	text_addf(&t, "%s %s: %s", log_level_name(e.u.log.level), e.u.log.topic,
	    e.u.log.text);
	return line;
}

static void
both_ends_of_a_standstill_are_told_once(void **state)
{
	struct standstill_told told = {{0}};

	(void)state;
	assert_string_equal(news(&told, 0, 0), "");
	assert_string_equal(news(&told, 6 * SECOND, 0),
	    "error tftp: TFTP: NO ANSWER for 6 s; does the disk of "
	    "the boot files answer?");
	assert_string_equal(news(&told, 7 * SECOND, 0), "");
	assert_string_equal(news(&told, 70 * SECOND, 0), "");
	/* Both at once: one after the other. */
	assert_string_equal(news(&told, 0, 5 * SECOND),
	    "warning tftp: TFTP: goes on after a standstill of more "
	    "than 70 s");
	assert_string_equal(news(&told, 0, 5 * SECOND),
	    "error http: HTTP: NO ANSWER for 5 s; does the disk of the boot "
	    "files answer?");
	assert_string_equal(news(&told, 0, 5 * SECOND), "");
	assert_string_equal(news(&told, 0, 0),
	    "warning http: HTTP: goes on after a standstill of more than 5 s");
	assert_string_equal(news(&told, 0, 0), "");
}

/* Each is missed for something else. */
static void
what_is_missing_is_said(void **state)
{
	char line[200];
	struct text t;

	(void)state;
	text_init(&t, line, sizeof(line));
	standstill_text(&t, PART_DHCP, 5 * SECOND);
	assert_string_equal(line,
	    "DHCP: NO ANSWER for 5 s; does this host hang, out of memory?");
	text_init(&t, line, sizeof(line));
	standstill_text(&t, PART_WATCH, 61 * SECOND);
	assert_string_equal(line,
	    "the wire: NOTHING TOLD for 61 s; does a disk (boot files, "
	    "--record) hang?");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(who_goes_round_does_not_stand_still),
	    cmocka_unit_test(both_ends_of_a_standstill_are_told_once),
	    cmocka_unit_test(what_is_missing_is_said),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
