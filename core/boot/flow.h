/* SPDX-License-Identifier: ISC */
#ifndef CORE_BOOT_FLOW_H
#define CORE_BOOT_FLOW_H

#include <stddef.h>
#include <stdint.h>

#include "core/boot/chain.h"

/*
 * Which row of a table belongs to a conversation of two endpoints, in
 * constant time and fixed memory: the conversation that was quiet longest
 * makes room for a new one.
 */
#define FLOW_NONE UINT32_MAX

struct flow_key {
	uint32_t a, b; /* addresses */
	uint16_t a_port, b_port;
};

/* One row's bookkeeping; the user's own rows stand beside it. */
struct flow_node {
	struct flow_key key;
	uint32_t next; /* in its bucket */
};

struct flow {
	uint32_t rows, buckets; /* buckets: a power of two */
	uint32_t *heads;
	struct flow_node *nodes;
	struct chain_link *links;
	struct chain idle, used; /* used: least recent first */
};

/* Bytes that flow_init needs for so many rows. */
size_t flow_size(uint32_t rows);
void flow_init(struct flow *f, void *memory, uint32_t rows);

/* FLOW_NONE when unknown; else the row, now the most recent. */
uint32_t flow_find(struct flow *f, const struct flow_key *key);

/*
 * A row for a key that is not there.  Where all are taken, the least recent
 * goes: ask flow_oldest() before and end it.
 */
uint32_t flow_add(struct flow *f, const struct flow_key *key);

/* The row is the most recent from now on. */
void flow_touch(struct flow *f, uint32_t row);

/* The row that flow_add would take away; FLOW_NONE while one is idle. */
uint32_t flow_oldest(const struct flow *f);
void flow_remove(struct flow *f, uint32_t row);

/* Rows in use from the least recent on; FLOW_NONE after the last. */
uint32_t flow_first(const struct flow *f);
uint32_t flow_last(const struct flow *f);
uint32_t flow_next(const struct flow *f, uint32_t row);

#endif
