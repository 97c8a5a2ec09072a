/* SPDX-License-Identifier: ISC */
#ifndef CORE_SERVE_MAILBOX_H
#define CORE_SERVE_MAILBOX_H

#include <stdbool.h>
#include <stdint.h>

#include "core/boot/loaders.h"

/*
 * What other threads have to tell one that serves.  Not a queue: of books
 * only the newest counts, and a ticket settles all before it, so nothing can
 * overflow and nobody ever waits.
 */
struct mailbox;
struct book;

struct mail {
	struct book *book; /* NULL: no new one; else the taker's */
	uint64_t ticket; /* leases up to this one are settled; 0: none */
	bool stored; /* they are on disk */
	bool scanned; /* the boot tree holds these loaders: */
	struct loader_set loaders;
	bool stop;
};

struct mailbox *mailbox_new(void);

/* Gives back a book that nobody has taken; NULL: none. */
struct book *mailbox_free(struct mailbox *m);

/* Puts a new book in; returns the one that it replaces unread, or NULL. */
struct book *mailbox_book(struct mailbox *m, struct book *book);
void mailbox_settled(struct mailbox *m, uint64_t ticket, bool stored);
void mailbox_loaders(struct mailbox *m, const struct loader_set *loaders);
void mailbox_stop(struct mailbox *m);

/* Readable when there is mail. */
int mailbox_fd(const struct mailbox *m);

/* All there is; the box is empty then. */
void mailbox_take(struct mailbox *m, struct mail *ret);

#endif
