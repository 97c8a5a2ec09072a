/* SPDX-License-Identifier: ISC */
#include "core/boot/flow.h"

#include <stdbool.h>
#include <string.h>

#include "core/base/hash.h"

static uint32_t
bucket_count(uint32_t rows)
{
	uint32_t n = 16;

	while (n < rows)
		n *= 2;
	return n;
}

size_t
flow_size(uint32_t rows)
{
	return (size_t)rows *
	    (sizeof(struct flow_node) + sizeof(struct chain_link)) +
	    bucket_count(rows) * sizeof(uint32_t);
}

void
flow_init(struct flow *f, void *memory, uint32_t rows)
{
	uint32_t i;

	f->rows = rows;
	f->buckets = bucket_count(rows);
	f->nodes = memory;
	f->links = (void *)(f->nodes + rows);
	f->heads = (void *)(f->links + rows);
	chain_init(&f->idle);
	chain_init(&f->used);
	for (i = 0; i < f->buckets; i++)
		f->heads[i] = FLOW_NONE;
	for (i = 0; i < rows; i++)
		chain_push_last(&f->idle, f->links, i);
}

static uint32_t *
head_of(const struct flow *f, const struct flow_key *key)
{
	const uint64_t ends = (uint64_t)key->a << 32 | key->b;
	const uint64_t ports = (uint64_t)key->a_port << 16 | key->b_port;

	return &f->heads[hash_spread(hash_mix(hash_mix(0, ends), ports)) &
	    (f->buckets - 1)];
}

static bool
same_key(const struct flow_key *x, const struct flow_key *y)
{
	return x->a == y->a && x->b == y->b && x->a_port == y->a_port &&
	    x->b_port == y->b_port;
}

uint32_t
flow_find(struct flow *f, const struct flow_key *key)
{
	uint32_t row = *head_of(f, key);

	while (row != FLOW_NONE && !same_key(&f->nodes[row].key, key))
		row = f->nodes[row].next;
	if (row != FLOW_NONE)
		flow_touch(f, row);
	return row;
}

void
flow_touch(struct flow *f, uint32_t row)
{
	chain_remove(&f->used, f->links, row);
	chain_push_last(&f->used, f->links, row);
}

uint32_t
flow_oldest(const struct flow *f)
{
	return f->idle.count != 0 ? FLOW_NONE : f->used.first;
}

uint32_t
flow_add(struct flow *f, const struct flow_key *key)
{
	uint32_t *head = head_of(f, key);
	uint32_t row;

	if (f->idle.count == 0)
		flow_remove(f, f->used.first);
	row = f->idle.first;
	chain_remove(&f->idle, f->links, row);
	chain_push_last(&f->used, f->links, row);
	f->nodes[row].key = *key;
	f->nodes[row].next = *head;
	*head = row;
	return row;
}

void
flow_remove(struct flow *f, uint32_t row)
{
	uint32_t *at = head_of(f, &f->nodes[row].key);

	while (*at != row)
		at = &f->nodes[*at].next;
	*at = f->nodes[row].next;
	chain_remove(&f->used, f->links, row);
	chain_push_last(&f->idle, f->links, row);
}

uint32_t
flow_first(const struct flow *f)
{
	return f->used.count == 0 ? FLOW_NONE : f->used.first;
}

uint32_t
flow_last(const struct flow *f)
{
	return f->used.count == 0 ? FLOW_NONE : f->used.last;
}

uint32_t
flow_next(const struct flow *f, uint32_t row)
{
	const uint32_t after = f->links[row].after;

	return after == CHAIN_END ? FLOW_NONE : after;
}
