/* SPDX-License-Identifier: ISC */
#ifndef DB_FILE_H
#define DB_FILE_H

#include <stdbool.h>
#include <stdint.h>

#include "core/base/text.h"
#include "db/db.h"

/* The database as files: who serves from it, damage, backups. */

/*
 * Makes this process the one server of the database, until the descriptor
 * is closed: <path>.lock holds the pid.  -PX_EEXIST with that pid in why,
 * -PX_EACCESS when the file cannot be made or locked.
 */
int file_lock(int *ret_fd, const char *path, struct text *why);

/*
 * Moves the database with its -wal and -shm to <path>.corrupt-<time>; the
 * new name is added to why.
 */
int file_set_aside(const char *path, int64_t now_us, struct text *why);

/* Every page, and the schema itself: 0, -PX_EDBCORRUPT or another error. */
int file_check(struct db *db);

/* True when the open database is no longer the file of its name. */
bool file_moved(struct db *db);

/*
 * Empties the -wal of a file that has been moved: it still has the old name
 * and would be taken for the new file's.
 */
void file_let_go(struct db *db);

/* Copies all of an open database into the file `to`, replacing it whole. */
int file_copy(struct db *from, const char *to);

/* Keeps <path>.backup at most a day old. */
int file_backup(struct db *db, const char *path, int64_t now_us);

/* <path>.backup to <path> where it is sound; -PX_ENOENT without one. */
int file_restore(const char *path);

#endif
