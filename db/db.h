/* SPDX-License-Identifier: ISC */
#ifndef DB_DB_H
#define DB_DB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/text.h"
#include "core/boot/book.h"
#include "core/boot/lease.h"
#include "core/boot/outline.h"
#include "core/boot/target.h"

/*
 * The database as a value that one thread uses: open and migrate, hosts, mode
 * defaults, targets, leases, history, audit.  The only place with SQL, and
 * every value is a bound parameter.
 */
struct db;

enum db_access { DB_READ, DB_WRITE };

/*
 * Opens, for writing also makes (mode 0600) and migrates.  0, or -PX_ENOENT
 * (reading what is not there), -PX_EACCESS, -PX_EDBBUSY, -PX_EDBVERSION,
 * -PX_EDBCORRUPT, -PX_EDBFOREIGN, -PX_EDB with a sentence in why.  ":memory:"
 * is one of its own.
 */
int db_open(struct db **ret, const char *path, enum db_access access,
    struct text *why);
void db_close(struct db *db);

/*
 * How long a call waits for another process that is writing, before it fails
 * with -PX_EDBBUSY; 200 ms when opened, for those whom others wait for.
 */
void db_wait(struct db *db, int ms);

/*
 * What an error of a call means for the file: statements are constant, so one
 * that SQLite does not understand (-PX_EDB) finds a damaged schema,
 * -PX_EDBCORRUPT, unless a newer program has changed the format meanwhile.
 * Other errors stay as they are, and so do the words.
 */
int db_judge(struct db *db, int err);

/* The last error in words. */
const char *db_why(const struct db *db);

enum db_object { DB_HOST, DB_MODE, DB_TARGET, DB_QUIRK };

/*
 * One change by somebody: sets some keys of one object, or removes it.  All
 * or nothing; each key that really changes becomes an audit row.
 */
#define DB_CHANGE_MAX 32

struct db_set {
	unsigned key; /* enum key, or enum target_key */
	char value[KEY_VALUE_MAX]; /* "" clears */
};

struct db_change {
	enum db_object object;
	struct mac mac; /* DB_HOST */
	enum boot_mode mode; /* DB_MODE */
	char name[64]; /* DB_TARGET; DB_QUIRK: the kind */
	char who[64]; /* "root@pts/1", "console", "once" */
	uint64_t number; /* names it where it is refused; 0: nobody asks */
	bool remove;
	size_t set_count;
	struct db_set sets[DB_CHANGE_MAX];
};

/*
 * Applies a change: setting keys makes the object where it is not there yet,
 * clearing all of them keeps it.  0; -PX_ENOENT (removes what is not there),
 * -PX_EEXIST (name or ip already another host's, target still used by a
 * host), -PX_EVALUE (a value that does not parse, a target without server or
 * iqn): with a sentence in db_why; -PX_EDB...
 */
int db_apply(struct db *db, const struct db_change *change);

/*
 * The whole book in one snapshot, hosts sorted by MAC; book_free (store.h)
 * frees it.  A value that does not parse counts as unset.
 */
int db_book(struct db *db, struct book **ret);

/* Puts all of a book into an empty database, as one transaction. */
int db_fill(struct db *db, const struct book *book);

/* True when another connection has changed the database since last asked. */
bool db_changed(struct db *db);

/* Leases: n rows in one transaction; LEASE_FREE takes the row out. */
int db_leases_put(struct db *db, const struct lease *rows, size_t n);
int db_leases_each(struct db *db,
    void (*each)(void *arg, const struct lease *l), void *arg);

struct db_boot {
	struct mac mac;
	int64_t began_us, ended_us;
	char mode[16], result[16], text[128];
	char stages[OUTLINE_TEXT]; /* of outline_text; "" = not known */
};

/* Keeps the newest 100 of a machine and 100,000 in all. */
int db_boot_add(struct db *db, const struct db_boot *row);

/* The machine's newest that went well and began before that, or -PX_ENOENT. */
int db_boot_good(struct db *db, const struct mac *mac, int64_t before_us,
    struct db_boot *ret);

/* Newest first; mac NULL: all machines.  At most `most` rows. */
int db_boots_each(struct db *db, const struct mac *mac, size_t most,
    void (*each)(void *arg, const struct db_boot *row), void *arg);

/*
 * The object is "host 52:54:00:12:34:56", "mode gpxe", "target disk1" or
 * "quirk gPXE 0.9.7 BIOS"; a
 * password shows as "set" or "cleared".  An object that came or went without
 * any key has one row with key "" and "added" or "removed" after.
 */
struct db_audit {
	int64_t id, time_us;
	char who[64], object[96], key[24];
	char before[KEY_VALUE_MAX], after[KEY_VALUE_MAX];
};

/* Newest first; mac NULL: all objects.  At most `most` rows. */
int db_audit_each(struct db *db, const struct mac *mac, size_t most,
    void (*each)(void *arg, const struct db_audit *row), void *arg);

/* Oldest first, those after row `id`; and the newest id, 0 without any. */
int db_audit_since(struct db *db, int64_t id,
    void (*each)(void *arg, const struct db_audit *row), void *arg);
int db_audit_newest(struct db *db, int64_t *ret);

#endif
