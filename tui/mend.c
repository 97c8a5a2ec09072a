/* SPDX-License-Identifier: ISC */
#include "tui/mend.h"

#include <string.h>

#include "tui/app.h"

struct mend_row {
	enum boot_mode mode;
	enum placement placement;
	bool no_bootfile; /* back to the mode's own loader */
};

static const struct mend_row rows[MEND_COUNT] = {
    [MEND_PLACEMENT_FIELD] = {.placement = PLACEMENT_FIELD},
    [MEND_PLACEMENT_OPTION] = {.placement = PLACEMENT_OPTION},
    [MEND_PLACEMENT_BOTH] = {.placement = PLACEMENT_BOTH},
    [MEND_LOADER] = {.no_bootfile = true},
    [MEND_CHAIN] = {.mode = MODE_GPXE},
    [MEND_LOCAL] = {.mode = MODE_LOCAL},
    [MEND_KEEP_SAN] = {.mode = MODE_ISCSI_INSTALL},
};

/* "placement both -> field", as far as it is a change at all. */
static void
add_setting(const struct app *app, struct mending *m, struct text *t,
    enum key key, const char *value)
{
	const char *before = app_value(app, &m->change.mac, key);

	if (strcmp(before, value) == 0)
		return;
	text_addf(t, "%s%s ", m->change.set_count > 0 ? ", " : "",
	    key_def(key)->word);
	text_add_visible_str(t, before[0] != '\0' ? before : "unset");
	text_add(t, " \xe2\x86\x92 ");
	text_add_visible_str(t, value[0] != '\0' ? value : "unset");
	change_set(&m->change, key, value);
}

/* What the finding's mend would set on this host. */
static void
prepare(const struct app *app, struct mending *m, const struct standing *s)
{
	const struct mend_row *row = &rows[s->finding.mend];
	char label[APP_LABEL];
	struct text t;
	unsigned key;

	text_init(&t, m->words, sizeof(m->words));
	text_addf(&t, "%s: ", app_label(app, &s->mac, label));
	change_host(app, &m->change, &s->mac);
	if (row->placement != PLACEMENT_NONE)
		add_setting(app, m, &t, KEY_PLACEMENT,
		    placement_name(row->placement));
	if (row->mode != MODE_NONE)
		add_setting(app, m, &t, KEY_MODE, mode_name(row->mode));
	for (key = KEY_BOOTFILE; row->no_bootfile && key <= KEY_BOOTFILE_ARM64;
	     key++)
		add_setting(app, m, &t, (enum key)key, "");
}

static void
mend_answered(struct app *app, const char *line)
{
	const struct mending *m = &app->mending;

	(void)line;
	if (change_post(app, &m->change, m->words))
		app_say(app, STYLE_GOOD, "%s, from its next boot on. u undoes",
		    m->words);
}

static void
ask(struct app *app, const struct standing *s)
{
	struct mending *m = &app->mending;
	char question[200], label[APP_LABEL];
	struct text t;

	prepare(app, m, s);
	if (m->change.set_count == 0) {
		app_say(app, STYLE_WARN, "%s is set so already: %s",
		    app_label(app, &s->mac, label), s->finding.fix);
		return;
	}
	text_init(&t, question, sizeof(question));
	text_addf(&t, "Set %s? y/n", m->words);
	(void)app_ask(app, PROMPT_YES_NO, mend_answered, question);
}

void
mend_ask(struct app *app, const struct standing *s)
{
	const char *fix;

	if (s == NULL) {
		app_say(app, STYLE_NORMAL, "Nothing to mend that is known of");
		return;
	}
	fix = s->finding.fix[0] != '\0' ? s->finding.fix : s->finding.text;
	if (s->finding.mend == MEND_NONE || !s->has_mac)
		app_say(app, STYLE_WARN, "Only people can: %s", fix);
	else if (s->finding.mend == MEND_KEEP_SAN)
		/* It has a question of its own: data may be lost. */
		machines_flip(app, &s->mac, MODE_ISCSI_INSTALL, false);
	else
		ask(app, s);
}
