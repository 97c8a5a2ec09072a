/* SPDX-License-Identifier: ISC */
#include "core/serve/pending.h"

#include <stdlib.h>

struct pending_row {
	uint64_t ticket;
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
pending_put(struct pending *p, uint64_t ticket, const struct outgoing *o)
{
	struct pending_row *row;

	if (pending_full(p))
		return false;
	row = &p->rows[(p->first + p->count) % p->most];
	row->ticket = ticket;
	row->reply = *o;
	p->count++;
	return true;
}

bool
pending_take(struct pending *p, uint64_t ticket, struct outgoing *ret)
{
	const struct pending_row *row = &p->rows[p->first];

	if (p->count == 0 || row->ticket > ticket)
		return false;
	*ret = row->reply;
	p->first = (p->first + 1) % p->most;
	p->count--;
	return true;
}
