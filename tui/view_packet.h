/* SPDX-License-Identifier: ISC */
#ifndef TUI_VIEW_PACKET_H
#define TUI_VIEW_PACKET_H

#include <stdint.h>

#include "tui/list.h"
#include "tui/story.h"
#include "tui/view_payload.h"

struct app;

struct packet_view {
	struct story_kept kept; /* of the ladder, as it was */
	struct list list;
};

/* Shows a message of the ladder, also one that payload_can open, or says why
 * it cannot. */
void packet_show(struct app *app, const struct story_line *l);

#endif
