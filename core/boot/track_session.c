/* SPDX-License-Identifier: ISC */
#include "core/boot/track_table.h"

#include <string.h>

#include "core/boot/mode.h"

static void
stamp_as(struct event *e, const struct machine *m)
{
	e->has_as = m->has_as;
	e->as = m->as;
}

void
track_emit_stage(const struct track *t, const struct machine *m,
    enum boot_stage before, enum boot_stage stage, int64_t now_us)
{
	/* A result is found after a time of quiet that is not part of it. */
	const int64_t until = stage >= BOOT_STALLED ? m->last_us : now_us;
	struct event e TO_FILL;
	struct text what;

	event_init(&e, EVENT_STAGE, now_us, &m->mac);
	e.session = m->session;
	stamp_as(&e, m);
	e.u.stage.stage = stage;
	e.u.stage.before = before;
	if (until > m->since_us && m->since_us != 0)
		e.u.stage.in_before_us = (uint64_t)(until - m->since_us);
	text_init(&what, e.u.stage.what, sizeof(e.u.stage.what));
	if (stage == BOOT_STALLED)
		track_text(&what, m, stage);
	else if (stage >= BOOT_LOADER && stage <= BOOT_INITRD &&
	    stage != BOOT_ROOT)
		text_add(&what, track_words_of(m)->file);
	else
		text_add(&what, mode_name(m->mode));
	t->out.take(t->out.arg, &e);
}

void
track_set_stage(const struct track *t, struct machine *m, enum boot_stage stage,
    int64_t now_us)
{
	const enum boot_stage before = m->stalled ? BOOT_STALLED : m->stage;

	if (before == stage)
		return;
	track_emit_stage(t, m, before, stage, now_us);
	m->stalled = false;
	m->stage = stage;
	/* A result stands since the last sign, before that time of quiet. */
	m->since_us = stage > BOOT_STALLED ? m->last_us : now_us;
}

/* A boot goes forward; what comes out of order changes nothing. */
void
track_advance(const struct track *t, struct machine *m, enum boot_stage stage,
    int64_t now_us)
{
	if (m->active && (stage > m->stage || m->stalled))
		track_set_stage(t, m, stage > m->stage ? stage : m->stage,
		    now_us);
}

void
track_emit_session(const struct track *t, const struct machine *m,
    enum boot_stage result, int64_t now_us)
{
	struct event e TO_FILL;
	struct text text;

	event_init(&e, EVENT_SESSION, now_us, &m->mac);
	e.session = m->session;
	stamp_as(&e, m);
	e.u.session.begins = m->active;
	e.u.session.mode = m->mode;
	e.u.session.by_once = m->by_once;
	text_init(&text, e.u.session.text, sizeof(e.u.session.text));
	if (!m->active) {
		e.u.session.result = result;
		e.u.session.once_used = m->by_once && result == BOOT_DONE;
		/* The quiet in which it was found to be over is not part. */
		if (m->last_us > m->began_us)
			e.u.session.took_us = (uint64_t)(m->last_us -
			    m->began_us);
		track_text(&text, m, result);
	}
	t->out.take(t->out.arg, &e);
}

void
track_end(struct track *t, struct machine *m, enum boot_stage result,
    int64_t now_us)
{
	if (!m->active)
		return;
	track_row_leave(t, m);
	m->active = false;
	track_row_enter(t, m);
	track_emit_session(t, m, result, now_us);
	track_set_stage(t, m, result, now_us);
}

/* The number only: its events follow the message that began it. */
void
track_open(struct track *t, struct machine *m, const struct event *e)
{
	track_row_leave(t, m);
	m->active = true;
	track_row_enter(t, m);
	if (m->words != NULL)
		m->words->before = m->session;
	m->session = ++t->sessions;
	m->stage = BOOT_NEW;
	m->stalled = false;
	m->has_as = false;
	m->began_gpxe = e->u.dhcp.stage == STAGE_GPXE ||
	    e->u.dhcp.stage == STAGE_IPXE;
	m->began_us = event_wire_us(e);
	m->since_us = event_wire_us(e);
	m->refused_us = 0;
	m->uboot = false;
	m->mode = MODE_NONE;
	m->by_once = false;
	m->got = 0;
	m->offered = 0;
	m->running = 0;
	m->attaching = false;
	m->kernel = false;
	m->declined = false;
	m->asks.count = 0;
	m->searched = 0;
	track_forget_words(m);
}
