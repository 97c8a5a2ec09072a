/* SPDX-License-Identifier: ISC */
#include "tests/unit/unit.h"

#include <string.h>

#include "tests/unit/stage.h"

#define MANY 5000 /* more than are listed in one piece */

static void
many(struct stage *s)
{
	unsigned n;

	stage_open(s);
	for (n = 1; n <= MANY; n++)
		stage_dhcp(s, n, DHCP_DISCOVER,
		    n % 2 == 0 ? "BIOS ROM" : "UEFI x64 ROM", "");
	stage_wait(s, 60);
}

static unsigned
work(struct stage *s)
{
	unsigned pieces = 1;

	while (machines_work(&s->app))
		pieces++;
	return pieces;
}

/* The old list stands until the new one is whole, and keys go on. */
static void
many_machines_are_listed_in_pieces(void **state)
{
	const struct machines *v;
	struct mac last = stage_mac(MANY);
	struct stage s;
	size_t i;

	(void)state;
	many(&s);
	v = &s.app.machines;
	(void)stage_draw(&s, 24, 80);
	assert_true(v->listing.runs);
	assert_true(v->count < MANY);
	assert_true(work(&s) > 1);
	assert_int_equal(v->count, MANY);
	for (i = 1; i < v->count; i++)
		assert_true(mac_compare(&v->rows[i - 1], &v->rows[i]) < 0);
	stage_type(&s, "G");
	assert_true(mac_equal(&v->at, &last));
	/* Each letter begins anew; the selection follows its machine. */
	stage_type(&s, "/bi");
	assert_int_equal(v->count, MANY);
	stage_type(&s, "os");
	(void)work(&s);
	assert_int_equal(v->count, MANY / 2);
	assert_true(mac_equal(&v->at, &last));
	assert_int_equal(v->list.at, MANY / 2 - 1);
	stage_close(&s);
}

/* A machine that is forgotten meanwhile is in no list. */
static void
a_list_outlives_its_machines(void **state)
{
	struct stage s;
	unsigned n;

	(void)state;
	many(&s);
	(void)stage_draw(&s, 24, 80);
	assert_true(machines_work(&s.app));
	for (n = 0; n < STAGE_HOSTS; n++)
		stage_host(&s, 60000 + n, KEY_MODE, "local");
	machines_refresh(&s.app, true);
	while (s.host_count > 0)
		stage_host_remove(&s, 0);
	(void)work(&s);
	assert_int_equal(s.app.machines.count, MANY);
	stage_close(&s);
}

/* Lines of Live that the filter shows. */
static size_t
stage_lines(struct stage *s)
{
	const char *screen = stage_draw(s, 40, 120);
	size_t n = 0;

	while ((screen = strstr(screen, "\n 03:00:0")) != NULL) {
		screen++;
		n++;
	}
	return n;
}

/* Every field means something on both screens. */
static void
every_field_filters_both_views(void **state)
{
	/* Machines that match of 1 and 2, lines of seven. */
	static const struct {
		const char *filter;
		size_t machines, lines;
	} rows[] = {
	    {"mac:00:02", 1, 3},
	    {"ip:192.0.2.51", 1, 2},
	    {"stage:kernel", 1, 2},
	    {"mode:gpxe", 1, 4},
	    {"mode:pxelinux", 1, 3},
	    {"kind:uefi", 1, 3},
	    {"file:vmlinuz", 1, 1},
	    {"error:vmlinuz", 1, 1},
	    {"not error:vmlinuz", 1, 6},
	    {"(kind:bios or kind:uefi) and not mac:00:01", 1, 3},
	    {"host", 0, 0},
	};
	struct stage s;
	size_t i, lines;

	(void)state;
	stage_open(&s);
	stage_host(&s, 1, KEY_MODE, "gpxe");
	stage_dhcp(&s, 1, DHCP_DISCOVER, "BIOS ROM", "");
	stage_stage(&s, 1, BOOT_LOADER, "");
	stage_dhcp(&s, 2, DHCP_DISCOVER, "UEFI x64 ROM", "");
	stage_offer(&s, 2, 0xc0000233, "");
	stage_stage(&s, 2, BOOT_BOUND, "");
	stage_stage(&s, 1, BOOT_KERNEL, "");
	stage_tftp(&s, 1, TFTP_PHASE_DONE, "boot/vmlinuz", 0, 9, TFTP_NO_REPLY);
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		(void)text_copy(s.app.filters[VIEW_MACHINES], INPUT_MAX,
		    rows[i].filter);
		machines_refresh(&s.app, true);
		if (s.app.machines.count != rows[i].machines)
			fail_msg("%s: %zu machines", rows[i].filter,
			    s.app.machines.count);
		(void)text_copy(s.app.filters[VIEW_LIVE], INPUT_MAX,
		    rows[i].filter);
		app_show(&s.app, VIEW_LIVE);
		lines = stage_lines(&s);
		if (lines != rows[i].lines)
			fail_msg("%s: %zu lines", rows[i].filter, lines);
	}
	stage_close(&s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(many_machines_are_listed_in_pieces),
	    cmocka_unit_test(a_list_outlives_its_machines),
	    cmocka_unit_test(every_field_filters_both_views),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
