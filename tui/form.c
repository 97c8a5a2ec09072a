/* SPDX-License-Identifier: ISC */
#include "tui/form.h"

#include <stdlib.h>
#include <string.h>

#include "tui/app.h"
#include "tui/press.h"

#define LABEL_COLS 15 /* at least */

struct form *
form_open(struct app *app, const struct form_ops *ops)
{
	struct form *f = calloc(1, sizeof(*f));

	form_close(app);
	if (f != NULL) {
		f->ops = ops;
		f->label_cols = LABEL_COLS;
	}
	app->form = f;
	return f;
}

void
form_close(struct app *app)
{
	if (app->form != NULL) /* it may have held a password */
		explicit_bzero(app->form, sizeof(*app->form));
	free(app->form);
	app->form = NULL;
}

struct field *
form_add(struct form *f, const char *label, const char *help, size_t most,
    const char *value)
{
	struct field *field;

	if (f->count >= FORM_FIELDS)
		return NULL;
	field = &f->fields[f->count++];
	field->label = label;
	field->help = help;
	if (grid_width(label) >= f->label_cols)
		f->label_cols = grid_width(label) + 1;
	input_init(&field->input, most, value);
	field->input.at = field->input.len;
	memcpy(field->was, field->input.text, sizeof(field->was));
	return field;
}

bool
form_changed(const struct form *f)
{
	size_t i;

	for (i = 0; i < f->count; i++)
		if (strcmp(f->fields[i].was, f->fields[i].input.text) != 0)
			return true;
	return false;
}

void
form_check(struct app *app, struct form *f)
{
	struct text t;
	size_t i;

	for (i = 0; i < f->count; i++) {
		text_init(&t, f->fields[i].why, sizeof(f->fields[i].why));
		f->fields[i].err = f->ops->check(app, f, i, &t);
	}
	text_init(&t, f->warning, sizeof(f->warning));
	f->ops->warn(app, f, &t);
}

/* The next choice, or the one that begins with a letter. */
static void
choose(struct field *field, int step, int letter)
{
	int n = 0, at = 0, i;

	while (n < FORM_CHOICES && field->choices[n] != NULL) {
		if (strcmp(field->choices[n], field->input.text) == 0)
			at = n;
		n++;
	}
	for (i = 1; i <= n; i++) {
		const char *next = field->choices[(at + i * step + n * n) % n];

		if (letter != 0 && next[0] != letter)
			continue;
		input_init(&field->input, field->input.most, next);
		return;
	}
}

static bool
choice_key(struct field *field, int key)
{
	if (key == ' ' || key == PRESS_RIGHT)
		choose(field, 1, 0);
	else if (key == PRESS_LEFT)
		choose(field, -1, 0);
	else if (key == PRESS_BACKSPACE || key == PRESS_DELETE)
		input_init(&field->input, field->input.most, "");
	else if (key > ' ' && key < 0x7f)
		choose(field, 1, key);
	else
		return false;
	return true;
}

/* Tab takes over the only word that goes on as typed; false: there is none. */
static bool
complete(struct app *app, struct form *f, struct field *field)
{
	const size_t at = f->list.at;
	const char *word = f->ops->complete(app, f, at, 0);

	if (field->choices[0] != NULL || word == NULL ||
	    strcmp(word, field->input.text) == 0 || field->input.len == 0 ||
	    f->ops->complete(app, f, at, 1) != NULL)
		return false;
	input_init(&field->input, field->input.most, word);
	return true;
}

static void
discard(struct app *app, const char *line)
{
	(void)line;
	form_close(app);
	app_say(app, STYLE_NORMAL, "Discarded");
}

static void
leave(struct app *app, struct form *f)
{
	if (form_changed(f))
		(void)app_ask(app, PROMPT_YES_NO, discard,
		    "Discard what was changed here? y/n");
	else
		form_close(app);
}

static void
save(struct app *app, struct form *f)
{
	size_t i;

	for (i = 0; i < f->count; i++)
		if (f->fields[i].err < 0) {
			f->list.at = i;
			app_say(app, STYLE_BAD,
			    "Not saved: %s is not right, its reason stands "
			    "under it",
			    f->fields[i].label);
			return;
		}
	if (!form_changed(f)) {
		form_close(app);
		app_say(app, STYLE_NORMAL, "Nothing was changed");
	} else if (f->ops->save(app, f))
		form_close(app);
}

static bool
move_key(struct form *f, int key)
{
	const size_t last = f->count - 1;

	if (key == PRESS_UP || key == PRESS_BACKTAB)
		f->list.at = f->list.at > 0 ? f->list.at - 1 : last;
	else if (key == PRESS_DOWN || key == PRESS_TAB)
		f->list.at = f->list.at < last ? f->list.at + 1 : 0;
	else if (key == PRESS_PAGE_UP)
		f->list.at = 0;
	else if (key == PRESS_PAGE_DOWN)
		f->list.at = last;
	else
		return false;
	return true;
}

void
form_key(struct app *app, int key)
{
	struct form *f = app->form;
	struct field *field = &f->fields[f->list.at];

	if (key == PRESS_ESC)
		leave(app, f);
	else if (key == PRESS_ENTER ||
	    action_find(GROUP_FORM, key) == ACTION_SAVE)
		save(app, f);
	else if (key == PRESS_F1)
		app_say(app, STYLE_NORMAL,
		    "Up/Down: field. Space: next choice. Tab: completes. "
		    "Empty: unset. Enter: save. Esc: discard");
	else if (key == PRESS_TAB && complete(app, f, field))
		form_check(app, f);
	else if (move_key(f, key))
		return;
	else if (field->choices[0] != NULL ? choice_key(field, key) :
					     input_key(&field->input, key))
		form_check(app, f);
}

static int
why_rows(const struct form *f, const struct field *field, int cols)
{
	if (field->why[0] == '\0')
		return 0;
	return grid_width(field->why) > cols - f->label_cols - 2 ? 2 : 1;
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
	const int width = a->cols - f->label_cols - 3;
	struct area under = *a;
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
	under.col += f->label_cols + 2;
	under.cols = width > 0 ? width : 0;
	if (field->why[0] != '\0' && (here || field->err < 0)) {
		struct area part = area_part(&under, row,
		    why_rows(f, field, a->cols));

		row += area_wrap(&part, 0,
		    field->err < 0 ? STYLE_BAD : STYLE_WARN, field->why);
	}
	if (here) {
		text_init(&t, line, sizeof(line));
		text_add(&t, field->help);
		add_completions(app, f, &t);
		(void)area_field(&under, row++, 0, under.cols, STYLE_DIM, line);
	}
	return row;
}

static int
field_rows(const struct form *f, size_t i, int cols)
{
	const struct field *field = &f->fields[i];
	const bool here = i == f->list.at;

	return 1 + here +
	    (here || field->err < 0 ? why_rows(f, field, cols) : 0);
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

	area_fill(a, 0, STYLE_HEAD);
	(void)area_field(a, 0, 1, a->cols - 1, STYLE_HEAD, f->title);
	/* Scroll so that the cursor's field is there with its words. */
	if (f->list.at < f->list.top)
		f->list.top = f->list.at;
	for (i = f->list.at + 1; i-- > f->list.top;) {
		rows += field_rows(f, i, a->cols);
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
