/* SPDX-License-Identifier: ISC */
#include "core/serve/pending.h"

#include <stdlib.h>

/*
 * The rows stand where they are while a ring of numbers keeps their order, and
 * the row that was left last is taken first: so a steady load works in the few
 * rows that the cache has, instead of walking through all of them.
 */
struct pending_row {
	uint64_t ticket;
	int64_t since_us;
	struct outgoing reply;
};

struct pending {
	size_t most, first, count;
	uint32_t *order; /* ring: `count` rows from `first` on wait */
	uint32_t *idle; /* stack: the other rows */
	struct pending_row *rows;
};

struct pending *
pending_new(size_t most)
{
	struct pending *p;

	if (most > UINT32_MAX / sizeof(p->rows[0]))
		return NULL;
	p = calloc(1, sizeof(*p));
	if (p == NULL)
		return NULL;
	p->most = most;
	p->order = calloc(most, sizeof(*p->order));
	p->idle = calloc(most, sizeof(*p->idle));
	p->rows = calloc(most, sizeof(*p->rows));
	if (p->order == NULL || p->idle == NULL || p->rows == NULL) {
		pending_free(p);
		return NULL;
	}
	for (size_t n = 0; n < most; n++)
		p->idle[n] = (uint32_t)(most - 1 - n);
	return p;
}

void
pending_free(struct pending *p)
{
	if (p == NULL)
		return;
	free(p->order);
	free(p->idle);
	free(p->rows);
	free(p);
}

bool
pending_full(const struct pending *p)
{
	return p->count == p->most;
}

static uint32_t *
place_of(const struct pending *p, size_t i)
{
	return &p->order[(p->first + i) % p->most];
}

static struct pending_row *
row_at(const struct pending *p, size_t i)
{
	return &p->rows[*place_of(p, i)];
}

bool
pending_put(struct pending *p, uint64_t ticket, const struct outgoing *o,
    int64_t now_us)
{
	struct pending_row *row;

	if (pending_full(p))
		return false;
	*place_of(p, p->count) = p->idle[p->most - p->count - 1];
	row = row_at(p, p->count++);
	row->ticket = ticket;
	row->since_us = now_us;
	row->reply = *o;
	return true;
}

struct outgoing *
pending_at(struct pending *p, size_t i)
{
	return i < p->count ? &row_at(p, i)->reply : NULL;
}

int64_t
pending_since(const struct pending *p)
{
	return p->count == 0 ? INT64_MAX : row_at(p, 0)->since_us;
}

size_t
pending_ready(struct pending *p, uint64_t ticket, struct outgoing **ret,
    size_t most)
{
	size_t n;

	for (n = 0; n < most && n < p->count; n++) {
		struct pending_row *row = row_at(p, n);

		if (row->ticket > ticket)
			break;
		ret[n] = &row->reply;
	}
	return n;
}

void
pending_drop(struct pending *p, size_t count)
{
	for (; count > 0; count--) {
		p->idle[p->most - p->count] = *place_of(p, 0);
		p->first = (p->first + 1) % p->most;
		p->count--;
	}
}
