/* SPDX-License-Identifier: ISC */
#ifndef CORE_SERVE_FRAME_HOLD_H
#define CORE_SERVE_FRAME_HOLD_H

#include <stdbool.h>
#include <stddef.h>

#include "core/boot/frame_ring.h"

/*
 * Frames that wait, first in first out, until the server has told what lies
 * between them.  So many, and so many bytes: who puts one in makes room first.
 */
struct frame_hold {
	struct frame_ring *ring;
	size_t count, bytes; /* that wait */
	size_t old; /* of them there since the last frame_hold_age */
};

/* False: no memory. */
bool frame_hold_init(struct frame_hold *h);
void frame_hold_done(struct frame_hold *h);

/* Never, for one that is larger than any that is captured. */
bool frame_hold_fits(const struct frame_hold *h, const struct observe_frame *f);
void frame_hold_put(struct frame_hold *h, const struct observe_frame *f);

/* The first or the n-th behind it, borrowed until the next put; false: none. */
bool frame_hold_at(const struct frame_hold *h, size_t n,
    struct observe_frame *ret);
void frame_hold_drop(struct frame_hold *h);

/* Now and then: what waits grows old, and is so at the next time. */
void frame_hold_age(struct frame_hold *h);

#endif
