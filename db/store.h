/* SPDX-License-Identifier: ISC */
#ifndef DB_STORE_H
#define DB_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/text.h"
#include "core/boot/book.h"
#include "core/boot/event.h"
#include "core/boot/lease.h"
#include "db/db.h"

/*
 * The store as the running server sees it: a thread of its own around a
 * struct db.  It commits leases in groups (one fsync serves all that wait),
 * notices changes made by other processes within 200 ms, and hands out a new
 * book after every change.  Where the disk fails it goes on from memory,
 * says so, and tries again.
 */
struct store;

/* Called in the store's thread; must only pass the thing on. */
struct store_calls {
	void *arg;
	/* One reference passes: book_free() it when it is replaced; whoever
	 * hands it to two takers calls book_ref() first. */
	void (*book)(void *arg, struct book *book);
	/* All leases up to this ticket are on disk; or stored = false: not. */
	void (*leases_done)(void *arg, uint64_t ticket, bool stored);
	void (*event)(void *arg, const struct event *e); /* HOST, LOG */
};

struct store_state {
	bool saving; /* false: from memory only */
	char trouble[192]; /* why not; "" */
	uint64_t waiting; /* writes not yet on disk */
	uint64_t refused; /* posts that found no room */
};

/*
 * Opens (or makes) the database and loads the first book without starting
 * the thread.  0, also when it cannot be written: then from memory, which
 * why says as it says every warning.  -PX_EEXIST when another server has it
 * (pid in why), -PX_EDBVERSION, -PX_EDBFOREIGN (another program's), -PX_EISDIR,
 * -PX_ENOENT (no such directory).  A corrupt file is moved aside, never
 * deleted, and the newest good backup or an empty one used.
 */
int store_open(struct store **ret, const char *path, struct text *why);

/* The leases on disk, to restore the pool, before the start: every row. */
int store_leases(struct store *s,
    void (*each)(void *arg, const struct lease *l), void *arg);

/* Starts the thread; the first book arrives through the calls. */
int store_start(struct store *s, const struct store_calls *calls);

/*
 * Posts, from any thread, never blocking.  A ticket of 0 means: queue full,
 * nothing was taken (shown; the DHCP client will ask again).
 */
uint64_t store_lease(struct store *s, const struct lease *l);
bool store_change(struct store *s, const struct db_change *change);

/*
 * Sessions, their stages and results become boot history.  From one thread
 * alone: the stages of boots under way are gathered here.
 */
void store_record(struct store *s, const struct event *e);
void store_state(struct store *s, struct store_state *ret);

/* Writes what waits, stops the thread, closes. */
void store_close(struct store *s);

/*
 * Books are shared and immutable: counted references, safe in any thread.
 * book_ref returns its argument; book_free(NULL) is fine.
 */
struct book *book_ref(struct book *book);
void book_free(struct book *book);

#endif
