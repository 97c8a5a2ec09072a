/* SPDX-License-Identifier: ISC */
#ifndef TUI_RUNGS_H
#define TUI_RUNGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tui/story.h"

/*
 * The rungs of a ladder: what of a story is a row of its own.  A stage is a
 * mark on the row that began it, a search for files that are not there is
 * one row.
 */
#define RUNGS_MOST 512

struct rung {
	size_t line; /* of the story as it is now: the first one; */
	uint64_t seq; /* its event, 0: it has none */
	unsigned times;
	enum boot_stage stage; /* entered with it; BOOT_NEW: none */
	bool remark; /* of the story's own */
};

size_t rungs_build(const struct story *s, struct rung *ret, size_t most);

/*
 * Columns of the ladder: the servers that took part, ours first.  Where there
 * are more, those that the client took or fetched from come next, and the last
 * one stands for all the others.
 */
#define LANES_MOST 3

struct lanes {
	size_t count; /* at least one */
	uint32_t addr[LANES_MOST]; /* 0: several or none */
	bool ours; /* the first is this server */
};

void lanes_find(struct lanes *l, const struct story *s, const uint32_t *own,
    size_t own_count);

/* The lane of a line's server; the last for a message to everybody. */
size_t lanes_of(const struct lanes *l, const struct story_line *line);

#endif
