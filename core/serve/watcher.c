/* SPDX-License-Identifier: ISC */
#include "core/serve/watcher.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "core/boot/pipeline.h"
#include "core/io/loop.h"
#include "core/io/queue.h"
#include "core/io/thread.h"
#include "core/serve/dhcp_event.h"
#include "core/serve/mailbox.h"
#include "core/serve/recorder.h"
#include "core/serve/watch_clock.h"
#include "core/serve/watch_self.h"
#include "core/serve/watch_trial.h"
#include "core/serve/watch_words.h"

#define MACHINES_MOST 100000 /* the tracker forgets the least recent */
#define EVENTS_MOST 8192
#define PICKS_MOST 4
/* Of which one of DHCP takes about 600: a storm of 1,000 machines fits. */
#define EVENTS_BYTES (4u << 20)
#define BATCH 64
#define MANY_FRAMES 512 /* no ring that is full holds less */
#define FRAMES_AT_ONCE 2048 /* of an interface, then the server's word */
#define TICK_MS 1000
#define OVERDUE_US 100000
#define REST_NS 5000000 /* between looks */
#define AGAIN_US 1000 /* when frames were left */

enum {
	WATCH_EVENTS,
	WATCH_MAIL,
	WATCH_PICKS,
	WATCH_IFACES,
	WATCH_TICK,
	WATCH_DUE,
	WATCHES
};

_Static_assert(CONFIG_INTERFACES <= FRAME_MERGE_MOST, "a ring of each");

struct watcher {
	struct watcher_config config;
	uint16_t http_port;
	struct watcher_calls calls;
	struct loop *loop;
	struct queue *events;
	struct queue *picks; /* struct frame_pick * */
	struct mailbox *mail;
	int iface_fd;
	void *memory;
	struct pipeline *pipeline;
	struct frame_ring *passed; /* NULL: no capture */
	struct recorder *recorder; /* NULL: nothing is recorded */
	struct book *book;
	struct watch_trial trial;
	struct join_self self;
	struct diag_env env;
	struct watch_clock clock;
	struct watch *watches[WATCHES];
	uint64_t frames; /* numbers them */
	struct join_told told; /* who serves, and that is here */
	uint64_t refused; /* events that were lost and said to be */
	struct watch_loss loss;
	size_t port_count;
	struct watch_port ports[CONFIG_INTERFACES];
	struct frame_merge merge; /* of the ports, by their places */
	struct event batch[BATCH];
	struct dhcp_msg msg; /* read again for its facts */
	bool running;
	pthread_t thread;
	pthread_mutex_t lock;
	struct watcher_state state; /* under the lock */
};

/* A `once` that somebody set anew during the boot is still to come. */
static bool
once_stands(const struct watcher *w, const struct mac *mac, enum boot_mode mode)
{
	const struct host *h = w->book == NULL ? NULL : book_find(w->book, mac);

	return h != NULL && h->once == mode;
}

static void
judge_trial(struct watcher *w, const struct event *e)
{
	struct trial_verdict v;
	struct event told TO_FILL;

	if (!watch_trial_judge(&w->trial, e, w->pipeline, w->book,
		&w->config.trial, &v))
		return;
	w->calls.tried(w->calls.arg, event_speaker(e), &v);
	if (v.words[0] == '\0')
		return;
	event_log(&told, LOG_WARNING, "boot", v.words, e->time_us);
	told.mac = e->mac;
	told.has_mac = true;
	w->calls.event(w->calls.arg, &told);
}

/* The last station of every event on its way out. */
static void
hand_out(void *arg, const struct event *story)
{
	struct watcher *w = arg;
	struct event copy TO_FILL;
	const struct event *e = &copy;

	/* Noise but for the diagnosis, and that has seen it. */
	if (story->kind == EVENT_WIRE)
		return;
	watch_clock_tell(&w->clock, &copy, story);
	if (w->recorder != NULL)
		recorder_event(w->recorder, e);
	w->calls.event(w->calls.arg, e);
	/* It was decided for the MAC that asked last. */
	if (e->kind == EVENT_SESSION && e->has_mac && e->u.session.once_used &&
	    once_stands(w, event_speaker(e), e->u.session.mode))
		w->calls.once_used(w->calls.arg, event_speaker(e),
		    e->u.session.mode);
	judge_trial(w, e);
}

