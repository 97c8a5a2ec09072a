/* SPDX-License-Identifier: ISC */
#include "db/keeper.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/err.h"
#include "db/exec.h"
#include "db/file.h"

bool
keeper_lease(struct keeper *k, const struct lease *l)
{
	return mirror_put(&k->leases, l, false) == 0;
}

void
keeper_boot(struct keeper *k, const struct db_boot *row)
{
	if (k->boot_count < KEEPER_BOOTS)
		k->boots[k->boot_count++] = *row;
	else
		k->boots_lost++;
}

uint64_t
keeper_waiting(const struct keeper *k)
{
	return k->leases.waiting_count + k->change_count + k->boot_count;
}

/* A change that the book itself refuses: no disk makes it good. */
static bool
is_refusal(int err)
{
	return err == -PX_ENOENT || err == -PX_EEXIST || err == -PX_EVALUE;
}

/* The database that takes changes while the disk does not. */
static int
memory_make(struct keeper *k)
{
	char buf[128];
	struct text why;
	int err;

	if (k->memory != NULL)
		return 0;
	text_init(&why, buf, sizeof(buf));
	if ((err = db_open(&k->memory, ":memory:", DB_WRITE, &why)) != 0)
		return err;
	if ((err = db_fill(k->memory, k->book)) != 0) {
		keeper_forget_memory(k);
		return err;
	}
	k->base = book_ref(k->book);
	return 0;
}

/* Applies one change to memory; false when it is not to be kept. */
static bool
change_in_memory(struct keeper *k, const struct db_change *c)
{
	int err = memory_make(k);

	if (err == 0)
		err = db_apply(k->memory, c);
	if (err == 0)
		return true;
	keeper_refused(k, c,
	    k->memory != NULL ? db_why(k->memory) : err_text(err));
	return false;
}

/* From disk to memory: what waits is applied there, in its order. */
static void
changes_to_memory(struct keeper *k)
{
	size_t i, kept = 0;

	for (i = 0; i < k->change_count; i++)
		if (change_in_memory(k, k->changes[i]))
			k->changes[kept++] = k->changes[i];
		else
			free(k->changes[i]);
	k->change_count = kept;
	k->memory_stale = kept > 0;
}

void
keeper_change(struct keeper *k, struct db_change *change)
{
	if (k->change_count == KEEPER_CHANGES) {
		keeper_refused(k, change, "too many wait for the disk");
		free(change);
		return;
	}
	if (!k->saving) {
		if (!change_in_memory(k, change)) {
			free(change);
			return;
		}
		k->memory_stale = true;
	}
	k->changes[k->change_count++] = change;
}

static int
write_leases(struct keeper *k)
{
	struct lease rows[256];
	size_t at = 0, n;
	int err = 0;

	while (err == 0 &&
	    (n = mirror_waiting(&k->leases, at, rows,
		 sizeof(rows) / sizeof(rows[0]))) > 0) {
		err = db_leases_put(k->disk, rows, n);
		at += n;
	}
	return err;
}

/* What is refused is told and dropped; the rest stays until it is on disk. */
static int
write_changes(struct keeper *k)
{
	size_t i, kept = 0;
	int err = 0;

	for (i = 0; i < k->change_count; i++) {
		if (err == 0)
			err = db_apply(k->disk, k->changes[i]);
		if (is_refusal(err)) {
			keeper_refused(k, k->changes[i], db_why(k->disk));
			free(k->changes[i]);
			err = 0;
		} else
			k->changes[kept++] = k->changes[i];
	}
	k->change_count = kept;
	return err;
}

static int
write_boots(struct keeper *k)
{
	size_t i;
	int err = 0;

	for (i = 0; err == 0 && i < k->boot_count; i++)
		err = db_boot_add(k->disk, &k->boots[i]);
	return err;
}

/*
 * Everything that waits.  After a trouble the rows of others are told first
 * and the own ones skipped, since memory has told them: the write lock is
 * held, so that none can come between.
 */
