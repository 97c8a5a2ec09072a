/* SPDX-License-Identifier: ISC */
#ifndef TUI_ACTION_H
#define TUI_ACTION_H

#include <stdbool.h>
#include <stddef.h>

#include "core/base/text.h"

/* What an operator can do, as a table (action.def). */
enum action {
#define ACTION(id, name, group, touches, key, key2, bar, help) ACTION_##id,
#include "tui/action.def"
#undef ACTION
	ACTION_COUNT
};

/* Where an action is meant: a view has several of these. */
enum action_group {
	GROUP_MACHINES = 1 << 0,
	GROUP_LINES = 1 << 1, /* Live and Log */
	GROUP_EDIT = 1 << 2, /* Machines and Targets */
	GROUP_ROWS = 1 << 3, /* every view that scrolls */
	GROUP_FORM = 1 << 4,
	GROUP_ANY = 1 << 5,
	GROUP_PROBLEM = 1 << 6, /* Machines, Session and Findings */
	GROUP_SESSION = 1 << 7,
	GROUP_FINDINGS = 1 << 8,
	GROUP_PACKETS = 1 << 9, /* Session and Live */
	GROUP_MARKS = 1 << 10, /* Session and Packet */
	GROUP_OPEN = 1 << 11, /* a row is more than it shows */
	GROUP_FILTER = 1 << 12, /* rows may be left out */
	GROUP_FIND = 1 << 13 /* some rows are worse than others */
};

/* What an action is done to. */
enum action_touches {
	TOUCHES_NOTHING = 0,
	TOUCHES_BOOK = 1 << 0, /* it changes the book: a capture has none */
	TOUCHES_ROW = 1 << 1, /* the selected row */
	TOUCHES_BOTH = TOUCHES_BOOK | TOUCHES_ROW
};

struct action_def {
	const char *name;
	enum action_group group;
	enum action_touches touches;
	int key, key2; /* key2 may be 0 */
	const char *bar; /* word in the key bar; "" = not there */
	const char *help;
};

const struct action_def *action_def(enum action a);

/* Does it change the book? */
bool action_changes(enum action a);

/* Is it done to the selected row? */
bool action_needs_row(enum action a);

/* The action of a key in any of these groups; ACTION_COUNT: none. */
enum action action_find(unsigned groups, int key);

/* "p", "Enter", "Ctrl-S", "F2", ... */
void action_key_text(struct text *t, int key);

#endif
