/* SPDX-License-Identifier: ISC */
#include "tui/mend_lun.h"

#include <string.h>

#include "core/boot/mend.h"
#include "core/proto/iscsi_path.h"
#include "tui/app.h"
#include "tui/iscsi_try.h"

bool
mend_lun_can(const struct app *app)
{
	return app->calls->luns_begin != NULL;
}

/* The target of the list that the machine has; NULL: a root path of its own. */
static const struct target *
named_target(const struct app *app, const struct mac *mac)
{
	return app->book == NULL ?
	    NULL :
	    book_target(app->book, app_value(app, mac, KEY_TARGET));
}

void
mend_lun_ask(struct app *app, const struct standing *s)
{
	const struct target *named = named_target(app, &s->mac);
	struct lun_mend *m = &app->mending.lun;
	struct iscsi_path path;
	struct target t;

	if (m->asks) {
		app_say(app, STYLE_WARN, "A target is being asked already");
		return;
	}
	if (iscsi_path_parse(&path, s->finding.mend_name, NULL) != 0)
		return;
	target_init(&t, "");
	if (named != NULL && strcmp(named->iqn, path.target) == 0)
		t = *named;
	t.server = path.server;
	t.port = path.port;
	t.iqn = path.target;
	if (!app->calls->luns_begin(app->calls->arg, &t)) {
		app_say(app, STYLE_WARN, "The target cannot be asked now");
		return;
	}
	m->asks = true;
	m->mac = s->mac;
	m->finding = s->finding;
	app_say(app, STYLE_NORMAL, "Asking %s which LUNs it has", path.server);
}

static void
add_luns(struct text *t, const struct lun_answer *a)
{
	size_t i;

	for (i = 0; i < a->count; i++) {
		text_add(t, i == 0 ? "" : ", ");
		iscsi_lun_format(t, a->lun[i]);
	}
}

/* More than one, or none: which is meant only people know. */
static void
say_luns(struct app *app, const struct lun_answer *a)
{
	char luns[128];
	struct text t;

	text_init(&t, luns, sizeof(luns));
	add_luns(&t, a);
	if (a->err < 0)
		app_say(app, STYLE_WARN, "Which LUNs it has is not known: %s",
		    a->why);
	else if (a->count == 0)
		app_say(app, STYLE_WARN,
		    "The target has no disk at all: give it a LUN");
	else
		app_say(app, STYLE_WARN,
		    "The target has the LUNs %s: say which in target", luns);
}

/* A root path of the machine's own would lose the list's CHAP. */
static bool
is_listed_with_chap(struct app *app, const struct lun_answer *a)
{
	const struct target *named = named_target(app, &app->mending.lun.mac);
	char lun[24];
	struct text t;

	if (named == NULL || named->user[0] == '\0')
		return false;
	text_init(&t, lun, sizeof(lun));
	iscsi_lun_format(&t, a->lun[0]);
	app_say(app, STYLE_WARN,
	    "Its only disk is LUN %s: set lun=%s of target %s (3 Targets)", lun,
	    lun, named->name);
	return true;
}

static void
offer(struct app *app, const struct lun_answer *a)
{
	struct lun_mend *m = &app->mending.lun;
	struct standing s = {.mac = m->mac,
	    .has_mac = true,
	    .finding = m->finding};
	struct iscsi_path path;
	struct text t;

	if (a->err < 0 || a->count != 1) {
		say_luns(app, a);
		return;
	}
	if (is_listed_with_chap(app, a) ||
	    iscsi_path_parse(&path, m->finding.mend_name, NULL) != 0)
		return;
	path.lun = a->lun[0];
	text_init(&t, s.finding.mend_name, sizeof(s.finding.mend_name));
	iscsi_path_format(&t, &path);
	s.finding.mend = MEND_TARGET;
	mend_ask(app, &s);
}

void
mend_lun_tick(struct app *app)
{
	struct lun_answer a;

	/* Not over what the operator types. */
	if (!app->mending.lun.asks || app->prompt.kind != PROMPT_NONE ||
	    !app->calls->luns_take(app->calls->arg, &a))
		return;
	app->mending.lun.asks = false;
	offer(app, &a);
}
