/* SPDX-License-Identifier: ISC */
#ifndef TUI_VIEW_PAYLOAD_H
#define TUI_VIEW_PAYLOAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/boot/frame_pick.h"
#include "tui/list.h"
#include "tui/story.h"

struct app;

#define PAYLOAD_MOST 2048 /* what a live capture has of a frame */

/*
 * A row of the ladder that is no DHCP message: what is known of the transfer
 * or login, and where it was captured the message that began it, with bytes.
 */
struct payload_view {
	struct story_kept kept; /* of the ladder, as it was */
	struct mac mac;
	struct list list;
	size_t len; /* captured; 0: nothing */
	size_t whole; /* the message's own length; more: the rest is not here */
	uint8_t bytes[PAYLOAD_MOST];
};

/* A stage, a finding and the like are no messages. */
bool payload_can(const struct story_line *l);

/* Shows one that is, and asks for its frame. */
void payload_show(struct app *app, const struct story_line *l);

/* The frames of that moment have come. */
void payload_found(struct app *app, const struct frame_pick *pick);

#endif
