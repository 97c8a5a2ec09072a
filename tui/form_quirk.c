/* SPDX-License-Identifier: ISC */
#include "core/boot/quirk.h"
#include "tui/app.h"
#include "tui/form_key.h"

/* The form of a kind of client: what all its machines need. */

static bool
quirk_save(struct app *app, struct form *f)
{
	struct db_change c;
	char words[128];
	struct text t;

	change_quirk(app, &c, f->name);
	text_init(&t, words, sizeof(words));
	text_addf(&t, "quirks of %s", f->name);
	return form_key_save(app, f, &c, words);
}

void
form_quirk(struct app *app, const char *kind)
{
	static const struct form_ops ops = {
	    .check = form_key_check,
	    .warn = form_key_lacks_nothing,
	    .complete = form_key_complete,
	    /* Below it there is each machine's mode, which may be any. */
	    .inherit = form_key_inherits_nothing,
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
