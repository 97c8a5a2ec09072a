/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "core/boot/check.h"
#include "tui/app.h"
#include "tui/form_key.h"

/* The form of a machine: every row of key.def. */

/* The first thing that the whole still lacks. */
static void
host_warn(struct app *app, const struct form *f, struct text *why)
{
	char lines[512], *end;
	struct host h;
	struct text t;
	size_t i;

	if (app->book == NULL)
		return;
	host_init(&h, &f->mac);
	for (i = 0; i < f->count; i++)
		if (f->fields[i].err >= 0)
			(void)host_set(&h, (enum key)i,
			    f->fields[i].input.text);
	text_init(&t, lines, sizeof(lines));
	if (!check_host(&h, app->book, &t))
		return;
	if ((end = strchr(lines, '\n')) != NULL)
		*end = '\0';
	text_add(why, "But: ");
	text_add(why, lines);
}

/* What is known of its kind of client, NULL: nothing. */
static const struct quirk *
quirk_of(const struct app *app, const struct mac *mac)
{
	const struct machine *m = model_find(app->model, mac);

	return m == NULL || app->book == NULL || m->quirk_kind[0] == '\0' ?
	    NULL :
	    book_quirk(app->book, m->quirk_kind);
}

/*
 * The server's mode; what its kind needs; or the default of the mode that the
 * form shows.
 */
static const char *
host_inherit(struct app *app, const struct form *f, size_t field)
{
	enum boot_mode mode = mode_parse(f->fields[KEY_MODE].input.text);
	const struct quirk *q = quirk_of(app, &f->mac);

	if (mode == MODE_NONE)
		mode = app->config->default_mode;
	if (field == KEY_MODE)
		return mode_name(app->config->default_mode);
	if (q != NULL && quirk_has_key((enum key)field) && field != KEY_NOTE &&
	    q->set.text[field][0] != '\0')
		return q->set.text[field];
	return app->book == NULL || !key_def((enum key)field)->in_mode ?
	    "" :
	    app->book->modes[mode].text[field];
}

static bool
host_save(struct app *app, struct form *f)
{
	char label[APP_LABEL], words[128];
	struct db_change c;
	struct text t;
	size_t i;

	change_host(app, &c, &f->mac);
	for (i = 0; i < f->count; i++)
		if (strcmp(f->fields[i].was, f->fields[i].input.text) != 0)
			change_set(&c, (unsigned)i, f->fields[i].input.text);
	text_init(&t, words, sizeof(words));
	text_addf(&t, "%s: %zu setting%s", app_label(app, &f->mac, label),
	    c.set_count, c.set_count == 1 ? "" : "s");
	if (!change_post(app, &c, words))
		return false;
	app->machines.at = f->mac;
	app_say(app, STYLE_GOOD, "%s saved. u undoes",
	    app_label(app, &f->mac, label));
	return true;
}

void
form_host(struct app *app, const struct mac *mac)
{
	static const struct form_ops ops = {
	    .check = form_key_check,
	    .warn = host_warn,
	    .complete = form_key_complete,
	    .inherit = host_inherit,
	    .save = host_save,
	};
	struct form *f = form_open(app, &ops);
	char label[APP_LABEL], buf[MAC_TEXT];
	struct text t;
	unsigned key;

	if (f == NULL)
		return;
	f->mac = *mac;
	text_init(&t, f->title, sizeof(f->title));
	text_addf(&t, "Machine %s  %s", mac_format(buf, mac),
	    app_value(app, mac, KEY_NAME)[0] != '\0' ?
		app_label(app, mac, label) :
		"");
	for (key = 0; key < KEY_COUNT; key++)
		form_key_add(f, (enum key)key,
		    app_value(app, mac, (enum key)key));
	form_check(app, f);
}
