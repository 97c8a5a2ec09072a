/* SPDX-License-Identifier: ISC */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/err.h"
#include "db/exec.h"
#include "db/file.h"
#include "db/keeper.h"
#include "db/shelf.h"

/* One sentence after another. */
static void
say(struct text *why, const char *sentence)
{
	if (why->len > 0)
		text_add(why, "; ");
	text_add(why, sentence);
}

/* Opens for writing; only a failure says something. */
static int
open_writing(struct db **ret, const char *path, struct text *why)
{
	char buf[512];
	struct text words;
	int err;

	text_init(&words, buf, sizeof(buf));
	if ((err = db_open(ret, path, DB_WRITE, &words)) != 0)
		say(why, buf);
	return err;
}

/* The same after a look at every page. */
static int
open_sound(struct db **ret, const char *path, struct text *why)
{
	struct db *db = NULL;
	int err = open_writing(&db, path, why);

	if (err != 0)
		return err;
	if ((err = db_judge(db, file_check(db))) != 0) {
		say(why, db_why(db));
		db_close(db);
		return err;
	}
	*ret = db;
	return 0;
}

/* Out of the way with the damage; then the backup or an empty file. */
static int
open_after_damage(struct keeper *k, struct text *why)
{
	char buf[512];
	struct text words;
	int err;

	text_init(&words, buf, sizeof(buf));
	if ((err = file_set_aside(k->path, db_now_us(), &words)) != 0)
		return err;
	say(why, buf);
	say(why,
	    file_restore(k->path) == 0 ? "its last backup is in use" :
					 "no good backup: a new one was made");
	return open_writing(&k->disk, k->path, why);
}

static void
lease_take(void *arg, const struct lease *l)
{
	(void)mirror_put(arg, l, true);
}

/* What the file held before this process changes anything. */
static int
load(struct keeper *k, struct db *from)
{
	int err = db_leases_each(from, lease_take, &k->leases);

	if (err == 0)
		err = db_audit_newest(from, &k->audit_seen);
	if (err == 0)
		keeper_publish(k, from);
	return err;
}

/* Errors that a start must not survive: the wrong file was named. */
static bool
is_refusal(int err)
{
	return err == -PX_EDBVERSION || err == -PX_EDBFOREIGN ||
	    err == -PX_EISDIR || err == -PX_ENOENT;
}

/* From memory: with what can still be read, or with nothing. */
static void
open_from_memory(struct keeper *k, struct text *why)
{
	char buf[256];
	struct text ignored;
	struct db *db = NULL;

	(void)text_copy(k->trouble, sizeof(k->trouble), why->buf);
	say(why, "nothing will be saved until that is mended");
	text_init(&ignored, buf, sizeof(buf));
	if (db_open(&db, k->path, DB_READ, &ignored) == 0)
		(void)load(k, db);
	db_close(db);
}

/* A directory that is not there is a mistyped name, not a failing disk. */
static int
path_check(const char *path, struct text *why)
{
	const char *slash = strrchr(path, '/');
	char dir[512];
	struct stat st;

	if (stat(path, &st) == 0 && !S_ISREG(st.st_mode)) {
		text_add(why, "the database is not a regular file");
		return -PX_EISDIR;
	}
	if (slash == NULL || slash == path)
		return 0;
	memcpy(dir, path, (size_t)(slash - path));
	dir[slash - path] = '\0';
	if (stat(dir, &st) == 0 || errno != ENOENT)
		return 0;
	text_add(why, "no such directory: ");
	text_add_visible_str(why, dir);
	return -PX_ENOENT;
}

static int
open_disk(struct keeper *k, struct text *why)
{
	int err = open_sound(&k->disk, k->path, why);

	if (err == -PX_EDBCORRUPT)
		err = open_after_damage(k, why);
	if (err == 0 && (err = db_judge(k->disk, load(k, k->disk))) != 0)
		say(why, db_why(k->disk));
	k->damaged = err == -PX_EDBCORRUPT;
	return err;
}

/* A lock that cannot be made stops only who could have written. */
static int
open_locked(struct keeper *k, struct text *why)
{
	char buf[128];
	struct text lock;
	int err_lock, err;

	text_init(&lock, buf, sizeof(buf));
	err_lock = file_lock(&k->lock_fd, k->path, &lock);
	if (err_lock == -PX_EEXIST) {
		text_add(why, buf);
		return err_lock;
	}
	err = open_disk(k, why);
	if (err == 0 && err_lock != 0) {
		say(why, buf);
		return err_lock;
	}
	return err;
}

int
keeper_open(struct keeper *k, const char *path, struct text *why)
{
	int err;

	memset(k, 0, sizeof(*k));
	k->lock_fd = -1;
	mirror_init(&k->leases);
	if (!text_copy(k->path, sizeof(k->path), path))
		return -PX_ELONG;
	if ((err = path_check(path, why)) != 0)
		return err;
	k->changes = calloc(KEEPER_CHANGES, sizeof(struct db_change *));
	k->boots = calloc(KEEPER_BOOTS, sizeof(*k->boots));
	k->book = shelf_book_empty();
	if (k->changes == NULL || k->boots == NULL || k->book == NULL)
		err = -PX_ENOMEM;
	else
		err = open_locked(k, why);
	if (is_refusal(err) || err == -PX_EEXIST || err == -PX_ENOMEM) {
		keeper_close(k);
		return err;
	}
	k->saving = err == 0;
	k->last_err = err;
	if (err != 0)
		open_from_memory(k, why);
	else if (file_backup(k->disk, k->path, db_now_us()) != 0)
		say(why, "no backup could be made");
	return 0;
}

/* Closes what was opened before a failure. */
int
keeper_reopen(struct keeper *k, struct text *why)
{
	char buf[192];
	struct text aside;
	int err;

	if (k->disk != NULL && k->moved)
		file_let_go(k->disk);
	db_close(k->disk);
	k->disk = NULL;
	if (k->lock_fd == -1 &&
	    (err = file_lock(&k->lock_fd, k->path, why)) != 0)
		return err;
	if (k->damaged) {
		text_init(&aside, buf, sizeof(buf));
		if ((err = file_set_aside(k->path, db_now_us(), &aside)) != 0)
			return err;
		k->damaged = false;
		keeper_log(k, LOG_WARNING, "%s", buf);
	}
	err = k->moved ? open_sound(&k->disk, k->path, why) :
			 open_writing(&k->disk, k->path, why);
	k->damaged = err == -PX_EDBCORRUPT;
	k->empty = k->empty || (err == 0 && k->disk->fresh);
	return err;
}

void
keeper_forget_memory(struct keeper *k)
{
	db_close(k->memory);
	k->memory = NULL;
	k->memory_seen = 0;
	book_free(k->base);
	k->base = NULL;
}

void
keeper_close(struct keeper *k)
{
	while (k->change_count > 0)
		free(k->changes[--k->change_count]);
	free(k->changes);
	free(k->boots);
	keeper_forget_memory(k);
	db_close(k->disk);
	book_free(k->book);
	mirror_done(&k->leases);
	if (k->lock_fd != -1)
		(void)close(k->lock_fd);
}
