/* SPDX-License-Identifier: ISC */
#include "tui/reading.h"

#include <pthread.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/err.h"
#include "core/boot/capture_clock.h"
#include "core/boot/diag.h"
#include "core/boot/event_pack.h"
#include "core/boot/servers.h"
#include "core/boot/track.h"
#include "core/io/belt.h"
#include "core/io/capture_file.h"
#include "core/io/capture_order.h"
#include "core/io/large.h"
#include "core/io/thread.h"

/* Ceilings of what one capture may make us remember. */
#define MOST_MACHINES 100000
#define MOST_SESSIONS 20000
#define MOST_LINES 256

/*
 * A capture goes through three stages: its frames become events, these find
 * their machine and are judged, and what is judged is told.  A file has a
 * thread for each, so that a large one is read in the time of the slowest;
 * frames that come one by one go through all of them in the caller's.
 */
struct reading {
	/* Frames. */
	struct capture_order *order;
	struct capture_clock clock;
	struct observe *observe;
	int got; /* the last answer of capture_order_next */
	struct belt *seen; /* of struct seen; NULL: the next stage is called */
	/* Boots. */
	struct track *track;
	struct diag *diag;
	bool over; /* the last frame was read */
	struct belt *judged; /* of packed events; NULL as above */
	/* Telling. */
	struct event_sink each;
	struct reading_counts counts; /* .seen: of the frames */
	struct stories *stories;
	struct servers servers;
};

/* What the first stage hands on: an event, or that time has passed. */
struct seen {
	bool tick;
	int64_t now_us;
	unsigned char event[EVENT_PACK_MOST]; /* packed */
};

/* Few enough to be in the caches yet when the other side takes them. */
#define BATCH ((size_t)16384)
#define BATCHES 64

static void
count_dhcp(struct reading_counts *c, const struct event_dhcp *d)
{
	if (d->type == DHCP_BOOTP && d->op == DHCP_OP_REQUEST)
		c->bootrequests++;
	else if (d->type == DHCP_BOOTP)
		c->bootreplies++;
	else if (d->type < DHCP_TYPE_COUNT)
		c->dhcp[d->type]++;
}

static void
count_finding(struct reading *r, const struct event_finding *f)
{
	struct reading_counts *c = &r->counts;
	size_t i;

	for (i = 0; i < c->slugs; i++)
		if (strcmp(c->finding[i].slug, f->slug) == 0)
			break;
	if (!f->raised || i == READING_SLUGS)
		return;
	c->finding[i].slug = f->slug;
	c->finding[i].count++;
	c->slugs += i == c->slugs;
	if (f->severity == SEVERITY_ERROR)
		c->errors++;
}

static void
pass_on(void *arg, const struct event *e)
{
	const struct reading *r = arg;

	if (r->stories != NULL)
		stories_take(r->stories, e);
	if (r->each.take != NULL)
		r->each.take(r->each.arg, e);
}

/* The third stage: what everybody may see. */
static void
tell(struct reading *r, const struct event *e)
{
	if (e->kind == EVENT_DHCP)
		count_dhcp(&r->counts, &e->u.dhcp);
	else if (e->kind == EVENT_TFTP && e->u.tftp.phase == TFTP_PHASE_DONE)
		r->counts.tftp[e->u.tftp.outcome]++;
	else if (e->kind == EVENT_SESSION && e->u.session.begins)
		r->counts.sessions++;
	else if (e->kind == EVENT_FINDING)
		count_finding(r, &e->u.finding);
	pass_on(r, e);
	servers_take(&r->servers, e);
}

static void
tell_packed(struct reading *r, const void *packed)
{
	struct event e EVENT_TO_FILL;

	event_unpack(&e, packed);
	tell(r, &e);
}

/* After the diagnosis. */
static void
take_judged(void *arg, const struct event *e)
{
	struct reading *r = arg;

	if (r->judged == NULL) {
		tell(r, e);
		return;
	}
	belt_put(r->judged, event_pack(belt_room(r->judged), e));
}

