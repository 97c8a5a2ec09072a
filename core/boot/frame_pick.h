/* SPDX-License-Identifier: ISC */
#ifndef CORE_BOOT_FRAME_PICK_H
#define CORE_BOOT_FRAME_PICK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/boot/frame_ring.h"
#include "core/proto/frame.h"

/*
 * A wish for frames, and what came of it: machines, each with a piece of
 * time, go to whoever has the frames; the wish comes back with copies of
 * those that are about them.  One piece of memory, the caller's.
 */
#define PICK_SPANS 1024

struct frame_span {
	struct mac mac;
	uint32_t addr; /* behind a relay the MAC is another's; 0: not known */
	int64_t from_us, to_us;
};

struct frame_pick {
	bool all; /* every frame, whomever it is about */
	bool heads_do; /* of bulk data, rather than none of what came first */
	bool heads; /* that was necessary */
	bool too_many; /* a span had no room */
	size_t span_count;
	struct frame_span spans[PICK_SPANS];
	/* The answer. */
	struct frame_ring *found;
	int64_t kept_us; /* before it frames are gone; 0: there were none */
	uint64_t taken; /* may be more than found has room for */
};

/* Memory for so many frames and so many bytes of them. */
size_t frame_pick_size(uint32_t frames, size_t bytes);
struct frame_pick *frame_pick_init(void *memory, uint32_t frames, size_t bytes);

/* The machine's span, made or widened by a moment; false: no room. */
bool frame_pick_add(struct frame_pick *p, const struct mac *mac, uint32_t addr,
    int64_t time_us);

/* Nothing of the answer any more: the frames come again, shorter. */
void frame_pick_again(struct frame_pick *p);

/* Takes a copy of the frame when it is wished for. */
void frame_pick_frame(struct frame_pick *p, const struct observe_frame *f);

/* The same for all frames that a ring has. */
void frame_pick_ring(struct frame_pick *p, const struct frame_ring *r);

/* From or to this MAC, on the link or in a DHCP message (a broadcast). */
bool frame_is_about(const struct frame *f, const struct mac *mac);

/*
 * TFTP DATA, as far as it can be told without the transfer's request; and
 * what is left of bulk data where its head will do: which block, how long.
 */
bool frame_is_bulk(const struct observe_frame *f);
void frame_cut_bulk(struct observe_frame *f);

#endif
