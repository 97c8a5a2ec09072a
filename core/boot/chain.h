/* SPDX-License-Identifier: ISC */
#ifndef CORE_BOOT_CHAIN_H
#define CORE_BOOT_CHAIN_H

#include <stdint.h>

/*
 * Doubly linked lists by row number: several chains over one array of links,
 * a row in at most one of them.  Oldest first, so the head is the least
 * recently used.
 */
#define CHAIN_END UINT32_MAX

struct chain_link {
	uint32_t before, after;
};

struct chain {
	uint32_t first, last;
	uint32_t count;
};

void chain_init(struct chain *c);
void chain_push_last(struct chain *c, struct chain_link *links, uint32_t row);

/* The row must be in this chain. */
void chain_remove(struct chain *c, struct chain_link *links, uint32_t row);

#endif
