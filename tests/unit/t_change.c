/* SPDX-License-Identifier: ISC */
#include "tests/unit/db_help.h"

#include <string.h>

#include "core/base/err.h"
#include "db/exec.h"
#include "db/store.h"

struct trail {
	size_t n;
	struct db_audit rows[32];
};

static void
note(void *arg, const struct db_audit *row)
{
	struct trail *t = arg;

	assert_true(t->n < 32);
	t->rows[t->n++] = *row;
}

/* The audit since the row, asserted to have n rows. */
static void
trail_since(struct db *db, int64_t id, struct trail *t, size_t n)
{
	memset(t, 0, sizeof(*t));
	assert_int_equal(db_audit_since(db, id, note, t), 0);
	assert_int_equal(t->n, n);
}

static struct book *
read_book(struct db *db)
{
	struct book *book = NULL;

	assert_int_equal(db_book(db, &book), 0);
	return book;
}

static int
set_host(struct db *db, unsigned n, enum key key, const char *value)
{
	struct db_change c;

	change_host(&c, n);
	change_set(&c, key, value);
	return db_apply(db, &c);
}

static void
host_set_makes_changes_and_clears(void **state)
{
	struct db *db = help_open(":memory:", DB_WRITE);
	struct db_change c;
	struct book *book;
	struct trail t;

	(void)state;
	change_host(&c, 1);
	change_set(&c, KEY_NAME, "node-1");
	change_set(&c, KEY_MODE, "gpxe");
	change_set(&c, KEY_IP, "192.0.2.9");
	assert_int_equal(db_apply(db, &c), 0);
	trail_since(db, 0, &t, 3);
	assert_string_equal(t.rows[1].object, "host 52:54:00:00:00:01");
	assert_string_equal(t.rows[1].key, "mode");
	assert_string_equal(t.rows[1].before, "");
	assert_string_equal(t.rows[1].after, "gpxe");
	assert_string_equal(t.rows[1].who, "root@pts/1");
	assert_true(t.rows[1].time_us > 1000000000000000);
	/* The same again changes nothing and leaves no trace. */
	assert_int_equal(db_apply(db, &c), 0);
	trail_since(db, 3, &t, 0);
	change_host(&c, 1);
	change_set(&c, KEY_MODE, "");
	change_set(&c, KEY_NAME, "");
	change_set(&c, KEY_IP, "");
	assert_int_equal(db_apply(db, &c), 0);
	trail_since(db, 3, &t, 3);
	assert_string_equal(t.rows[0].before, "gpxe");
	assert_string_equal(t.rows[0].after, "");
	/* All empty, but still known. */
	book = read_book(db);
	assert_int_equal(book->host_count, 1);
	assert_string_equal(book->hosts[0].text[KEY_NAME], "");
	book_free(book);
	db_close(db);
}

static void
remove_leaves_a_row_a_key(void **state)
{
	struct db *db = help_open(":memory:", DB_WRITE);
	struct db_change c;
	struct book *book;
	struct trail t;

	(void)state;
	change_host(&c, 1);
	c.remove = true;
	assert_int_equal(db_apply(db, &c), -PX_ENOENT);
	assert_string_equal(db_why(db), "no such host: 52:54:00:00:00:01");
	change_host(&c, 1);
	assert_int_equal(db_apply(db, &c), 0);
	trail_since(db, 0, &t, 1);
	assert_string_equal(t.rows[0].after, "added");
	c.remove = true;
	assert_int_equal(db_apply(db, &c), 0);
	trail_since(db, 1, &t, 1);
	assert_string_equal(t.rows[0].after, "removed");
	assert_int_equal(set_host(db, 1, KEY_NOTE, "third rack"), 0);
	assert_int_equal(set_host(db, 1, KEY_MODE, "local"), 0);
	assert_int_equal(db_apply(db, &c), 0);
	trail_since(db, 4, &t, 2);
	assert_string_equal(t.rows[0].after, "");
	book = read_book(db);
	assert_int_equal(book->host_count, 0);
	book_free(book);
	db_close(db);
}

