/* SPDX-License-Identifier: ISC */
#ifndef CORE_SERVE_WATCHER_H
#define CORE_SERVE_WATCHER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/text.h"
#include "core/boot/check.h"
#include "core/boot/event.h"
#include "core/boot/part.h"
#include "core/boot/trial.h"
#include "core/io/iface.h"
#include "core/serve/config.h"

/*
 * The watch thread: frames of the served interfaces and the server's own
 * events become one story, with its sessions and findings.  The serving
 * thread hands its events over and never waits.  Works without a capture,
 * too: then only what the server itself does is told.
 */
struct watcher;
struct book;
struct frame_pick;

struct watcher_config {
	bool capture; /* false: --no-capture */
	const char *record; /* a folder for the boots' packets, "": none */
	bool proxy;
	struct trial_server trial;
	struct file_lookup files; /* for the watch thread alone */
	/* Once a second: that it goes round, as PART_WATCH. */
	void *round_arg;
	void (*round)(void *arg, enum part part, int64_t now_us);
};

/* All in the watch thread. */
struct watcher_calls {
	void *arg;
	void (*event)(void *arg, const struct event *e);
	/* The host's `once` has served its boot: clear it. */
	void (
	    *once_used)(void *arg, const struct mac *mac, enum boot_mode mode);
	/* A boot on trial (placement=auto) is over: to be kept. */
	void (*tried)(void *arg, const struct mac *mac,
	    const struct trial_verdict *v);
	void (*book_free)(struct book *book);
	/* What watcher_pick asked for, and the receiver's from here on. */
	void (*picked)(void *arg, struct frame_pick *pick);
};

/* -PX_ENOMEM or -PX_ENET. */
int watcher_new(struct watcher **ret, const struct watcher_config *config,
    const struct watcher_calls *calls);

/* Watches one more interface, as root, before the start. */
void watcher_open(struct watcher *w, const struct iface *i);

/* The port that we serve HTTP on, before the start; 0: none. */
void watcher_http(struct watcher *w, uint16_t port);

int watcher_start(struct watcher *w);

/* From the serving threads: what they did.  Copied, or counted as lost. */
void watcher_put(struct watcher *w, const struct event *e);

/*
 * From each thread that serves, twice a second: it has come to all that
 * arrived before that time of clock_running_us.  Where it does not get that
 * far, no request on the wire is taken for one that never arrived.
 */
void watcher_served(struct watcher *w, enum part server, int64_t before_us);

/* From any thread: the newest book, the watcher's from here on. */
void watcher_book(struct watcher *w, struct book *book);

/*
 * From any thread: frames that passed are looked through, and the pick (from
 * malloc) comes back by `picked`.  False: not taken, the caller's still.
 */
bool watcher_pick(struct watcher *w, struct frame_pick *pick);

struct watcher_state {
	unsigned watched; /* interfaces whose wire is watched now */
	bool on[CONFIG_INTERFACES]; /* which, in the order of watcher_open */
	uint64_t ring_bytes; /* where their frames wait, in sum */
	uint64_t frames; /* that were read, or wait */
	uint64_t lost_frames; /* too many at once */
	uint64_t lost_events; /* the server's, likewise */
};
void watcher_state(struct watcher *w, struct watcher_state *ret);

/*
 * After the serving threads have ended: tells what is left and ends the watch
 * thread.  False when that hangs, as serve_thread_stop.
 */
bool watcher_stop(struct watcher *w);
void watcher_free(struct watcher *w);

#endif
