/* SPDX-License-Identifier: ISC */
#include "core/io/loop.h"

#include <event2/event.h>
#include <stdlib.h>

struct loop {
	struct event_base *base;
};

struct watch {
	struct event *event; /* libevent's */
	void (*fn)(void *arg);
	void *arg;
};

struct loop *
loop_new(void)
{
	struct loop *l = calloc(1, sizeof(*l));

	if (l == NULL)
		return NULL;
	l->base = event_base_new();
	if (l->base == NULL) {
		free(l);
		return NULL;
	}
	return l;
}

void
loop_free(struct loop *l)
{
	if (l == NULL)
		return;
	event_base_free(l->base);
	free(l);
}

void
loop_run(struct loop *l)
{
	(void)event_base_dispatch(l->base);
}

void
loop_stop(struct loop *l)
{
	(void)event_base_loopbreak(l->base);
}

struct event_base *
loop_base(struct loop *l)
{
	return l->base;
}

static void
call(evutil_socket_t fd, short what, void *arg)
{
	const struct watch *w = arg;

	(void)fd;
	(void)what;
	w->fn(w->arg);
}

static struct watch *
watch_new(struct event_base *base, int fd, short what,
    const struct timeval *every)
{
	struct watch *w = calloc(1, sizeof(*w));

	if (w == NULL)
		return NULL;
	w->event = event_new(base, fd, (short)(what | EV_PERSIST), call, w);
	if (w->event == NULL || event_add(w->event, every) == -1) {
		watch_free(w);
		return NULL;
	}
	return w;
}

struct watch *
watch_fd(struct event_base *base, int fd, void (*fn)(void *arg), void *arg)
{
	struct watch *w = watch_new(base, fd, EV_READ, NULL);

	if (w != NULL) {
		w->fn = fn;
		w->arg = arg;
	}
	return w;
}

struct watch *
watch_writable(struct event_base *base, int fd, void (*fn)(void *arg),
    void *arg)
{
	struct watch *w = watch_new(base, fd, EV_WRITE, NULL);

	if (w != NULL) {
		w->fn = fn;
		w->arg = arg;
	}
	return w;
}

struct watch *
watch_every(struct event_base *base, int ms, void (*fn)(void *arg), void *arg)
{
	const struct timeval every = {.tv_sec = ms / 1000,
	    .tv_usec = (ms % 1000) * 1000};
	struct watch *w = watch_new(base, -1, 0, &every);

	if (w != NULL) {
		w->fn = fn;
		w->arg = arg;
	}
	return w;
}

struct watch *
watch_timer(struct event_base *base, void (*fn)(void *arg), void *arg)
{
	struct watch *w = calloc(1, sizeof(*w));

	if (w == NULL)
		return NULL;
	w->event = event_new(base, -1, 0, call, w);
	if (w->event == NULL) {
		free(w);
		return NULL;
	}
	w->fn = fn;
	w->arg = arg;
	return w;
}

void
watch_in_us(struct watch *w, uint64_t us)
{
	const struct timeval in = {.tv_sec = (time_t)(us / 1000000),
	    .tv_usec = (suseconds_t)(us % 1000000)};

	(void)event_add(w->event, &in);
}

void
watch_free(struct watch *w)
{
	if (w == NULL)
		return;
	if (w->event != NULL)
		event_free(w->event);
	free(w);
}
