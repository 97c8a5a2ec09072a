/* SPDX-License-Identifier: ISC */
#include "tests/unit/unit.h"

#include <string.h>

#include "tests/unit/db_help.h"
#include "tui/demo_changes.h"
#include "tui/demo_machines.h"

#define HOUR_US (3600ull * 1000000)

struct heard {
	unsigned hosts;
	struct mac mac; /* the last one */
};

static void
hear(void *arg, const struct mac *mac)
{
	struct heard *h = arg;

	h->hosts++;
	h->mac = *mac;
}

static void
set_mode(struct db *db, unsigned n, const char *who, const char *mode)
{
	struct db_change c;

	change_host(&c, n);
	change_set(&c, KEY_MODE, mode);
	(void)text_copy(c.who, sizeof(c.who), who);
	assert_int_equal(db_apply(db, &c), 0);
}

/* What people change is heard once, what the server notes down never. */
static void
changes_by_people_are_heard(void **state)
{
	const struct mac two = help_mac(2);
	struct demo_changes changes;
	struct heard h;
	struct place p;
	struct db *db;

	(void)state;
	memset(&h, 0, sizeof(h));
	place_make(&p);
	demo_changes_init(&changes, p.path);
	demo_changes_look(&changes, hear, &h); /* not there yet */
	db = help_open(p.path, DB_WRITE);
	set_mode(db, 1, "root", "pxelinux");
	demo_changes_look(&changes, hear, &h);
	demo_changes_look(&changes, hear, &h);
	assert_int_equal(h.hosts, 0);
	set_mode(db, 2, "root@pts/1", "local");
	demo_changes_look(&changes, hear, &h);
	demo_changes_look(&changes, hear, &h);
	assert_int_equal(h.hosts, 1);
	assert_true(mac_equal(&h.mac, &two));
	set_mode(db, 2, "once", "gpxe");
	set_mode(db, 2, "auto", "iscsi");
	demo_changes_look(&changes, hear, &h);
	assert_int_equal(h.hosts, 1);
	db_close(db);
	demo_changes_done(&changes);
	place_remove(&p);
}

static void
apply(struct db *db, struct db_change *c)
{
	(void)text_copy(c->who, sizeof(c->who), "root");
	assert_int_equal(db_apply(db, c), 0);
}

/* A machine that boots because of what is not its own looks like trouble. */
static void
a_mode_is_of_its_machines_and_a_target_of_none(void **state)
{
	const struct mac one = help_mac(1);
	struct demo_changes changes;
	struct db_change c;
	struct heard h;
	struct place p;
	struct db *db;

	(void)state;
	memset(&h, 0, sizeof(h));
	place_make(&p);
	db = help_open(p.path, DB_WRITE);
	set_mode(db, 1, "root", "gpxe");
	set_mode(db, 2, "root", "iscsi");
	change_host(&c, 3);
	change_set(&c, KEY_NAME, "without");
	apply(db, &c);
	demo_changes_init(&changes, p.path);
	demo_changes_look(&changes, hear, &h);
	change_target(&c, "disk");
	change_set(&c, TARGET_SERVER, "192.0.2.3");
	change_set(&c, TARGET_IQN, "iqn.2026-01.example:disk");
	apply(db, &c);
	demo_changes_look(&changes, hear, &h);
	assert_int_equal(h.hosts, 0);
	change_mode(&c, MODE_GPXE);
	change_set(&c, KEY_SCRIPT, "boot.gpxe");
	change_set(&c, KEY_BLKSIZE, "1024");
	apply(db, &c);
	demo_changes_look(&changes, hear, &h);
	assert_int_equal(h.hosts, 1);
	assert_true(mac_equal(&h.mac, &one));
	demo_changes_look(&changes, hear, &h);
	assert_int_equal(h.hosts, 1);
	db_close(db);
	demo_changes_done(&changes);
	place_remove(&p);
}

/* Three boots of one system within an hour look like an install loop. */
static void
one_machine_alone_boots_its_system_again_and_again(void **state)
{
	const struct demo_machine *m;
	unsigned beside, round = 0;
	size_t count, i;

	(void)state;
	m = demo_machines(&count);
	for (beside = 0; beside < 2; beside++)
		for (i = 0; i < count; i++) {
			assert_true(demo_machine_rest_us(&m[i], SIM_SAN,
					beside != 0) < HOUR_US / 100);
			assert_true(demo_machine_rest_us(&m[i], SIM_LOCAL,
					beside != 0) ==
			    demo_machine_rest_us(&m[i], SIM_BOOTED,
				beside != 0));
			round += m[i].kind != NULL &&
			    2 *
				    demo_machine_rest_us(&m[i], SIM_BOOTED,
					beside != 0) <=
				HOUR_US;
		}
	assert_int_equal(round, 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(changes_by_people_are_heard),
	    cmocka_unit_test(a_mode_is_of_its_machines_and_a_target_of_none),
	    cmocka_unit_test(
		one_machine_alone_boots_its_system_again_and_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
