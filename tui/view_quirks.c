/* SPDX-License-Identifier: ISC */
#include "core/boot/quirk.h"

#include <string.h>

#include "tui/app.h"
#include "tui/filter.h"
#include "tui/frame.h"

/* What kinds of client need: learnt by placement=auto, or set by hand. */

/* The n-th that the filter lets through; NULL after the last. */
static const struct quirk *
quirk_row(const struct app *app, size_t n)
{
	char row[2048];
	struct text t;
	size_t i;

	for (i = 0; app->book != NULL && i < app->book->quirk_count; i++) {
		const struct quirk *q = &app->book->quirks[i];

		text_init(&t, row, sizeof(row));
		text_add(&t, q->kind);
		text_add_char(&t, ' ');
		quirk_text(&t, q);
		text_add_char(&t, ' ');
		text_add_visible_str(&t, q->set.text[KEY_NOTE]);
		if (filter_match(app->filters[VIEW_QUIRKS],
			&(struct filter_row){.all = row}) &&
		    n-- == 0)
			return q;
	}
	return NULL;
}

static size_t
quirk_rows(const struct app *app)
{
	size_t n = 0;

	while (quirk_row(app, n) != NULL)
		n++;
	return n;
}

static void
draw_row(const struct area *a, int row, const struct quirk *q)
{
	char line[512];
	struct text t;
	int col;

	text_init(&t, line, sizeof(line));
	text_add_visible_str(&t, q->kind);
	col = area_field(a, row, 2, 30, STYLE_BOLD, line);
	text_init(&t, line, sizeof(line));
	quirk_text(&t, q);
	if (t.len == 0)
		text_add(&t, "nothing is set");
	col = area_put(a, row, col, STYLE_NORMAL, line);
	if (q->set.text[KEY_NOTE][0] == '\0' || col + 2 >= a->cols)
		return;
	text_init(&t, line, sizeof(line));
	text_add_visible_str(&t, q->set.text[KEY_NOTE]);
	(void)area_field(a, row, col + 2, a->cols - col - 2, STYLE_DIM, line);
}

static void
quirks_draw(struct app *app, const struct area *a)
{
	const struct area rows = area_part(a, 1, a->rows - 1);
	const size_t n = quirk_rows(app);
	const struct quirk *q;
	int i;

	app->nothing = n == 0;
	area_fill(a, 0, STYLE_HEAD);
	(void)area_put(a, 0, 2, STYLE_HEAD,
	    "KIND OF CLIENT                WHAT ALL OF IT NEEDS");
	if (n == 0)
		(void)area_wrap(&rows, 1, STYLE_DIM,
		    app->filters[VIEW_QUIRKS][0] != '\0' ?
			"No kind of client matches this filter." :
			app->config->file != NULL ?
			"A capture has no book, so nothing is set for a kind "
			"of client." :
			"No kind of client needs anything yet. A machine with "
			"placement=auto adds what it learns; K on Machines "
			"opens the form of a machine's kind, a here one by "
			"its name.");
	frame_filter_note(app, a, 0, 0, 0);
	app_list_fit(app, &app->quirks, n, (size_t)rows.rows);
	for (i = 0; i < rows.rows; i++) {
		const size_t at = app->quirks.top + (size_t)i;

		if ((q = quirk_row(app, at)) == NULL)
			break;
		draw_row(&rows, i, q);
		if (at != app->quirks.at)
			continue;
		(void)area_put(&rows, i, 0, STYLE_BOLD, ">");
		area_mark(&rows, i);
	}
}

static void
quirk_removed(struct app *app, const char *line)
{
	struct db_change c;
	char words[128];
	struct text t;

	(void)line;
	text_init(&t, words, sizeof(words));
	text_add(&t, "quirks of ");
	text_add_visible_str(&t, app->prompt.name);
	text_add(&t, " deleted");
	change_quirk(app, &c, app->prompt.name);
	c.remove = true;
	if (change_post(app, &c, words))
		app_say(app, STYLE_GOOD, "The %s. u undoes", words);
}

static void
ask_remove(struct app *app, const struct quirk *q)
{
	char question[PROMPT_QUESTION];
	struct prompt *p;
	struct text t;

	text_init(&t, question, sizeof(question));
	text_add(&t, "Delete what is known of ");
	text_add_visible_str(&t, q->kind);
	text_add(&t, "? Its machines are answered as all others. y/n");
	p = app_ask(app, PROMPT_YES_NO, quirk_removed, question);
	(void)text_copy(p->name, sizeof(p->name), q->kind);
}

static void
add_answered(struct app *app, const char *line)
{
	if (line[0] == '\0')
		app_say(app, STYLE_NORMAL,
		    "A kind of client has a name, as in gPXE 0.9.7 BIOS");
	else
		form_quirk(app, line);
}

static bool
quirks_act(struct app *app, enum action a)
{
	const struct quirk *q = quirk_row(app, app->quirks.at);

	if (list_act(&app->quirks, a, quirk_rows(app)))
		return true;
	if (a == ACTION_ADD)
		app_ask(app, PROMPT_LINE, add_answered,
		    "Kind of client, as explain names it: ")
		    ->input.most = QUIRK_KIND - 1;
	else if (a == ACTION_OPEN && q != NULL)
		form_quirk(app, q->kind);
	else if (a == ACTION_DELETE && q != NULL)
		ask_remove(app, q);
	else
		return false;
	return true;
}

const struct view view_quirks = {
    .name = "Quirks",
    .groups = GROUP_EDIT | GROUP_OPEN | GROUP_FILTER | GROUP_ROWS,
    .draw = quirks_draw,
    .act = quirks_act,
};
