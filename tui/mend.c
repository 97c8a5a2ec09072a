/* SPDX-License-Identifier: ISC */
#include "tui/mend.h"

#include <string.h>

#include "core/boot/mend.h"
#include "tui/app.h"

/* "placement both -> field". */
static void
add_setting(const struct app *app, struct mending *m, struct text *t,
    const struct mend_set *set)
{
	const char *before = app_value(app, &m->change.mac, set->key);

	text_addf(t, "%s%s ", m->change.set_count > 0 ? ", " : "",
	    key_def(set->key)->word);
	text_add_visible_str(t, before[0] != '\0' ? before : "unset");
	text_add(t, " \xe2\x86\x92 ");
	text_add_visible_str(t, set->value[0] != '\0' ? set->value : "unset");
	change_set(&m->change, set->key, set->value);
}

/* The machine as the operator last set it, and its mode's defaults. */
static void
plan(const struct app *app, struct mend_plan *p, const struct standing *s)
{
	enum boot_mode mode = app->config->default_mode;
	struct host h;
	unsigned key;

	host_init(&h, &s->mac);
	for (key = 0; key < KEY_COUNT; key++)
		(void)host_set(&h, (enum key)key,
		    app_value(app, &s->mac, (enum key)key));
	if (h.mode != MODE_NONE)
		mode = h.mode;
	mend_plan(p, &s->finding, &h,
	    app->book == NULL ? NULL : &app->book->modes[mode]);
}

/* What the finding's mend would set on this host. */
static void
prepare(const struct app *app, struct mending *m, const struct standing *s)
{
	char label[APP_LABEL];
	struct mend_plan p;
	struct text t;
	size_t i;

	text_init(&t, m->words, sizeof(m->words));
	text_addf(&t, "%s: ", app_label(app, &s->mac, label));
	change_host(app, &m->change, &s->mac);
	plan(app, &p, s);
	for (i = 0; i < p.count; i++)
		add_setting(app, m, &t, &p.sets[i]);
}

bool
mend_can(const struct app *app, const struct standing *s)
{
	struct mend_plan p;

	if (s == NULL || s->finding.mend == MEND_NONE || !s->has_mac)
		return false;
	if (s->finding.mend == MEND_LUN && mend_lun_can(app))
		return true;
	plan(app, &p, s);
	return p.count > 0;
}

void
mend_hint(const struct app *app, struct text *t, const struct standing *s)
{
	const bool capture = app->config->file != NULL;
	struct mend_plan p;

	if (!mend_can(app, s))
		return;
	if (s->finding.mend == MEND_LUN && mend_lun_can(app)) {
		if (!capture)
			text_add(t, " (F asks the target for its LUNs)");
		return;
	}
	plan(app, &p, s);
	text_add(t, capture ? " (host set " : " (F sets ");
	mend_plan_text(t, &p);
	text_add_char(t, ')');
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
	char question[360], label[APP_LABEL];
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
	if (s->finding.mend == MEND_NONE || !s->has_mac ||
	    (s->finding.mend == MEND_LUN && !mend_lun_can(app)))
		app_say(app, STYLE_WARN, "Only people can: %s", fix);
	else if (s->finding.mend == MEND_LUN)
		mend_lun_ask(app, s);
	else if (s->finding.mend == MEND_KEEP_SAN)
		/* It has a question of its own: data may be lost. */
		machines_flip(app, &s->mac, MODE_ISCSI_INSTALL, false);
	else
		ask(app, s);
}