static void
names_and_addresses_belong_to_one(void **state)
{
	struct db *db = help_open(":memory:", DB_WRITE);
	struct db_change c;
	struct trail t;

	(void)state;
	assert_int_equal(set_host(db, 1, KEY_NAME, "Node"), 0);
	assert_int_equal(set_host(db, 1, KEY_IP, "192.0.2.1"), 0);
	assert_int_equal(set_host(db, 2, KEY_NAME, "node"), -PX_EEXIST);
	assert_string_equal(db_why(db),
	    "name is already that of 52:54:00:00:00:01");
	assert_int_equal(set_host(db, 2, KEY_IP, "192.0.2.001"), -PX_EEXIST);
	assert_string_equal(db_why(db),
	    "ip is already that of 52:54:00:00:00:01");
	/* All or nothing: the good key went with the bad one. */
	change_host(&c, 3);
	change_set(&c, KEY_MODE, "gpxe");
	change_set(&c, KEY_NAME, "Node");
	assert_int_equal(db_apply(db, &c), -PX_EEXIST);
	trail_since(db, 2, &t, 0);
	/* Its own name in another case is no conflict, nor is one given up. */
	assert_int_equal(set_host(db, 1, KEY_NAME, "NODE"), 0);
	assert_int_equal(set_host(db, 1, KEY_NAME, ""), 0);
	assert_int_equal(set_host(db, 2, KEY_NAME, "node"), 0);
	/* Other keys may be equal. */
	assert_int_equal(set_host(db, 1, KEY_NOTE, "x"), 0);
	assert_int_equal(set_host(db, 2, KEY_NOTE, "x"), 0);
	db_close(db);
}

static void
values_that_do_not_parse_are_refused(void **state)
{
	static const struct {
		enum key key;
		const char *value;
	} rows[] = {
	    {KEY_MODE, "gPXE"},
	    {KEY_ONCE, "twice"},
	    {KEY_IP, "192.0.2"},
	    {KEY_PLACEMENT, "nowhere"},
	    {KEY_COUNT, "x"},
	    {KEY_NAME,
		"0123456789012345678901234567890123456789"
		"012345678901234567890123"},
	};
	struct db *db = help_open(":memory:", DB_WRITE);
	struct db_change c;
	struct trail t;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_int_equal(set_host(db, 1, rows[i].key, rows[i].value),
		    -PX_EVALUE);
	change_host(&c, 1);
	memset(&c.mac, 0, sizeof(c.mac));
	assert_int_equal(db_apply(db, &c), -PX_EVALUE);
	c.mac.b[0] = 1;
	assert_int_equal(db_apply(db, &c), -PX_EVALUE);
	change_mode(&c, MODE_GPXE);
	change_set(&c, KEY_NAME, "x");
	assert_int_equal(db_apply(db, &c), -PX_EVALUE);
	change_mode(&c, MODE_NONE);
	assert_int_equal(db_apply(db, &c), -PX_EVALUE);
	change_target(&c, "");
	assert_int_equal(db_apply(db, &c), -PX_EVALUE);
	change_host(&c, 1);
	c.set_count = DB_CHANGE_MAX + 1;
	assert_int_equal(db_apply(db, &c), -PX_EVALUE);
	trail_since(db, 0, &t, 0);
	db_close(db);
}

static void
mode_defaults_are_kept_apart(void **state)
{
	struct db *db = help_open(":memory:", DB_WRITE);
	struct db_change c;
	struct book *book;
	struct trail t;

	(void)state;
	change_mode(&c, MODE_GPXE);
	change_set(&c, KEY_SCRIPT, "boot.gpxe");
	change_set(&c, KEY_PLACEMENT, "both");
	assert_int_equal(db_apply(db, &c), 0);
	trail_since(db, 0, &t, 2);
	assert_string_equal(t.rows[0].object, "mode gpxe");
	book = read_book(db);
	assert_int_equal(book->host_count, 0);
	assert_string_equal(book->modes[MODE_GPXE].text[KEY_SCRIPT],
	    "boot.gpxe");
	assert_int_equal(book->modes[MODE_GPXE].placement, PLACEMENT_BOTH);
	assert_string_equal(book->modes[MODE_LOCAL].text[KEY_SCRIPT], "");
	book_free(book);
	db_close(db);
}

/* CHAP the other way round, of the target that is there. */
static void
target_names_itself(struct db *db)
{
	struct db_change c;
	struct book *book;
	const struct target *target;
	struct trail t;

	change_target(&c, "disk1");
	change_set(&c, TARGET_REVERSE_USER, "disk");
	change_set(&c, TARGET_REVERSE_PASSWORD, "open barley");
	assert_int_equal(db_apply(db, &c), 0);
	trail_since(db, 5, &t, 2);
	assert_string_equal(t.rows[0].after, "disk");
	assert_string_equal(t.rows[1].after, "set");
	book = read_book(db);
	target = book_target(book, "disk1");
	assert_string_equal(target->reverse_user, "disk");
	assert_string_equal(target->reverse_password, "open barley");
	book_free(book);
}

