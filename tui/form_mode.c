/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "core/boot/mode.h"
#include "tui/app.h"
#include "tui/form_key.h"

/* The form of a mode: what its machines have that set nothing of their own. */

static void
nothing_lacks(struct app *app, const struct form *f, struct text *why)
{
	(void)app;
	(void)f;
	(void)why;
}

static const char *
inherits_nothing(struct app *app, const struct form *f, size_t field)
{
	(void)app;
	(void)f;
	(void)field;
	return "";
}

static bool
mode_save(struct app *app, struct form *f)
{
	struct db_change c;
	char words[128];
	struct text t;
	size_t i;

	change_mode(app, &c, f->mode);
	for (i = 0; i < f->count; i++)
		if (strcmp(f->fields[i].was, f->fields[i].input.text) != 0)
			change_set(&c, f->fields[i].key,
			    f->fields[i].input.text);
	text_init(&t, words, sizeof(words));
	text_addf(&t, "defaults of mode %s", mode_name(f->mode));
	if (!change_post(app, &c, words))
		return false;
	app_say(app, STYLE_GOOD,
	    "The %s saved, from each machine's next boot on. u undoes", words);
	return true;
}

void
form_mode(struct app *app, enum boot_mode mode)
{
	static const struct form_ops ops = {
	    .check = form_key_check,
	    .warn = nothing_lacks,
	    .complete = form_key_complete,
	    .inherit = inherits_nothing,
	    .save = mode_save,
	};
	struct form *f = form_open(app, &ops);
	struct text t;
	unsigned key;

	if (f == NULL)
		return;
	f->mode = mode;
	text_init(&t, f->title, sizeof(f->title));
	text_addf(&t, "Mode %s: what its machines have that set nothing else",
	    mode_name(mode));
	for (key = 0; key < KEY_COUNT; key++)
		if (key_def((enum key)key)->in_mode)
			form_key_add(f, (enum key)key,
			    app->book == NULL ?
				"" :
				app->book->modes[mode].text[key]);
	form_check(app, f);
}
