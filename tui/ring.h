/* SPDX-License-Identifier: ISC */
#ifndef TUI_RING_H
#define TUI_RING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/addr.h"
#include "tui/grid.h"

/*
 * The newest lines of Live or Log in words, numbered from 0 for ever; the
 * oldest make room.  Text in it is clean.
 */
struct line {
	uint64_t number;
	int64_t time_us;
	bool has_mac;
	struct mac mac;
	uint32_t addr; /* of a client whose MAC is not known */
	uint8_t stage; /* enum boot_stage of its machine at that time */
	char file[56]; /* clean; that it is about, without its folders */
	uint8_t style; /* enum grid_style: how bad it is */
	bool shown; /* by the filter of round `judged`; 0: not looked at */
	uint32_t judged;
	char text[232];
};

struct ring {
	struct line *lines;
	size_t most;
	uint64_t next; /* number of the next line */
};

bool ring_init(struct ring *r, size_t most);
void ring_done(struct ring *r);

/* A blank line to fill, with its number. */
struct line *ring_add(struct ring *r);

/* The oldest number still there; r->next when empty. */
uint64_t ring_first(const struct ring *r);

/* Notes what a filter made of a line that is there. */
void ring_judge(struct ring *r, uint64_t number, uint32_t round, bool shown);

/* NULL when it is gone or not there yet. */
const struct line *ring_line(const struct ring *r, uint64_t number);

#endif
