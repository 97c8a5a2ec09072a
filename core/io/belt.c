/* SPDX-License-Identifier: ISC */
#include "core/io/belt.h"

#include <assert.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>

/*
 * A ring of batches.  Each thread has one in its hands and works on it
 * without the lock; under it are only the numbers of those that were handed
 * over and of those that came back.  Who sleeps is woken when half of the
 * belt is there to work on: woken for each batch, two threads of the same
 * pace would do little else but fall asleep.
 */
struct belt {
	pthread_mutex_t lock;
	pthread_cond_t filled, emptied;
	size_t most, batch, batches;
	unsigned char *bytes;
	size_t *used; /* bytes of each batch */
	size_t handed, back; /* batches so far; their distance: on the belt */
	bool ended;
	/* The thread's that puts: */
	bool has_room; /* its batch is free */
	size_t put; /* bytes of it so far */
	/* The thread's that takes: */
	bool holds; /* a batch, */
	size_t taken; /* and so many of its bytes */
};

/* Before each item, which is aligned as this is. */
struct label {
	size_t size; /* of both, and of what aligns the next */
} __attribute__((aligned));

static size_t
size_with_label(size_t item)
{
	const size_t unit = sizeof(struct label);

	return unit + (item + unit - 1) / unit * unit;
}

struct belt *
belt_new(size_t most, size_t batch, size_t batches)
{
	struct belt *b = calloc(1, sizeof(*b));

	assert(batch >= size_with_label(most) && batches > 1);
	if (b == NULL)
		return NULL;
	b->most = size_with_label(most);
	b->batch = size_with_label(batch);
	b->batches = batches;
	b->bytes = calloc(batches, b->batch);
	b->used = calloc(batches, sizeof(*b->used));
	if (b->bytes == NULL || b->used == NULL ||
	    pthread_mutex_init(&b->lock, NULL) != 0 ||
	    pthread_cond_init(&b->filled, NULL) != 0 ||
	    pthread_cond_init(&b->emptied, NULL) != 0) {
		belt_free(b);
		return NULL;
	}
	return b;
}

void
belt_free(struct belt *b)
{
	if (b == NULL)
		return;
	free(b->bytes);
	free(b->used);
	free(b);
}

static size_t
on_belt(const struct belt *b)
{
	return b->handed - b->back;
}

static struct label *
label_at(const struct belt *b, size_t batch, size_t at)
{
	return (void *)(b->bytes + batch % b->batches * b->batch + at);
}

void *
belt_room(struct belt *b)
{
	if (!b->has_room) {
		(void)pthread_mutex_lock(&b->lock);
		while (on_belt(b) == b->batches)
			(void)pthread_cond_wait(&b->emptied, &b->lock);
		(void)pthread_mutex_unlock(&b->lock);
		b->has_room = true;
	}
	return label_at(b, b->handed, b->put) + 1;
}

static void
hand_over(struct belt *b, bool last)
{
	(void)pthread_mutex_lock(&b->lock);
	if (b->put > 0)
		b->used[b->handed++ % b->batches] = b->put;
	b->ended = last;
	if (last || on_belt(b) == (b->batches + 1) / 2)
		(void)pthread_cond_signal(&b->filled);
	(void)pthread_mutex_unlock(&b->lock);
	b->put = 0;
	b->has_room = false;
}

void
belt_put(struct belt *b, size_t size)
{
	struct label *label = label_at(b, b->handed, b->put);

	label->size = size_with_label(size);
	b->put += label->size;
	if (b->batch - b->put < b->most)
		hand_over(b, false);
}

void
belt_end(struct belt *b)
{
	hand_over(b, true);
}

static void
give_back(struct belt *b)
{
	(void)pthread_mutex_lock(&b->lock);
	b->back++;
	if (on_belt(b) == b->batches / 2)
		(void)pthread_cond_signal(&b->emptied);
	(void)pthread_mutex_unlock(&b->lock);
	b->holds = false;
}

static bool
wait_for_batch(struct belt *b)
{
	(void)pthread_mutex_lock(&b->lock);
	while (on_belt(b) == 0 && !b->ended)
		(void)pthread_cond_wait(&b->filled, &b->lock);
	b->holds = on_belt(b) > 0;
	(void)pthread_mutex_unlock(&b->lock);
	b->taken = 0;
	return b->holds;
}

void *
belt_take(struct belt *b)
{
	struct label *label;

	if (b->holds && b->taken == b->used[b->back % b->batches])
		give_back(b);
	if (!b->holds && !wait_for_batch(b))
		return NULL;
	label = label_at(b, b->back, b->taken);
	b->taken += label->size;
	return label + 1;
}
