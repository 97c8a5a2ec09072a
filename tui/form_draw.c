/* SPDX-License-Identifier: ISC */
#include "tui/form.h"

#include <stdio.h>
#include <string.h>

#include "tui/app.h"

/* How a form looks; what its keys do is form.c. */
#define HELP_ROWS 3
#define WHY_ROWS 3

static int
words_cols(const struct form *f, const struct area *a)
{
	const int cols = a->cols - f->label_cols - 3;

	return cols > 0 ? cols : 0;
}

static int
why_rows(const struct form *f, const struct field *field, int cols)
{
	const int rows = grid_rows(field->why, cols - f->label_cols - 3);

	if (field->why[0] == '\0')
		return 0;
	return rows < WHY_ROWS ? rows : WHY_ROWS;
}

/* Words that would complete the field, as far as there is room. */
static void
add_completions(struct app *app, const struct form *f, struct text *t)
{
	const struct field *field = &f->fields[f->list.at];
	const char *word;
	size_t n;

	/* Some helps name them all. */
	if (field->choices[0] != NULL &&
	    strstr(field->help, field->choices[1]) != NULL)
		return;
	for (n = 0; field->choices[0] != NULL && field->choices[n] != NULL; n++)
		if (field->choices[n][0] != '\0')
			text_addf(t, "%s%s", n > 1 ? " " : "  [",
			    field->choices[n]);
	for (; field->choices[0] == NULL && n < 8; n++) {
		word = f->ops->complete(app, f, f->list.at, n);
		if (word == NULL)
			break;
		text_add(t, n > 0 ? " " : "  [");
		text_add_visible_str(t, word);
	}
	if (n > 0)
		text_add_char(t, ']');
}

/* What the cursor's field means, and what could stand there. */
static void
help_text(struct app *app, const struct form *f, struct text *t)
{
	text_add(t, f->fields[f->list.at].help);
	add_completions(app, f, t);
}

/* All of it where there is room, since it says how a value is written. */
static int
help_rows(struct app *app, const struct form *f, const struct area *a)
{
	const int most = a->rows >= 9 ? HELP_ROWS : 1;
	char line[512];
	struct text t;
	int rows;

	text_init(&t, line, sizeof(line));
	help_text(app, f, &t);
	rows = grid_rows(line, words_cols(f, a));
	return rows < most ? rows : most;
}

/* A value that is not being typed; in brackets one that is inherited. */
static void
draw_value(struct app *app, const struct area *a, int row, size_t i)
{
	const struct form *f = app->form;
	const struct field *field = &f->fields[i];
	const bool here = i == f->list.at, set = field->input.len > 0;
	const char *inherited = set ? "" : f->ops->inherit(app, f, i);
	char value[INPUT_MAX], line[INPUT_MAX * 2];
	struct text t;

	text_init(&t, value, sizeof(value));
	if (set && field->secret)
		text_add(&t, "set, not shown");
	else if (set)
		text_add_visible_str(&t, field->input.text);
	else if (inherited != NULL && inherited[0] != '\0') {
		text_add_char(&t, '(');
		text_add_visible_str(&t, inherited);
		text_add_char(&t, ')');
	} else
		text_add(&t, here ? "unset" : "-");
	text_init(&t, line, sizeof(line));
	text_addf(&t, here ? "< %s >" : "%s", value);
	(void)area_field(a, row, f->label_cols + 2, a->cols - f->label_cols - 3,
	    here    ? STYLE_INPUT :
		set ? STYLE_NORMAL :
		      STYLE_DIM,
	    line);
}

static void
draw_typing(const struct form *f, const struct field *field,
    const struct area *a, int row)
{
	struct input shown = field->input;

	if (field->secret)
		input_hide(&shown);
	input_draw(&shown, a, row, f->label_cols + 2,
	    a->cols - f->label_cols - 3);
}

/* One field and, when it is the cursor's, what there is to know of it. */
static int
draw_field(struct app *app, const struct area *a, int row, size_t i)
{
	const struct form *f = app->form;
	const struct field *field = &f->fields[i];
	const bool here = i == f->list.at;
	struct area under = area_right(a, f->label_cols + 2);
	char line[512];
	struct text t;

	(void)area_put(a, row, 0, field->err < 0 ? STYLE_BAD : STYLE_BOLD,
	    here               ? ">" :
		field->err < 0 ? "!" :
				 " ");
	(void)area_field(a, row, 2, f->label_cols - 1,
	    field->err < 0 ? STYLE_BAD :
		here       ? STYLE_BOLD :
			     STYLE_NORMAL,
	    field->label);
	if (here && field->choices[0] == NULL)
		draw_typing(f, field, a, row);
	else
		draw_value(app, a, row, i);
	row++;
	under.cols = words_cols(f, a);
	if (field->why[0] != '\0' && (here || field->err < 0)) {
		struct area part = area_part(&under, row,
		    why_rows(f, field, a->cols));

		row += area_wrap(&part, 0,
		    field->err < 0 ? STYLE_BAD : STYLE_WARN, field->why);
	}
	if (here) {
		struct area part = area_part(&under, row, help_rows(app, f, a));

		text_init(&t, line, sizeof(line));
		help_text(app, f, &t);
		row += area_wrap(&part, 0, STYLE_DIM, line);
	}
	return row;
}

static int
field_rows(struct app *app, const struct area *a, size_t i)
{
	const struct form *f = app->form;
	const struct field *field = &f->fields[i];
	const bool here = i == f->list.at;

	return 1 + (here ? help_rows(app, f, a) : 0) +
	    (here || field->err < 0 ? why_rows(f, field, a->cols) : 0);
}

/* Its subject, and which of the fields one is at: not all may be there. */
static void
draw_title(const struct form *f, const struct area *a)
{
	char at[32];
	int width;

	(void)snprintf(at, sizeof(at), " field %zu/%zu ", f->list.at + 1,
	    f->count);
	width = grid_width(at);
	area_fill(a, 0, STYLE_HEAD);
	(void)area_field(a, 0, 1, a->cols - 1 - width, STYLE_HEAD, f->title);
	(void)area_put(a, 0, a->cols - width, STYLE_HEAD, at);
}

void
form_draw(struct app *app, const struct area *a)
{
	struct form *f = app->form;
	const int warning = f->warning[0] == '\0'            ? 0 :
	    grid_width(f->warning) > a->cols && a->rows > 10 ? 2 :
							       1;
	const struct area body = area_part(a, 1, a->rows - 1 - warning);
	int rows = 0, row = 0;
	size_t i;

	draw_title(f, a);
	/* Scroll so that the cursor's field is there with its words. */
	if (f->list.at < f->list.top)
		f->list.top = f->list.at;
	for (i = f->list.at + 1; i-- > f->list.top;) {
		rows += field_rows(app, a, i);
		if (rows > body.rows)
			break;
	}
	if (rows > body.rows)
		f->list.top = i + 1;
	if (f->list.top > f->list.at)
		f->list.top = f->list.at;
	for (i = f->list.top; i < f->count && row < body.rows; i++)
		row = draw_field(app, &body, row, i);
	if (warning > 0)
		(void)area_wrap(a, a->rows - warning, STYLE_WARN, f->warning);
}