/* After the tracker: events that know their machine. */
static void
take_stamped(void *arg, const struct event *e)
{
	struct reading *r = arg;

	/* What the end of the capture cuts off says nothing of the machine. */
	if (r->over)
		take_judged(r, e);
	else
		diag_event(r->diag, e);
}

/* The second stage, which writes into its events. */
static void
follow(struct reading *r, struct event *e)
{
	/* Counted and shown, but a copy says nothing new. */
	if (e->copy)
		take_judged(r, e);
	else
		track_event(r->track, e);
}

static void
follow_packed(struct reading *r, const void *packed)
{
	struct event e EVENT_TO_FILL;

	event_unpack(&e, packed);
	follow(r, &e);
}

static void
pass_time(struct reading *r, int64_t now_us)
{
	track_tick(r->track, now_us);
	diag_tick(r->diag, now_us);
}

/* What follows from it that nothing comes any more. */
static void
finish(struct reading *r)
{
	const struct diag_env env = {.capturing = true, .over = true};

	diag_env(r->diag, &env);
	diag_tick(r->diag, r->clock.last_us);
	r->over = true;
	track_finish(r->track, r->clock.last_us);
}

/* After the observer. */
static void
take_seen(void *arg, const struct event *e)
{
	struct reading *r = arg;
	struct event copy EVENT_TO_FILL;
	struct seen *to;

	if (r->seen == NULL) {
		event_copy(&copy, e);
		follow(r, &copy);
		return;
	}
	to = belt_room(r->seen);
	to->tick = false;
	belt_put(r->seen,
	    offsetof(struct seen, event) + event_pack(to->event, e));
}

static void
tell_time(struct reading *r, int64_t now_us)
{
	struct seen *to;

	if (r->seen == NULL) {
		pass_time(r, now_us);
		return;
	}
	to = belt_room(r->seen);
	to->tick = true;
	to->now_us = now_us;
	belt_put(r->seen, offsetof(struct seen, event));
}

/* The first stage. */
static void
look_at(struct reading *r, const struct observe_frame *f)
{
	if (capture_clock_move(&r->clock, f)) {
		observe_tick(r->observe, f->time_us);
		tell_time(r, f->time_us);
	}
	(void)observe_frame(r->observe, f);
}

static void
look_no_more(struct reading *r)
{
	observe_counts(r->observe, &r->counts.seen);
	observe_end(r->observe);
}

enum telling { TELLING_NOTHING, TELLING_BRIEF, TELLING_ALL };

static int
prepare(struct reading *r, enum telling telling)
{
	const struct diag_env env = {.capturing = true};
	const struct event_sink judged = {r, take_judged};
	const struct event_sink stamped = {r, take_stamped};
	const struct event_sink seen = {r, take_seen};
	const struct event_sink last = {r, pass_on};
	void *track = large_alloc(track_size(MOST_MACHINES));
	void *observe = malloc(observe_size());
	void *diag = calloc(1, diag_size());

	if (telling != TELLING_NOTHING)
		r->stories = stories_new(MOST_SESSIONS, MOST_LINES);
	if (track == NULL || observe == NULL || diag == NULL ||
	    (telling != TELLING_NOTHING && r->stories == NULL)) {
		free(track);
		free(observe);
		free(diag);
		return -PX_ENOMEM;
	}
	if (telling == TELLING_BRIEF)
		stories_keep_brief(r->stories);
	r->track = track_init(track, MOST_MACHINES, stamped);
	r->observe = observe_init(observe, seen);
	if (telling == TELLING_BRIEF)
		observe_leave_packets(r->observe);
	servers_init(&r->servers, last);
	r->diag = diag_init(diag, &env, judged);
	return 0;
}

static int
make(struct reading **ret, struct event_sink each, enum telling telling)
{
	struct reading *r = calloc(1, sizeof(*r));
	const int err = r == NULL ? -PX_ENOMEM : prepare(r, telling);

	if (err == 0) {
		r->each = each;
		*ret = r;
	} else {
		reading_free(r);
	}
	return err;
}

int
reading_new(struct reading **ret, struct event_sink each)
{
	return make(ret, each, TELLING_ALL);
}

void
reading_frame(struct reading *r, const struct observe_frame *f)
{
	look_at(r, f);
}

