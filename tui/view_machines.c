/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>

#include "tui/app.h"
#include "tui/columns.h"
#include "tui/frame.h"
#include "tui/machine_detail.h"

/*
 * Rows keep their order for a moment after each key, so that no machine
 * moves away under the operator's hand; the selection follows its machine.
 */
#define HOLD_US 3000000
#define MANY 2000 /* machines that are listed in one piece */
#define REST_US 40000 /* between two lists, for each piece */
#define TARGET_SHOWN 120 /* bytes of a root path in a question */

/* The cursor goes where its machine is; else it stays on its row. */
static void
follow_selection(struct machines *v)
{
	size_t i;

	if (v->count == 0)
		return;
	for (i = 0; i < v->count; i++)
		if (mac_equal(&v->rows[i], &v->at)) {
			v->list.at = i;
			return;
		}
	if (v->list.at >= v->count)
		v->list.at = v->count - 1;
	v->at = v->rows[v->list.at];
}

/* Is it time?  The more machines there are, the more rarely. */
static bool
may_list(const struct app *app, size_t n)
{
	const struct machines *v = &app->machines;

	return v->stale && !v->listing.runs && app->now_us >= v->hold_us &&
	    (n <= MANY ||
		app->now_us >= v->listed_us + REST_US * (int64_t)(n / MANY));
}

bool
machines_work(struct app *app)
{
	struct machines *v = &app->machines;

	if (!v->listing.runs)
		return false;
	if (listing_step(app, MANY)) {
		listing_take(app);
		v->listed_us = app->now_us;
		follow_selection(v);
		app->dirty = true;
	}
	return v->listing.runs;
}

void
machines_refresh(struct app *app, bool now)
{
	const size_t n = model_count(app->model);

	if (!now && !may_list(app, n))
		return;
	/* Few of them at once, many in pieces between the pictures. */
	if (listing_start(app) && n <= MANY)
		while (machines_work(app))
			continue;
}

void
machines_select(struct app *app, const struct mac *mac)
{
	app->machines.at = *mac;
	app->filters[VIEW_MACHINES][0] = '\0';
	machines_refresh(app, true);
	app_show(app, VIEW_MACHINES);
}

static struct machine *
selected(const struct app *app)
{
	return app->machines.count == 0 ?
	    NULL :
	    model_find(app->model, &app->machines.at);
}

static void
draw_empty(const struct app *app, const struct area *a)
{
	const struct engine_state *s = &app->engine;
	char line[256];
	struct text t;
	size_t i;

	text_init(&t, line, sizeof(line));
	if (app->config->file != NULL && app->filters[VIEW_MACHINES][0] == 0) {
		(void)area_wrap(a, 1, STYLE_WARN,
		    "No machine asks for anything in this capture.");
		return;
	}
	if (app->filters[VIEW_MACHINES][0] != '\0') {
		text_add(&t, "No machine matches this filter.");
		(void)area_wrap(a, 1, STYLE_WARN, line);
		return;
	}
	text_add(&t, "No machine has asked yet. Listening on ");
	for (i = 0; i < s->interface_count; i++) {
		text_add(&t, i > 0 ? ", " : "");
		text_add_visible_str(&t, s->interfaces[i].name);
	}
	text_add(&t,
	    app->config->proxy ?
		" (proxy: addresses come from your DHCP server)." :
		" (dhcp: addresses are given out here).");
	i = (size_t)area_wrap(a, 1, STYLE_NORMAL, line);
	(void)area_wrap(a, (int)i + 2, STYLE_DIM,
	    "Switch a machine on with network boot first in its boot order; "
	    "it appears here by itself. Or press a to add one by its MAC.");
}

