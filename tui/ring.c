/* SPDX-License-Identifier: ISC */
#include "tui/ring.h"

#include <stdlib.h>
#include <string.h>

bool
ring_init(struct ring *r, size_t most)
{
	r->lines = calloc(most, sizeof(*r->lines));
	r->most = most;
	r->next = 0;
	return r->lines != NULL;
}

void
ring_done(struct ring *r)
{
	free(r->lines);
	r->lines = NULL;
}

struct line *
ring_add(struct ring *r)
{
	struct line *l = &r->lines[r->next % r->most];

	memset(l, 0, sizeof(*l));
	l->number = r->next++;
	return l;
}

uint64_t
ring_first(const struct ring *r)
{
	return r->next > r->most ? r->next - r->most : 0;
}

void
ring_judge(struct ring *r, uint64_t number, uint32_t round, bool shown)
{
	struct line *l = &r->lines[number % r->most];

	l->judged = round;
	l->shown = shown;
}

const struct line *
ring_line(const struct ring *r, uint64_t number)
{
	if (number >= r->next || number < ring_first(r))
		return NULL;
	return &r->lines[number % r->most];
}
