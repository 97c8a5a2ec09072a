/* SPDX-License-Identifier: ISC */
#ifndef TUI_PROMPT_H
#define TUI_PROMPT_H

#include "tui/app.h"

/* The question at the bottom: a filter, a line, yes or no, a mode's key. */
void prompt_key(struct app *app, int key);
void prompt_filter(struct app *app);

/* Does what Tab found several of take a row over it? */
bool prompt_has_choices(const struct app *app, const struct area *a);

/* Draws it over a row, or two with that; false: there is no question. */
bool prompt_draw(struct app *app, const struct area *a, int row);

#endif
