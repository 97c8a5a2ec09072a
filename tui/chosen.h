/* SPDX-License-Identifier: ISC */
#ifndef TUI_CHOSEN_H
#define TUI_CHOSEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/addr.h"

struct app;
struct story_line;

/*
 * What the operator wants to have compared: two messages (by the numbers of
 * their events) or two boots (by their sessions).  A third one takes the
 * place of the first.
 */
struct chosen {
	bool boots;
	size_t count;
	uint64_t id[2];
	char title[2][120]; /* clean */
};

bool chosen_has(const struct chosen *m, bool boots, uint64_t id);

/* Marks a message or a boot, or takes the mark away; says how many. */
void chosen_message(struct app *app, const struct story_line *l);
void chosen_boot(struct app *app, const struct mac *mac, size_t back);

/* Are there two to be compared, with `here` (or NULL) as the second? */
bool chosen_can(const struct app *app, const struct story_line *here);

/* Opens Compare on what is marked; `here` stands in for a second message. */
void chosen_compare(struct app *app, const struct story_line *here);

#endif
