/* SPDX-License-Identifier: ISC */
#include "core/boot/capture_boots.h"

#include <string.h>

#include "core/base/room.h"
#include "core/boot/capture_clock.h"
#include "core/boot/diag.h"
#include "core/boot/track.h"

struct capture_boots {
	struct event_sink out;
	struct track *track;
	struct diag *diag;
	struct diag_env env;
	bool over; /* the last frame was read */
};

size_t
capture_boots_size(size_t max_machines)
{
	return room_for(sizeof(struct capture_boots)) +
	    track_size(max_machines);
}

size_t
capture_boots_cases_size(void)
{
	return diag_size();
}

/* After the tracker: events that know their machine. */
static void
take_stamped(void *arg, const struct event *e)
{
	const struct capture_boots *b = arg;

	/* What the end of the capture cuts off says nothing of the machine. */
	if (b->over)
		b->out.take(b->out.arg, e);
	else
		diag_event(b->diag, e);
}

struct capture_boots *
capture_boots_init(void *memory, void *cases, size_t max_machines,
    struct event_sink out)
{
	char *at = memory;
	struct capture_boots *b = room_take(&at, sizeof(*b));
	const struct event_sink stamped = {b, take_stamped};

	b->out = out;
	memset(&b->env, 0, sizeof(b->env));
	b->env.capturing = true;
	b->over = false;
	b->track = track_init(at, max_machines, stamped);
	b->diag = diag_init(cases, &b->env, out);
	return b;
}

void
capture_boots_lossy(struct capture_boots *b)
{
	b->env.lost_us = INT64_MAX;
	diag_env(b->diag, &b->env);
	track_lost(b->track, b->env.lost_us);
}

void
capture_boots_take(struct capture_boots *b, struct event *e)
{
	/* Counted and shown, but a copy says nothing new. */
	if (e->copy)
		b->out.take(b->out.arg, e);
	else
		track_event(b->track, e);
}

static void
tick(struct capture_boots *b, int64_t now_us)
{
	track_tick(b->track, now_us);
	diag_tick(b->diag, now_us);
}

/* Of those that live time would have, the next at which anything is due. */
static int64_t
next_tick(const struct capture_boots *b, int64_t from_us, int64_t at_us,
    int64_t to_us)
{
	const int64_t track_us = track_due_us(b->track, at_us);
	const int64_t diag_us = diag_due_us(b->diag);
	const int64_t due_us = track_us < diag_us ? track_us : diag_us;

	if (due_us >= to_us)
		return to_us;
	do
		at_us = capture_clock_next(from_us, at_us, to_us);
	while (at_us < due_us);
	return at_us;
}

/* As live time would. */
void
capture_boots_pass(struct capture_boots *b, int64_t from_us, int64_t to_us)
{
	int64_t at_us = capture_clock_next(from_us, from_us, to_us);

	while (at_us < to_us) {
		tick(b, at_us);
		at_us = next_tick(b, from_us, at_us, to_us);
	}
	tick(b, to_us);
}

void
capture_boots_end(struct capture_boots *b, int64_t last_us)
{
	b->env.over = true;
	diag_env(b->diag, &b->env);
	diag_tick(b->diag, last_us);
	b->over = true;
	track_finish(b->track, last_us);
}
