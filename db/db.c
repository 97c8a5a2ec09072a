/* SPDX-License-Identifier: ISC */
#include "db/db.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/err.h"
#include "db/exec.h"
#include "db/migrate.h"

/* Another process's change takes some fsyncs; nobody waits longer. */
#define BUSY_MS 200

/*
 * Makes the file readable by its owner only; SQLite gives -wal and -shm the
 * same mode.  An existing file is not even opened: to close it again would
 * drop the POSIX locks of this process's other connections (SQLite, "How To
 * Corrupt", 2.2).
 */
static void
file_make(const char *path)
{
	int fd;

	if (strcmp(path, ":memory:") == 0)
		return;
	fd = open(path, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0600);
	if (fd != -1)
		(void)close(fd);
}

/* What a file must not be able to do to us, and how much it may cost. */
static void
harden(sqlite3 *sql)
{
	(void)sqlite3_extended_result_codes(sql, 1);
	(void)sqlite3_db_config(sql, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	(void)sqlite3_db_config(sql, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
	(void)sqlite3_limit(sql, SQLITE_LIMIT_LENGTH, 1 << 20);
	(void)sqlite3_limit(sql, SQLITE_LIMIT_ATTACHED, 0);
	(void)sqlite3_busy_timeout(sql, BUSY_MS);
}

/* SQLite calls no busy handler where two processes both switch to WAL. */
static int
wal_begin(struct db *db)
{
	int err, tries;

	for (tries = 0; tries < 10; tries++) {
		err = db_run(db, "PRAGMA journal_mode = WAL");
		if (err != -PX_EDBBUSY)
			return err;
		(void)sqlite3_sleep(10);
	}
	return err;
}

static int
open_for_writing(struct db *db)
{
	int err;

	if (sqlite3_db_readonly(db->sql, "main") == 1)
		return db_refuse(db, -PX_EACCESS, "the file is read-only");
	if ((err = wal_begin(db)) != 0)
		return err;
	err = db_run(db,
	    "PRAGMA synchronous = FULL;"
	    "PRAGMA foreign_keys = ON;"
	    "PRAGMA temp_store = MEMORY;");
	return err != 0 ? err : migrate_to(db, MIGRATE_VERSION);
}

static int
open_for_reading(struct db *db)
{
	int64_t version = 0;
	int err;

	if ((err = migrate_to(db, 0)) != 0 ||
	    (err = db_number(db, "PRAGMA user_version", &version)) != 0)
		return err;
	return version == MIGRATE_VERSION ? 0 : -PX_EAGAIN;
}

/*
 * All statements are constant: where SQLite does not understand one, the
 * format or the schema is not what the file says it is.
 */
static bool
is_misunderstood(const struct db *db, int err)
{
	return err == -PX_EDB && db->failed == SQLITE_ERROR;
}

static int
open_as(struct db *db, const char *path, enum db_access access)
{
	const int flags = SQLITE_OPEN_NOMUTEX |
	    (access == DB_WRITE ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY);
	int rc, err;

	if (access == DB_WRITE)
		file_make(path);
	rc = sqlite3_open_v2(path, &db->sql, flags, NULL);
	if (rc != SQLITE_OK)
		return db_fail(db, rc);
	harden(db->sql);
	err = access == DB_WRITE ? open_for_writing(db) : open_for_reading(db);
	if (err == 0)
		err = db_number(db, "PRAGMA data_version", &db->seen_version);
	return is_misunderstood(db, err) ? -PX_EDBCORRUPT : err;
}

/*
 * A directory that cannot be written holds no -shm: the file is read as it
 * stands, which nobody is changing then.
 */
static int
open_frozen(struct db *db, const char *path)
{
	char buf[1024];
	struct text uri;
	int rc;

	db_disconnect(db);
	text_init(&uri, buf, sizeof(buf));
	text_add(&uri, "file:");
	for (; *path != '\0'; path++)
		if (strchr("%?#", *path) != NULL)
			text_addf(&uri, "%%%02x", (unsigned)*path);
		else
			text_add_char(&uri, *path);
	text_add(&uri, "?immutable=1");
	rc = sqlite3_open_v2(buf, &db->sql,
	    SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, NULL);
	if (rc != SQLITE_OK || uri.cut)
		return db_fail(db, rc);
	harden(db->sql);
	return open_for_reading(db);
}

#define PROBE_BYTES (1 << 20) /* a schema takes a tenth of that */

/*
 * SQLite calls some damage of a schema a lack of memory, though there is as
 * much as it would ever ask for.
 */
static int
true_err(struct db *db, int err)
{
	void *probe = err == -PX_ENOMEM ? sqlite3_malloc(PROBE_BYTES) : NULL;

	if (probe == NULL)
		return err;
	sqlite3_free(probe);
	return db_refuse(db, -PX_EDBCORRUPT, "its schema is damaged");
}

/* As asked, or the next best that still reads. */
static int
open_best(struct db *db, const char *path, enum db_access access)
{
	int err = open_as(db, path, access);

	if (access == DB_READ && err == -PX_EACCESS)
		err = open_frozen(db, path);
	if (err == -PX_EAGAIN) {
		/* An older schema can only be read once it is migrated. */
		db_disconnect(db);
		err = open_as(db, path, DB_WRITE);
	}
	return err;
}

int
db_open(struct db **ret, const char *path, enum db_access access,
    struct text *why)
{
	struct db *db = calloc(1, sizeof(*db));
	struct stat st;
	int err;

	if (db == NULL)
		return -PX_ENOMEM;
	if (access == DB_READ && stat(path, &st) != 0 && errno == ENOENT)
		err = db_refuse(db, -PX_ENOENT, "no such file");
	else
		err = true_err(db, open_best(db, path, access));
	if (err == 0) {
		*ret = db;
		return 0;
	}
	text_add(why, "database ");
	text_add_visible_str(why, path);
	text_addf(why, ": %s", db->why);
	db_close(db);
	return err;
}

int
db_judge(struct db *db, int err)
{
	int64_t version = MIGRATE_VERSION;
	char why[sizeof(db->why)];

	if (!is_misunderstood(db, err))
		return err;
	memcpy(why, db->why, sizeof(why));
	/* A schema that cannot be read does not even tell its version. */
	(void)db_number(db, "PRAGMA user_version", &version);
	memcpy(db->why, why, sizeof(why));
	return version == MIGRATE_VERSION ? -PX_EDBCORRUPT : err;
}

void
db_close(struct db *db)
{
	if (db == NULL)
		return;
	db_disconnect(db);
	free(db);
}

void
db_wait(struct db *db, int ms)
{
	(void)sqlite3_busy_timeout(db->sql, ms);
}

const char *
db_why(const struct db *db)
{
	return db->why;
}

bool
db_changed(struct db *db)
{
	int64_t version = db->seen_version;

	if (db_number(db, "PRAGMA data_version", &version) != 0 ||
	    version == db->seen_version)
		return false;
	db->seen_version = version;
	return true;
}
