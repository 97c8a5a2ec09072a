/* SPDX-License-Identifier: ISC */
#ifndef CORE_IO_BELT_H
#define CORE_IO_BELT_H

#include <stdbool.h>
#include <stddef.h>

/*
 * A ring of batches with items in them, each item of its own size.  One side
 * fills a batch and hands it over, the other takes its items and gives it
 * back.  There is no lock in here: a batch is the side's alone that has it,
 * and who uses a belt from two threads (core/io/crew.h) guards the handing
 * over, the giving back and the counts.
 */
struct belt;

/*
 * Of so many batches, a power of two, of so many bytes each; `most` is the
 * size of the largest item, and a batch has room for one.  NULL without
 * memory.
 */
struct belt *belt_new(size_t most, size_t batch, size_t batches);
void belt_free(struct belt *b);

/* Guarded: batches that wait to be taken, and that may be filled. */
size_t belt_full(const struct belt *b);
size_t belt_empty(const struct belt *b);

/*
 * To fill, while there is an empty batch: where the next item goes, aligned
 * for anything, `most` bytes; and then: it is there, and so long.  True: the
 * batch is full and must be handed over before the next.
 */
void *belt_room(struct belt *b);
bool belt_put(struct belt *b, size_t size);

/* Guarded: the batch goes over, if there is anything in it. */
void belt_hand_over(struct belt *b);

/*
 * To take, while there is a full batch: its next item, there until the batch
 * is given back; NULL: that is to happen now.
 */
void *belt_take(struct belt *b);

/* Guarded. */
void belt_give_back(struct belt *b);

#endif
