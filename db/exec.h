/* SPDX-License-Identifier: ISC */
#ifndef DB_EXEC_H
#define DB_EXEC_H

#include <sqlite3.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "db/db.h"

/*
 * Statements over SQLite for the files of db/ only: text is constant, values
 * are bound in their order, columns are fetched by name, and the first error
 * sticks until the end of the statement.
 */
#define DB_KEPT 16

struct db {
	sqlite3 *sql;
	struct {
		const char *text;
		sqlite3_stmt *stmt;
	} kept[DB_KEPT]; /* prepared once, for what every commit runs */
	bool fresh; /* this open made the file */
	unsigned depth; /* transactions begun */
	int64_t seen_version; /* PRAGMA data_version, for db_changed */
	int failed; /* SQLite's code of the last failure */
	char why[320];
};

struct query {
	struct db *db;
	sqlite3_stmt *stmt;
	int next; /* parameter to bind */
	int err;
	bool kept;
};

void query_init(struct query *q, struct db *db, const char *sql);

/*
 * The same for a text of static storage that is run again and again: stays
 * prepared until db_disconnect.  Only one query of a text at a time.
 */
void query_init_kept(struct query *q, struct db *db, const char *sql);

/* Ends the connection with what is kept of it. */
void db_disconnect(struct db *db);
void query_add_int(struct query *q, int64_t value);
void query_add_text(struct query *q, const char *value);
void query_add_blob(struct query *q, const void *bytes, size_t n);

/* True while there is a row; false at the end or on failure. */
bool query_row(struct query *q);

/* Borrowed until the next row; "" for NULL.  0 for NULL. */
const char *query_text(const struct query *q, const char *column);
int64_t query_int(const struct query *q, const char *column);
/* Copies exactly n bytes; false when the column holds anything else. */
bool query_blob(const struct query *q, const char *column, void *to, size_t n);

/* Makes the statement ready for the next set of values. */
void query_again(struct query *q);

/* Ends the statement: 0 or its error. */
int query_done(struct query *q);

/* The rest of the statement, then its end. */
int query_run(struct query *q);

/* Constant text of one or more statements without parameters. */
int db_run(struct db *db, const char *sql);

/* One statement, kept as query_init_kept does. */
int db_run_kept(struct db *db, const char *sql);

/* One number from a constant statement. */
int db_number(struct db *db, const char *sql, int64_t *ret);

/*
 * A transaction that takes the write lock at once; inside another one a
 * savepoint.  tx_end commits where err is 0, else takes everything back, and
 * returns err or the error of the commit.
 */
int tx_begin(struct db *db);
int tx_end(struct db *db, int err);

/* The same for one consistent view without the write lock. */
int tx_begin_read(struct db *db);

/* -PX_E... of the last SQLite error, its words kept for db_why. */
int db_fail(struct db *db, int rc);

/* An error of ours with its words. */
int db_refuse(struct db *db, int err, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

/* Microseconds since 1970, UTC. */
int64_t db_now_us(void);

#endif
