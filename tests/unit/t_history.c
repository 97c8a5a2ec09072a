/* SPDX-License-Identifier: ISC */
#include "tests/unit/db_help.h"

#include <string.h>

#include "core/base/err.h"
#include "db/store.h"

static void
take_book(void *arg, struct book *book)
{
	(void)arg;
	book_free(book);
}

static void
take_leases(void *arg, uint64_t ticket, bool stored)
{
	(void)arg;
	(void)ticket;
	(void)stored;
}

static void
take_event(void *arg, const struct event *e)
{
	(void)arg;
	(void)e;
}

static const struct store_calls calls = {.book = take_book,
    .leases_done = take_leases,
    .event = take_event};

/* The stages of two boots that run at once; the last good one is found. */
static void
stages_are_kept(void **state)
{
	struct db_boot row;
	struct place place;
	struct store *store;
	char buf[512];
	struct text why;
	struct event e;
	struct db *db;
	const struct mac one = help_mac(1), two = help_mac(2);
	const struct mac *const macs[] = {&one, &two, &one};
	unsigned i;

	(void)state;
	place_make(&place);
	text_init(&why, buf, sizeof(buf));
	assert_int_equal(store_open(&store, place.path, &why), 0);
	assert_int_equal(store_start(store, &calls), 0);
	for (i = 0; i < 2; i++) {
		event_init(&e, EVENT_SESSION, 1000000, macs[i]);
		e.session = 10 + i;
		e.u.session.begins = true;
		store_record(store, &e);
	}
	for (i = 0; i < 3; i++) {
		event_init(&e, EVENT_STAGE, 3000000 + i, macs[i]);
		e.session = 10 + i % 2;
		e.u.stage.stage = i < 2 ? BOOT_LOADER : BOOT_KERNEL;
		(void)text_copy(e.u.stage.what, sizeof(e.u.stage.what),
		    i < 2 ? "pxelinux.0" : "vmlinuz");
		store_record(store, &e);
	}
	for (i = 0; i < 2; i++) {
		event_init(&e, EVENT_SESSION, 4000000, macs[i]);
		e.session = 10 + i;
		e.u.session.result = i == 0 ? BOOT_DONE : BOOT_FAILED;
		e.u.session.took_us = 3000000;
		store_record(store, &e);
	}
	store_close(store);
	db = help_open(place.path, DB_READ);
	assert_int_equal(db_boot_good(db, &one, 1000000, &row), -PX_ENOENT);
	assert_int_equal(db_boot_good(db, &two, INT64_MAX, &row), -PX_ENOENT);
	assert_int_equal(db_boot_good(db, &one, INT64_MAX, &row), 0);
	assert_string_equal(row.stages,
	    "loader 2000 pxelinux.0\nkernel 2000 vmlinuz\n");
	db_close(db);
	place_remove(&place);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(stages_are_kept),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
