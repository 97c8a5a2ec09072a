/* SPDX-License-Identifier: ISC */
#ifndef TUI_MEND_LUN_H
#define TUI_MEND_LUN_H

#include "tui/findings.h"

struct app;
struct lun_answer;

/*
 * A LUN that its target does not have: the target is asked which it has, and
 * when that is one disk, F's question is about that one.
 */
struct lun_mend {
	bool asks;
	struct mac mac;
	struct event_finding finding; /* that F was pressed on */
};

/* Can anybody be asked here at all? */
bool mend_lun_can(const struct app *app);

/* F: begins to ask, and says so. */
void mend_lun_ask(struct app *app, const struct standing *s);

/* Has the answer come?  Once a tick. */
void mend_lun_tick(struct app *app);

#endif