static void
machines_draw(struct app *app, const struct area *a)
{
	struct machines *v = &app->machines;
	const struct machine *m = selected(app);
	const int below = machine_detail_rows(app, a, m);
	const struct area rows = area_part(a, 1, a->rows - 1 - below);
	const struct area detail = area_part(a, a->rows - below, below);
	int i;

	app->nothing = v->count == 0;
	if (v->count == 0) {
		draw_empty(app, a);
		return;
	}
	app_list_fit(app, &v->list, v->count, (size_t)rows.rows);
	columns_layout(app, a->cols, &v->shown);
	columns_draw_head(app, a, &v->shown);
	for (i = 0; i < rows.rows && v->list.top + (size_t)i < v->count; i++) {
		const size_t at = v->list.top + (size_t)i;
		const struct machine *row = model_find(app->model,
		    &v->rows[at]);

		if (row != NULL)
			columns_draw_row(app, &rows, i, &v->shown, row);
		if (at == v->list.at) {
			(void)area_put(&rows, i, 0, STYLE_BOLD, ">");
			area_mark(&rows, i);
		}
	}
	machine_detail_draw(app, &detail, m);
	frame_filter_note(app, below > 0 ? &detail : a, 0, v->count,
	    model_count(app->model));
}

/* What the book still lacks for this mode, in one sentence; "" = nothing. */
static void
flip_warning(const struct app *app, const struct mac *mac,
    const struct db_set *set, struct text *why)
{
	struct host h;
	unsigned key;
	char *end;

	if (app->book == NULL)
		return;
	host_init(&h, mac);
	for (key = 0; key < KEY_COUNT; key++)
		(void)host_set(&h, (enum key)key,
		    key == set->key ? set->value :
				      app_value(app, mac, (enum key)key));
	if (check_host(&h, app->book, why) &&
	    (end = strchr(why->buf, '\n')) != NULL)
		*end = '\0';
}

static void
flip_done(struct app *app, const struct mac *mac, const struct db_set *set,
    const char *words)
{
	const char *once = app_value(app, mac, KEY_ONCE);
	const char *mode = app_value(app, mac, KEY_MODE);
	char why[192];
	struct text t;

	text_init(&t, why, sizeof(why));
	flip_warning(app, mac, set, &t);
	if (why[0] != '\0')
		app_say(app, STYLE_WARN, "%s. But: %s (e: its form)", words,
		    why);
	else if (set->key == KEY_MODE && once[0] != '\0')
		app_say(app, STYLE_WARN,
		    "%s. Its next boot is still once %s (o o: not)", words,
		    once);
	else if (set->key == KEY_MODE)
		app_say(app, STYLE_GOOD, "%s, from its next boot on. u undoes",
		    words);
	else if (set->value[0] == '\0')
		app_say(app, STYLE_GOOD, "%s. u undoes", words);
	else
		app_say(app, STYLE_GOOD, "%s, then %s again. u undoes", words,
		    mode[0] != '\0' ? mode : "the default");
}

static void
flip_now(struct app *app, const struct mac *mac, enum boot_mode mode, bool once)
{
	const enum key key = once ? KEY_ONCE : KEY_MODE;
	const char *before = app_value(app, mac, key);
	const char *word = mode_name(mode);
	char label[APP_LABEL], words[160];
	struct db_change c;
	struct text t;

	(void)app_label(app, mac, label);
	if (strcmp(before, word) == 0) {
		app_say(app, STYLE_NORMAL, "%s: %s is %s already", label,
		    once ? "once" : "its mode",
		    word[0] != '\0' ? word : "unset");
		return;
	}
	text_init(&t, words, sizeof(words));
	if (!once)
		text_addf(&t, "%s: %s \xe2\x86\x92 %s", label,
		    before[0] != '\0' ? before : "the default", word);
	else if (word[0] != '\0')
		text_addf(&t, "%s: its next boot is %s", label, word);
	else
		text_addf(&t, "%s: no longer once %s", label, before);
	change_host(app, &c, mac);
	change_set(&c, key, word);
	app->machines.hold_us = app->now_us + HOLD_US;
	if (change_post(app, &c, words))
		flip_done(app, mac, &c.sets[0], words);
}

