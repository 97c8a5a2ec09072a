/* SPDX-License-Identifier: ISC */
#include "db/exec.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "core/base/err.h"

/* SQLite's primary result codes as errors of ours; the rest is -PX_EDB. */
static int
err_from_sqlite(int rc)
{
	static const struct {
		int rc, err;
	} map[] = {
	    {SQLITE_BUSY, -PX_EDBBUSY},
	    {SQLITE_LOCKED, -PX_EDBBUSY},
	    {SQLITE_PROTOCOL, -PX_EDBBUSY},
	    {SQLITE_NOMEM, -PX_ENOMEM},
	    {SQLITE_CORRUPT, -PX_EDBCORRUPT},
	    {SQLITE_NOTADB, -PX_EDBCORRUPT},
	    {SQLITE_TOOBIG, -PX_EDBCORRUPT}, /* nothing of ours is */
	    {SQLITE_READONLY, -PX_EACCESS},
	    {SQLITE_CANTOPEN, -PX_EACCESS},
	    {SQLITE_PERM, -PX_EACCESS},
	    {SQLITE_CONSTRAINT, -PX_EEXIST},
	};
	size_t i;

	for (i = 0; i < sizeof(map) / sizeof(map[0]); i++)
		if (map[i].rc == (rc & 0xff))
			return map[i].err;
	return -PX_EDB;
}

int
db_fail(struct db *db, int rc)
{
	const int primary = rc & 0xff;
	struct text why;
	int system = 0;

	db->failed = primary;
	text_init(&why, db->why, sizeof(db->why));
	if (db->sql == NULL) {
		text_add(&why, sqlite3_errstr(rc));
		return err_from_sqlite(rc);
	}
	text_add(&why, sqlite3_errmsg(db->sql));
	/* What the operating system said, where it was asked. */
	if (primary == SQLITE_CANTOPEN || primary == SQLITE_IOERR)
		system = sqlite3_system_errno(db->sql);
	if (system != 0)
		text_addf(&why, " (%s)", strerror(system));
	/* A number in the header that no SQLite has ever written; it has no
	 * code of its own (t_faults: damage of the header). */
	if (primary == SQLITE_ERROR &&
	    strcmp(sqlite3_errmsg(db->sql), "unsupported file format") == 0)
		return -PX_EDBCORRUPT;
	return err_from_sqlite(rc);
}

int
db_refuse(struct db *db, int err, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	(void)vsnprintf(db->why, sizeof(db->why), fmt, ap);
	va_end(ap);
	return err;
}

static void
query_take(struct query *q, int rc)
{
	if (q->err == 0 && rc != SQLITE_OK)
		q->err = db_fail(q->db, rc);
}

void
query_init(struct query *q, struct db *db, const char *sql)
{
	memset(q, 0, sizeof(*q));
	q->db = db;
	q->next = 1;
	query_take(q, sqlite3_prepare_v2(db->sql, sql, -1, &q->stmt, NULL));
}

static sqlite3_stmt **
kept_place(struct db *db, const char *sql)
{
	size_t i;

	for (i = 0; i < DB_KEPT; i++) {
		if (db->kept[i].text == NULL)
			db->kept[i].text = sql;
		if (db->kept[i].text == sql)
			return &db->kept[i].stmt;
	}
	return NULL;
}

void
query_init_kept(struct query *q, struct db *db, const char *sql)
{
	sqlite3_stmt **place = kept_place(db, sql);

	if (place == NULL) {
		query_init(q, db, sql);
		return;
	}
	memset(q, 0, sizeof(*q));
	q->db = db;
	q->next = 1;
	q->kept = true;
	if (*place == NULL)
		query_take(q,
		    sqlite3_prepare_v3(db->sql, sql, -1,
			SQLITE_PREPARE_PERSISTENT, place, NULL));
	q->stmt = *place;
}

void
db_disconnect(struct db *db)
{
	size_t i;

	for (i = 0; i < DB_KEPT; i++) {
		(void)sqlite3_finalize(db->kept[i].stmt);
		db->kept[i].text = NULL;
		db->kept[i].stmt = NULL;
	}
	(void)sqlite3_close(db->sql);
	db->sql = NULL;
}

void
query_add_int(struct query *q, int64_t value)
{
	if (q->err == 0)
		query_take(q, sqlite3_bind_int64(q->stmt, q->next++, value));
}

void
query_add_text(struct query *q, const char *value)
{
	if (q->err == 0)
		query_take(q,
		    sqlite3_bind_text(q->stmt, q->next++, value, -1,
			SQLITE_TRANSIENT));
}

void
query_add_blob(struct query *q, const void *bytes, size_t n)
{
	if (q->err == 0)
		query_take(q,
		    sqlite3_bind_blob64(q->stmt, q->next++, bytes, n,
			SQLITE_TRANSIENT));
}

