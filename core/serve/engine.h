/* SPDX-License-Identifier: ISC */
#ifndef CORE_SERVE_ENGINE_H
#define CORE_SERVE_ENGINE_H

#include "core/base/text.h"
#include "core/boot/event.h"
#include "core/serve/config.h"
#include "core/boot/standstill.h"

/*
 * The serving side as one object: opens every socket (as root), then runs
 * DHCP, TFTP, HTTP and the watch on the wire, each in a thread of its own.  It
 * knows nothing of the store or the screen: main.c wires them through these
 * calls.
 */
struct engine;
struct book;
struct trial_verdict;
struct frame_pick;

struct engine_calls {
	void *arg;
	/* Every event, in the watch thread; must only pass it on. */
	void (*event)(void *arg, const struct event *e);
	/* A lease that must be on disk before its ACK leaves: gives a ticket,
	 * 0 = not taken.  engine_leases_done answers. */
	uint64_t (*store_lease)(void *arg, const struct lease *l);
	/* The host's `once` has served its boot: clear it. */
	void (
	    *once_used)(void *arg, const struct mac *mac, enum boot_mode mode);
	/* A boot with placement=auto is over: to be kept (trial.h). */
	void (*tried)(void *arg, const struct mac *mac,
	    const struct trial_verdict *v);
	struct book *(*book_ref)(struct book *book); /* one more holder */
	void (*book_free)(struct book *book);
	/* What engine_pick asked for, in the watch thread; freed with free. */
	void (*picked)(void *arg, struct frame_pick *pick);
};

/*
 * Opens sockets and the root.  0, or -PX_EINUSE (the owner of the port named
 * in why), -PX_EACCESS, -PX_ENET, -PX_ENOENT (root, interface) with a
 * sentence for the operator in why.  A sentence in spite of success is a
 * warning.
 */
int engine_new(struct engine **ret, const struct serve_config *config,
    const struct engine_calls *calls, struct text *why);

/* A lease from the store, before the start. */
void engine_restore_lease(struct engine *e, const struct lease *l);

int engine_start(struct engine *e);

/* From any thread: hand over a new book; leases up to ticket are settled. */
void engine_book(struct engine *e, struct book *book);
void engine_leases_done(struct engine *e, uint64_t ticket, bool stored);

/* From any thread: see watcher_pick. */
bool engine_pick(struct engine *e, struct frame_pick *pick);

/* What serves where, for screen and log: "veth0 192.0.2.1/24 dhcp tftp". */
struct engine_state {
	size_t interface_count;
	struct {
		char name[16];
		uint32_t addr, mask;
		bool present, up, link; /* there; set up; cable in */
		bool watched; /* its wire is captured */
	} interfaces[CONFIG_INTERFACES];
	uint32_t transfers; /* running now */
	uint64_t lost_events; /* a full queue: counted, shown */
	unsigned watched; /* interfaces whose wire is watched */
	uint64_t ring_bytes; /* where frames wait to be read */
	uint64_t wire_frames, lost_frames;
	struct lease_count leases;
	int64_t still_us[PARTS]; /* for how long, 0: it goes round */
};
void engine_state(struct engine *e, struct engine_state *ret);

/*
 * Ends the threads.  False when one hangs: then there is no engine_free, and
 * only the end of the process helps.
 */
bool engine_stop(struct engine *e);
void engine_free(struct engine *e);

#endif
