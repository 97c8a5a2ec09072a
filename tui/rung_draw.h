/* SPDX-License-Identifier: ISC */
#ifndef TUI_RUNG_DRAW_H
#define TUI_RUNG_DRAW_H

#include "tui/grid.h"
#include "tui/rungs.h"

/* How a ladder lies in its area: columns of times, marks, lanes and words. */
struct rung_plan {
	int stage; /* its column; -1: no room */
	int delta; /* -1: no room */
	int client; /* the client's lane */
	int lane[LANES_MOST];
	int words;
	bool clock; /* time of day instead of time since the beginning */
};

void rung_plan(struct rung_plan *p, const struct lanes *lanes, int cols,
    bool clock);

/* The names over the lanes. */
void rung_draw_head(const struct area *a, const struct rung_plan *p,
    const struct lanes *lanes);

/* One rung; `before_us` is the time of the one above it. */
void rung_draw(const struct area *a, int row, const struct rung_plan *p,
    const struct lanes *lanes, const struct story *s, const struct rung *r,
    int64_t before_us);

#endif
