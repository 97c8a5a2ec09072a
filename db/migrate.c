/* SPDX-License-Identifier: ISC */
#include "db/migrate.h"

#include "core/base/err.h"
#include "db/exec.h"

/*
 * Append only: a row that has been released is never changed, moved or taken
 * out, since databases in the field stand at each of them.  Row n makes
 * version n + 1, and says so itself because PRAGMA takes no parameters.
 *
 * Hosts, mode defaults and targets share one form, a row a key: a new key
 * needs no migration.
 */
/* clang-format off */
static const char *const migrations[MIGRATE_VERSION] = {
	"CREATE TABLE objects ("
	" kind TEXT NOT NULL CHECK (kind IN ('host', 'mode', 'target')),"
	" name TEXT NOT NULL,"
	" PRIMARY KEY (kind, name)) WITHOUT ROWID;"
	"CREATE TABLE settings ("
	" kind TEXT NOT NULL, name TEXT NOT NULL,"
	" key TEXT NOT NULL, value TEXT NOT NULL,"
	" PRIMARY KEY (kind, name, key),"
	" FOREIGN KEY (kind, name) REFERENCES objects (kind, name)"
	" ON DELETE CASCADE) WITHOUT ROWID;"
	"CREATE UNIQUE INDEX settings_only_one"
	" ON settings (key, value COLLATE NOCASE)"
	" WHERE kind = 'host' AND key IN ('name', 'ip');"
	"PRAGMA application_id = 0x50584563;"
	"PRAGMA user_version = 1;",

	"CREATE TABLE leases ("
	" addr INTEGER PRIMARY KEY, mac BLOB NOT NULL,"
	" state INTEGER NOT NULL, expires INTEGER NOT NULL);"
	"PRAGMA user_version = 2;",

	"CREATE TABLE audit ("
	" id INTEGER PRIMARY KEY AUTOINCREMENT,"
	" time_us INTEGER NOT NULL, who TEXT NOT NULL,"
	" object TEXT NOT NULL, key TEXT NOT NULL,"
	" before TEXT NOT NULL, after TEXT NOT NULL);"
	"CREATE INDEX audit_of_object ON audit (object, id);"
	"PRAGMA user_version = 3;",

	"CREATE TABLE boots ("
	" id INTEGER PRIMARY KEY AUTOINCREMENT, mac BLOB NOT NULL,"
	" began_us INTEGER NOT NULL, ended_us INTEGER NOT NULL,"
	" mode TEXT NOT NULL, result TEXT NOT NULL, text TEXT NOT NULL);"
	"CREATE INDEX boots_of_machine ON boots (mac, id);"
	"PRAGMA user_version = 4;",

	"ALTER TABLE boots ADD COLUMN stages TEXT NOT NULL DEFAULT '';"
	"PRAGMA user_version = 5;",

	/* A check of a table cannot be changed, only the table be made anew:
	 * the children go first, so that nothing cascades. */
	"CREATE TABLE objects_6 ("
	" kind TEXT NOT NULL"
	" CHECK (kind IN ('host', 'mode', 'target', 'quirk')),"
	" name TEXT NOT NULL,"
	" PRIMARY KEY (kind, name)) WITHOUT ROWID;"
	"INSERT INTO objects_6 SELECT kind, name FROM objects;"
	"CREATE TABLE settings_6 ("
	" kind TEXT NOT NULL, name TEXT NOT NULL,"
	" key TEXT NOT NULL, value TEXT NOT NULL,"
	" PRIMARY KEY (kind, name, key),"
	" FOREIGN KEY (kind, name) REFERENCES objects_6 (kind, name)"
	" ON DELETE CASCADE) WITHOUT ROWID;"
	"INSERT INTO settings_6 SELECT kind, name, key, value FROM settings;"
	"DROP TABLE settings;"
	"DROP TABLE objects;"
	"ALTER TABLE objects_6 RENAME TO objects;"
	"ALTER TABLE settings_6 RENAME TO settings;"
	"CREATE UNIQUE INDEX settings_only_one"
	" ON settings (key, value COLLATE NOCASE)"
	" WHERE kind = 'host' AND key IN ('name', 'ip');"
	"PRAGMA user_version = 6;",
};
/* clang-format on */

/* The version; an error when the file is no database of ours. */
static int
version_read(struct db *db, int64_t *ret)
{
	int64_t version = 0, application = 0, things = 0;
	int err;

	if ((err = db_number(db, "PRAGMA user_version", &version)) != 0 ||
	    (err = db_number(db, "PRAGMA application_id", &application)) != 0 ||
	    (err = db_number(db, "SELECT count(*) FROM sqlite_master",
		 &things)) != 0)
		return err;
	if (application != MIGRATE_APPLICATION && things > 0)
		return db_refuse(db, -PX_EDBFOREIGN,
		    "it is the database of another program");
	if (version > MIGRATE_VERSION)
		return db_refuse(db, -PX_EDBVERSION,
		    "made by a newer version (schema %d, this program knows "
		    "%d)",
		    (int)version, MIGRATE_VERSION);
	if (version < 0)
		return db_refuse(db, -PX_EDBCORRUPT,
		    "its version is below zero");
	*ret = version;
	return 0;
}

int
migrate_to(struct db *db, int version)
{
	int64_t at = 0;
	int err = version_read(db, &at);

	if (err != 0 || at >= version)
		return err;
	if ((err = tx_begin(db)) != 0)
		return err;
	/* Again under the write lock: another process may have been faster. */
	err = version_read(db, &at);
	db->fresh = err == 0 && at == 0;
	for (; err == 0 && at < version; at++)
		err = db_run(db, migrations[at]);
	return tx_end(db, err);
}
