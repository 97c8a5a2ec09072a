/* SPDX-License-Identifier: ISC */
#ifndef CORE_IO_BELT_H
#define CORE_IO_BELT_H

#include <stddef.h>

/*
 * A bounded belt of items from one thread to one other, each of its own size.
 * Nothing is lost: who puts waits while the belt is full, who takes while
 * nothing lies on it.  Items go over in batches, so that a lock and a sleep
 * are rare; what is put last may therefore be seen only after belt_end.
 */
struct belt;

/*
 * Of batches, at least two, of so many bytes each; `most` is the size of the
 * largest item, and a batch has room for one.  NULL without memory.
 */
struct belt *belt_new(size_t most, size_t batch, size_t batches);
void belt_free(struct belt *b);

/*
 * Where the next item goes, aligned for anything, `most` bytes; and then: it
 * is there, and so long.
 */
void *belt_room(struct belt *b);
void belt_put(struct belt *b, size_t size);

/* Nothing comes any more. */
void belt_end(struct belt *b);

/* The next item, the taker's until its next call; NULL after the end. */
void *belt_take(struct belt *b);

#endif
