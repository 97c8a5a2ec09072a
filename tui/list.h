/* SPDX-License-Identifier: ISC */
#ifndef TUI_LIST_H
#define TUI_LIST_H

#include <stdbool.h>
#include <stddef.h>

#include "tui/action.h"

/* A cursor in a list and the part of it that is on the screen. */
struct list {
	size_t at, top;
	size_t page, count; /* rows on the screen, and all, when last drawn */
};

/* Moves for an action of the list group; false: it is none of these. */
bool list_act(struct list *l, enum action a, size_t count);

/* Puts the cursor inside the list and on the screen of `page` rows. */
void list_fit(struct list *l, size_t count, size_t page);

#endif
