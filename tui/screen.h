/* SPDX-License-Identifier: ISC */
#ifndef TUI_SCREEN_H
#define TUI_SCREEN_H

#include <stdbool.h>

#include "core/base/text.h"
#include "core/boot/check.h"
#include "core/boot/mode.h"
#include "core/serve/engine.h"
#include "db/db.h"
#include "db/store.h"

struct bundle;
struct frame_pick;
struct lun_answer;
struct queue;

/*
 * The screen as a loop in the calling thread (the main one): it owns the
 * terminal from screen_run's call to its return, takes what happened from
 * two queues and posts the operator's changes.  It never waits for a slow
 * terminal and nothing waits for it.
 */
struct screen_config {
	const char *file; /* a capture is looked at; NULL: serving */
	bool proxy; /* server mode, for the status line */
	bool capture; /* the wire is to be watched */
	enum boot_mode default_mode; /* of machines not in the book */
	const char *who; /* author of changes in the audit: "root@pts/1" */
	int stop_fd; /* readable: end (SIGTERM, SIGHUP); -1 = none */
};

struct screen_calls {
	void *arg;
	/* What there is already, before anything is drawn; NULL: nothing.
	 * An error with why: no screen. */
	int (*fill)(void *arg, struct event_sink screen, struct text *why);
	/* False: not taken (the store's queue is full); the screen says so. */
	bool (*change)(void *arg, const struct db_change *change);
	/* bundle_save; NULL: nothing can be saved. */
	int (*bundle)(const struct bundle *b, struct text *where);
	/* Looks for the frames wished for; the pick comes back by the queue.
	 * False: nobody has any, it is the caller's still.  NULL: likewise. */
	bool (*pick)(void *arg, struct frame_pick *pick);
	/* The machine's last boot in the database that went well and began
	 * before that; false: there is none.  NULL: there is no database. */
	bool (*last_good)(void *arg, const struct mac *mac, int64_t before_us,
	    struct db_boot *ret);
	/* Which disks a target has, in the background: lun_ask_begin and
	 * lun_ask_take.  NULL: nobody is asked. */
	bool (*luns_begin)(void *arg, const struct target *target);
	bool (*luns_take)(void *arg, struct lun_answer *ret);
	void (*store_state)(void *arg, struct store_state *ret);
	void (*engine_state)(void *arg, struct engine_state *ret);
	struct file_lookup files; /* for values as they are typed */
};

enum screen_end {
	SCREEN_QUIT, /* the operator said so */
	SCREEN_STOPPED, /* stop_fd */
	SCREEN_GONE /* the terminal went away: nothing more can be shown */
};

struct screen_queues {
	struct queue *events; /* struct event */
	struct queue *books; /* struct book *, a reference each */
	struct queue *picks; /* struct frame_pick *, from malloc */
};

/*
 * Books and picks are freed here; what is left in their queues stays the
 * caller's.  Returns
 * an enum screen_end, or -PX_EIO with a sentence in why when this terminal
 * cannot be used at all (no terminal, TERM unset, unknown or dumb); then
 * nothing was drawn and the caller may go on without a screen.
 */
int screen_run(const struct screen_config *config,
    const struct screen_calls *calls, const struct screen_queues *queues,
    struct text *why);

#endif
