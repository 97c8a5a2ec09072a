/* SPDX-License-Identifier: ISC */
#include "tui/capture_screen.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "core/base/err.h"
#include "core/io/queue.h"
#include "tui/bundle.h"
#include "tui/capture_pick.h"
#include "tui/command.h"
#include "tui/reading.h"
#include "tui/screen.h"

struct showing {
	const char *path;
	struct event_sink screen;
	struct queue *picks;
	sigset_t stop; /* signals that end the screen, once it is there */
	uint64_t seq;
};

static void
number_event(void *arg, const struct event *e)
{
	struct showing *s = arg;
	struct event out = *e;

	out.seq = ++s->seq;
	s->screen.take(s->screen.arg, &out);
}

static void
warn_broken(struct showing *s, const struct reading_counts *c, const char *why)
{
	struct event e;

	if (!c->broken)
		return;
	event_log(&e, LOG_WARNING, "capture", why, c->last_us);
	number_event(s, &e);
}

static void
warn_malformed(struct showing *s, const struct reading_counts *c)
{
	char line[128];
	struct event e;
	struct text t;

	if (c->seen.malformed == 0)
		return;
	text_init(&t, line, sizeof(line));
	text_addf(&t, "frame %llu: %s",
	    (unsigned long long)c->seen.malformed_frame,
	    err_text(c->seen.malformed_err));
	if (c->seen.malformed > 1)
		text_addf(&t, ", the first of %llu malformed ones",
		    (unsigned long long)c->seen.malformed);
	event_log(&e, LOG_WARNING, "capture", line, c->last_us);
	number_event(s, &e);
}

static int
fill_screen(void *arg, struct event_sink screen, struct text *why)
{
	struct showing *s = arg;
	const struct event_sink each = {s, number_event};
	struct reading *r;
	int err;

	s->screen = screen;
	err = reading_pass(&r, s->path, each, why);
	if (err < 0)
		return err;
	warn_malformed(s, reading_counts(r));
	warn_broken(s, reading_counts(r), why->buf);
	reading_free(r);
	/* From now on there is a terminal to be put back. */
	(void)sigprocmask(SIG_BLOCK, &s->stop, NULL);
	return 0;
}

/* The file has its frames still. */
static bool
pick_again(void *arg, struct frame_pick *pick)
{
	const struct showing *s = arg;

	return capture_pick(pick, s->path) && queue_put(s->picks, &pick);
}

/* There is neither store nor engine. */
static bool
take_no_change(void *arg, const struct db_change *change)
{
	(void)arg;
	(void)change;
	return false;
}

static void
nothing_to_save(void *arg, struct store_state *ret)
{
	(void)arg;
	memset(ret, 0, sizeof(*ret));
	ret->saving = true;
}

static void
nothing_served(void *arg, struct engine_state *ret)
{
	(void)arg;
	memset(ret, 0, sizeof(*ret));
}

static void
no_file(void *arg, const char *name, struct file_fact *ret)
{
	(void)arg;
	(void)name;
	ret->err = -PX_ENOENT;
}

/* Read from by the screen; until then they end the program as ever. */
static int
open_stop(struct showing *s)
{
	(void)sigemptyset(&s->stop);
	(void)sigaddset(&s->stop, SIGTERM);
	(void)sigaddset(&s->stop, SIGINT);
	(void)sigaddset(&s->stop, SIGHUP);
	return signalfd(-1, &s->stop, SFD_CLOEXEC | SFD_NONBLOCK);
}

static int
run(struct showing *s, const struct screen_queues *queues, int stop_fd,
    struct text *why)
{
	const struct screen_config config = {.file = s->path,
	    .default_mode = MODE_NONE,
	    .stop_fd = stop_fd};
	const struct screen_calls calls = {.arg = s,
	    .fill = fill_screen,
	    .change = take_no_change,
	    .bundle = bundle_save,
	    .pick = pick_again,
	    .store_state = nothing_to_save,
	    .engine_state = nothing_served,
	    .files = {.look = no_file}};

	if (queues->events == NULL || queues->books == NULL ||
	    queues->picks == NULL)
		return -PX_ENOMEM;
	return screen_run(&config, &calls, queues, why);
}

enum status
capture_screen(const struct options *o)
{
	const struct screen_queues queues =
	    {.events = queue_new(sizeof(struct event), 1),
		.books = queue_new(sizeof(struct book *), 1),
		.picks = queue_new(sizeof(struct frame_pick *), 1)};
	struct showing s = {.path = o->capture_file, .picks = queues.picks};
	struct frame_pick *pick;
	char line[320];
	struct text why;
	int err, stop_fd;

	text_init(&why, line, sizeof(line));
	stop_fd = open_stop(&s);
	err = stop_fd < 0 ? -PX_ENOMEM : run(&s, &queues, stop_fd, &why);
	if (stop_fd >= 0)
		(void)close(stop_fd);
	queue_free(queues.events);
	queue_free(queues.books);
	while (queues.picks != NULL && queue_take(queues.picks, &pick, 1) == 1)
		free(pick);
	queue_free(queues.picks);
	if (err >= 0)
		return STATUS_DONE;
	command_say(line[0] != '\0' ? line : err_text(err));
	return STATUS_FILE;
}