static void
flip_answered(struct app *app, const char *line)
{
	const struct prompt p = app->prompt;

	(void)line;
	flip_now(app, &p.mac, p.mode, p.once);
}

void
machines_flip(struct app *app, const struct mac *mac, enum boot_mode mode,
    bool once)
{
	char label[APP_LABEL], question[PROMPT_QUESTION];
	const char *target = app_value(app, mac, KEY_TARGET);
	struct prompt *p;
	struct text t;

	if (mode != MODE_ISCSI_INSTALL) {
		flip_now(app, mac, mode, once);
		return;
	}
	if (target[0] == '\0' && app->book != NULL)
		target = app->book->modes[mode].text[KEY_TARGET];
	text_init(&t, question, sizeof(question));
	text_addf(&t, "Install %s%s", app_label(app, mac, label),
	    once ? " once" : "");
	if (target[0] != '\0') {
		text_add(&t, " to ");
		text_add_visible(&t, target, strnlen(target, TARGET_SHOWN));
	}
	text_add(&t, "? The data on its target may be overwritten. y/n");
	p = app_ask(app, PROMPT_YES_NO, flip_answered, question);
	p->mac = *mac;
	p->mode = mode;
	p->once = once;
}

static void
machine_removed(struct app *app, const char *line)
{
	const struct mac mac = app->prompt.mac;
	char label[APP_LABEL], words[160];
	struct db_change c;
	struct text t;

	(void)line;
	text_init(&t, words, sizeof(words));
	text_addf(&t, "%s deleted from the book", app_label(app, &mac, label));
	change_host(app, &c, &mac);
	c.remove = true;
	if (change_post(app, &c, words))
		app_say(app, STYLE_GOOD, "%s. u undoes", words);
}

static void
ask_remove(struct app *app, const struct machine *m)
{
	char label[APP_LABEL], question[160];
	struct text t;

	(void)app_label(app, &m->mac, label);
	if (!m->in_book) {
		app_say(app, STYLE_NORMAL, "%s is not in the book", label);
		return;
	}
	text_init(&t, question, sizeof(question));
	text_addf(&t, "Delete %s with all its settings? y/n", label);
	app_ask(app, PROMPT_YES_NO, machine_removed, question)->mac = m->mac;
}

static void
add_answered(struct app *app, const char *line)
{
	struct mac mac;

	if (mac_parse(&mac, line) != 0 || !mac_usable(&mac)) {
		app_say(app, STYLE_BAD,
		    "That is no machine's MAC; one looks like "
		    "52:54:00:12:34:56");
		return;
	}
	form_host(app, &mac);
}

/* The next row with a problem, round the end of the list. */
static void
find_problem(struct app *app, bool back)
{
	struct machines *v = &app->machines;
	size_t i, at;

	for (i = 1; i <= v->count; i++) {
		const struct machine *m;

		at = (v->list.at + (back ? v->count - i : i)) % v->count;
		m = model_find(app->model, &v->rows[at]);
		if (m != NULL && machine_in_trouble(m)) {
			v->list.at = at;
			v->at = v->rows[at];
			return;
		}
	}
	app_say(app, STYLE_GOOD, "No machine has a problem");
}

static void
note_problem(struct app *app, struct machine *m)
{
	char label[APP_LABEL];

	(void)app_label(app, &m->mac, label);
	if (!machine_in_trouble(m)) {
		app_say(app, STYLE_NORMAL, "%s has no problem", label);
		return;
	}
	m->noted = true;
	app->machines.stale = true;
	app_say(app, STYLE_NORMAL, "%s: noted, not counted until it asks again",
	    label);
}