static void
say(struct watcher *w, enum log_level level, const char *line)
{
	struct event e;

	event_log(&e, level, "wire", line, watch_clock_now(&w->clock));
	pipeline_own(w->pipeline, &e);
}

static void
say_port(struct watcher *w, const struct watch_port *p, enum watch_news news,
    const char *why)
{
	char line[256];
	struct text t;

	if (news == WATCH_SAME)
		return;
	text_init(&t, line, sizeof(line));
	watch_words_port(&t, p, news, why);
	say(w, news == WATCH_LOST ? LOG_WARNING : LOG_INFO, line);
}

static void
note_state(struct watcher *w)
{
	struct watcher_state s = {.lost_events = queue_refused(w->events)};

	for (size_t n = 0; n < w->port_count; n++) {
		struct capture_counts c;

		watch_port_counts(&w->ports[n], &c);
		s.on[n] = w->ports[n].live != NULL;
		s.watched += s.on[n];
		if (w->ports[n].live != NULL)
			s.ring_bytes += CAPTURE_LIVE_RING;
		s.frames += c.frames;
		s.lost_frames += c.lost;
	}
	/* From then on nothing follows from what was not seen. */
	if (s.lost_frames != w->state.lost_frames) {
		w->env.lost_us = watch_clock_now(&w->clock);
		pipeline_self(w->pipeline, &w->self, &w->env);
	}
	(void)pthread_mutex_lock(&w->lock);
	w->state = s;
	(void)pthread_mutex_unlock(&w->lock);
}

static void
learn_self(struct watcher *w, const struct iface *rows, size_t count)
{
	watch_self_learn(&w->self, rows, count, w->ports, w->port_count);
	w->self.http_port = w->http_port;
	watch_self_networks(&w->env, rows, count, w->ports, w->port_count);
	w->env.capturing = false;
	for (size_t n = 0; n < w->port_count; n++)
		if (w->ports[n].live != NULL)
			w->env.capturing = true;
	pipeline_self(w->pipeline, &w->self, &w->env);
}

static void pump(void *arg);

static void
follow_port(struct watcher *w, size_t n, const struct iface *now)
{
	struct watch_port *p = &w->ports[n];
	char line[160];
	struct text why;
	enum watch_news news;

	text_init(&why, line, sizeof(line));
	news = watch_port_follow(p, now, &why);
	if (news == WATCH_OPENED)
		p->watch = watch_fd(loop_base(w->loop),
		    capture_live_fd(p->live), pump, w);
	if (news == WATCH_OPENED || p->live == NULL)
		frame_merge_forget(&w->merge, n);
	say_port(w, p, news, line);
}

static void
set_filters(struct watcher *w)
{
	for (size_t n = 0; n < w->port_count; n++)
		if (w->ports[n].live != NULL)
			(void)capture_live_filter(w->ports[n].live,
			    w->self.addrs, w->self.addr_count);
}

static void
look_at_ifaces(struct watcher *w)
{
	const struct join_self before = w->self;
	struct iface *rows;
	const int count = iface_list(&rows);
	const unsigned watched = w->state.watched;

	if (count < 0)
		return;
	for (size_t n = 0; n < w->port_count; n++)
		follow_port(w, n,
		    iface_find(rows, (size_t)count, w->ports[n].name));
	learn_self(w, rows, (size_t)count);
	free(rows);
	note_state(w);
	/* Setting a filter empties the buffer: only when it is another. */
	if (watched != w->state.watched ||
	    memcmp(&before, &w->self, sizeof(before)) != 0)
		set_filters(w);
}

static void
ifaces_changed(void *arg)
{
	struct watcher *w = arg;

	if (iface_watch_drain(w->iface_fd))
		look_at_ifaces(w);
}

