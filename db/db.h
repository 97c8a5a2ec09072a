/* SPDX-License-Identifier: ISC */
#ifndef DB_DB_H
#define DB_DB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/text.h"
#include "core/boot/book.h"
#include "core/boot/lease.h"

/*
 * The database as a value that one thread uses: open and migrate, hosts, mode
 * defaults, targets, leases, history, audit.  The only place with SQL, and
 * every value is a bound parameter.
 */
struct db;

enum db_access { DB_READ, DB_WRITE };

/* 0, or -PX_EDB, -PX_EDBBUSY, -PX_EDBVERSION with the reason in why. */
int db_open(struct db **ret, const char *path, enum db_access access,
    struct text *why);
void db_close(struct db *db);

/* The last error in words. */
const char *db_why(const struct db *db);

enum db_object { DB_HOST, DB_MODE, DB_TARGET };

/* Keys of a target, as `target set` names them. */
enum target_key {
	TARGET_SERVER,
	TARGET_PORT,
	TARGET_LUN,
	TARGET_IQN,
	TARGET_USER,
	TARGET_PASSWORD,
	TARGET_KEY_COUNT
};

/*
 * One change by somebody: sets some keys of one object, or removes it.  All
 * or nothing; each key that really changes becomes an audit row.
 */
#define DB_CHANGE_MAX 24

struct db_set {
	unsigned key; /* enum key, or enum target_key */
	char value[KEY_VALUE_MAX]; /* "" clears */
};

struct db_change {
	enum db_object object;
	struct mac mac; /* DB_HOST */
	enum boot_mode mode; /* DB_MODE */
	char name[64]; /* DB_TARGET */
	bool remove;
	size_t set_count;
	struct db_set sets[DB_CHANGE_MAX];
	char who[64]; /* "root@pts/1", "console", "once" */
};

/*
 * Applies a change.  0, -PX_ENOENT (remove of what is not there), -PX_EEXIST
 * (name or ip already another host's: named in db_why), -PX_EDB...
 */
int db_apply(struct db *db, const struct db_change *change);

/*
 * The whole book as a heap object (one allocation's lifetime; book_free in
 * store.h).
 */
int db_book(struct db *db, struct book **ret);

/* True when another connection has changed the database since last asked. */
bool db_changed(struct db *db);

/* Leases: n rows in one transaction. */
int db_leases_put(struct db *db, const struct lease *rows, size_t n);
int db_leases_each(struct db *db,
    void (*each)(void *arg, const struct lease *l), void *arg);

struct db_boot {
	struct mac mac;
	int64_t began_us, ended_us;
	char mode[16], result[16], text[128];
};
int db_boot_add(struct db *db, const struct db_boot *row);

/* Newest first; mac NULL: all machines.  At most `most` rows. */
int db_boots_each(struct db *db, const struct mac *mac, size_t most,
    void (*each)(void *arg, const struct db_boot *row), void *arg);

struct db_audit {
	int64_t time_us;
	char who[64], object[96], key[24];
	char before[KEY_VALUE_MAX], after[KEY_VALUE_MAX];
};
int db_audit_each(struct db *db, const struct mac *mac, size_t most,
    void (*each)(void *arg, const struct db_audit *row), void *arg);

#endif
