/* SPDX-License-Identifier: ISC */
#ifndef CORE_IO_QUEUE_H
#define CORE_IO_QUEUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * A bounded queue of items of one size between threads: many may put, one
 * takes and sleeps on queue_fd() (an eventfd, readable when items wait).
 * Putting never blocks; what does not fit is refused and counted.
 */
struct queue;

/* NULL when memory or a descriptor is missing. */
struct queue *queue_new(size_t item_size, size_t most);

/*
 * The same in at most so many bytes: an item takes what its lines of 64 bytes
 * need that are not all zero.  For items that are mostly zeros, at most 4032
 * bytes each; at least one must fit as a whole.
 */
struct queue *queue_new_within(size_t item_size, size_t most, size_t bytes);
void queue_free(struct queue *q);

/* False: full, counted. */
bool queue_put(struct queue *q, const void *item);

/* The same of its first bytes: those after them are not read, and zero. */
bool queue_put_first(struct queue *q, const void *item, size_t size);

/* Takes up to `most` items; returns how many, 0 at once when empty. */
size_t queue_take(struct queue *q, void *items, size_t most);

int queue_fd(const struct queue *q);
uint64_t queue_refused(const struct queue *q);

#endif