static bool
act_on(struct app *app, enum action a, struct machine *m)
{
	static const enum boot_mode modes[] = {
	    [ACTION_MODE_PXELINUX] = MODE_PXELINUX,
	    [ACTION_MODE_GPXE] = MODE_GPXE,
	    [ACTION_MODE_ISCSI] = MODE_ISCSI,
	    [ACTION_MODE_INSTALL] = MODE_ISCSI_INSTALL,
	    [ACTION_MODE_LOCAL] = MODE_LOCAL,
	    [ACTION_MODE_IGNORE] = MODE_IGNORE,
	};
	char label[APP_LABEL], question[160];
	struct text t;

	if (a <= ACTION_MODE_IGNORE)
		machines_flip(app, &m->mac, modes[a], false);
	else if (a == ACTION_ONCE) {
		text_init(&t, question, sizeof(question));
		text_addf(&t,
		    "%s, next boot only: p g i I l x, o = not once, Esc = no",
		    app_label(app, &m->mac, label));
		app_ask(app, PROMPT_ONCE, NULL, question)->mac = m->mac;
	} else if (a == ACTION_OPEN)
		session_open(app, &m->mac);
	else if (a == ACTION_KIND && m->quirk_kind[0] != '\0')
		form_quirk(app, m->quirk_kind);
	else if (a == ACTION_KIND)
		app_say(app, STYLE_WARN,
		    "Its kind is not known yet: it has not asked since the "
		    "start");
	else if (a == ACTION_EDIT)
		form_host(app, &m->mac);
	else if (a == ACTION_BUNDLE)
		save_bundle(app, &m->mac);
	else if (a == ACTION_COMPARE)
		compare_with_good(app, &m->mac, 0);
	else if (a == ACTION_MARK_BOOT)
		chosen_boot(app, &m->mac, 0);
	else if (a == ACTION_COMPARE_BOOTS)
		chosen_compare(app, NULL);
	else if (a == ACTION_NOTE)
		note_problem(app, m);
	else if (a == ACTION_DELETE)
		ask_remove(app, m);
	else
		return false;
	return true;
}

static bool
machines_act(struct app *app, enum action a)
{
	struct machines *v = &app->machines;
	struct machine *m = selected(app);

	if (list_act(&v->list, a, v->count)) {
		if (v->count > 0)
			v->at = v->rows[v->list.at];
		v->hold_us = app->now_us + HOLD_US;
	} else if (a == ACTION_SORT || a == ACTION_SORT_NEXT)
		columns_sort_by(app, 1);
	else if (a == ACTION_SORT_PREVIOUS)
		columns_sort_by(app, -1);
	else if (a == ACTION_FIND_NEXT || a == ACTION_FIND_PREVIOUS)
		find_problem(app, a == ACTION_FIND_PREVIOUS);
	else if (a == ACTION_ADD)
		(void)app_ask(app, PROMPT_LINE, add_answered,
		    "MAC of the machine: ");
	else if (a == ACTION_SAVE_MACHINES)
		save_machines(app);
	else if (a == ACTION_DEFAULTS)
		(void)app_ask(app, PROMPT_DEFAULTS, NULL,
		    "Defaults of which mode? p g i I l x, Esc = none");
	else if (m != NULL)
		return act_on(app, a, m);
	else
		return false;
	return true;
}

static const struct standing *
machines_finding(const struct app *app)
{
	return app->machines.count == 0 ?
	    NULL :
	    findings_of(&app->findings, &app->machines.at, 0);
}

static const struct mac *
machines_boot(const struct app *app, size_t *back)
{
	*back = 0;
	return app->machines.count == 0 ? NULL : &app->machines.at;
}

static bool
machines_idle(const struct app *app, enum action a)
{
	const struct machine *m = selected(app);

	return a == ACTION_DELETE && m != NULL && !m->in_book;
}

const struct view view_machines = {
    .name = "Machines",
    .groups = GROUP_MACHINES | GROUP_PROBLEM | GROUP_EDIT | GROUP_OPEN |
	GROUP_FILTER | GROUP_FIND | GROUP_ROWS,
    .draw = machines_draw,
    .act = machines_act,
    .finding = machines_finding,
    .boot = machines_boot,
    .idle = machines_idle,
};
