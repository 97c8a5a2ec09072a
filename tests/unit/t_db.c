/* SPDX-License-Identifier: ISC */
#include "tests/unit/db_help.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/err.h"
#include "db/exec.h"
#include "db/store.h"

static int
open_fails(const char *path, enum db_access access, char *buf, size_t cap)
{
	struct text why;
	struct db *db = NULL;
	int err;

	text_init(&why, buf, cap);
	err = db_open(&db, path, access, &why);
	assert_null(db);
	assert_string_not_equal(buf, "");
	return err;
}

static void
new_file_is_private_and_durable(void **state)
{
	struct place p;
	struct stat st;
	int64_t n = 0;
	struct db *db;

	(void)state;
	place_make(&p);
	db = help_open(p.path, DB_WRITE);
	assert_true(db->fresh);
	assert_int_equal(help_set_mode(db, 1, "gpxe"), 0);
	assert_int_equal(stat(p.path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	assert_int_equal(stat(place_file(&p, "-wal"), &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	assert_int_equal(db_number(db, "PRAGMA synchronous", &n), 0);
	assert_int_equal(n, 2);
	assert_int_equal(db_number(db, "PRAGMA foreign_keys", &n), 0);
	assert_int_equal(n, 1);
	assert_int_equal(db_number(db, "PRAGMA application_id", &n), 0);
	assert_int_equal(n, 0x50584563);
	db_close(db);
	db = help_open(p.path, DB_WRITE);
	assert_false(db->fresh);
	db_close(db);
	db_close(NULL);
	help_sound(p.path);
	place_remove(&p);
}

static void
reading_makes_nothing(void **state)
{
	struct place p;
	char why[256];

	(void)state;
	place_make(&p);
	assert_int_equal(open_fails(p.path, DB_READ, why, sizeof(why)),
	    -PX_ENOENT);
	assert_false(file_exists(p.path));
	assert_int_equal(open_fails(p.dir, DB_READ, why, sizeof(why)), -PX_EDB);
	assert_non_null(strstr(why, "directory"));
	assert_int_equal(open_fails("/nonexistent/px.db", DB_WRITE, why,
			     sizeof(why)),
	    -PX_EACCESS);
	assert_non_null(strstr(why, "No such file or directory"));
	place_remove(&p);
}

static void
reader_sees_what_the_writer_wrote(void **state)
{
	struct book *book = NULL;
	struct db *w, *r;
	struct place p;
	struct db_change c;

	(void)state;
	place_make(&p);
	w = help_open(p.path, DB_WRITE);
	r = help_open(p.path, DB_READ);
	assert_false(db_changed(r));
	assert_int_equal(help_set_mode(w, 7, "local"), 0);
	assert_false(db_changed(w));
	assert_true(db_changed(r));
	assert_false(db_changed(r));
	assert_int_equal(db_book(r, &book), 0);
	assert_int_equal(book->host_count, 1);
	assert_int_equal(book->hosts[0].mode, MODE_LOCAL);
	book_free(book);
	change_host(&c, 7);
	assert_int_equal(db_apply(r, &c), -PX_EACCESS);
	db_close(r);
	db_close(w);
	place_remove(&p);
}

/* The file of some other program is refused, and stays as it was. */
static void
foreign_databases_are_left_alone(void **state)
{
	struct place p;
	sqlite3 *sql = NULL;
	char why[256];

	(void)state;
	place_make(&p);
	assert_int_equal(sqlite3_open(p.path, &sql), SQLITE_OK);
	assert_int_equal(sqlite3_exec(sql, "CREATE TABLE pictures (x)", NULL,
			     NULL, NULL),
	    SQLITE_OK);
	(void)sqlite3_close(sql);
	assert_int_equal(open_fails(p.path, DB_WRITE, why, sizeof(why)),
	    -PX_EDBFOREIGN);
	assert_non_null(strstr(why, "another program"));
	assert_int_equal(open_fails(p.path, DB_READ, why, sizeof(why)),
	    -PX_EDBFOREIGN);
	place_remove(&p);
}

static void
not_a_database_is_damage(void **state)
{
	static const char junk[4096] = "this is no database, not at all\n";
	struct place p;
	char why[256];
	int fd;

	(void)state;
	place_make(&p);
	fd = open(p.path, O_CREAT | O_WRONLY, 0600);
	assert_int_equal(write(fd, junk, sizeof(junk)), sizeof(junk));
	(void)close(fd);
	assert_int_equal(open_fails(p.path, DB_WRITE, why, sizeof(why)),
	    -PX_EDBCORRUPT);
	place_remove(&p);
}

static void
locked_by_another_is_busy_soon(void **state)
{
	struct place p;
	struct db *db;
	sqlite3 *other = NULL;
	int64_t began;

	(void)state;
	place_make(&p);
	db = help_open(p.path, DB_WRITE);
	assert_int_equal(sqlite3_open(p.path, &other), SQLITE_OK);
	assert_int_equal(sqlite3_exec(other, "BEGIN EXCLUSIVE", NULL, NULL,
			     NULL),
	    SQLITE_OK);
	began = db_now_us();
	assert_int_equal(help_set_mode(db, 1, "gpxe"), -PX_EDBBUSY);
	assert_true(db_now_us() - began < 1000000);
	assert_int_equal(sqlite3_exec(other, "COMMIT", NULL, NULL, NULL),
	    SQLITE_OK);
	assert_int_equal(help_set_mode(db, 1, "gpxe"), 0);
	(void)sqlite3_close(other);
	db_close(db);
	place_remove(&p);
}

/* An inner failure takes back its own part only, an outer one everything. */
static void
transactions_nest(void **state)
{
	struct db *db = help_open(":memory:", DB_WRITE);
	struct book *book = NULL;

	(void)state;
	assert_int_equal(tx_begin(db), 0);
	assert_int_equal(help_set_mode(db, 1, "gpxe"), 0);
	assert_int_equal(help_set_mode(db, 2, "nonsense"), -PX_EVALUE);
	assert_int_equal(help_set_mode(db, 3, "local"), 0);
	assert_int_equal(tx_end(db, 0), 0);
	assert_int_equal(tx_begin(db), 0);
	assert_int_equal(help_set_mode(db, 4, "gpxe"), 0);
	assert_int_equal(tx_end(db, -PX_EIO), -PX_EIO);
	assert_int_equal(db_book(db, &book), 0);
	assert_int_equal(book->host_count, 2);
	book_free(book);
	db_close(db);
}

/* In the page that has the schema: sizes as no record has them. */
static void
damage_schema(const char *path, off_t at)
{
	uint8_t bytes[62];
	const int fd = open(path, O_WRONLY);

	memset(bytes, 0x95, 47);
	memset(bytes + 47, 0xff, 9);
	memcpy(bytes + 56, "\x7d\xfd\x58\xff\x28\x3b", 6);
	assert_true(fd >= 0);
	assert_int_equal(pwrite(fd, bytes, sizeof(bytes), at), sizeof(bytes));
	(void)close(fd);
}

static void
copy_file(const char *from, const char *to)
{
	char bytes[4096];
	const int in = open(from, O_RDONLY);
	const int out = open(to, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	ssize_t n;

	assert_true(in >= 0 && out >= 0);
	while ((n = read(in, bytes, sizeof(bytes))) > 0)
		assert_int_equal(write(out, bytes, (size_t)n), n);
	(void)close(in);
	(void)close(out);
}

/* SQLite gives a size out of such a schema to malloc, and says so. */
static void
damage_is_no_lack_of_memory(void **state)
{
	char why[256], good[512];
	unsigned damaged = 0;
	struct text t;
	struct place p;
	struct db *db;
	off_t at;
	int err;

	(void)state;
	place_make(&p);
	db_close(help_open(p.path, DB_WRITE));
	(void)snprintf(good, sizeof(good), "%s", place_file(&p, ".good"));
	copy_file(p.path, good);
	for (at = 100; at < 4096 - 62; at += 13) {
		copy_file(good, p.path);
		damage_schema(p.path, at);
		text_init(&t, why, sizeof(why));
		db = NULL;
		err = db_open(&db, p.path, DB_READ, &t);
		db_close(db);
		assert_int_not_equal(err, -PX_ENOMEM);
		damaged += strstr(why, "its schema is damaged") != NULL;
	}
	assert_true(damaged > 0);
	place_remove(&p);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(new_file_is_private_and_durable),
	    cmocka_unit_test(reading_makes_nothing),
	    cmocka_unit_test(reader_sees_what_the_writer_wrote),
	    cmocka_unit_test(foreign_databases_are_left_alone),
	    cmocka_unit_test(not_a_database_is_damage),
	    cmocka_unit_test(locked_by_another_is_busy_soon),
	    cmocka_unit_test(transactions_nest),
	    cmocka_unit_test(damage_is_no_lack_of_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
