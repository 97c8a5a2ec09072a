/* SPDX-License-Identifier: ISC */
#ifndef TUI_LISTING_H
#define TUI_LISTING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/addr.h"

struct app;

/*
 * Who is listed on Machines, in which order: made anew from the model in
 * pieces, so that no key waits for a hundred thousand rows.  What was listed
 * before stands until the new list is whole.
 */
struct listing {
	struct mac *queue; /* all machines, as they were at the start */
	size_t queued, next, room;
	struct listed *rows; /* of those looked at: what is shown */
	size_t kept;
	size_t problems, busy, strangers;
	bool runs;
};

void listing_done(struct listing *l);

/* From the beginning, also where one runs; false: no memory. */
bool listing_start(struct app *app);

/* Goes on with at most so many machines; true: the list is whole. */
bool listing_step(struct app *app, size_t most);

/* Takes the whole list over into app->machines. */
void listing_take(struct app *app);

#endif
