/* SPDX-License-Identifier: ISC */
#include "tui/reading.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/err.h"
#include "core/base/own_line.h"
#include "core/boot/capture_boots.h"
#include "core/boot/capture_clock.h"
#include "core/boot/event_pack.h"
#include "core/boot/servers.h"
#include "core/io/capture_file.h"
#include "core/io/capture_order.h"
#include "core/io/crew.h"
#include "core/io/large.h"
#include "core/io/thread.h"

/* Ceilings of what one capture may make us remember. */
#define MOST_MACHINES 100000
#define MOST_SESSIONS 20000
#define MOST_LINES 256

/*
 * A capture goes through three parts of a work: its frames become events,
 * these find their machine and are judged, and what is judged is told.  A file
 * has a crew for it, as a large one keeps more than one processor busy; frames
 * that come one by one go through all of it in the caller's thread.
 */
enum { FRAMES, BOOTS, TELLING };

struct reading {
	struct crew *crew; /* NULL: the next part is called */
	/* Frames. */
	struct capture_order *order OWN_LINE;
	struct capture_clock clock;
	struct observe *observe;
	int got; /* the last answer of capture_order_next */
	/* Boots. */
	struct capture_boots *boots OWN_LINE;
	void *cases; /* memory of theirs */
	/* Telling. */
	struct event_sink each OWN_LINE;
	struct reading_counts counts; /* .seen: of the frames */
	struct stories *stories;
	struct servers servers;
};