bool
query_row(struct query *q)
{
	int rc;

	if (q->err != 0)
		return false;
	rc = sqlite3_step(q->stmt);
	if (rc == SQLITE_ROW)
		return true;
	if (rc != SQLITE_DONE)
		query_take(q, rc);
	return false;
}

static int
column_find(const struct query *q, const char *column)
{
	const int n = sqlite3_column_count(q->stmt);
	int i;

	for (i = 0; i < n; i++)
		if (strcmp(sqlite3_column_name(q->stmt, i), column) == 0)
			return i;
	return n; /* SQLite answers NULL beyond the last column */
}

const char *
query_text(const struct query *q, const char *column)
{
	const void *s = sqlite3_column_text(q->stmt, column_find(q, column));

	return s != NULL ? s : "";
}

int64_t
query_int(const struct query *q, const char *column)
{
	return sqlite3_column_int64(q->stmt, column_find(q, column));
}

bool
query_blob(const struct query *q, const char *column, void *to, size_t n)
{
	const int i = column_find(q, column);
	const void *bytes = sqlite3_column_blob(q->stmt, i);

	if (bytes == NULL || (size_t)sqlite3_column_bytes(q->stmt, i) != n)
		return false;
	memcpy(to, bytes, n);
	return true;
}

void
query_again(struct query *q)
{
	if (q->err == 0) {
		query_take(q, sqlite3_reset(q->stmt));
		q->next = 1;
	}
}

int
query_done(struct query *q)
{
	/* Repeats the error of the last step, which is noted already. */
	if (q->kept)
		(void)sqlite3_reset(q->stmt);
	else
		(void)sqlite3_finalize(q->stmt);
	q->stmt = NULL;
	return q->err;
}

int
query_run(struct query *q)
{
	while (query_row(q))
		;
	return query_done(q);
}

int
db_run(struct db *db, const char *sql)
{
	const char *rest = sql;
	sqlite3_stmt *stmt;
	int rc = SQLITE_OK;

	while (rc == SQLITE_OK && *rest != '\0') {
		rc = sqlite3_prepare_v2(db->sql, rest, -1, &stmt, &rest);
		if (rc != SQLITE_OK)
			break;
		while ((rc = sqlite3_step(stmt)) == SQLITE_ROW)
			;
		if (rc == SQLITE_DONE)
			rc = SQLITE_OK;
		if (rc != SQLITE_OK)
			rc = db_fail(db, rc);
		(void)sqlite3_finalize(stmt);
	}
	/* Negative: noted above, before the statement was gone. */
	return rc > 0 ? db_fail(db, rc) : rc;
}

int
db_number(struct db *db, const char *sql, int64_t *ret)
{
	struct query q;
	int64_t n = 0;
	int err;

	query_init(&q, db, sql);
	if (query_row(&q))
		n = sqlite3_column_int64(q.stmt, 0);
	err = query_done(&q);
	if (err == 0)
		*ret = n;
	return err;
}

int
db_run_kept(struct db *db, const char *sql)
{
	struct query q;

	query_init_kept(&q, db, sql);
	return query_run(&q);
}

static int
begin(struct db *db, const char *outermost)
{
	static const char inner[] = "SAVEPOINT inner";
	int err = db_run_kept(db, db->depth == 0 ? outermost : inner);

	if (err == 0)
		db->depth++;
	return err;
}

int
tx_begin(struct db *db)
{
	static const char text[] = "BEGIN IMMEDIATE";

	return begin(db, text);
}

int
tx_begin_read(struct db *db)
{
	static const char text[] = "BEGIN";

	return begin(db, text);
}

static void
roll_back(struct db *db)
{
	char why[sizeof(db->why)];

	/* SQLite has done it already after some errors (full, I/O). */
	if (sqlite3_get_autocommit(db->sql) != 0)
		return;
	memcpy(why, db->why, sizeof(why));
	(void)db_run(db,
	    db->depth == 0 ? "ROLLBACK" : "ROLLBACK TO inner; RELEASE inner");
	memcpy(db->why, why, sizeof(why));
}

int
tx_end(struct db *db, int err)
{
	static const char outermost[] = "COMMIT", inner[] = "RELEASE inner";

	db->depth--;
	if (err == 0)
		err = db_run_kept(db, db->depth == 0 ? outermost : inner);
	if (err != 0)
		roll_back(db);
	return err;
}

int64_t
db_now_us(void)
{
	struct timespec ts;

	(void)clock_gettime(CLOCK_REALTIME, &ts);
	return (int64_t)ts.tv_sec * 1000000 + ts.tv_nsec / 1000;
}
