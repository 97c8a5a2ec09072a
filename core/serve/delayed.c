/* SPDX-License-Identifier: ISC */
#include "core/serve/delayed.h"

#include <stdlib.h>

struct delayed_row {
	int64_t due_us;
	struct outgoing reply;
};

/* Few, so that looking at all of them costs nothing. */
struct delayed {
	size_t most, count;
	struct outgoing out; /* the one taken out last */
	struct delayed_row rows[];
};

struct delayed *
delayed_new(size_t most)
{
	struct delayed *d;

	if (most > (SIZE_MAX - sizeof(*d)) / sizeof(d->rows[0]))
		return NULL;
	d = calloc(1, sizeof(*d) + most * sizeof(d->rows[0]));
	if (d != NULL)
		d->most = most;
	return d;
}

void
delayed_free(struct delayed *d)
{
	free(d);
}

bool
delayed_put(struct delayed *d, const struct outgoing *o, int64_t due_us)
{
	const struct event *waits, *e = &o->event;
	size_t i;

	for (i = 0; i < d->count; i++) {
		waits = &d->rows[i].reply.event;
		if (mac_equal(&waits->mac, &e->mac) &&
		    waits->u.dhcp.xid == e->u.dhcp.xid)
			return true;
	}
	if (d->count == d->most)
		return false;
	d->rows[d->count].due_us = due_us;
	d->rows[d->count++].reply = *o;
	return true;
}

/* The row that is due first; meaningless without any. */
static size_t
first_due(const struct delayed *d)
{
	size_t i, first = 0;

	for (i = 1; i < d->count; i++)
		if (d->rows[i].due_us < d->rows[first].due_us)
			first = i;
	return first;
}

uint64_t
delayed_wait_us(const struct delayed *d, int64_t now_us)
{
	int64_t due_us;

	if (d->count == 0)
		return UINT64_MAX;
	due_us = d->rows[first_due(d)].due_us;
	return due_us > now_us ? (uint64_t)(due_us - now_us) : 0;
}

const struct outgoing *
delayed_next(struct delayed *d, int64_t now_us)
{
	const size_t first = first_due(d);

	if (d->count == 0 || d->rows[first].due_us > now_us)
		return NULL;
	d->out = d->rows[first].reply;
	d->rows[first] = d->rows[--d->count];
	return &d->out;
}
