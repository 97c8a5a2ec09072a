/* SPDX-License-Identifier: ISC */
#ifndef CORE_BOOT_FRAME_MERGE_H
#define CORE_BOOT_FRAME_MERGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/boot/observe.h"

/*
 * The frames of several rings in the order of their times.  A bridge and its
 * ports, a card and what stands on it, two cards on one wire show each frame
 * once each: where one ring is read out before the next, what comes second is
 * the older one, and an answer stands before what it answers.
 *
 * One frame of each ring is looked at ahead, in place.  A frame goes when each
 * other ring shows a younger one or was found empty after the frame came; the
 * clock, which is the frames' own, spares another look at what is empty.
 */
#define FRAME_MERGE_MOST 16

struct frame_rings {
	void *arg;
	/* 1: a frame, its bytes borrowed until the ring's next; else none. */
	int (*next)(void *arg, size_t ring, struct observe_frame *ret);
	int64_t (*now_us)(void *arg);
};

/* Zeroed at first but for the rings and their number. */
struct frame_merge {
	struct frame_rings rings;
	size_t count;
	struct frame_ahead {
		bool waits;
		int64_t empty_us; /* it was found empty after that; 0: ask */
		struct observe_frame frame;
	} ahead[FRAME_MERGE_MOST];
};

/* The next frame, as the ring gave it; false: all rings are empty. */
bool frame_merge_next(struct frame_merge *m, struct observe_frame *ret);

/* A frame was taken out of its ring and is still to come. */
bool frame_merge_waits(const struct frame_merge *m);

/* The ring is closed, and the bytes of its frame with it. */
void frame_merge_forget(struct frame_merge *m, size_t ring);

#endif
