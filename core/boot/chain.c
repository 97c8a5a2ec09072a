/* SPDX-License-Identifier: ISC */
#include "core/boot/chain.h"

void
chain_init(struct chain *c)
{
	c->first = CHAIN_END;
	c->last = CHAIN_END;
	c->count = 0;
}

void
chain_push_last(struct chain *c, struct chain_link *links, uint32_t row)
{
	links[row].before = c->last;
	links[row].after = CHAIN_END;
	if (c->last != CHAIN_END)
		links[c->last].after = row;
	else
		c->first = row;
	c->last = row;
	c->count++;
}

void
chain_remove(struct chain *c, struct chain_link *links, uint32_t row)
{
	struct chain_link *l = &links[row];

	if (l->before != CHAIN_END)
		links[l->before].after = l->after;
	else
		c->first = l->after;
	if (l->after != CHAIN_END)
		links[l->after].before = l->before;
	else
		c->last = l->before;
	c->count--;
}
