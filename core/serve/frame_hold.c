/* SPDX-License-Identifier: ISC */
#include "core/serve/frame_hold.h"

#include <stdlib.h>
#include <string.h>

#define HOLD_FRAMES 2048
#define HOLD_BYTES (1u << 20)
/* More than is captured of one; as much may stay unused at the ring's end. */
#define FRAME_MOST 4096

bool
frame_hold_init(struct frame_hold *h)
{
	void *memory = malloc(frame_ring_size(HOLD_FRAMES, HOLD_BYTES));

	memset(h, 0, sizeof(*h));
	if (memory == NULL)
		return false;
	h->ring = frame_ring_init(memory, HOLD_FRAMES, HOLD_BYTES);
	return true;
}

void
frame_hold_done(struct frame_hold *h)
{
	free(h->ring);
	h->ring = NULL;
}

bool
frame_hold_fits(const struct frame_hold *h, const struct observe_frame *f)
{
	return h->count < HOLD_FRAMES && f->len <= FRAME_MOST &&
	    h->bytes + f->len <= HOLD_BYTES - FRAME_MOST;
}

/* An empty one takes a byte of the ring. */
static size_t
room_of(const struct observe_frame *f)
{
	return f->len == 0 ? 1 : f->len;
}

void
frame_hold_put(struct frame_hold *h, const struct observe_frame *f)
{
	frame_ring_put(h->ring, f);
	h->bytes += room_of(f);
	h->count++;
}

/* The ring has those that waited before, too: the last ones wait. */
bool
frame_hold_at(const struct frame_hold *h, size_t n, struct observe_frame *ret)
{
	if (n >= h->count)
		return false;
	frame_ring_at(h->ring,
	    frame_ring_count(h->ring) - (uint32_t)(h->count - n), ret);
	return true;
}

void
frame_hold_drop(struct frame_hold *h)
{
	struct observe_frame f;

	if (!frame_hold_at(h, 0, &f))
		return;
	h->bytes -= room_of(&f);
	h->count--;
	h->old -= h->old > 0;
}

void
frame_hold_age(struct frame_hold *h)
{
	h->old = h->count;
}
