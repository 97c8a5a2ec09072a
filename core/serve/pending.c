/* SPDX-License-Identifier: ISC */
#include "core/serve/pending.h"

#include <stdlib.h>

struct pending_row {
	uint64_t ticket;
	int64_t since_us;
	struct outgoing reply;
};

struct pending {
	size_t most, first, count;
	struct pending_row rows[];
};

struct pending *
pending_new(size_t most)
{
	struct pending *p;

	if (most > (SIZE_MAX - sizeof(*p)) / sizeof(p->rows[0]))
		return NULL;
	p = calloc(1, sizeof(*p) + most * sizeof(p->rows[0]));
	if (p != NULL)
		p->most = most;
	return p;
}

void
pending_free(struct pending *p)
{
	free(p);
}

bool
pending_full(const struct pending *p)
{
	return p->count == p->most;
}

bool
pending_put(struct pending *p, uint64_t ticket, const struct outgoing *o,
    int64_t now_us)
{
	struct pending_row *row;

	if (pending_full(p))
		return false;
	row = &p->rows[(p->first + p->count) % p->most];
	row->ticket = ticket;
	row->since_us = now_us;
	row->reply = *o;
	p->count++;
	return true;
}

struct outgoing *
pending_at(struct pending *p, size_t i)
{
	return i < p->count ? &p->rows[(p->first + i) % p->most].reply : NULL;
}

int64_t
pending_since(const struct pending *p)
{
	return p->count == 0 ? INT64_MAX : p->rows[p->first].since_us;
}

size_t
pending_ready(struct pending *p, uint64_t ticket, struct outgoing **ret,
    size_t most)
{
	size_t n;

	for (n = 0; n < most && n < p->count; n++) {
		struct pending_row *row = &p->rows[(p->first + n) % p->most];

		if (row->ticket > ticket)
			break;
		ret[n] = &row->reply;
	}
	return n;
}

void
pending_drop(struct pending *p, size_t count)
{
	p->first = (p->first + count) % p->most;
	p->count -= count;
	/* From the start again: only what a storm needed is ever touched. */
	if (p->count == 0)
		p->first = 0;
}
