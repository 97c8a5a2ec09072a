/* SPDX-License-Identifier: ISC */
#include "tui/reading.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/err.h"
#include "core/boot/diag.h"
#include "core/boot/servers.h"
#include "core/boot/track.h"
#include "core/io/capture_file.h"
#include "core/io/capture_order.h"
#include "core/io/large.h"
#include "core/proto/dhcp.h"
#include "core/proto/frame.h"
#include "core/proto/tftp.h"

/* Ceilings of what one capture may make us remember. */
#define MOST_MACHINES 100000
#define MOST_SESSIONS 20000
#define MOST_LINES 256
#define TICK_US INT64_C(1000000)
#define GAP_US (30 * TICK_US)

struct reading {
	struct event_sink each;
	struct reading_counts counts;
	struct stories *stories;
	struct observe *observe;
	struct track *track;
	struct diag *diag;
	struct servers servers;
	int64_t ticked_us, seen_us; /* the last tick, the last frame */
	bool doubted; /* a gap may be a jump of the clock */
	bool over; /* the last frame was read */
};

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

/* After the diagnosis: what everybody may see. */
static void
take_judged(void *arg, const struct event *e)
{
	struct reading *r = arg;

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

/* Before the tracker: what the observer saw. */
static void
take_seen(void *arg, const struct event *e)
{
	struct reading *r = arg;
	struct event copy EVENT_TO_FILL;

	/* Counted and shown, but it says nothing new. */
	if (e->copy) {
		take_judged(r, e);
		return;
	}
	event_copy(&copy, e);
	track_event(r->track, &copy);
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
	servers_init(&r->servers, last);
	r->diag = diag_init(diag, &env, judged);
	return 0;
}

/* It goes on with what was under way, or says nothing of it. */
static bool
begins_nothing(const struct observe_frame *f)
{
	struct frame head;

	if (frame_decode(&head, f->link, f->data, f->len) != 0)
		return true;
	if (head.kind == FRAME_TCP)
		return (head.tcp_flags & (FRAME_TCP_SYN | FRAME_TCP_ACK)) !=
		    FRAME_TCP_SYN;
	return head.kind != FRAME_UDP ||
	    (head.dst_port != TFTP_PORT && head.dst_port != DHCP_PORT_SERVER &&
		head.dst_port != DHCP_PORT_CLIENT &&
		head.dst_port != DHCP_PORT_PXE);
}

/*
 * After a time without any frame at all: a clock that was set forward, if
 * what was under way goes on right after it.  Until that is known silence
 * means nothing.
 */
static bool
is_jump(struct reading *r, const struct observe_frame *f)
{
	const bool gap = r->seen_us != 0 && f->time_us - r->seen_us >= GAP_US;

	r->seen_us = f->time_us;
	if (gap)
		r->doubted = begins_nothing(f);
	else if (r->doubted)
		r->doubted = f->time_us - r->ticked_us < TICK_US &&
		    begins_nothing(f);
	if (gap && r->doubted)
		r->ticked_us = f->time_us;
	return r->doubted;
}

/* The capture's clock moves on; it may also jump back between frames. */
static void
move_clock(struct reading *r, const struct observe_frame *f)
{
	const int64_t now_us = f->time_us;
	const bool doubted = r->doubted;

	if (r->counts.first_us == 0)
		r->counts.first_us = r->ticked_us = now_us;
	if (now_us > r->counts.last_us)
		r->counts.last_us = now_us;
	if (is_jump(r, f))
		return;
	if (!doubted && now_us - r->ticked_us < TICK_US &&
	    now_us >= r->ticked_us)
		return;
	r->ticked_us = now_us;
	observe_tick(r->observe, now_us);
	track_tick(r->track, now_us);
	diag_tick(r->diag, now_us);
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
	move_clock(r, f);
	(void)observe_frame(r->observe, f);
}

void
reading_end(struct reading *r)
{
	const struct diag_env env = {.capturing = true, .over = true};

	observe_counts(r->observe, &r->counts.seen);
	observe_end(r->observe);
	diag_env(r->diag, &env);
	diag_tick(r->diag, r->counts.last_us);
	r->over = true;
	track_finish(r->track, r->counts.last_us);
}

static void
read_frames(struct reading *r, struct capture_file *file,
    struct capture_order *order, struct text *why)
{
	struct observe_frame f;
	int got;

	while ((got = capture_order_next(order, &f)) == 1)
		reading_frame(r, &f);
	reading_end(r);
	if (got < 0) {
		r->counts.broken = true;
		text_addf(why, "breaks off after frame %llu: ",
		    (unsigned long long)r->counts.seen.frames);
		text_add_visible_str(why, capture_file_why(file));
	}
}

static int
run(struct reading **ret, const char *path, struct event_sink each,
    enum telling telling, struct text *why)
{
	struct capture_file *file;
	struct capture_order *order;
	int err = capture_file_open(&file, path, why);

	if (err != 0)
		return err;
	order = capture_order_new(file);
	err = order == NULL ? -PX_ENOMEM : make(ret, each, telling);
	if (err == 0)
		read_frames(*ret, file, order, why);
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