void
reading_end(struct reading *r)
{
	look_no_more(r);
	finish(r);
	r->counts.first_us = r->clock.first_us;
	r->counts.last_us = r->clock.last_us;
}

static void
read_frames(struct reading *r)
{
	struct observe_frame f;

	while ((r->got = capture_order_next(r->order, &f)) == 1)
		look_at(r, &f);
	look_no_more(r);
}

static void *
frames_thread(void *arg)
{
	struct reading *r = arg;

	thread_is("px-frames");
	read_frames(r);
	belt_end(r->seen);
	return NULL;
}

/* A thread of its own for a stage; without one the next stage does its work. */
static bool
begin_stage(pthread_t *thread, struct belt **belt, size_t item,
    void *(*run)(void *arg), struct reading *r)
{
	*belt = belt_new(item, BATCH, BATCHES);
	if (*belt != NULL && thread_begin(thread, run, r))
		return true;
	belt_free(*belt);
	*belt = NULL;
	return false;
}

static void
end_stage(pthread_t thread, struct belt **belt)
{
	(void)pthread_join(thread, NULL);
	belt_free(*belt);
	*belt = NULL;
}

static void
follow_boots(struct reading *r)
{
	pthread_t frames;
	const struct seen *s;

	if (begin_stage(&frames, &r->seen, sizeof(*s), frames_thread, r)) {
		while ((s = belt_take(r->seen)) != NULL)
			if (s->tick)
				pass_time(r, s->now_us);
			else
				follow_packed(r, s->event);
		end_stage(frames, &r->seen);
	} else {
		read_frames(r);
	}
	finish(r);
}

static void *
boots_thread(void *arg)
{
	struct reading *r = arg;

	thread_is("px-boots");
	follow_boots(r);
	belt_end(r->judged);
	return NULL;
}

static void
tell_all(struct reading *r)
{
	pthread_t boots;
	const void *packed;

	if (begin_stage(&boots, &r->judged, EVENT_PACK_MOST, boots_thread, r)) {
		while ((packed = belt_take(r->judged)) != NULL)
			tell_packed(r, packed);
		end_stage(boots, &r->judged);
	} else {
		follow_boots(r);
	}
	r->counts.first_us = r->clock.first_us;
	r->counts.last_us = r->clock.last_us;
}

static int
run(struct reading **ret, const char *path, struct event_sink each,
    enum telling telling, struct text *why)
{
	struct capture_file *file;
	struct capture_order *order;
	struct reading *r;
	int err = capture_file_open(&file, path, why);

	if (err != 0)
		return err;
	order = capture_order_new(file);
	err = order == NULL ? -PX_ENOMEM : make(&r, each, telling);
	if (err == 0) {
		r->order = order;
		tell_all(r);
		r->counts.broken = r->got < 0;
		*ret = r;
	}
	if (err == 0 && r->counts.broken) {
		text_addf(why, "breaks off after frame %llu: ",
		    (unsigned long long)r->counts.seen.frames);
		text_add_visible_str(why, capture_file_why(file));
	}
	capture_order_free(order);
	capture_file_close(file);
	return err;
}

int
reading_run(struct reading **ret, const char *path, struct event_sink each,
    struct text *why)
{
	return run(ret, path, each, TELLING_ALL, why);
}

int
reading_brief(struct reading **ret, const char *path, struct text *why)
{
	const struct event_sink nobody = {NULL, NULL};

	return run(ret, path, nobody, TELLING_BRIEF, why);
}

int
reading_pass(struct reading **ret, const char *path, struct event_sink each,
    struct text *why)
{
	return run(ret, path, each, TELLING_NOTHING, why);
}

void
reading_free(struct reading *r)
{
	if (r == NULL)
		return;
	stories_free(r->stories);
	free(r->observe);
	free(r->track);
	free(r->diag);
	free(r);
}

const struct reading_counts *
reading_counts(const struct reading *r)
{
	return &r->counts;
}

const struct stories *
reading_stories(const struct reading *r)
{
	return r->stories;
}

const struct servers *
reading_servers(const struct reading *r)
{
	return &r->servers;
}