static int
write_all(struct keeper *k)
{
	int64_t newest = k->audit_seen;
	int err = tx_begin(k->disk);

	if (err != 0)
		return err;
	if (k->memory != NULL)
		keeper_tell(k, k->disk, &k->audit_seen);
	err = write_leases(k);
	if (err == 0)
		err = write_changes(k);
	if (err == 0)
		err = write_boots(k);
	if (err == 0 && k->memory != NULL)
		err = db_audit_newest(k->disk, &newest);
	err = tx_end(k->disk, err);
	if (err == 0 && k->memory != NULL)
		k->audit_seen = newest;
	return err;
}

static void
all_written(struct keeper *k)
{
	k->stale = k->stale || k->change_count > 0 || k->memory != NULL;
	mirror_all_stored(&k->leases);
	while (k->change_count > 0)
		free(k->changes[--k->change_count]);
	k->boot_count = 0;
	keeper_forget_memory(k);
}

static void
trouble(struct keeper *k, int err, const char *why)
{
	const bool was_saving = k->saving;

	k->saving = false;
	k->last_err = err;
	k->damaged = k->damaged || err == -PX_EDBCORRUPT;
	(void)text_copy(k->trouble, sizeof(k->trouble), why);
	if (!was_saving)
		return;
	k->stale = true;
	keeper_log(k, LOG_ERROR, "not saving: %s; serving from memory", why);
}

bool
keeper_write(struct keeper *k)
{
	int err;

	if (!k->saving)
		return false;
	if (keeper_waiting(k) == 0)
		return true;
	if ((err = write_all(k)) != 0) {
		trouble(k, err, db_why(k->disk));
		return false;
	}
	all_written(k);
	return true;
}

void
keeper_settle(struct keeper *k)
{
	const bool stale = k->stale;

	k->stale = false;
	if (stale && !k->saving)
		changes_to_memory(k);
	if (k->memory_stale) {
		k->memory_stale = false;
		keeper_publish(k, k->memory);
		keeper_tell(k, k->memory, &k->memory_seen);
	} else if (stale && k->saving) {
		/* Told is what is in force: first the book, then the news. */
		keeper_publish(k, k->disk);
		keeper_tell(k, k->disk, &k->audit_seen);
	}
}

/*
 * Another file than before: it lacks the leases, an empty one all that memory
 * knows, and its history is not news.
 */
static int
file_take_over(struct keeper *k)
{
	int err = 0;

	if (!k->empty && !k->moved)
		return 0;
	mirror_none_stored(&k->leases);
	if (k->empty)
		err = db_fill(k->disk, k->base != NULL ? k->base : k->book);
	k->empty = k->empty && err != 0;
	return err != 0 ? err : db_audit_newest(k->disk, &k->audit_seen);
}

static int
take_up_again(struct keeper *k, struct text *why)
{
	int err;

	k->moved = k->moved || (k->disk != NULL && file_moved(k->disk));
	/* Waiting for a lock needs no other connection. */
	if ((k->disk == NULL || k->moved || k->last_err != -PX_EDBBUSY) &&
	    (err = keeper_reopen(k, why)) != 0)
		return err;
	err = file_take_over(k);
	if (err == 0)
		err = write_all(k);
	if (err != 0)
		text_add(why, db_why(k->disk));
	return err;
}

bool
keeper_retry(struct keeper *k)
{
	char buf[192];
	struct text why;
	int err;

	if (k->saving)
		return true;
	/* Memory tells what it has to tell before it goes. */
	keeper_settle(k);
	text_init(&why, buf, sizeof(buf));
	if ((err = take_up_again(k, &why)) != 0) {
		trouble(k, err, buf);
		return false;
	}
	k->saving = true;
	k->moved = false;
	k->stale = true;
	k->trouble[0] = '\0';
	all_written(k);
	keeper_log(k, LOG_WARNING, "saving again");
	return true;
}

void
keeper_poll(struct keeper *k)
{
	if (!k->saving)
		return;
	if (file_moved(k->disk)) {
		trouble(k, -PX_EDB, "the database file was moved or removed");
		(void)keeper_retry(k);
	} else if (db_changed(k->disk))
		k->stale = true;
	keeper_settle(k);
}
