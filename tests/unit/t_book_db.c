/* SPDX-License-Identifier: ISC */
#include "tests/unit/db_help.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "core/base/err.h"
#include "db/exec.h"
#include "db/shelf.h"
#include "db/store.h"

#define MANY 100000

static int64_t
cpu_ms(void)
{
	struct timespec ts;

	(void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &ts);
	return ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

/* MANY hosts with a name, a mode and an address, made without a database. */
static struct book *
make_many(void)
{
	struct shelf *s = shelf_new(MANY, 1, 0);
	struct target *t;
	char buf[32];
	unsigned i;

	assert_non_null(s);
	for (i = 0; i < MANY; i++) {
		const struct mac mac = help_mac(i);
		struct host *h = shelf_host(s, &mac);

		(void)snprintf(buf, sizeof(buf), "node-%u", i);
		assert_int_equal(host_set(h, KEY_NAME, shelf_text(s, buf)), 0);
		assert_int_equal(host_set(h, KEY_MODE, "gpxe"), 0);
		(void)snprintf(buf, sizeof(buf), "10.%u.%u.%u", i >> 16 & 255,
		    i >> 8 & 255, i & 255);
		assert_int_equal(host_set(h, KEY_IP, shelf_text(s, buf)), 0);
	}
	assert_null(shelf_host(s, &(struct mac){{0}}));
	t = shelf_target(s, "disk");
	assert_int_equal(target_set(t, TARGET_SERVER, "192.0.2.3"), 0);
	assert_int_equal(target_set(t, TARGET_IQN, "iqn.2026-01.x:y"), 0);
	assert_int_equal(target_set(t, TARGET_LUN, "1"), 0);
	assert_int_equal(host_set(shelf_mode(s, MODE_ISCSI), KEY_TARGET,
			     "disk"),
	    0);
	return shelf_book(s);
}

static void
assert_same(const struct book *a, const struct book *b)
{
	size_t i, k;

	assert_int_equal(a->host_count, b->host_count);
	for (i = 0; i < a->host_count; i++) {
		if (!mac_equal(&a->hosts[i].mac, &b->hosts[i].mac))
			fail();
		for (k = 0; k < KEY_COUNT; k++)
			if (strcmp(a->hosts[i].text[k], b->hosts[i].text[k]) !=
			    0)
				fail();
	}
	for (i = 0; i < MODE_COUNT; i++)
		for (k = 0; k < KEY_COUNT; k++)
			assert_string_equal(a->modes[i].text[k],
			    b->modes[i].text[k]);
	assert_int_equal(a->target_count, b->target_count);
	for (i = 0; i < a->target_count; i++) {
		assert_string_equal(a->targets[i].name, b->targets[i].name);
		assert_string_equal(a->targets[i].iqn, b->targets[i].iqn);
		assert_true(a->targets[i].lun == b->targets[i].lun);
		assert_int_equal(a->targets[i].port, b->targets[i].port);
	}
}

static void
a_hundred_thousand_hosts_load_soon(void **state)
{
	struct db *db = help_open(":memory:", DB_WRITE);
	struct book *made = make_many(), *book = NULL;
	const struct mac last = help_mac(MANY - 1);
	int64_t began;

	(void)state;
	assert_int_equal(db_fill(db, made), 0);
	began = cpu_ms();
	assert_int_equal(db_book(db, &book), 0);
	/* Sanitizers cost a factor of about four. */
	assert_true(cpu_ms() - began < 2000);
	assert_same(made, book);
	assert_non_null(book_find(book, &last));
	assert_non_null(book_find_ip(book, book->hosts[5].ip));
	book_free(made);
	book_free(book);
	db_close(db);
}

static void
hosts_are_sorted_by_address(void **state)
{
	static const unsigned order[] = {0xffff, 3, 0x10000, 0x20};
	struct db *db = help_open(":memory:", DB_WRITE);
	struct book *book = NULL;
	size_t i;

	(void)state;
	for (i = 0; i < 4; i++)
		assert_int_equal(help_set_mode(db, order[i], "local"), 0);
	assert_int_equal(db_book(db, &book), 0);
	assert_int_equal(book->host_count, 4);
	for (i = 1; i < 4; i++)
		assert_true(mac_compare(&book->hosts[i - 1].mac,
				&book->hosts[i].mac) < 0);
	book_free(book);
	db_close(db);
}

static void
empty_and_broken_rows_do_no_harm(void **state)
{
	struct db *db = help_open(":memory:", DB_WRITE);
	struct book *book = NULL;

	(void)state;
	assert_int_equal(db_book(db, &book), 0);
	assert_int_equal(book->host_count, 0);
	assert_null(book_find(book, &(struct mac){{0x52}}));
	book_free(book);
	assert_int_equal(
	    db_run(db,
		"INSERT INTO objects VALUES"
		" ('host', 'no address'), ('host', '52:54:00:00:00:01'),"
		" ('mode', 'backwards'), ('target', 'd'), ('target', '');"
		"INSERT INTO settings VALUES"
		" ('host', 'no address', 'mode', 'gpxe'),"
		" ('host', '52:54:00:00:00:01', 'mode', 'nonsense'),"
		" ('host', '52:54:00:00:00:01', 'key of tomorrow', 'x'),"
		" ('host', '52:54:00:00:00:01', 'note', 'kept'),"
		" ('mode', 'backwards', 'script', 'x'),"
		" ('target', 'd', 'port', '99999');"),
	    0);
	assert_int_equal(db_book(db, &book), 0);
	assert_int_equal(book->host_count, 1);
	assert_int_equal(book->hosts[0].mode, MODE_NONE);
	assert_string_equal(book->hosts[0].text[KEY_NOTE], "kept");
	assert_int_equal(book->targets[0].port, 3260);
	book_free(book);
	db_close(db);
}

static void
references_are_counted(void **state)
{
	struct shelf *s = shelf_new(0, 0, 0);
	struct book *book;
	static char big[70000];

	(void)state;
	assert_non_null(s);
	memset(big, 'x', sizeof(big) - 1);
	assert_null(shelf_text(s, big));
	assert_null(shelf_target(s, "none"));
	book = shelf_book(s);
	assert_ptr_equal(book_ref(book), book);
	book_free(book);
	assert_int_equal(book->host_count, 0);
	book_free(book);
	book_free(NULL);
}

/* Kinds of clients come back as they were set; nothing else is a setting. */
static void
quirks_are_kept_by_their_kind(void **state)
{
	struct db_change c = {.object = DB_QUIRK,
	    .name = "gPXE 0.9.7 BIOS",
	    .who = "auto"};
	struct db *db = help_open(":memory:", DB_WRITE);
	struct book *book = NULL, *again = NULL;
	struct db *copy = help_open(":memory:", DB_WRITE);

	(void)state;
	change_set(&c, KEY_PLACEMENT, "both");
	change_set(&c, KEY_BLKSIZE, "1024");
	assert_int_equal(db_apply(db, &c), 0);
	c.set_count = 0;
	change_set(&c, KEY_MODE, "local");
	assert_int_equal(db_apply(db, &c), -PX_EVALUE);
	c.set_count = 0;
	change_set(&c, KEY_BLKSIZE, "12");
	assert_int_equal(db_apply(db, &c), -PX_EVALUE);
	assert_int_equal(db_book(db, &book), 0);
	assert_int_equal(book->quirk_count, 1);
	assert_null(book_quirk(book, "gPXE 0.9.7"));
	assert_int_equal(book_quirk(book, "gPXE 0.9.7 BIOS")->set.placement,
	    PLACEMENT_BOTH);
	/* They go to memory and to a new file with the rest. */
	assert_int_equal(db_fill(copy, book), 0);
	assert_int_equal(db_book(copy, &again), 0);
	assert_string_equal(again->quirks[0].kind, "gPXE 0.9.7 BIOS");
	assert_string_equal(again->quirks[0].set.text[KEY_BLKSIZE], "1024");
	book_free(again);
	book_free(book);
	c.set_count = 0;
	c.remove = true;
	assert_int_equal(db_apply(db, &c), 0);
	assert_int_equal(db_book(db, &book), 0);
	assert_int_equal(book->quirk_count, 0);
	book_free(book);
	db_close(copy);
	db_close(db);
}

/* As of a page that was overwritten: all are found, none is there twice. */
static void
hosts_in_any_order_make_a_book(void **state)
{
	static const unsigned order[] = {3, 1, 2, 1, 9, 4, 9};
	struct shelf *s = shelf_new(7, 0, 0);
	struct book *b;
	size_t i;

	(void)state;
	assert_non_null(s);
	for (i = 0; i < 7; i++) {
		const struct mac mac = help_mac(order[i]);

		assert_int_equal(host_set(shelf_host(s, &mac), KEY_NAME, "x"),
		    0);
	}
	b = shelf_book(s);
	assert_int_equal(b->host_count, 5);
	for (i = 0; i < 7; i++) {
		const struct mac mac = help_mac(order[i]);
		const struct host *h = book_find(b, &mac);

		assert_non_null(h);
		assert_string_equal(h->text[KEY_NAME], "x");
	}
	for (i = 1; i < b->host_count; i++)
		assert_true(memcmp(&b->hosts[i - 1].mac, &b->hosts[i].mac,
				sizeof(struct mac)) < 0);
	book_free(b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(hosts_in_any_order_make_a_book),
	    cmocka_unit_test(a_hundred_thousand_hosts_load_soon),
	    cmocka_unit_test(hosts_are_sorted_by_address),
	    cmocka_unit_test(empty_and_broken_rows_do_no_harm),
	    cmocka_unit_test(references_are_counted),
	    cmocka_unit_test(quirks_are_kept_by_their_kind),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
