/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "core/boot/quirk.h"
#include "tui/app.h"
#include "tui/form_key.h"

/* The form of a kind of client: what all its machines need. */

static void
nothing_lacks(struct app *app, const struct form *f, struct text *why)
{
	(void)app;
	(void)f;
	(void)why;
}

/* Below it there is each machine's mode, which may be any. */
static const char *
inherits_nothing(struct app *app, const struct form *f, size_t field)
{
	(void)app;
	(void)f;
	(void)field;
	return "";
}

static bool
quirk_save(struct app *app, struct form *f)
{
	struct db_change c;
	char words[128];
	struct text t;
	size_t i;

	change_quirk(app, &c, f->name);
	for (i = 0; i < f->count; i++)
		if (strcmp(f->fields[i].was, f->fields[i].input.text) != 0)
			change_set(&c, f->fields[i].key,
			    f->fields[i].input.text);
	text_init(&t, words, sizeof(words));
	text_addf(&t, "quirks of %s", f->name);
	if (!change_post(app, &c, words))
		return false;
	app_say(app, STYLE_GOOD,
	    "The %s saved, from each machine's next boot on. u undoes", words);
	return true;
}

void
form_quirk(struct app *app, const char *kind)
{
	static const struct form_ops ops = {
	    .check = form_key_check,
	    .warn = nothing_lacks,
	    .complete = form_key_complete,
	    .inherit = inherits_nothing,
	    .save = quirk_save,
	};
	const struct quirk *q = app->book == NULL ? NULL :
						    book_quirk(app->book, kind);
	struct form *f = form_open(app, &ops);
	struct text t;
	unsigned key;

	if (f == NULL)
		return;
	(void)text_copy(f->name, sizeof(f->name), kind);
	text_init(&t, f->title, sizeof(f->title));
	text_addf(&t, "Kind %s: what all of it needs", kind);
	for (key = 0; key < KEY_COUNT; key++)
		if (quirk_has_key((enum key)key))
			form_key_add(f, (enum key)key,
			    q == NULL ? "" : q->set.text[key]);
	form_check(app, f);
}
