/* SPDX-License-Identifier: ISC */
#ifndef CORE_SERVE_SERVE_THREAD_H
#define CORE_SERVE_SERVE_THREAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/boot/part.h"
#include "core/io/iface.h"
#include "core/serve/mailbox.h"

/*
 * What every thread that serves has: a loop, the newest book, the interfaces
 * as they are now, and its word, twice a second, that it goes round.
 */
struct serve_thread;
struct event_base;

struct serve_thread_config {
	enum part part;
	const char *name; /* as of thread_is */
	void (*book_free)(struct book *book);
	/* That it goes round, and has done all that came before told_us, by
	 * clock_running_us. */
	void *round_arg;
	void (*round)(void *arg, enum part part, int64_t told_us);
};

/* Who works in the thread, and is called there; what is NULL is left out. */
struct serve_thread_calls {
	void *arg;
	void (*begin)(void *arg); /* before everything else */
	/* At the beginning, and when something changed. */
	void (*ifaces)(void *arg, const struct iface *rows, size_t count);
	/* A new book; the one before it is there until this returns. */
	void (*book)(void *arg, struct book *book);
	void (*mail)(void *arg, const struct mail *mail); /* its other parts */
	void (*round)(void *arg); /* twice a second */
};

/* -PX_ENOMEM, -PX_ENET. */
int serve_thread_new(struct serve_thread **ret,
    const struct serve_thread_config *config,
    const struct serve_thread_calls *calls);

/* For what else the loop is to wait for; the owner's to free, before it. */
struct event_base *serve_thread_base(const struct serve_thread *t);

/* -PX_ENOMEM. */
int serve_thread_start(struct serve_thread *t);

/* From the thread itself: the newest book, NULL before the first. */
struct book *serve_thread_book(const struct serve_thread *t);

/* From any thread: a book, the thread's own from here on; letters. */
void serve_thread_put_book(struct serve_thread *t, struct book *book);
struct mailbox *serve_thread_mail(const struct serve_thread *t);

/*
 * Ends the thread.  False when it does not come to an end within some
 * seconds (it hangs in a disk that does not answer): then nothing that it
 * works with may be freed, and only the end of the process helps.
 */
bool serve_thread_stop(struct serve_thread *t);
void serve_thread_free(struct serve_thread *t);

#endif
