/* SPDX-License-Identifier: ISC */
#include "tests/unit/unit.h"

#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "core/boot/event.h"
#include "core/io/queue.h"
#include "tui/headless.h"

struct rig {
	struct headless h;
	int out; /* where its lines come out; -1: closed */
	int stop;
};

static void
rig_init(struct rig *r, size_t most, bool json)
{
	int p[2];

	memset(r, 0, sizeof(*r));
	assert_int_equal(pipe(p), 0);
	assert_int_equal(fcntl(p[0], F_SETFL, O_NONBLOCK), 0);
	assert_int_equal(fcntl(p[1], F_SETFL, O_NONBLOCK), 0);
	r->out = p[0];
	r->h.fd = p[1];
	r->h.json = json;
	r->stop = eventfd(0, EFD_CLOEXEC);
	r->h.stop_fd = r->stop;
	r->h.events = queue_new(sizeof(struct event), most);
	assert_non_null(r->h.events);
}

static void
rig_done(struct rig *r)
{
	headless_done(&r->h);
	queue_free(r->h.events);
	(void)close(r->stop);
	if (r->out != -1)
		(void)close(r->out);
}

static bool
put_line(struct rig *r, const char *text)
{
	struct event e;

	event_init(&e, EVENT_LOG, 0, NULL);
	e.u.log.level = LOG_WARNING;
	(void)text_copy(e.u.log.topic, sizeof(e.u.log.topic), "test");
	(void)text_copy(e.u.log.text, sizeof(e.u.log.text), text);
	return queue_put(r->h.events, &e);
}

/* What has come out so far. */
static size_t
read_out(struct rig *r, char *buf, size_t cap)
{
	size_t len = 0;
	ssize_t n;

	while (
	    len + 1 < cap && (n = read(r->out, buf + len, cap - 1 - len)) > 0)
		len += (size_t)n;
	buf[len] = '\0';
	return len;
}

static void
events_are_lines(void **state)
{
	struct rig r;
	char out[4096];

	(void)state;
	rig_init(&r, 8, false);
	assert_true(put_line(&r, "first"));
	assert_true(put_line(&r, "second"));
	headless_flush(&r.h);
	(void)read_out(&r, out, sizeof(out));
	assert_non_null(strstr(out, "test: first\n"));
	assert_non_null(strstr(out, "test: second\n"));
	rig_done(&r);
	rig_init(&r, 8, true);
	assert_true(put_line(&r, "first"));
	headless_flush(&r.h);
	(void)read_out(&r, out, sizeof(out));
	assert_int_equal(out[0], '{');
	assert_int_equal(out[strlen(out) - 1], '\n');
	rig_done(&r);
}

static void
what_overflowed_is_told(void **state)
{
	struct rig r;
	char out[4096];

	(void)state;
	rig_init(&r, 1, false);
	assert_true(put_line(&r, "kept"));
	assert_false(put_line(&r, "lost"));
	assert_false(put_line(&r, "lost"));
	headless_flush(&r.h);
	(void)read_out(&r, out, sizeof(out));
	assert_non_null(strstr(out, "test: kept\n"));
	assert_non_null(strstr(out, "output: 2 events were lost"));
	/* Once. */
	headless_flush(&r.h);
	assert_int_equal(read_out(&r, out, sizeof(out)), 0);
	rig_done(&r);
}

static void
a_reader_that_left_stops_nothing(void **state)
{
	struct rig r;

	(void)state;
	rig_init(&r, 8, false);
	(void)close(r.out);
	r.out = -1;
	assert_true(put_line(&r, "nobody reads this"));
	headless_flush(&r.h);
	assert_int_equal(r.h.fd, -1);
	assert_true(put_line(&r, "nor this"));
	headless_flush(&r.h);
	assert_int_equal(eventfd_write(r.stop, 1), 0);
	headless_run(&r.h);
	rig_done(&r);
}

/* Full and unread: it waits, but still hears that it is time to end. */
static void
a_reader_that_stopped_can_be_left(void **state)
{
	struct rig r;
	char fill[4096] = {0};

	(void)state;
	rig_init(&r, 8, false);
	while (write(r.h.fd, fill, sizeof(fill)) > 0)
		;
	assert_true(put_line(&r, "no room for this"));
	headless_flush(&r.h);
	assert_int_not_equal(r.h.fd, -1);
	assert_true(put_line(&r, "nor for this"));
	assert_int_equal(eventfd_write(r.stop, 1), 0);
	headless_run(&r.h);
	rig_done(&r);
}

/* Each message is not, and what it comes to is. */
static void
news_are_few(void **state)
{
	static const enum event_kind news[] = {EVENT_SESSION, EVENT_HOST,
	    EVENT_FINDING, EVENT_SERVER, EVENT_LOG};
	struct event e = {.kind = EVENT_DHCP};
	unsigned count = 0;

	(void)state;
	for (int k = 0; k < EVENT_KIND_COUNT; k++) {
		e.kind = (enum event_kind)k;
		count += headless_is_news(&e);
	}
	assert_int_equal(count, sizeof(news) / sizeof(news[0]));
	for (size_t i = 0; i < sizeof(news) / sizeof(news[0]); i++) {
		e.kind = news[i];
		assert_true(headless_is_news(&e));
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(events_are_lines),
	    cmocka_unit_test(what_overflowed_is_told),
	    cmocka_unit_test(a_reader_that_left_stops_nothing),
	    cmocka_unit_test(a_reader_that_stopped_can_be_left),
	    cmocka_unit_test(news_are_few),
	};

	(void)signal(SIGPIPE, SIG_IGN);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
