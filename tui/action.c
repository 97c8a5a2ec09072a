/* SPDX-License-Identifier: ISC */
#include "tui/action.h"

#include "tui/press.h"

const struct action_def *
action_def(enum action a)
{
	static const struct action_def defs[ACTION_COUNT] = {
#define ACTION(id, name, group, touches, key, key2, bar, help)                 \
	[ACTION_##id] = {name, GROUP_##group, TOUCHES_##touches, key, key2,    \
	    bar, help},
#include "tui/action.def"
#undef ACTION
	};

	return &defs[a];
}

bool
action_changes(enum action a)
{
	return (action_def(a)->touches & TOUCHES_BOOK) != 0;
}

bool
action_needs_row(enum action a)
{
	return (action_def(a)->touches & TOUCHES_ROW) != 0;
}

enum action
action_find(unsigned groups, int key)
{
	unsigned i;

	if (key == PRESS_NONE)
		return ACTION_COUNT;
	for (i = 0; i < ACTION_COUNT; i++) {
		const struct action_def *d = action_def((enum action)i);

		if ((d->group & groups) != 0 &&
		    (d->key == key || d->key2 == key))
			return (enum action)i;
	}
	return ACTION_COUNT;
}

void
action_key_text(struct text *t, int key)
{
	static const struct {
		int key;
		const char *text;
	} names[] = {
	    {PRESS_ENTER, "Enter"},
	    {PRESS_ESC, "Esc"},
	    {PRESS_TAB, "Tab"},
	    {PRESS_BACKTAB, "Shift-Tab"},
	    {PRESS_UP, "Up"},
	    {PRESS_DOWN, "Down"},
	    {PRESS_LEFT, "Left"},
	    {PRESS_RIGHT, "Right"},
	    {PRESS_PAGE_UP, "PgUp"},
	    {PRESS_PAGE_DOWN, "PgDn"},
	    {PRESS_HOME, "Home"},
	    {PRESS_END, "End"},
	    {PRESS_DELETE, "Del"},
	    {PRESS_BACKSPACE, "Backspace"},
	    {' ', "Space"},
	};
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (names[i].key == key) {
			text_add(t, names[i].text);
			return;
		}
	if (key >= PRESS_F1 && key <= PRESS_F10)
		text_addf(t, "F%d", key - PRESS_F1 + 1);
	else if (key > 0 && key < 0x20)
		text_addf(t, "Ctrl-%c", key + 0x40);
	else if (key < 0x7f)
		text_add_char(t, (char)key);
}
