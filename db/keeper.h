/* SPDX-License-Identifier: ISC */
#ifndef DB_KEEPER_H
#define DB_KEEPER_H

#include <stdbool.h>
#include <stdint.h>

#include "core/base/text.h"
#include "db/db.h"
#include "db/mirror.h"
#include "db/store.h"

/*
 * The mind of the store, for one thread and without a clock: what is in
 * memory, what of it is on disk, and how the two find together again after a
 * trouble.  What waits is written in one transaction; where that fails,
 * changes are applied to a database in memory, and all is kept in its order
 * until a retry succeeds.
 */
#define KEEPER_CHANGES 4096 /* that may wait for the disk */
#define KEEPER_BOOTS 2048

struct keeper {
	char path[512];
	int lock_fd; /* -1: not ours yet */
	struct db *disk; /* NULL: not open for writing */
	struct db *memory; /* changes while the disk fails; NULL: none yet */
	struct book *book; /* as last handed out */
	struct book *base; /* what the disk had when memory was made */
	uint64_t books;
	struct mirror leases;
	struct db_change **changes; /* not on disk, in their order */
	size_t change_count;
	struct db_boot *boots;
	size_t boot_count;
	uint64_t boots_lost;
	int64_t audit_seen; /* newest row that was told, on disk */
	int64_t memory_seen; /* the same in memory */
	bool saving;
	int last_err; /* that ended the saving */
	bool damaged; /* to be moved aside before the next opening */
	bool empty; /* the file was made anew: to be filled from memory */
	bool moved; /* the name leads to another file since */
	bool stale; /* keeper_settle has something to tell... */
	bool memory_stale; /* ... of memory */
	char trouble[192];
	const struct store_calls *calls; /* NULL before the start */
};

/*
 * Locks, opens, checks, restores or goes on from memory: as store_open says.
 * keeper_close() after success only.
 */
int keeper_open(struct keeper *k, const char *path, struct text *why);
void keeper_close(struct keeper *k);

/* Takes a lease to be written; false without memory. */
bool keeper_lease(struct keeper *k, const struct lease *l);

/* Takes over a change (from malloc). */
void keeper_change(struct keeper *k, struct db_change *change);
void keeper_boot(struct keeper *k, const struct db_boot *row);

/*
 * Writes all that waits.  False: the disk failed, saving is off from now on
 * and nothing is lost.
 */
bool keeper_write(struct keeper *k);

/* While not saving: tries to open and to write everything again. */
bool keeper_retry(struct keeper *k);

/*
 * After each of both, when those who wait for a lease have been answered:
 * hands out the new book and tells the changes.
 */
void keeper_settle(struct keeper *k);

/* Looks for the changes of other processes, and for a file that is gone. */
void keeper_poll(struct keeper *k);

uint64_t keeper_waiting(const struct keeper *k);

/* Between the files of the keeper. */
int keeper_reopen(struct keeper *k, struct text *why);
void keeper_publish(struct keeper *k, struct db *from);
void keeper_forget_memory(struct keeper *k);

/* EVENT_LOG, and EVENT_HOST for audit rows after *seen, which moves on. */
void keeper_log(struct keeper *k, enum log_level level, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
void keeper_tell(struct keeper *k, struct db *from, int64_t *seen);

/* EVENT_LOG of a change that is not to be. */
void keeper_refused(struct keeper *k, const struct db_change *c,
    const char *why);

#endif
