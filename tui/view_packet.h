/* SPDX-License-Identifier: ISC */
#ifndef TUI_VIEW_PACKET_H
#define TUI_VIEW_PACKET_H

#include <stdint.h>

#include "tui/list.h"

struct app;
struct story_line;

struct packet_view {
	uint64_t seq; /* of the event */
	struct list list;
	char title[120]; /* clean */
};

/* Shows a DHCP message of the ladder, or says why it cannot. */
void packet_show(struct app *app, const struct story_line *l);

#endif
