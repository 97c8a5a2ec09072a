/* SPDX-License-Identifier: ISC */
#ifndef TUI_VIEW_COMPARE_H
#define TUI_VIEW_COMPARE_H

#include "core/base/addr.h"
#include "tui/compare.h"
#include "tui/list.h"
#include "tui/chosen.h"

struct app;

struct compare_view {
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

#endif
