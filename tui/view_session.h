/* SPDX-License-Identifier: ISC */
#ifndef TUI_VIEW_SESSION_H
#define TUI_VIEW_SESSION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/addr.h"
#include "tui/list.h"
#include "tui/rungs.h"

struct app;

/* One boot of one machine as a ladder. */
struct session_view {
	struct mac mac;
	size_t back; /* boots ago; 0: the newest */
	uint64_t session; /* the boot that was drawn; 0: none */
	struct list list;
	bool clock; /* time of day */
	bool follow; /* the newest row is selected */
	size_t count;
	struct rung rungs[RUNGS_MOST]; /* as last drawn */
};

/* Shows the newest boot of a machine. */
void session_open(struct app *app, const struct mac *mac);

#endif
