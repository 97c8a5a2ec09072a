/* SPDX-License-Identifier: ISC */
#include "tui/own_frames.h"

#include <stdlib.h>
#include <string.h>

#include "core/boot/own_frame.h"

static struct own_frame *
add_row(struct own_frames *o, size_t len)
{
	struct own_frame *rows = o->rows;
	uint8_t *data;

	if (o->count == o->room) {
		o->room = o->room == 0 ? 64 : o->room * 2;
		rows = reallocarray(o->rows, o->room, sizeof(*rows));
	}
	data = malloc(len);
	if (rows == NULL || data == NULL) {
		free(data);
		o->room = o->count;
		o->no_memory = true;
		return NULL;
	}
	o->rows = rows;
	o->rows[o->count].data = data;
	return &o->rows[o->count++];
}

static void
take(void *arg, const struct observe_frame *f, const char *comment)
{
	struct own_frame *row = add_row(arg, f->len);

	if (row == NULL)
		return;
	row->time_us = f->time_us;
	row->len = f->len;
	row->wire_len = f->wire_len;
	row->comment = comment;
	memcpy(row->data, f->data, f->len);
}

/* Of an own transfer only what was granted is told, when it is over. */
static const struct event *
end_of(const struct kept_events *k, uint64_t n)
{
	const struct event_tftp *f = &k->rows[n % EVENTS_KEPT].u.tftp;
	const struct event *e;

	while (++n < k->next) {
		e = &k->rows[n % EVENTS_KEPT];
		if (e->kind == EVENT_TFTP &&
		    e->u.tftp.transfer == f->transfer &&
		    e->u.tftp.client_port == f->client_port)
			return e;
	}
	return NULL;
}

static bool
is_wished(const struct frame_pick *p, const struct event *e)
{
	size_t i;

	if (p->all)
		return true;
	for (i = 0; i < p->span_count; i++)
		if (mac_equal(&p->spans[i].mac, &e->mac) &&
		    e->time_us >= p->spans[i].from_us &&
		    e->time_us <= p->spans[i].to_us)
			return true;
	return false;
}

/*
 * Does the capture have the frame that this event tells of?  Of messages it
 * is known, and requests for files pass its filter.
 */
static bool
is_captured(const struct frame_pick *p, const struct event *e)
{
	const int64_t at = e->origin == ORIGIN_OWN && e->kind == EVENT_DHCP ?
	    e->wire_us :
	    e->time_us;

	return p->kept_us != 0 && at >= p->kept_us;
}

static void
add_event(struct own_maker *m, struct own_frames *o, const struct frame_pick *p,
    const struct kept_events *k, uint64_t n)
{
	const struct event *e = &k->rows[n % EVENTS_KEPT];
	const bool captured = is_captured(p, e);
	struct own_shown none = {0};

	if (!is_wished(p, e))
		return;
	if (e->kind == EVENT_DHCP && !captured)
		o->cut += own_frame_dhcp(m, e);
	if (e->kind != EVENT_TFTP)
		return;
	if (e->u.tftp.phase == TFTP_PHASE_REQUEST && !captured)
		own_frame_request(m, e, end_of(k, n));
	if (e->u.tftp.phase == TFTP_PHASE_DONE &&
	    (!captured || e->origin == ORIGIN_OWN))
		own_frame_transfer(m, e, &none);
}

/* Stable: the frames of one moment are in the order of their making. */
static void
sort_rows(struct own_frames *o)
{
	size_t i, j;

	for (i = 1; i < o->count; i++) {
		const struct own_frame row = o->rows[i];

		for (j = i; j > 0 && o->rows[j - 1].time_us > row.time_us; j--)
			o->rows[j] = o->rows[j - 1];
		o->rows[j] = row;
	}
}

void
own_frames_make(struct own_frames *o, const struct kept_events *k,
    const struct frame_pick *pick)
{
	struct own_maker *m = malloc(sizeof(*m));
	uint64_t n = k->next > EVENTS_KEPT ? k->next - EVENTS_KEPT : 0;

	memset(o, 0, sizeof(*o));
	if (m == NULL) {
		o->no_memory = true;
		return;
	}
	own_maker_init(m, take, o);
	for (; n < k->next; n++)
		add_event(m, o, pick, k, n);
	free(m);
	sort_rows(o);
}

void
own_frames_done(struct own_frames *o)
{
	size_t i;

	for (i = 0; i < o->count; i++)
		free(o->rows[i].data);
	free(o->rows);
	memset(o, 0, sizeof(*o));
}
