/* SPDX-License-Identifier: ISC */
#include "core/boot/mode.h"
#include "tui/app.h"
#include "tui/form_key.h"

/* The form of a mode: what its machines have that set nothing of their own. */

static bool
mode_save(struct app *app, struct form *f)
{
	struct db_change c;
	char words[128];
	struct text t;

	change_mode(app, &c, f->mode);
	text_init(&t, words, sizeof(words));
	text_addf(&t, "defaults of mode %s", mode_name(f->mode));
	return form_key_save(app, f, &c, words);
}

void
form_mode(struct app *app, enum boot_mode mode)
{
	static const struct form_ops ops = {
	    .check = form_key_check,
	    .warn = form_key_lacks_nothing,
	    .complete = form_key_complete,
	    .inherit = form_key_inherits_nothing,
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
