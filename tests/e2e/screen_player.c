/* SPDX-License-Identifier: ISC */
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "core/io/queue.h"
#include "tui/screen.h"

/*
 * The screen on a real terminal with events made up here, some of them
 * hostile: what terminal.py looks at.  No network, no database, no root.
 */
static int stop_pipe[2];
static atomic_bool done;

static void
on_term(int signal)
{
	(void)signal;
	if (write(stop_pipe[1], "", 1) == -1)
		_exit(3);
}

static bool
take_change(void *arg, const struct db_change *c)
{
	(void)arg;
	(void)c;
	return true;
}

static void
store_state_of(void *arg, struct store_state *ret)
{
	(void)arg;
	memset(ret, 0, sizeof(*ret));
	ret->saving = true;
}

static void
engine_state_of(void *arg, struct engine_state *ret)
{
	(void)arg;
	memset(ret, 0, sizeof(*ret));
	ret->interface_count = 1;
	(void)text_copy(ret->interfaces[0].name, 16, "veth\x1b[5m");
	ret->interfaces[0].addr = 0xc0000201;
	ret->interfaces[0].present = true;
	ret->interfaces[0].up = true;
	ret->interfaces[0].link = true;
}

static void
play(struct queue *events, unsigned n)
{
	static const char hostile[] = "\x1b]0;pwned\x07\x1b[31;5;44m\xc2\x9b"
				      "7m\x9b"
				      "7m\xe2\x80\xae\r";
	const struct mac mac = {{2, 0, 0, 0, 0, (uint8_t)(n % 64)}};
	struct event e;

	event_init(&e, EVENT_DHCP, (int64_t)time(NULL) * 1000000, &mac);
	e.u.dhcp.op = DHCP_OP_REQUEST;
	e.u.dhcp.type = DHCP_DISCOVER;
	(void)text_copy(e.u.dhcp.kind, sizeof(e.u.dhcp.kind), hostile);
	(void)text_copy(e.u.dhcp.reason, sizeof(e.u.dhcp.reason), hostile);
	(void)text_copy(e.u.dhcp.reason_slug, sizeof(e.u.dhcp.reason_slug),
	    "rom-pxelinux");
	(void)queue_put(events, &e);
	event_init(&e, EVENT_LOG, (int64_t)time(NULL) * 1000000, NULL);
	e.u.log.level = LOG_ERROR;
	(void)text_copy(e.u.log.text, sizeof(e.u.log.text), hostile);
	(void)queue_put(events, &e);
}

static void *
player(void *arg)
{
	const struct timespec pause = {0, 2000000};
	unsigned n = 0;

	while (!atomic_load(&done)) {
		play(arg, n++);
		(void)nanosleep(&pause, NULL);
	}
	return NULL;
}

int
main(void)
{
	struct screen_config config = {.proxy = true,
	    .default_mode = MODE_PXELINUX,
	    .who = "player"};
	const struct screen_calls calls = {
	    .change = take_change,
	    .store_state = store_state_of,
	    .engine_state = engine_state_of,
	};
	const struct screen_queues queues =
	    {.events = queue_new(sizeof(struct event), 1024),
		.books = queue_new(sizeof(struct book *), 4),
		.picks = queue_new(sizeof(struct frame_pick *), 1)};
	char why[256];
	struct text t;
	pthread_t thread;
	int result;

	if (queues.events == NULL || queues.books == NULL ||
	    queues.picks == NULL || pipe(stop_pipe) != 0)
		return 4;
	(void)signal(SIGTERM, on_term);
	config.stop_fd = stop_pipe[0];
	if (pthread_create(&thread, NULL, player, queues.events) != 0)
		return 4;
	text_init(&t, why, sizeof(why));
	result = screen_run(&config, &calls, &queues, &t);
	atomic_store(&done, true);
	(void)pthread_join(thread, NULL);
	queue_free(queues.events);
	queue_free(queues.books);
	queue_free(queues.picks);
	if (result < 0) {
		(void)fprintf(stderr, "%s\n", why);
		return 1;
	}
	/* 0 the operator, 10 stopped, 11 the terminal went away */
	return result == SCREEN_QUIT ? 0 : result == SCREEN_STOPPED ? 10 : 11;
}
