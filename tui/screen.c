/* SPDX-License-Identifier: ISC */
#include "tui/screen.h"

#include <poll.h>
#include <stdlib.h>
#include <time.h>

#include "core/base/err.h"
#include "core/io/queue.h"
#include "tui/app.h"
#include "tui/press.h"
#include "tui/term.h"

/* The shell around struct app: the terminal, the queues and the clock. */
#define FRAME_US 33000 /* at most 30 draws a second */
#define TICK_US 1000000
#define EVENTS_A_TURN 256

struct loop {
	struct app app;
	struct terminal *term;
	struct grid grid;
	const struct screen_queues *queues;
	struct book *book; /* the one that the app looks at */
	struct event *batch;
	int stop_fd;
	bool works; /* at something that takes several turns */
	int64_t drawn_us, ticked_us; /* monotonic */
};

enum {
	POLL_KEYS,
	POLL_SIZE,
	POLL_EVENTS,
	POLL_BOOKS,
	POLL_PICKS,
	POLL_STOP,
	POLL_OUT,
	POLL_COUNT
};

static int64_t
clock_us(clockid_t id)
{
	struct timespec t;

	if (clock_gettime(id, &t) != 0)
		return 0;
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static bool
resize(struct loop *l)
{
	int rows, cols;

	term_size(l->term, &rows, &cols);
	if (rows == l->grid.rows && cols == l->grid.cols)
		return true;
	l->app.dirty = l->app.redraw = true;
	return grid_resize(&l->grid, rows, cols);
}

static void
take_books(struct loop *l)
{
	struct book *book;

	while (queue_take(l->queues->books, &book, 1) == 1) {
		app_book(&l->app, book);
		book_free(l->book);
		l->book = book;
	}
}

static void
take_picks(struct loop *l)
{
	struct frame_pick *pick;

	while (queue_take(l->queues->picks, &pick, 1) == 1)
		app_picked(&l->app, pick);
}

static void
take_events(struct loop *l)
{
	const size_t n = queue_take(l->queues->events, l->batch, EVENTS_A_TURN);
	size_t i;

	for (i = 0; i < n; i++)
		app_event(&l->app, &l->batch[i]);
}

static void
tick(struct loop *l, int64_t now)
{
	l->app.utc_us = clock_us(CLOCK_REALTIME);
	l->app.now_us = now;
	if (l->ticked_us != 0 && now - l->ticked_us < TICK_US)
		return;
	l->ticked_us = now;
	app_tick(&l->app, now);
}

/* While the terminal has not taken the last picture there is no next. */
static bool
draw(struct loop *l, int64_t now)
{
	if (l->app.dirty && !term_waits(l->term) &&
	    now - l->drawn_us >= FRAME_US) {
		app_draw(&l->app, &l->grid);
		term_draw(l->term, &l->grid, l->app.redraw);
		l->app.redraw = false;
		l->drawn_us = now;
	}
	return term_flush(l->term);
}

static bool
take_keys(struct loop *l)
{
	int key;

	while ((key = term_key(l->term)) != PRESS_NONE) {
		if (key == PRESS_GONE)
			return false;
		app_key(&l->app, key);
		if (l->app.quit)
			break;
	}
	return true;
}

static void
wait_for(struct loop *l, struct pollfd fds[POLL_COUNT], int64_t now)
{
	int64_t wait = l->ticked_us + TICK_US - now;

	if (l->app.dirty && l->drawn_us + FRAME_US - now < wait)
		wait = l->drawn_us + FRAME_US - now;
	if (l->app.dirty && term_waits(l->term))
		wait = TICK_US;
	fds[POLL_KEYS].fd = term_key_fd(l->term);
	fds[POLL_SIZE].fd = term_resize_fd(l->term);
	fds[POLL_EVENTS].fd = queue_fd(l->queues->events);
	fds[POLL_BOOKS].fd = queue_fd(l->queues->books);
	fds[POLL_PICKS].fd = queue_fd(l->queues->picks);
	fds[POLL_STOP].fd = l->stop_fd;
	fds[POLL_OUT].fd = term_waits(l->term) ? term_out_fd(l->term) : -1;
	for (int i = 0; i < POLL_COUNT; i++) {
		fds[i].events = i == POLL_OUT ? POLLOUT : POLLIN;
		fds[i].revents = 0;
	}
	if (l->works)
		wait = 0;
	if (poll(fds, POLL_COUNT, wait <= 0 ? 0 : (int)(wait / 1000) + 1) < 0)
		for (int i = 0; i < POLL_COUNT; i++)
			fds[i].revents = 0;
}

static enum screen_end
run(struct loop *l)
{
	struct pollfd fds[POLL_COUNT];
	int64_t now;

	for (;;) {
		now = clock_us(CLOCK_MONOTONIC);
		tick(l, now);
		if (!resize(l) || !draw(l, now))
			return SCREEN_GONE;
		wait_for(l, fds, now);
		if (fds[POLL_STOP].revents != 0)
			return SCREEN_STOPPED;
		if ((fds[POLL_OUT].revents & (POLLHUP | POLLERR)) != 0 ||
		    !take_keys(l))
			return SCREEN_GONE;
		if (l->app.quit)
			return SCREEN_QUIT;
		take_books(l);
		take_picks(l);
		take_events(l);
		l->works = machines_work(&l->app);
	}
}

static void
show_event(void *arg, const struct event *e)
{
	app_event(arg, e);
}

int
screen_run(const struct screen_config *config, const struct screen_calls *calls,
    const struct screen_queues *queues, struct text *why)
{
	struct loop l = {.queues = queues};
	const struct event_sink sink = {&l.app, show_event};
	int result = 0;

	l.stop_fd = config->stop_fd;
	if (!app_init(&l.app, config, calls, clock_us(CLOCK_MONOTONIC)))
		return -PX_ENOMEM;
	if (calls->fill != NULL)
		result = calls->fill(calls->arg, sink, why);
	if (result >= 0)
		result = term_open(&l.term, why);
	if (result < 0) {
		app_done(&l.app);
		return result;
	}
	l.grid.ascii = term_is_ascii(l.term);
	l.batch = calloc(EVENTS_A_TURN, sizeof(*l.batch));
	result = l.batch == NULL ? -PX_ENOMEM : (int)run(&l);
	app_done(&l.app);
	term_close(l.term);
	grid_done(&l.grid);
	book_free(l.book);
	free(l.batch);
	return result;
}
