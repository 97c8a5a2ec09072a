/* SPDX-License-Identifier: ISC */
#ifndef TUI_OWN_FRAMES_H
#define TUI_OWN_FRAMES_H

#include "core/boot/frame_pick.h"
#include "core/boot/observe.h"
#include "tui/bundle.h"

/*
 * Frames made from what the console was told, where none were captured
 * (core/boot/own_frame.h), in the order of time.
 */
struct own_frame {
	int64_t time_us;
	size_t len, wire_len;
	const char *comment;
	uint8_t *data;
};

struct own_frames {
	struct own_frame *rows; /* in the order of time */
	size_t count, room;
	size_t cut; /* messages that were longer than what is kept */
	bool no_memory; /* some are missing */
};

/* What the pick wishes for and its capture does not have. */
void own_frames_make(struct own_frames *o, const struct kept_events *k,
    const struct frame_pick *pick);
void own_frames_done(struct own_frames *o);

#endif