static void
take_frame(struct watcher *w, struct observe_frame *f)
{
	f->number = ++w->frames;
	frame_keep_put(w->passed, f);
	if (w->recorder != NULL)
		recorder_frame(w->recorder, f);
	f->time_us = watch_clock_story(&w->clock, f->time_us);
	pipeline_frame(w->pipeline, f);
}

/* False: some are left. */
static bool
read_ports(struct watcher *w)
{
	struct observe_frame f;

	for (size_t i = 0; i < FRAMES_AT_ONCE * w->port_count; i++) {
		if (!frame_merge_next(&w->merge, &f))
			return true;
		take_frame(w, &f);
	}
	return !frame_merge_waits(&w->merge);
}

static void
set_timer(struct watcher *w, int64_t due_us, int64_t now_us)
{
	/* Overdue: the server's word is. */
	if (due_us != 0)
		watch_in_us(w->watches[WATCH_DUE],
		    due_us > now_us ? (uint64_t)(due_us - now_us) : OVERDUE_US);
}

/* To wake for every frame would cost the server its processor. */
static void
rest(void)
{
	const struct timespec t = {.tv_nsec = REST_NS};

	(void)nanosleep(&t, NULL);
}

static void
take_batch(struct watcher *w, size_t count)
{
	for (size_t n = 0; n < count; n++) {
		struct event *e = &w->batch[n];

		dhcp_event_facts(e, &w->msg);
		e->time_us = watch_clock_story(&w->clock, e->time_us);
		pipeline_own(w->pipeline, e);
	}
}

/*
 * Up to when all that the server did is in our hands: only an empty queue
 * says so, as of before the look into it.
 */
static void
note_told(struct watcher *w, size_t count, const struct join_told *before)
{
	const uint64_t refused = queue_refused(w->events);

	if (count < BATCH)
		w->told = *before;
	if (refused != w->refused)
		pipeline_lost(w->pipeline, watch_clock_now(&w->clock));
	w->refused = refused;
}

/*
 * The events first, then the frames, then the events' turn: what the server
 * tells of has been on the wire, so its frame is there by now.
 */
static size_t
look(struct watcher *w)
{
	const struct join_told before = watch_clock_served(&w->clock);
	const size_t count = queue_take(w->events, w->batch, BATCH);
	const uint64_t frames = w->frames;
	const bool all = read_ports(w);
	int64_t now_us, due_us;

	/* Were some lost?  Before anything is made of those that were not. */
	if (w->frames - frames >= MANY_FRAMES)
		note_state(w);
	take_batch(w, count);
	note_told(w, count, &before);
	now_us = watch_clock_now(&w->clock);
	due_us = pipeline_release(w->pipeline, now_us, &w->told);
	/* A ring whose last frame is here already is not readable. */
	set_timer(w, all ? due_us : now_us + AGAIN_US, now_us);
	return count;
}

static void
pump(void *arg)
{
	if (look(arg) < BATCH)
		rest();
}

static void
tell_recorder(struct watcher *w, bool last)
{
	const struct record_now now = {watch_clock_now(&w->clock),
	    w->state.watched > 0, last};
	enum log_level level;
	char line[640];
	struct text t;

	if (w->recorder == NULL)
		return;
	recorder_clock(w->recorder, w->clock.story.ahead_us);
	recorder_flush(w->recorder);
	text_init(&t, line, sizeof(line));
	while (record_news_next(recorder_news(w->recorder), &now, &level, &t)) {
		say(w, level, line);
		text_init(&t, line, sizeof(line));
	}
}

static void
tell_news(struct watcher *w)
{
	char line[160];
	struct text t;

	text_init(&t, line, sizeof(line));
	if (watch_clock_news(&w->clock, &t))
		say(w, LOG_INFO, line);
	text_init(&t, line, sizeof(line));
	if (watch_words_loss(&t, &w->loss, w->state.lost_frames,
		watch_clock_now(&w->clock)))
		say(w, LOG_WARNING, line);
}

