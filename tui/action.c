/* SPDX-License-Identifier: ISC */
#include "tui/action.h"

#include "tui/press.h"

const struct action_def *
action_def(enum action a)
{
	static const struct action_def defs[ACTION_COUNT] = {
#define ACTION(id, name, group, key, key2, bar, help)                          \
	[ACTION_##id] = {name, GROUP_##group, key, key2, bar, help},
#include "tui/action.def"
#undef ACTION
	};

	return &defs[a];
}

bool
action_changes(enum action a)
{
	static const bool changes[ACTION_COUNT] = {
	    [ACTION_MODE_PXELINUX] = true,
	    [ACTION_MODE_GPXE] = true,
	    [ACTION_MODE_ISCSI] = true,
	    [ACTION_MODE_INSTALL] = true,
	    [ACTION_MODE_LOCAL] = true,
	    [ACTION_MODE_IGNORE] = true,
	    [ACTION_ONCE] = true,
	    [ACTION_KIND] = true,
	    [ACTION_DEFAULTS] = true,
	    [ACTION_EDIT] = true,
	    [ACTION_MEND] = true,
	    [ACTION_UNDO] = true,
	    [ACTION_ADD] = true,
	    [ACTION_DELETE] = true,
	};

	return changes[a];
}

bool
action_needs_row(enum action a)
{
	static const bool needs[ACTION_COUNT] = {
	    [ACTION_MODE_PXELINUX] = true,
	    [ACTION_MODE_GPXE] = true,
	    [ACTION_MODE_ISCSI] = true,
	    [ACTION_MODE_INSTALL] = true,
	    [ACTION_MODE_LOCAL] = true,
	    [ACTION_MODE_IGNORE] = true,
	    [ACTION_ONCE] = true,
	    [ACTION_OPEN] = true,
	    [ACTION_EDIT] = true,
	    [ACTION_MEND] = true,
	    [ACTION_COMPARE] = true,
	    [ACTION_CLOCK] = true,
	    [ACTION_DIFF] = true,
	    [ACTION_SAVE_PACKETS] = true,
	    [ACTION_FOLLOW] = true,
	    [ACTION_PAUSE] = true,
	    [ACTION_DELETE] = true,
	};

	return needs[a];
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
