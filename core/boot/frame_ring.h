/* SPDX-License-Identifier: ISC */
#ifndef CORE_BOOT_FRAME_RING_H
#define CORE_BOOT_FRAME_RING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/boot/observe.h"

/*
 * The last frames of the wire with their bytes, found by their numbers, in
 * fixed memory: what is saved or looked at after it was seen.  The oldest
 * make room.  Frames must come with rising numbers, one by one.
 */
struct frame_ring;

/* Memory for so many frames and so many bytes of them. */
size_t frame_ring_size(uint32_t frames, size_t bytes);
struct frame_ring *frame_ring_init(void *memory, uint32_t frames, size_t bytes);

/* No frame any more. */
void frame_ring_clear(struct frame_ring *r);

/* Copies the frame; one that is longer than all the room is left out. */
void frame_ring_put(struct frame_ring *r, const struct observe_frame *f);

/* The frame of a number, borrowed until the next put; false: not here. */
bool frame_ring_get(const struct frame_ring *r, uint64_t number,
    struct observe_frame *ret);

/* How many are here, and the i-th of them, likewise borrowed. */
uint32_t frame_ring_count(const struct frame_ring *r);
void frame_ring_at(const struct frame_ring *r, uint32_t i,
    struct observe_frame *ret);

/* The oldest number that is here; 0: none at all. */
uint64_t frame_ring_first(const struct frame_ring *r);
uint64_t frame_ring_last(const struct frame_ring *r);

#endif
