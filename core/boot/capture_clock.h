/* SPDX-License-Identifier: ISC */
#ifndef CORE_BOOT_CAPTURE_CLOCK_H
#define CORE_BOOT_CAPTURE_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

#include "core/boot/observe.h"

/*
 * The time of a capture, as its frames' times move it on: what waits for time
 * to pass is told once a second of it, and in a silence when it is due, not
 * with the frame that ends it.  A clock that was set forward while something
 * was under way is no silence: until it is known which of both it was, no
 * time passes.
 */
struct capture_clock {
	int64_t first_us, last_us; /* of the frames; 0: none yet */
	int64_t ticked_us, seen_us; /* the last tick, the last frame */
	bool doubted; /* a gap may be a jump of the clock */
};

/*
 * Before each frame in turn; busy: something was under way with the frame
 * before.  True: time has passed, from ret_from_us up to that frame's.
 */
bool capture_clock_move(struct capture_clock *c, const struct observe_frame *f,
    bool busy, int64_t *ret_from_us);

/*
 * The tick after that at at_us, in a silence from one time to another: every
 * second at first, seldom once nothing is due by the second, none any more
 * after a time in which everything was due.  to_us or later: no more.
 */
int64_t capture_clock_next(int64_t from_us, int64_t at_us, int64_t to_us);

#endif