static void
say_round(struct watcher *w)
{
	w->config.round(w->config.round_arg, PART_WATCH,
	    watch_clock_now(&w->clock));
}

static void
tick(void *arg)
{
	struct watcher *w = arg;

	say_round(w);
	for (size_t n = 0; n < w->port_count; n++)
		w->ports[n].troubles = 0;
	/* Time tells nothing before what came in it. */
	(void)look(w);
	pipeline_tick(w->pipeline, watch_clock_now(&w->clock));
	tell_recorder(w, false);
	note_state(w);
	tell_news(w);
}

static void
tell_sum(struct watcher *w)
{
	char line[96];
	struct text t;

	if (w->port_count == 0)
		return;
	note_state(w);
	text_init(&t, line, sizeof(line));
	watch_words_sum(&t, w->state.frames, w->state.lost_frames);
	say(w, w->state.lost_frames > 0 ? LOG_WARNING : LOG_INFO, line);
}

static void
finish(struct watcher *w)
{
	size_t count;

	while ((count = queue_take(w->events, w->batch, BATCH)) > 0)
		take_batch(w, count);
	tell_recorder(w, true);
	tell_sum(w);
	pipeline_end(w->pipeline);
	loop_stop(w->loop);
}

static void
read_mail(void *arg)
{
	struct watcher *w = arg;
	struct mail mail;

	mailbox_take(w->mail, &mail);
	if (mail.book != NULL) {
		w->calls.book_free(w->book);
		w->book = mail.book;
	}
	if (mail.stop)
		finish(w);
}

static void
read_picks(void *arg)
{
	struct watcher *w = arg;
	struct frame_pick *pick;

	while (queue_take(w->picks, &pick, 1) == 1) {
		if (w->passed != NULL)
			frame_pick_ring(pick, w->passed);
		w->calls.picked(w->calls.arg, pick);
	}
}

static int
make_all(struct watcher *w)
{
	const struct event_sink sink = {w, hand_out};

	w->loop = loop_new();
	w->mail = mailbox_new();
	w->events = queue_new_within(sizeof(struct event), EVENTS_MOST,
	    EVENTS_BYTES);
	w->picks = queue_new(sizeof(struct frame_pick *), PICKS_MOST);
	w->memory = calloc(1, pipeline_size(MACHINES_MOST));
	if (w->config.capture)
		w->passed = frame_keep_new();
	if (w->loop == NULL || w->mail == NULL || w->events == NULL ||
	    w->picks == NULL || w->memory == NULL ||
	    (w->config.capture && w->passed == NULL))
		return -PX_ENOMEM;
	w->pipeline = pipeline_init(w->memory, MACHINES_MOST, &w->env, sink);
	w->iface_fd = iface_watch_open();
	return w->iface_fd < 0 ? w->iface_fd : 0;
}

/* Without it serving and watching go on. */
static void
open_recorder(struct watcher *w)
{
	char line[640];
	struct text t;

	text_init(&t, line, sizeof(line));
	if (w->passed == NULL)
		say(w, LOG_WARNING,
		    "nothing is recorded: the wire is not watched");
	else if (recorder_new(&w->recorder, w->config.record, w->passed, &t) !=
	    0)
		say(w, LOG_ERROR, line);
}

int
watcher_new(struct watcher **ret, const struct watcher_config *config,
    const struct watcher_calls *calls)
{
	struct watcher *w = calloc(1, sizeof(*w));
	int err;

	if (w == NULL)
		return -PX_ENOMEM;
	w->config = *config;
	w->calls = *calls;
	w->iface_fd = -1;
	watch_port_merge(&w->merge, w->ports);
	w->env.live = true;
	watch_clock_init(&w->clock);
	w->env.started_us = watch_clock_now(&w->clock);
	w->env.proxy = config->proxy;
	w->env.files = config->files;
	(void)pthread_mutex_init(&w->lock, NULL);
	err = make_all(w);
	if (err < 0) {
		watcher_free(w);
		return err;
	}
	if (config->record[0] != '\0')
		open_recorder(w);
	*ret = w;
	return 0;
}

