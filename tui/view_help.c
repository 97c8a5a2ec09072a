/* SPDX-License-Identifier: ISC */
#include "core/boot/mode.h"
#include "tui/app.h"

/* Help is made from the tables: actions, modes, signs; one line each. */
struct help_line {
	enum grid_style style;
	char key[24], text[128];
};

#define TEXT 17 /* the column of the words */

struct section {
	const char *title;
	unsigned groups; /* enum action_group */
};

static const struct section sections[] = {
    {"Machines", GROUP_MACHINES},
    {"Machines, a machine's boot and Findings", GROUP_PROBLEM},
    {"A machine's boot (Enter on Machines)", GROUP_SESSION},
    {"A machine's boot and Live", GROUP_PACKETS},
    {"A machine's boot and a message of it", GROUP_MARKS},
    {"Findings", GROUP_FINDINGS},
    {"Machines, Targets and Quirks", GROUP_EDIT},
    {"Live and Log", GROUP_LINES},
    {"Lists", GROUP_ROWS | GROUP_OPEN | GROUP_FILTER | GROUP_FIND},
    {"Forms", GROUP_FORM},
    {"Everywhere", GROUP_ANY},
};

static const struct help_line signs[] = {
    {STYLE_HEAD, "", "Signs before a machine"},
    {STYLE_BAD, "!", "a problem: NOW says what, the lines below why"},
    {STYLE_BUSY, "*", "on its way through a boot"},
    {STYLE_NORMAL, "+", "new: asked, but is not in the book"},
    {STYLE_NORMAL, "(mode)",
	"in brackets: the server's default, not set "
	"for this machine"},
};

static void
action_line(struct help_line *l, const struct action_def *d)
{
	struct text t;

	l->style = STYLE_NORMAL;
	text_init(&t, l->key, sizeof(l->key));
	action_key_text(&t, d->key);
	if (d->key2 != 0) {
		text_add_char(&t, ' ');
		action_key_text(&t, d->key2);
	}
	(void)text_copy(l->text, sizeof(l->text), d->help);
}

static void
title_line(struct help_line *l, const char *title)
{
	l->style = STYLE_HEAD;
	l->key[0] = '\0';
	(void)text_copy(l->text, sizeof(l->text), title);
}

static bool
section_line(size_t *n, struct help_line *l)
{
	size_t s;
	unsigned i;

	for (s = 0; s < sizeof(sections) / sizeof(sections[0]); s++) {
		if ((*n)-- == 0) {
			title_line(l, sections[s].title);
			return true;
		}
		for (i = 0; i < ACTION_COUNT; i++)
			if ((action_def((enum action)i)->group &
				sections[s].groups) != 0 &&
			    (*n)-- == 0) {
				action_line(l, action_def((enum action)i));
				return true;
			}
	}
	return false;
}

/* The n-th line of the help; false after the last. */
static bool
help_line(size_t n, struct help_line *l)
{
	const size_t sign_count = sizeof(signs) / sizeof(signs[0]);
	unsigned mode;

	if (n < sign_count) {
		*l = signs[n];
		return true;
	}
	n -= sign_count;
	if (section_line(&n, l))
		return true;
	if (n == 0) {
		title_line(l, "Modes");
		return true;
	}
	mode = (unsigned)n;
	if (mode >= MODE_COUNT)
		return false;
	l->style = STYLE_NORMAL;
	(void)text_copy(l->key, sizeof(l->key),
	    mode_name((enum boot_mode)mode));
	(void)text_copy(l->text, sizeof(l->text),
	    mode_help((enum boot_mode)mode));
	return true;
}

static size_t
help_rows(void)
{
	struct help_line l;
	size_t n = 0;

	while (help_line(n, &l))
		n++;
	return n;
}

static int
line_rows(const struct help_line *l, const struct area *a)
{
	return l->style == STYLE_HEAD ? 1 : grid_rows(l->text, a->cols - TEXT);
}

/* The line that is on top when the last one is at the bottom. */
static size_t
last_top(const struct area *a)
{
	struct help_line l;
	size_t n = help_rows() - 1;
	int room = a->rows;

	for (; n > 0 && help_line(n, &l); n--) {
		room -= line_rows(&l, a);
		if (room < 0)
			return n + 1;
	}
	return 0;
}

static int
draw_line(const struct area *a, int row, const struct help_line *l)
{
	const struct area text = area_right(a, TEXT);

	if (l->style == STYLE_HEAD) {
		area_fill(a, row, STYLE_HEAD);
		(void)area_put(a, row, 1, STYLE_HEAD, l->text);
		return 1;
	}
	(void)area_field(a, row, 2, TEXT - 3, STYLE_KEY, l->key);
	return area_wrap(&text, row, l->style, l->text);
}

/* Help scrolls as a page, without a cursor. */
static void
help_draw(struct app *app, const struct area *a)
{
	const size_t last = last_top(a);
	struct help_line l;
	size_t n;
	int row = 0;

	app->nothing = false;
	if (app->help.at > last)
		app->help.at = last;
	for (n = app->help.at; row < a->rows && help_line(n, &l); n++)
		row += draw_line(a, row, &l);
	app->help.top = app->help.at;
	app->help.page = n - app->help.at;
	app->help.count = help_rows();
	app->shown = &app->help;
}

static bool
help_act(struct app *app, enum action a)
{
	return list_act(&app->help, a, help_rows());
}

const struct view view_help = {
    .name = "Help",
    .groups = GROUP_ROWS,
    .draw = help_draw,
    .act = help_act,
};
