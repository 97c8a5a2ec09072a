/* SPDX-License-Identifier: ISC */
#ifndef CORE_IO_CREW_H
#define CORE_IO_CREW_H

#include <stdbool.h>
#include <stddef.h>

/*
 * A crew on an assembly line: parts of a work in a row, a belt before each but
 * the first.  Every hand takes up the part that has most to do and that nobody
 * is at.  So a part needs no lock for what is its own, items come to it in
 * their order, and no processor waits while there is work: what a thread for
 * each part comes to where the processors are fewer.
 */
struct crew;

struct crew_part {
	/* The first one's: makes what there is next; false: no more. */
	bool (*make)(void *arg);
	/* The others': one item that came, theirs until they return. */
	void (*take)(void *arg, void *item);
	void (*end)(void *arg); /* after the last; may be NULL */
	size_t most; /* bytes of the largest item that comes to it */
};

#define CREW_PARTS 4

/* `arg` goes to every part.  NULL without memory. */
struct crew *crew_new(const struct crew_part *parts, size_t count, void *arg);
void crew_free(struct crew *c);

/*
 * From within a part, for the one after it: where its next item goes, aligned
 * for anything; and then: it is there, and so long.
 */
void *crew_room(struct crew *c, size_t part);
void crew_put(struct crew *c, size_t part, size_t size);

/*
 * Works until the last part has ended, with so many hands; one is the
 * caller's, and where there are no threads to be had, the only one.
 */
void crew_run(struct crew *c, size_t hands);

#endif
