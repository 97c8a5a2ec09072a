/* SPDX-License-Identifier: ISC */
#include "core/io/queue.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

struct queue {
	pthread_mutex_t lock;
	pthread_mutex_t taking; /* one takes at a time */
	int fd;
	size_t item_size, most, first, count;
	uint64_t refused;
	unsigned char *items;
};

struct queue *
queue_new(size_t item_size, size_t most)
{
	struct queue *q = calloc(1, sizeof(*q));

	if (q == NULL)
		return NULL;
	q->fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
	q->items = calloc(most, item_size);
	q->item_size = item_size;
	q->most = most;
	if (pthread_mutex_init(&q->lock, NULL) != 0 ||
	    pthread_mutex_init(&q->taking, NULL) != 0 || q->fd == -1 ||
	    q->items == NULL) {
		queue_free(q);
		return NULL;
	}
	return q;
}

void
queue_free(struct queue *q)
{
	if (q == NULL)
		return;
	if (q->fd != -1)
		(void)close(q->fd);
	free(q->items);
	free(q);
}

bool
queue_put(struct queue *q, const void *item)
{
	bool fits, first;
	size_t at;

	(void)pthread_mutex_lock(&q->lock);
	fits = q->count < q->most;
	first = q->count == 0;
	if (fits) {
		at = (q->first + q->count) % q->most;
		memcpy(q->items + at * q->item_size, item, q->item_size);
		q->count++;
	} else
		(void)__atomic_add_fetch(&q->refused, 1, __ATOMIC_RELAXED);
	/* Only the item that ends the emptiness needs to wake the taker; under
	 * the lock, or it could wake for an item that is gone already. */
	if (fits && first)
		(void)eventfd_write(q->fd, 1);
	(void)pthread_mutex_unlock(&q->lock);
	return fits;
}

/* What stands from `first` on is the taker's until it is given back. */
static void
copy_out(const struct queue *q, unsigned char *out, size_t first, size_t n)
{
	const size_t to_end = q->most - first < n ? q->most - first : n;

	memcpy(out, q->items + first * q->item_size, to_end * q->item_size);
	memcpy(out + to_end * q->item_size, q->items,
	    (n - to_end) * q->item_size);
}

/*
 * The items are copied without the lock: whoever puts must never wait for a
 * taker, which may have been put aside by the scheduler.
 */
size_t
queue_take(struct queue *q, void *items, size_t most)
{
	eventfd_t ignored;
	size_t first, n;

	(void)pthread_mutex_lock(&q->taking);
	(void)pthread_mutex_lock(&q->lock);
	first = q->first;
	n = q->count < most ? q->count : most;
	(void)pthread_mutex_unlock(&q->lock);
	copy_out(q, items, first, n);
	(void)pthread_mutex_lock(&q->lock);
	q->count -= n;
	q->first = (first + n) % q->most;
	if (q->count == 0) {
		/* From the start again, so that only the memory is touched
		 * which the longest wait needed. */
		q->first = 0;
		/* Readable exactly as long as something waits. */
		(void)eventfd_read(q->fd, &ignored);
	}
	(void)pthread_mutex_unlock(&q->lock);
	(void)pthread_mutex_unlock(&q->taking);
	return n;
}

int
queue_fd(const struct queue *q)
{
	return q->fd;
}

uint64_t
queue_refused(const struct queue *q)
{
	return __atomic_load_n(&q->refused, __ATOMIC_RELAXED);
}
