/* SPDX-License-Identifier: ISC */
#include "tests/unit/db_help.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sqlite3.h>
#include <unistd.h>

void
place_make(struct place *p)
{
	/* Memory where there is some: these tests wait for many a sync. */
	const char *tmp = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp";

	(void)snprintf(p->dir, sizeof(p->dir), "%s/t_db.XXXXXX", tmp);
	assert_non_null(mkdtemp(p->dir));
	(void)snprintf(p->path, sizeof(p->path), "%s/px.db", p->dir);
}

void
place_remove(struct place *p)
{
	char path[512];
	struct dirent *e;
	DIR *d = opendir(p->dir);

	assert_non_null(d);
	while ((e = readdir(d)) != NULL) {
		(void)snprintf(path, sizeof(path), "%s/%s", p->dir, e->d_name);
		if (e->d_name[0] != '.')
			(void)unlink(path);
	}
	(void)closedir(d);
	(void)rmdir(p->dir);
}

const char *
place_file(const struct place *p, const char *suffix)
{
	static char buf[160];

	(void)snprintf(buf, sizeof(buf), "%s%s", p->path, suffix);
	return buf;
}

bool
file_exists(const char *path)
{
	return access(path, F_OK) == 0;
}

struct db *
help_open(const char *path, enum db_access access)
{
	char buf[256];
	struct text why;
	struct db *db = NULL;
	int err;

	text_init(&why, buf, sizeof(buf));
	err = db_open(&db, path, access, &why);
	assert_string_equal(buf, "");
	assert_int_equal(err, 0);
	return db;
}

struct mac
help_mac(unsigned n)
{
	struct mac m = {
	    {0x52, 0x54, 0, (uint8_t)(n >> 16), (uint8_t)(n >> 8), (uint8_t)n}};

	return m;
}

void
change_host(struct db_change *c, unsigned n)
{
	memset(c, 0, sizeof(*c));
	c->object = DB_HOST;
	c->mac = help_mac(n);
	(void)text_copy(c->who, sizeof(c->who), "root@pts/1");
}

void
change_mode(struct db_change *c, enum boot_mode mode)
{
	change_host(c, 0);
	c->object = DB_MODE;
	c->mode = mode;
}

void
change_target(struct db_change *c, const char *name)
{
	change_host(c, 0);
	c->object = DB_TARGET;
	(void)text_copy(c->name, sizeof(c->name), name);
}

void
change_set(struct db_change *c, unsigned key, const char *value)
{
	struct db_set *set = &c->sets[c->set_count++];

	set->key = key;
	(void)text_copy(set->value, sizeof(set->value), value);
}

int
help_set_mode(struct db *db, unsigned n, const char *mode)
{
	struct db_change c;

	change_host(&c, n);
	change_set(&c, KEY_MODE, mode);
	return db_apply(db, &c);
}

void
help_sound(const char *path)
{
	sqlite3_stmt *q = NULL;
	sqlite3 *sql = NULL;

	assert_int_equal(sqlite3_open(path, &sql), SQLITE_OK);
	assert_int_equal(sqlite3_prepare_v2(sql, "PRAGMA integrity_check", -1,
			     &q, NULL),
	    SQLITE_OK);
	assert_int_equal(sqlite3_step(q), SQLITE_ROW);
	assert_string_equal((const char *)sqlite3_column_text(q, 0), "ok");
	(void)sqlite3_finalize(q);
	(void)sqlite3_close(sql);
}
