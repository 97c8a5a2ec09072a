/* SPDX-License-Identifier: ISC */
#ifndef TUI_VIEW_COMPARE_H
#define TUI_VIEW_COMPARE_H

#include "core/base/addr.h"
#include "tui/compare.h"
#include "tui/list.h"
#include "tui/chosen.h"

struct app;

/* Is there a good boot to set beside the one that C would compare? */
struct compare_look {
	uint64_t session; /* that one; 0: none */
	bool good; /* there is one that is told */
	int64_t looked_us;
};

struct compare_view {
	struct compare_look look;
	struct compare c;
	struct list list;
	struct chosen chosen;
};

/* Shows what app->compare.c has been filled with. */
void compare_show(struct app *app);

/*
 * A boot (so many back) beside the last one of the machine that went well, as
 * it is told or else as the database's history has it.
 */
void compare_with_good(struct app *app, const struct mac *mac, size_t back);

/* Before a picture: looks for that one in memory. */
void compare_look(struct app *app);

/* Might compare_with_good show something?  What the database has it finds out
 * itself. */
bool compare_can(const struct app *app);

#endif