/* What the first part hands on: an event, or that time has passed. */
struct seen {
	bool tick;
	int64_t from_us, to_us; /* that time */
	unsigned char event[EVENT_PACK_MOST]; /* packed */
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
count_finding(struct reading_counts *c, const struct event_finding *f)
{
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

void
reading_count(struct reading_counts *c, const struct event *e)
{
	if (e->kind == EVENT_DHCP)
		count_dhcp(c, &e->u.dhcp);
	else if (e->kind == EVENT_TFTP && e->u.tftp.phase == TFTP_PHASE_DONE)
		c->tftp[e->u.tftp.outcome]++;
	else if (e->kind == EVENT_SESSION && e->u.session.begins)
		c->sessions++;
	else if (e->kind == EVENT_FINDING)
		count_finding(c, &e->u.finding);
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

/* The third part: what everybody may see. */
static void
tell(struct reading *r, const struct event *e)
{
	reading_count(&r->counts, e);
	pass_on(r, e);
	servers_take(&r->servers, e);
}

static void
tell_packed(struct reading *r, const void *packed)
{
	struct event e TO_FILL;

	event_unpack(&e, packed);
	tell(r, &e);
}

/* After the diagnosis. */
static void
take_judged(void *arg, const struct event *e)
{
	struct reading *r = arg;

	if (r->crew == NULL) {
		tell(r, e);
		return;
	}
	crew_put(r->crew, BOOTS, event_pack(crew_room(r->crew, BOOTS), e));
}

/* The second part, which writes into its events. */
static void
follow_packed(const struct reading *r, const void *packed)
{
	struct event e TO_FILL;

	event_unpack(&e, packed);
	capture_boots_take(r->boots, &e);
}

/* After the observer. */
static void
take_seen(void *arg, const struct event *e)
{
	struct reading *r = arg;
	struct event copy TO_FILL;
	struct seen *to;

	if (r->crew == NULL) {
		event_copy(&copy, e);
		capture_boots_take(r->boots, &copy);
		return;
	}
	to = crew_room(r->crew, FRAMES);
	to->tick = false;
	crew_put(r->crew, FRAMES,
	    offsetof(struct seen, event) + event_pack(to->event, e));
}

static void
tell_time(struct reading *r, int64_t from_us, int64_t to_us)
{
	struct seen *to;

	if (r->crew == NULL) {
		capture_boots_pass(r->boots, from_us, to_us);
		return;
	}
	to = crew_room(r->crew, FRAMES);
	to->tick = true;
	to->from_us = from_us;
	to->to_us = to_us;
	crew_put(r->crew, FRAMES, offsetof(struct seen, event));
}

/* Conversations end when they have been quiet for long, and so they are told.
 */
static void
look_on(struct reading *r, int64_t from_us, int64_t to_us)
{
	int64_t due_us = observe_due(r->observe);

	while (due_us < to_us) {
		if (due_us > from_us) {
			tell_time(r, from_us, due_us);
			from_us = due_us;
		}
		observe_tick(r->observe, from_us);
		due_us = observe_due(r->observe);
	}
	observe_tick(r->observe, to_us);
	tell_time(r, from_us, to_us);
}

/* The first part. */
static void
look_at(struct reading *r, const struct observe_frame *f)
{
	const bool busy = observe_is_busy(r->observe);
	int64_t from_us;

	if (capture_clock_move(&r->clock, f, busy, &from_us))
		look_on(r, from_us, f->time_us);
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
	const struct event_sink judged = {r, take_judged};
	const struct event_sink seen = {r, take_seen};
	const struct event_sink last = {r, pass_on};
	void *boots = large_alloc(capture_boots_size(MOST_MACHINES));
	void *cases = calloc(1, capture_boots_cases_size());
	void *observe = large_alloc(observe_size());

	if (telling != TELLING_NOTHING)
		r->stories = stories_new(MOST_SESSIONS, MOST_LINES);
	if (boots == NULL || cases == NULL || observe == NULL ||
	    (telling != TELLING_NOTHING && r->stories == NULL)) {
		free(boots);
		free(cases);
		free(observe);
		return -PX_ENOMEM;
	}
	if (telling == TELLING_BRIEF)
		stories_keep_brief(r->stories);
	r->cases = cases;
	r->boots = capture_boots_init(boots, cases, MOST_MACHINES, judged);
	r->observe = observe_init(observe, seen);
	if (telling == TELLING_BRIEF)
		observe_leave_packets(r->observe);
	servers_init(&r->servers, last);
	return 0;
}

static int
make(struct reading **ret, struct event_sink each, enum telling telling)
{
	struct reading *r = aligned_alloc(CACHE_LINE, sizeof(*r));
	int err;

	if (r == NULL)
		return -PX_ENOMEM;
	memset(r, 0, sizeof(*r));
	err = prepare(r, telling);
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
	capture_boots_end(r->boots, r->clock.last_us);
	r->counts.first_us = r->clock.first_us;
	r->counts.last_us = r->clock.last_us;
}

static bool
make_seen(void *arg)
{
	struct reading *r = arg;
	struct observe_frame f;

	r->got = capture_order_next(r->order, &f);
	if (r->got == 1)
		look_at(r, &f);
	return r->got == 1;
}

static void
end_seen(void *arg)
{
	look_no_more(arg);
}

static void
take_seen_packed(void *arg, void *item)
{
	const struct reading *r = arg;
	const struct seen *s = item;

	if (s->tick)
		capture_boots_pass(r->boots, s->from_us, s->to_us);
	else
		follow_packed(r, s->event);
}

static void
end_boots(void *arg)
{
	const struct reading *r = arg;

	capture_boots_end(r->boots, r->clock.last_us);
}

static void
take_judged_packed(void *arg, void *item)
{
	tell_packed(arg, item);
}

static const struct crew_part parts[] = {
    [FRAMES] = {.make = make_seen, .end = end_seen},
    [BOOTS] = {.take = take_seen_packed,
	.end = end_boots,
	.most = sizeof(struct seen)},
    [TELLING] = {.take = take_judged_packed, .most = EVENT_PACK_MOST},
};

static int
read_whole(struct reading *r)
{
	r->crew = crew_new(parts, sizeof(parts) / sizeof(parts[0]), r);
	if (r->crew == NULL)
		return -PX_ENOMEM;
	crew_run(r->crew, thread_processors());
	crew_free(r->crew);
	r->crew = NULL;
	r->counts.first_us = r->clock.first_us;
	r->counts.last_us = r->clock.last_us;
	r->counts.broken = r->got < 0;
	return 0;
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
		if (capture_file_is_lossy(file))
			capture_boots_lossy(r->boots);
		err = read_whole(r);
		r->counts.dropped = capture_file_dropped(file);
		if (err == 0)
			*ret = r;
		else
			reading_free(r);
	}
	if (err == 0 && r->counts.broken) {
		capture_file_name(why, path);
		text_addf(why,
		    r->got == -PX_ECHECKSUM ?
			"some of the %llu frames may be damaged: " :
			"breaks off after frame %llu: ",
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
	free(r->boots);
	free(r->cases);
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
