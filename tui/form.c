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

/* The next choice, or the one that begins with a letter; false: none does. */
static bool
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
		return true;
	}
	return false;
}

static bool
choice_key(struct app *app, struct field *field, int key)
{
	if (key == ' ' || key == PRESS_RIGHT)
		(void)choose(field, 1, 0);
	else if (key == PRESS_LEFT)
		(void)choose(field, -1, 0);
	else if (key == PRESS_BACKSPACE || key == PRESS_DELETE)
		input_init(&field->input, field->input.most, "");
	else if (key <= ' ' || key >= 0x7f)
		return false;
	else if (!choose(field, 1, key))
		app_say(app, STYLE_DIM,
		    "Nothing to choose begins with %c; Space shows the next",
		    key);
	return true;
}

/* True: the key was for the text; a letter that found no room is told. */
static bool
type_key(struct app *app, struct field *field, int key)
{
	const size_t len = field->input.len;

	if (!input_key(&field->input, key))
		return false;
	if (key >= ' ' && key < PRESS_UP && field->input.len == len)
		app_say(app, STYLE_DIM, "Full: %s takes %zu bytes",
		    field->label, field->input.most);
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

	if (app->said_style == STYLE_DIM)
		app->said[0] = '\0';
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
	else if (field->choices[0] != NULL ? choice_key(app, field, key) :
					     type_key(app, field, key))
		form_check(app, f);
}
