/* SPDX-License-Identifier: ISC */
#include "tests/unit/unit.h"

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

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(many_machines_are_listed_in_pieces),
	    cmocka_unit_test(a_list_outlives_its_machines),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