static void
target_guards_its_users(struct db *db)
{
	struct db_change c;
	struct trail t;

	/* Needed keys cannot be cleared, others can. */
	change_target(&c, "disk1");
	change_set(&c, TARGET_SERVER, "");
	assert_int_equal(db_apply(db, &c), -PX_EVALUE);
	change_target(&c, "disk1");
	change_set(&c, TARGET_PASSWORD, "");
	assert_int_equal(db_apply(db, &c), 0);
	trail_since(db, 7, &t, 1);
	assert_string_equal(t.rows[0].before, "set");
	assert_string_equal(t.rows[0].after, "cleared");
	assert_int_equal(set_host(db, 4, KEY_TARGET, "disk1"), 0);
	change_target(&c, "disk1");
	c.remove = true;
	assert_int_equal(db_apply(db, &c), -PX_EEXIST);
	assert_string_equal(db_why(db), "still used by host 52:54:00:00:00:04");
	assert_int_equal(set_host(db, 4, KEY_TARGET, ""), 0);
	assert_int_equal(db_apply(db, &c), 0);
}

static void
targets_are_whole_and_guard_their_users(void **state)
{
	struct db *db = help_open(":memory:", DB_WRITE);
	struct db_change c;
	struct book *book;
	const struct target *target;
	struct trail t;

	(void)state;
	change_target(&c, "disk1");
	change_set(&c, TARGET_SERVER, "192.0.2.3");
	assert_int_equal(db_apply(db, &c), -PX_EVALUE);
	assert_string_equal(db_why(db), "target needs iqn");
	change_set(&c, TARGET_IQN, "iqn.2026-01.example:disk1");
	change_set(&c, TARGET_PORT, "0");
	assert_int_equal(db_apply(db, &c), -PX_EVALUE);
	c.set_count--;
	change_set(&c, TARGET_PORT, "3261");
	change_set(&c, TARGET_USER, "boot");
	change_set(&c, TARGET_PASSWORD, "open sesame");
	assert_int_equal(db_apply(db, &c), 0);
	trail_since(db, 0, &t, 5);
	assert_string_equal(t.rows[4].object, "target disk1");
	assert_string_equal(t.rows[4].after, "set");
	book = read_book(db);
	target = book_target(book, "disk1");
	assert_non_null(target);
	assert_int_equal(target->port, 3261);
	assert_string_equal(target->password, "open sesame");
	book_free(book);
	target_names_itself(db);
	target_guards_its_users(db);
	db_close(db);
}

static void
hostile_values_are_only_data(void **state)
{
	static const char *const hostile[] = {
	    "'; DROP TABLE objects;--",
	    "%n%n%s",
	    "\x1b[2J\x07",
	    "\"",
	    "'",
	    "\xff\xfe",
	    "a\nb",
	    "?1",
	    ":x",
	    "NULL",
	    "x'00'",
	};
	struct db *db = help_open(":memory:", DB_WRITE);
	struct book *book;
	struct trail t;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(hostile) / sizeof(hostile[0]); i++) {
		assert_int_equal(set_host(db, 1, KEY_NOTE, hostile[i]), 0);
		assert_int_equal(set_host(db, 1, KEY_NAME, hostile[i]), 0);
		book = read_book(db);
		assert_string_equal(book->hosts[0].text[KEY_NOTE], hostile[i]);
		assert_string_equal(book->hosts[0].text[KEY_NAME], hostile[i]);
		book_free(book);
		trail_since(db, (int64_t)(2 * i), &t, 2);
		assert_string_equal(t.rows[0].after, hostile[i]);
	}
	db_close(db);
}

static void
audit_is_told_newest_first(void **state)
{
	struct db *db = help_open(":memory:", DB_WRITE);
	const struct mac mac = help_mac(1);
	struct trail t = {0};
	int64_t newest = -1;

	(void)state;
	assert_int_equal(db_audit_newest(db, &newest), 0);
	assert_int_equal(newest, 0);
	assert_int_equal(help_set_mode(db, 1, "gpxe"), 0);
	assert_int_equal(help_set_mode(db, 2, "gpxe"), 0);
	assert_int_equal(help_set_mode(db, 1, "local"), 0);
	assert_int_equal(db_audit_each(db, &mac, 10, note, &t), 0);
	assert_int_equal(t.n, 2);
	assert_string_equal(t.rows[0].before, "gpxe");
	assert_string_equal(t.rows[0].after, "local");
	t.n = 0;
	assert_int_equal(db_audit_each(db, NULL, 2, note, &t), 0);
	assert_int_equal(t.n, 2);
	assert_string_equal(t.rows[1].object, "host 52:54:00:00:00:02");
	assert_int_equal(db_audit_newest(db, &newest), 0);
	assert_int_equal(newest, 3);
	db_close(db);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(host_set_makes_changes_and_clears),
	    cmocka_unit_test(remove_leaves_a_row_a_key),
	    cmocka_unit_test(names_and_addresses_belong_to_one),
	    cmocka_unit_test(values_that_do_not_parse_are_refused),
	    cmocka_unit_test(mode_defaults_are_kept_apart),
	    cmocka_unit_test(targets_are_whole_and_guard_their_users),
	    cmocka_unit_test(hostile_values_are_only_data),
	    cmocka_unit_test(audit_is_told_newest_first),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
