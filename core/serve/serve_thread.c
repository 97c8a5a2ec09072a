/* SPDX-License-Identifier: ISC */
#include "core/serve/serve_thread.h"

#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

#include "core/base/err.h"
#include "core/io/clock.h"
#include "core/io/loop.h"
#include "core/io/thread.h"

#define ROUND_MS 500

struct serve_thread {
	struct serve_thread_config config;
	struct serve_thread_calls calls;
	struct loop *loop;
	struct mailbox *mail;
	int iface_fd;
	struct book *book;
	struct watch *watch_mail, *watch_ifaces, *watch_round;
	int64_t round_us; /* when the last round was, by the running clock */
	bool running;
	pthread_t thread;
};

static void
take_book(struct serve_thread *t, struct book *book)
{
	struct book *old = t->book;

	t->book = book;
	if (t->calls.book != NULL)
		t->calls.book(t->calls.arg, book);
	t->config.book_free(old);
}

static void
read_mail(void *arg)
{
	struct serve_thread *t = arg;
	struct mail mail;

	mailbox_take(t->mail, &mail);
	if (mail.book != NULL)
		take_book(t, mail.book);
	if (t->calls.mail != NULL)
		t->calls.mail(t->calls.arg, &mail);
	if (mail.stop)
		loop_stop(t->loop);
}

static void
look_at_ifaces(struct serve_thread *t)
{
	struct iface *rows;
	const int count = iface_list(&rows);

	if (count >= 0)
		t->calls.ifaces(t->calls.arg, rows, (size_t)count);
	free(rows);
}

static void
ifaces_changed(void *arg)
{
	struct serve_thread *t = arg;

	if (iface_watch_drain(t->iface_fd))
		look_at_ifaces(t);
}

static void
go_round(void *arg)
{
	struct serve_thread *t = arg;

	/* A round ago: after a standstill it may come before what waits. */
	t->config.round(t->config.round_arg, t->config.part, t->round_us);
	t->round_us = clock_running_us();
	if (t->calls.round != NULL)
		t->calls.round(t->calls.arg);
}

static int
make_all(struct serve_thread *t)
{
	struct event_base *base;

	t->loop = loop_new();
	t->mail = mailbox_new();
	if (t->loop == NULL || t->mail == NULL)
		return -PX_ENOMEM;
	t->iface_fd = iface_watch_open();
	if (t->iface_fd < 0)
		return t->iface_fd;
	base = loop_base(t->loop);
	t->watch_mail = watch_fd(base, mailbox_fd(t->mail), read_mail, t);
	t->watch_ifaces = watch_fd(base, t->iface_fd, ifaces_changed, t);
	t->watch_round = watch_every(base, ROUND_MS, go_round, t);
	return t->watch_mail != NULL && t->watch_ifaces != NULL &&
		t->watch_round != NULL ?
	    0 :
	    -PX_ENOMEM;
}

int
serve_thread_new(struct serve_thread **ret,
    const struct serve_thread_config *config,
    const struct serve_thread_calls *calls)
{
	struct serve_thread *t = calloc(1, sizeof(*t));
	int err;

	if (t == NULL)
		return -PX_ENOMEM;
	t->config = *config;
	t->calls = *calls;
	t->iface_fd = -1;
	err = make_all(t);
	if (err < 0) {
		serve_thread_free(t);
		return err;
	}
	*ret = t;
	return 0;
}

struct event_base *
serve_thread_base(const struct serve_thread *t)
{
	return loop_base(t->loop);
}

static void *
run(void *arg)
{
	struct serve_thread *t = arg;

	thread_is(t->config.name);
	/* From here on it may hang. */
	t->round_us = clock_running_us();
	t->config.round(t->config.round_arg, t->config.part, t->round_us);
	if (t->calls.begin != NULL)
		t->calls.begin(t->calls.arg);
	/* Anything that changed between the opening and the watch. */
	look_at_ifaces(t);
	loop_run(t->loop);
	return NULL;
}

int
serve_thread_start(struct serve_thread *t)
{
	t->running = thread_begin(&t->thread, run, t);
	return t->running ? 0 : -PX_ENOMEM;
}

struct book *
serve_thread_book(const struct serve_thread *t)
{
	return t->book;
}

void
serve_thread_put_book(struct serve_thread *t, struct book *book)
{
	t->config.book_free(mailbox_book(t->mail, book));
}

struct mailbox *
serve_thread_mail(const struct serve_thread *t)
{
	return t->mail;
}

bool
serve_thread_stop(struct serve_thread *t)
{
	if (!t->running)
		return true;
	mailbox_stop(t->mail);
	t->running = !thread_end(t->thread);
	return !t->running;
}

void
serve_thread_free(struct serve_thread *t)
{
	if (t == NULL)
		return;
	watch_free(t->watch_mail);
	watch_free(t->watch_ifaces);
	watch_free(t->watch_round);
	if (t->iface_fd >= 0)
		(void)close(t->iface_fd);
	if (t->mail != NULL)
		t->config.book_free(mailbox_free(t->mail));
	t->config.book_free(t->book);
	loop_free(t->loop);
	free(t);
}
