/* SPDX-License-Identifier: ISC */
#ifndef CORE_BOOT_FRAME_ORDER_H
#define CORE_BOOT_FRAME_ORDER_H

#include <stdbool.h>
#include <stdint.h>

/*
 * Frames of a capture in the order of their times.  A card with several
 * queues, or a capture of several interfaces, writes an answer before what it
 * answers, by some frames and less than some tenths of a millisecond.  This
 * decides in which order frames leave a window; their bytes are the caller's,
 * kept in slots 0 .. FRAME_ORDER_MOST - 1.
 *
 * Frames of one time stay as they came.  A frame that is older by more than
 * FRAME_ORDER_US is not late: the clock was set back there, and what came
 * before it stays before it.
 */
#define FRAME_ORDER_MOST 64
#define FRAME_ORDER_US 100000

struct frame_order {
	int64_t time_us[FRAME_ORDER_MOST]; /* by slot */
	uint8_t line[FRAME_ORDER_MOST]; /* slots as they leave, from first */
	uint8_t unused[FRAME_ORDER_MOST]; /* the others, taken from the end */
	unsigned first, count;
	unsigned sealed; /* of the first: they leave before what comes */
	int64_t newest_us;
};

void frame_order_init(struct frame_order *o);

/* A frame comes: the slot to keep it in.  Not while all slots are used. */
unsigned frame_order_put(struct frame_order *o, int64_t time_us);

/*
 * The slot of the frame that leaves, which stands until the next put; -1:
 * more must come first, or at the end of the capture: none is left.
 */
int frame_order_take(struct frame_order *o, bool end);

#endif
