/* SPDX-License-Identifier: ISC */
#include "tests/unit/db_help.h"

#include <string.h>
#include <sqlite3.h>

#include "core/base/err.h"
#include "db/exec.h"
#include "db/migrate.h"
#include "db/store.h"

/* A file as version `version` of this program left it, with a host in it. */
static void
make_old(const char *path, int version)
{
	struct db db;

	memset(&db, 0, sizeof(db));
	assert_int_equal(sqlite3_open(path, &db.sql), SQLITE_OK);
	assert_int_equal(migrate_to(&db, version), 0);
	if (version > 0)
		assert_int_equal(
		    db_run(&db,
			"INSERT INTO objects VALUES ('host', "
			"'52:54:00:00:00:01');"
			"INSERT INTO settings VALUES"
			" ('host', '52:54:00:00:00:01', 'mode', 'iscsi');"),
		    0);
	db_disconnect(&db);
}

static void
check_new(const char *path, enum db_access access, int version)
{
	struct book *book = NULL;
	struct lease lease = {.addr = 1, .state = LEASE_BOUND};
	struct db_boot boot = {.mode = "gpxe"};
	int64_t n = 0;
	struct db *db = help_open(path, access);

	assert_int_equal(db_number(db, "PRAGMA user_version", &n), 0);
	assert_int_equal(n, MIGRATE_VERSION);
	assert_int_equal(db_book(db, &book), 0);
	assert_int_equal(book->host_count, version > 0 ? 1 : 0);
	if (version > 0)
		assert_int_equal(book->hosts[0].mode, MODE_ISCSI);
	assert_int_equal(db_leases_put(db, &lease, 1), 0);
	assert_int_equal(db_boot_add(db, &boot), 0);
	assert_int_equal(help_set_mode(db, 2, "gpxe"), 0);
	/* What came up is bound together as what is made anew. */
	assert_true(db_run(db,
			"INSERT INTO settings VALUES"
			" ('host', 'nobody', 'mode', 'gpxe')") < 0);
	assert_true(db_run(db, "INSERT INTO objects VALUES ('x', 'y')") < 0);
	assert_int_equal(db_run(db,
			     "INSERT INTO objects VALUES ('quirk', 'y')"),
	    0);
	book_free(book);
	db_close(db);
	help_sound(path);
}

static void
every_older_version_comes_up(void **state)
{
	struct place p;
	int version;

	(void)state;
	for (version = 0; version < MIGRATE_VERSION; version++) {
		place_make(&p);
		make_old(p.path, version);
		check_new(p.path, DB_WRITE, version);
		place_remove(&p);
		/* To read is enough to bring it up. */
		place_make(&p);
		make_old(p.path, version);
		check_new(p.path, DB_READ, version);
		place_remove(&p);
	}
}

static void
newer_version_is_refused_untouched(void **state)
{
	char buf[256];
	struct text why;
	struct db *db = NULL, *old;
	struct place p;
	int64_t n = 0;

	(void)state;
	place_make(&p);
	old = help_open(p.path, DB_WRITE);
	assert_int_equal(help_set_mode(old, 1, "gpxe"), 0);
	assert_int_equal(db_run(old, "PRAGMA user_version = 99"), 0);
	text_init(&why, buf, sizeof(buf));
	assert_int_equal(db_open(&db, p.path, DB_WRITE, &why), -PX_EDBVERSION);
	assert_non_null(strstr(buf, "newer version"));
	text_init(&why, buf, sizeof(buf));
	assert_int_equal(db_open(&db, p.path, DB_READ, &why), -PX_EDBVERSION);
	assert_null(db);
	assert_int_equal(db_number(old, "SELECT count(*) FROM settings", &n),
	    0);
	assert_int_equal(n, 1);
	db_close(old);
	place_remove(&p);
}

/* Below zero, or less than its tables are: found by fuzzing. */
static void
version_that_cannot_be_is_damage(void **state)
{
	static const char *const versions[] = {"PRAGMA user_version = -7",
	    "PRAGMA user_version = 2", "PRAGMA user_version = 0"};
	char buf[256];
	struct text why;
	struct db *db = NULL;
	struct place p;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(versions) / sizeof(versions[0]); i++) {
		place_make(&p);
		db = help_open(p.path, DB_WRITE);
		assert_int_equal(help_set_mode(db, 1, "gpxe"), 0);
		assert_int_equal(db_run(db, versions[i]), 0);
		db_close(db);
		text_init(&why, buf, sizeof(buf));
		assert_int_equal(db_open(&db, p.path, DB_WRITE, &why),
		    -PX_EDBCORRUPT);
		assert_true(why.len > 0);
		place_remove(&p);
	}
}

/* Each version is exactly its number of steps. */
static void
versions_are_the_index(void **state)
{
	struct db db;
	int version;
	int64_t n = -1;

	(void)state;
	memset(&db, 0, sizeof(db));
	assert_int_equal(sqlite3_open(":memory:", &db.sql), SQLITE_OK);
	for (version = 0; version <= MIGRATE_VERSION; version++) {
		assert_int_equal(migrate_to(&db, version), 0);
		assert_int_equal(db_number(&db, "PRAGMA user_version", &n), 0);
		assert_int_equal(n, version);
	}
	db_disconnect(&db);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(every_older_version_comes_up),
	    cmocka_unit_test(newer_version_is_refused_untouched),
	    cmocka_unit_test(version_that_cannot_be_is_damage),
	    cmocka_unit_test(versions_are_the_index),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
