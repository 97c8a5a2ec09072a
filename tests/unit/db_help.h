/* SPDX-License-Identifier: ISC */
#ifndef TESTS_UNIT_DB_HELP_H
#define TESTS_UNIT_DB_HELP_H

#include "tests/unit/unit.h"

#include "db/db.h"

/* A directory of its own for a test, and the words to fill a database. */
struct place {
	char dir[64];
	char path[96]; /* dir/px.db, not made yet */
};

void place_make(struct place *p);
void place_remove(struct place *p); /* with all that is in it */

/* "dir/px.db" and a suffix; borrowed until the next call. */
const char *place_file(const struct place *p, const char *suffix);
bool file_exists(const char *path);

/* Asserts that it opens. */
struct db *help_open(const char *path, enum db_access access);

/* 52:54:00:00:00:00 + n */
struct mac help_mac(unsigned n);

void change_host(struct db_change *c, unsigned n);
void change_mode(struct db_change *c, enum boot_mode mode);
void change_target(struct db_change *c, const char *name);
void change_set(struct db_change *c, unsigned key, const char *value);

/* Host n gets this mode: the result of db_apply. */
int help_set_mode(struct db *db, unsigned n, const char *mode);

/* What SQLite says of the file as a whole: "ok". */
void help_sound(const char *path);

#endif
