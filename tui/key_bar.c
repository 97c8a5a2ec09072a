/* SPDX-License-Identifier: ISC */
#include "tui/key_bar.h"

#include <stdio.h>

#include "tui/app.h"
#include "tui/press.h"

#define HELP_COLS 6 /* "? help" is always there */

struct named {
	const char *key, *word;
};

static const struct named form_keys[] = {{"Enter", "save"}, {"Esc", "discard"},
    {"Up/Down", "field"}, {"Space", "next choice"}, {"Tab", "complete"},
    {"Ctrl-U", "clear"}, {NULL, NULL}};
static const struct named filter_keys[] = {{"Enter", "keep it"},
    {"Esc", "all rows"}, {"Tab", "complete"}, {"Ctrl-U", "clear"},
    {NULL, NULL}};
static const struct named line_keys[] = {{"Enter", "go on"}, {"Esc", "no"},
    {"Ctrl-U", "clear"}, {NULL, NULL}};
static const struct named yes_no_keys[] = {{"y", "yes"}, {"n", "no"},
    {NULL, NULL}};

/* One that does not fit whole is left out; returns the column after it. */
static int
draw_key(const struct area *a, int row, int col, const char *key,
    const char *word)
{
	if (col + grid_width(key) + 1 + grid_width(word) > a->cols)
		return col;
	col = area_put(a, row, col, STYLE_KEY, key);
	return area_put(a, row, col + 1, STYLE_TITLE, word) + 1;
}

static int
draw_named(const struct area *a, int row, int col, const struct named *k)
{
	for (; k->key != NULL; k++)
		col = draw_key(a, row, col, k->key, k->word);
	return col;
}

static int
draw_action(const struct area *a, int row, int col, enum action action)
{
	const struct action_def *d = action_def(action);
	char key[16];
	struct text t;

	text_init(&t, key, sizeof(key));
	if (d->key == PRESS_ENTER && !a->grid->ascii)
		text_add(&t, "\xe2\x86\xb5");
	else
		action_key_text(&t, d->key);
	return draw_key(a, row, col, key, d->bar);
}

/* A mode's key is waited for. */
static void
draw_mode_keys(const struct area *a, int row, bool once)
{
	int col = 0;
	unsigned i;

	for (i = ACTION_MODE_PXELINUX; i <= ACTION_MODE_IGNORE; i++)
		col = draw_action(a, row, col, (enum action)i);
	if (once)
		col = draw_key(a, row, col, "o", "not once");
	(void)draw_key(a, row, col, "Esc", "no");
}

static void
draw_prompt_keys(const struct app *app, const struct area *a, int row)
{
	switch (app->prompt.kind) {
	case PROMPT_FILTER:
		(void)draw_named(a, row, 0, filter_keys);
		break;
	case PROMPT_LINE:
		(void)draw_named(a, row, 0, line_keys);
		break;
	case PROMPT_YES_NO:
		(void)draw_named(a, row, 0, yes_no_keys);
		break;
	case PROMPT_ONCE:
	case PROMPT_DEFAULTS:
		draw_mode_keys(a, row, app->prompt.kind == PROMPT_ONCE);
		break;
	case PROMPT_NONE:
		break;
	}
}

/* Would the key do more than say why not? */
static bool
does_something(const struct app *app, enum action a)
{
	const struct view *view = app_view(app->view);

	if (app->config->file != NULL && action_changes(a))
		return false;
	if (a == ACTION_BACK) /* of a tab it is the way to stop serving */
		return (app->view >= VIEW_TABS && app->view != VIEW_HELP) ||
		    (app->view == VIEW_MACHINES &&
			app->over[VIEW_MACHINES] != VIEW_MACHINES);
	if (a == ACTION_UNDO)
		return app->changes.undo_count > 0;
	if (a == ACTION_MEND)
		return mend_can(app, view->finding(app));
	if (a == ACTION_COMPARE)
		return compare_can(app);
	if (app->nothing && action_needs_row(a))
		return false;
	/* A filter that leaves nothing is still there to be changed. */
	if (app->nothing && a == ACTION_FILTER)
		return app->filters[app->view][0] != '\0';
	return view->idle == NULL || !view->idle(app, a);
}

/* "1-19/58" of a list that is longer than the screen; returns its width. */
static int
draw_part(const struct app *app, const struct area *a, int row, int end)
{
	const struct list *l = app->shown;
	char part[64];
	int width;

	if (l == NULL || l->page == 0 || l->count <= l->page)
		return 0;
	(void)snprintf(part, sizeof(part), "%zu-%zu/%zu", l->top + 1,
	    l->top + l->page, l->count);
	width = grid_width(part) + 1;
	(void)area_put(a, row, end - width, STYLE_TITLE, part);
	return width;
}

static void
draw_view_keys(const struct app *app, const struct area *a, int row)
{
	const unsigned groups = app_view(app->view)->groups | GROUP_ANY;
	const int room = a->cols - HELP_COLS;
	struct area keys = *a;
	unsigned i;
	int col = 0;

	keys.cols = room - 1 - draw_part(app, a, row, room);
	for (i = 0; i < ACTION_COUNT; i++) {
		const struct action_def *d = action_def((enum action)i);

		if ((d->group & groups) != 0 && d->bar[0] != '\0' &&
		    i != ACTION_HELP && does_something(app, (enum action)i))
			col = draw_action(&keys, row, col, (enum action)i);
	}
	(void)draw_key(a, row, room, "?",
	    app->view != VIEW_HELP ? "help" : "back");
}

void
key_bar_draw(const struct app *app, const struct area *a, int row)
{
	area_fill(a, row, STYLE_TITLE);
	if (app->prompt.kind != PROMPT_NONE)
		draw_prompt_keys(app, a, row);
	else if (app->form != NULL)
		(void)draw_named(a, row, 0, form_keys);
	else
		draw_view_keys(app, a, row);
}
