/* SPDX-License-Identifier: ISC */
#ifndef CORE_BOOT_CAPTURE_CLOCK_H
#define CORE_BOOT_CAPTURE_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

#include "core/boot/observe.h"

/*
 * The time of a capture, as its frames' times move it on: what waits for time
 * to pass is told once a second of it.  A clock that was set forward while
 * frames came is no silence: until it is known which of both it was, no time
 * passes.
 */
struct capture_clock {
	int64_t first_us, last_us; /* of the frames; 0: none yet */
	int64_t ticked_us, seen_us; /* the last tick, the last frame */
	bool doubted; /* a gap may be a jump of the clock */
};

/* Before each frame in turn.  True: time has passed, up to that frame's. */
bool capture_clock_move(struct capture_clock *c, const struct observe_frame *f);

#endif
