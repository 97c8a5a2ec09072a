/* SPDX-License-Identifier: ISC */
#include "core/serve/httpd.h"

#include <stdlib.h>
#include <unistd.h>

#include "core/base/err.h"
#include "core/io/clock.h"
#include "core/io/loop.h"
#include "core/serve/http_conn.h"

#define LISTENERS 16
#define CONNECTIONS_MOST 1024
#define WAITING_MOST 256
/* Connections taken in a row: answers that run must not wait for a flood. */
#define ACCEPTS_AT_ONCE 16
#define HEAD_US 10000000
#define IDLE_US 30000000

struct httpd_listener {
	struct httpd *server;
	int fd;
	struct watch *readable;
};

struct httpd {
	struct http_env env;
	size_t most, most_waiting;
	int64_t patience_us; /* with who asks for nothing, if others wait */
	struct watch *tick;
	size_t listener_count;
	struct httpd_listener listeners[LISTENERS];
	bool paused; /* new ones wait with the kernel */
};

static size_t
count_waiting(const struct httpd *h)
{
	return h->env.counts[HTTP_WAITS] + h->env.counts[HTTP_LINGERS];
}

size_t
httpd_transfers(const struct httpd *h)
{
	return h->env.counts[HTTP_SENDS] + h->env.counts[HTTP_CONFIRMS];
}

static bool
has_room(const struct httpd *h)
{
	return count_waiting(h) < h->most_waiting &&
	    count_waiting(h) + httpd_transfers(h) < h->most;
}

/*
 * Connections that ask for nothing, be it an attack (L10) or a browser, must
 * not keep out who wants to boot.
 */
static bool
make_room(struct httpd *h)
{
	const int64_t before = clock_boot_us() - h->patience_us;
	struct http_conn *c;

	if (has_room(h))
		return true;
	TAILQ_FOREACH(c, &h->env.conns, entries)
	if ((c->state == HTTP_WAITS || c->state == HTTP_LINGERS) &&
	    c->since_us < before) {
		http_conn_free(c);
		return has_room(h);
	}
	return false;
}

static void
pause_listeners(struct httpd *h)
{
	h->paused = true;
	for (size_t n = 0; n < h->listener_count; n++) {
		watch_free(h->listeners[n].readable);
		h->listeners[n].readable = NULL;
	}
}

static void on_connection(void *arg);

static int
resume_listeners(struct httpd *h)
{
	for (size_t n = 0; n < h->listener_count; n++) {
		struct httpd_listener *l = &h->listeners[n];

		if (l->readable != NULL)
			continue;
		l->readable = watch_fd(h->env.base, l->fd, on_connection, l);
		if (l->readable == NULL)
			return -PX_ENOMEM;
	}
	h->paused = false;
	return 0;
}

static void
on_connection(void *arg)
{
	struct httpd_listener *l = arg;
	struct httpd *h = l->server;
	struct tcp_ends ends;
	bool room = true;
	int fd = 0;

	for (int i = 0; i < ACCEPTS_AT_ONCE; i++) {
		room = make_room(h);
		if (!room)
			break;
		fd = tcp_accept(l->fd, &ends);
		if (fd < 0)
			break;
		if (http_conn_begin(&h->env, fd, &ends) < 0) {
			(void)close(fd);
			fd = -PX_EFULL;
			break;
		}
	}
	/* Without descriptors or memory: once a second is often enough. */
	if (!room || (fd < 0 && fd != -PX_EAGAIN))
		pause_listeners(h);
	if (fd == -PX_EFULL)
		http_env_warn(&h->env, "no descriptors left: clients wait");
}

static void
on_change(void *arg)
{
	struct httpd *h = arg;

	if (h->paused && has_room(h))
		(void)resume_listeners(h);
}

static void
on_look(void *arg)
{
	struct httpd *h = arg;

	http_env_look(&h->env);
}

static void
on_tick(void *arg)
{
	struct httpd *h = arg;
	const int64_t now = clock_boot_us();
	struct http_conn *c, *next;

	for (c = TAILQ_FIRST(&h->env.conns); c != NULL; c = next) {
		next = TAILQ_NEXT(c, entries);
		if (c->deadline_us <= now)
			http_conn_expire(c);
	}
	if (h->paused && make_room(h))
		(void)resume_listeners(h);
}

int
httpd_new(struct httpd **ret, const struct httpd_config *config)
{
	struct httpd *h = calloc(1, sizeof(*h));

	if (h == NULL)
		return -PX_ENOMEM;
	h->most = config->most == 0 ? CONNECTIONS_MOST : config->most;
	h->most_waiting = config->most_waiting == 0 ? WAITING_MOST :
						      config->most_waiting;
	h->env.base = config->base;
	h->env.root = config->root;
	h->env.sink = config->sink;
	h->env.manner = config->manner;
	h->env.manner_arg = config->manner_arg;
	h->env.head_us = config->head_us == 0 ? HEAD_US : config->head_us;
	h->env.idle_us = config->idle_us == 0 ? IDLE_US : config->idle_us;
	h->patience_us = h->env.head_us / 10;
	h->env.arg = h;
	h->env.changed = on_change;
	TAILQ_INIT(&h->env.conns);
	h->env.look = watch_timer(config->base, on_look, h);
	h->tick = watch_every(config->base, (int)(h->patience_us / 1000),
	    on_tick, h);
	if (h->env.look == NULL || h->tick == NULL) {
		httpd_free(h);
		return -PX_ENOMEM;
	}
	*ret = h;
	return 0;
}

int
httpd_listen(struct httpd *h, int fd)
{
	struct httpd_listener *l = &h->listeners[h->listener_count];

	if (h->listener_count == LISTENERS)
		return -PX_EFULL;
	l->server = h;
	l->fd = fd;
	h->listener_count++;
	return resume_listeners(h);
}

void
httpd_free(struct httpd *h)
{
	struct http_conn *c;

	if (h == NULL)
		return;
	pause_listeners(h);
	/* Nobody is let in any more by who leaves. */
	h->most = 0;
	while ((c = TAILQ_FIRST(&h->env.conns)) != NULL)
		http_conn_free(c);
	watch_free(h->env.look);
	watch_free(h->tick);
	free(h);
}
