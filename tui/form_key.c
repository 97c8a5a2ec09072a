/* SPDX-License-Identifier: ISC */
#include "tui/form_key.h"

#include <string.h>

#include "core/boot/check.h"
#include "tui/app.h"

int
form_key_check(struct app *app, const struct form *f, size_t field,
    struct text *why)
{
	if (app->book == NULL)
		return 0;
	return check_value((enum key)f->fields[field].key,
	    f->fields[field].input.text, app->book, &app->calls->files, why);
}

const char *
form_key_complete(struct app *app, const struct form *f, size_t field, size_t n)
{
	const struct field *at = &f->fields[field];
	size_t i;

	if (key_def((enum key)at->key)->kind != KEY_KIND_TARGET ||
	    app->book == NULL)
		return NULL;
	for (i = 0; i < app->book->target_count; i++)
		if (strncmp(app->book->targets[i].name, at->input.text,
			at->input.len) == 0 &&
		    n-- == 0)
			return app->book->targets[i].name;
	return NULL;
}

static void
add_choices(struct field *field, enum key_kind kind)
{
	unsigned i;

	for (i = 0; kind == KEY_KIND_MODE && i < MODE_COUNT; i++)
		field->choices[i] = mode_name((enum boot_mode)i);
	for (i = 0; kind == KEY_KIND_PLACEMENT && i < PLACEMENT_COUNT; i++)
		field->choices[i] = placement_name((enum placement)i);
	if (kind == KEY_KIND_SWITCH) {
		field->choices[0] = "";
		field->choices[1] = "on";
		field->choices[2] = "off";
	}
}

void
form_key_add(struct form *f, enum key key, const char *value)
{
	const struct key_def *d = key_def(key);
	struct field *field = form_add(f, d->word, d->help, d->most, value);

	if (field == NULL)
		return;
	field->key = key;
	add_choices(field, d->kind);
}

void
form_key_lacks_nothing(struct app *app, const struct form *f, struct text *why)
{
	(void)app;
	(void)f;
	(void)why;
}

const char *
form_key_inherits_nothing(struct app *app, const struct form *f, size_t field)
{
	(void)app;
	(void)f;
	(void)field;
	return "";
}

bool
form_key_save(struct app *app, const struct form *f, struct db_change *c,
    const char *words)
{
	size_t i;

	for (i = 0; i < f->count; i++)
		if (strcmp(f->fields[i].was, f->fields[i].input.text) != 0)
			change_set(c, f->fields[i].key,
			    f->fields[i].input.text);
	if (!change_post(app, c, words))
		return false;
	app_say(app, STYLE_GOOD,
	    "The %s saved, from each machine's next boot on. u undoes", words);
	return true;
}