void
watcher_open(struct watcher *w, const struct iface *i)
{
	if (!w->config.capture || w->port_count == CONFIG_INTERFACES)
		return;
	(void)text_copy(w->ports[w->port_count].name, IFACE_NAME, i->name);
	w->merge.count = ++w->port_count;
	follow_port(w, w->port_count - 1, i);
}

static void *
watch(void *arg)
{
	struct watcher *w = arg;

	thread_is("px-watch");
	/* A storm is served first, and told as soon as there is time. */
	thread_gives_way();
	say_round(w);
	if (w->recorder != NULL)
		recorder_check(w->recorder);
	if (!w->config.capture)
		say(w, LOG_INFO,
		    "the wire is not watched (--no-capture): only what this "
		    "server does is shown");
	look_at_ifaces(w);
	set_filters(w);
	loop_run(w->loop);
	return NULL;
}

static int
start_watches(struct watcher *w)
{
	struct event_base *base = loop_base(w->loop);

	w->watches[WATCH_EVENTS] = watch_fd(base, queue_fd(w->events), pump, w);
	w->watches[WATCH_MAIL] = watch_fd(base, mailbox_fd(w->mail), read_mail,
	    w);
	w->watches[WATCH_PICKS] = watch_fd(base, queue_fd(w->picks), read_picks,
	    w);
	w->watches[WATCH_IFACES] = watch_fd(base, w->iface_fd, ifaces_changed,
	    w);
	w->watches[WATCH_TICK] = watch_every(base, TICK_MS, tick, w);
	w->watches[WATCH_DUE] = watch_timer(base, pump, w);
	for (size_t n = 0; n < WATCHES; n++)
		if (w->watches[n] == NULL)
			return -PX_ENOMEM;
	return 0;
}

void
watcher_http(struct watcher *w, uint16_t port)
{
	w->http_port = port;
}

int
watcher_start(struct watcher *w)
{
	int err = start_watches(w);

	if (err < 0)
		return err;
	w->running = thread_begin(&w->thread, watch, w);
	return w->running ? 0 : -PX_ENOMEM;
}

void
watcher_put(struct watcher *w, const struct event *e)
{
	(void)queue_put_first(w->events, e, event_size(e));
}

void
watcher_served(struct watcher *w, enum part server, int64_t before_us)
{
	watch_clock_serves(&w->clock, server, before_us);
}

void
watcher_book(struct watcher *w, struct book *book)
{
	w->calls.book_free(mailbox_book(w->mail, book));
}

bool
watcher_pick(struct watcher *w, struct frame_pick *pick)
{
	return queue_put(w->picks, &pick);
}

void
watcher_state(struct watcher *w, struct watcher_state *ret)
{
	(void)pthread_mutex_lock(&w->lock);
	*ret = w->state;
	(void)pthread_mutex_unlock(&w->lock);
}

bool
watcher_stop(struct watcher *w)
{
	if (w == NULL || !w->running)
		return true;
	mailbox_stop(w->mail);
	w->running = !thread_end(w->thread);
	return !w->running;
}

void
watcher_free(struct watcher *w)
{
	struct frame_pick *pick;

	if (w == NULL)
		return;
	while (w->picks != NULL && queue_take(w->picks, &pick, 1) == 1)
		free(pick);
	for (size_t n = 0; n < WATCHES; n++)
		watch_free(w->watches[n]);
	for (size_t n = 0; n < w->port_count; n++)
		watch_port_close(&w->ports[n]);
	if (w->iface_fd >= 0)
		(void)close(w->iface_fd);
	loop_free(w->loop);
	queue_free(w->events);
	queue_free(w->picks);
	if (w->mail != NULL)
		w->calls.book_free(mailbox_free(w->mail));
	w->calls.book_free(w->book);
	recorder_free(w->recorder);
	frame_keep_free(w->passed);
	free(w->memory);
	(void)pthread_mutex_destroy(&w->lock);
	free(w);
}
