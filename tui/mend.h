/* SPDX-License-Identifier: ISC */
#ifndef TUI_MEND_H
#define TUI_MEND_H

#include "core/base/text.h"
#include "db/db.h"
#include "tui/findings.h"
#include "tui/mend_lun.h"

struct app;

/* A mend that waits for the operator's word. */
struct mending {
	struct db_change change;
	char words[320];
	struct lun_mend lun;
};

/* " (F sets placement=field)" where a key can mend it; over a capture what
 * would: " (host set placement=field)". */
void mend_hint(const struct app *app, struct text *t, const struct standing *s);

/* Is there a key's work in it?  NULL: no. */
bool mend_can(const struct app *app, const struct standing *s);

/*
 * Shows what would change on the finding's machine and asks; or says why
 * only people can.  NULL: nothing is wrong.
 */
void mend_ask(struct app *app, const struct standing *s);

#endif
