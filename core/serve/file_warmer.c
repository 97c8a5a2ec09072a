/* SPDX-License-Identifier: ISC */
#include "core/serve/file_warmer.h"

#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

#include "core/io/loop.h"
#include "core/io/queue.h"
#include "core/io/thread.h"

#define THREADS 4 /* disks answer several at a time */
#define ORDERS_MOST 1024
#define CHUNK 131072
#define AHEAD (8 * CHUNK)

struct order {
	int fd; /* its own; -1: end */
	uint64_t offset;
	struct warm_ticket ticket;
};

struct file_warmer {
	struct queue *orders, *results;
	struct watch *watch;
	void (*done)(void *arg, const struct warm_ticket *t);
	void *arg;
	size_t thread_count;
	pthread_t threads[THREADS];
};

/* What it reads is nobody's: it only has to be in memory afterwards. */
static void
warm(const struct order *o, uint8_t *room)
{
	uint64_t at = 0;
	ssize_t n = 1;

	while (at < AHEAD && n > 0) {
		n = pread(o->fd, room, CHUNK, (off_t)(o->offset + at));
		at += n > 0 ? (uint64_t)n : 0;
	}
}

static void *
work(void *arg)
{
	struct file_warmer *w = arg;
	struct pollfd p = {.fd = queue_fd(w->orders), .events = POLLIN};
	uint8_t *room = malloc(CHUNK);
	struct order o = {0};

	thread_is("px-disk");
	while (o.fd != -1) {
		(void)poll(&p, 1, -1);
		if (queue_take(w->orders, &o, 1) == 0 || o.fd == -1)
			continue;
		if (room != NULL)
			warm(&o, room);
		(void)close(o.fd);
		/* As many fit as may be ordered. */
		(void)queue_put(w->results, &o.ticket);
	}
	free(room);
	return NULL;
}

static void
tell_results(void *arg)
{
	struct file_warmer *w = arg;
	struct warm_ticket t;

	while (queue_take(w->results, &t, 1) == 1)
		w->done(w->arg, &t);
}

static bool
start_threads(struct file_warmer *w)
{
	size_t *n = &w->thread_count;

	while (*n < THREADS && thread_begin(&w->threads[*n], work, w))
		++*n;
	return *n > 0;
}

struct file_warmer *
file_warmer_new(struct event_base *base,
    void (*done)(void *arg, const struct warm_ticket *t), void *arg)
{
	struct file_warmer *w = calloc(1, sizeof(*w));

	if (w == NULL)
		return NULL;
	w->done = done;
	w->arg = arg;
	w->orders = queue_new(sizeof(struct order), ORDERS_MOST);
	w->results = queue_new(sizeof(struct warm_ticket),
	    ORDERS_MOST + THREADS);
	if (w->orders != NULL && w->results != NULL)
		w->watch = watch_fd(base, queue_fd(w->results), tell_results,
		    w);
	if (w->watch == NULL || !start_threads(w)) {
		file_warmer_free(w);
		return NULL;
	}
	return w;
}

void
file_warmer_free(struct file_warmer *w)
{
	const struct order end = {.fd = -1};
	struct order o;
	bool all = true;

	if (w == NULL)
		return;
	while (w->orders != NULL && queue_take(w->orders, &o, 1) == 1)
		(void)close(o.fd);
	for (size_t n = 0; n < w->thread_count; n++)
		(void)queue_put(w->orders, &end);
	for (size_t n = 0; n < w->thread_count; n++)
		all = thread_end(w->threads[n]) && all;
	watch_free(w->watch);
	if (!all)
		return;
	if (w->orders != NULL)
		queue_free(w->orders);
	if (w->results != NULL)
		queue_free(w->results);
	free(w);
}

bool
file_warmer_ask(struct file_warmer *w, int fd, uint64_t offset,
    const struct warm_ticket *t)
{
	const struct order o = {.fd = fcntl(fd, F_DUPFD_CLOEXEC, 3),
	    .offset = offset,
	    .ticket = *t};

	if (o.fd == -1)
		return false;
	if (queue_put(w->orders, &o))
		return true;
	(void)close(o.fd);
	return false;
}
