/* SPDX-License-Identifier: ISC */
#include "tui/view_compare.h"

#include <stdio.h>
#include <string.h>

#include "tui/app.h"
#include "tui/frame.h"
#include "tui/story.h"
#include "tui/words.h"

#define LOOK_US 1000000

void
compare_show(struct app *app)
{
	struct compare_view *v = &app->compare;

	memset(&v->list, 0, sizeof(v->list));
	/* Where it begins to differ is what one wants to see. */
	if (v->c.first < v->c.count)
		v->list.at = v->c.first;
	app->said[0] = '\0';
	app_show(app, VIEW_COMPARE);
}

static const char *
sign(enum compare_verdict v)
{
	return v == COMPARE_DIFFERS ? "!" : v == COMPARE_MINOR ? "~" : "";
}

static enum grid_style
style(enum compare_verdict v)
{
	return v == COMPARE_DIFFERS ? STYLE_BAD :
	    v == COMPARE_MINOR      ? STYLE_WARN :
				      STYLE_NORMAL;
}

/* One sentence: how much differs, and where it begins. */
static int
draw_summary(const struct compare *c, const struct area *a)
{
	char line[COMPARE_TEXT * 2 + 120];
	struct text t;

	text_init(&t, line, sizeof(line));
	if (c->differing == 0 && c->unjudged > 0)
		text_addf(&t,
		    " No row differs; of %zu one side may be left out.",
		    c->unjudged);
	else if (c->differing == 0)
		text_addf(&t, " All %zu rows are the same.", c->count);
	else
		text_addf(&t, " %zu of %zu rows differ, first %s: %s / %s",
		    c->differing, c->count, c->rows[c->first].name,
		    c->rows[c->first].text[0][0] != '\0' ?
			c->rows[c->first].text[0] :
			"not there",
		    c->rows[c->first].text[1][0] != '\0' ?
			c->rows[c->first].text[1] :
			"not there");
	return area_wrap(a, 0, c->differing == 0 ? STYLE_GOOD : STYLE_WARN,
	    line);
}

struct plan {
	int name, left, right, width;
};

static void
draw_row(const struct area *a, int row, const struct plan *p,
    const struct compare_row *r)
{
	int i;

	(void)area_put(a, row, 1, style(r->verdict), sign(r->verdict));
	(void)area_field(a, row, 2, p->name, STYLE_DIM, r->name);
	for (i = 0; i < 2; i++)
		(void)area_field(a, row, i == 0 ? p->left : p->right, p->width,
		    style(r->verdict),
		    r->text[i][0] != '\0' ? r->text[i] : "-");
}

/* The selected row in full, both sides. */
static void
draw_foot(const struct area *a, const struct compare *c,
    const struct compare_row *r)
{
	char line[COMPARE_TEXT * 2 + 8];
	struct text t;
	int i, row = 1;

	area_fill(a, 0, STYLE_HEAD);
	(void)area_field(a, 0, 1, a->cols - 1, STYLE_HEAD, r->name);
	for (i = 0; i < 2 && row < a->rows; i++) {
		text_init(&t, line, sizeof(line));
		text_addf(&t, "%s: %s", c->title[i],
		    r->text[i][0] != '\0' ? r->text[i] : "not there");
		row += area_wrap(a, row, STYLE_NORMAL, line);
	}
}

static void
draw_rows(struct app *app, const struct area *a)
{
	struct compare_view *v = &app->compare;
	const struct area rows = area_part(a, 1, a->rows - 1);
	struct plan p;
	int i;

	p.name = a->cols >= 100 ? 26 : 17;
	p.width = (a->cols - p.name - 5) / 2;
	p.left = p.name + 3;
	p.right = p.left + p.width + 1;
	area_fill(a, 0, STYLE_HEAD);
	(void)area_field(a, 0, p.left, p.width, STYLE_HEAD, v->c.title[0]);
	(void)area_field(a, 0, p.right, p.width, STYLE_HEAD, v->c.title[1]);
	app_list_fit(app, &v->list, v->c.count,
	    rows.rows > 0 ? (size_t)rows.rows : 0);
	for (i = 0; i < rows.rows; i++) {
		const size_t at = v->list.top + (size_t)i;

		if (at >= v->c.count)
			break;
		draw_row(&rows, i, &p, &v->c.rows[at]);
		if (at != v->list.at)
			continue;
		(void)area_put(&rows, i, 0, STYLE_BOLD, ">");
		area_mark(&rows, i);
	}
}

static void
compare_draw(struct app *app, const struct area *a)
{
	struct compare_view *v = &app->compare;
	const int foot = a->rows >= 16 ? 5 : a->rows >= 10 ? 3 : 0;
	const struct area head = area_part(a, 0, a->rows >= 14 ? 2 : 1);
	const int row = draw_summary(&v->c, &head);
	const struct area body = area_part(a, row, a->rows - row - foot);
	const struct area below = area_part(a, a->rows - foot, foot);

	app->nothing = v->c.count == 0;
	if (v->c.count == 0)
		return;
	draw_rows(app, &body);
	if (foot > 0)
		draw_foot(&below, &v->c, &v->c.rows[v->list.at]);
}

static void
find_difference(struct app *app, bool back)
{
	struct compare_view *v = &app->compare;
	size_t i, at;

	for (i = 1; i <= v->c.count; i++) {
		at = (v->list.at + (back ? v->c.count - i : i)) % v->c.count;
		if (v->c.rows[at].verdict != COMPARE_SAME) {
			v->list.at = at;
			return;
		}
	}
	app_say(app, STYLE_NORMAL, "No row differs");
}

static bool
compare_act(struct app *app, enum action a)
{
	struct compare_view *v = &app->compare;

	if (list_act(&v->list, a, v->c.count))
		return true;
	if (a == ACTION_FIND_NEXT || a == ACTION_FIND_PREVIOUS)
		find_difference(app, a == ACTION_FIND_PREVIOUS);
	else
		return false;
	return true;
}

static bool
went_well(const struct story *s)
{
	return s->ended && (s->stage == BOOT_DONE || s->stage == BOOT_OS);
}

/* An older one where there is one, else a newer one. */
static const struct story *
find_good(const struct app *app, const struct mac *mac, size_t back)
{
	const struct story *newer = NULL;
	size_t i, n = 0;

	for (i = stories_count(app->stories); i-- > 0;) {
		const struct story *s = stories_at(app->stories, i);

		if (!story_is_of(s, mac))
			continue;
		if (n != back && went_well(s)) {
			if (n > back)
				return s;
			newer = s;
		}
		n++;
	}
	return newer;
}

static bool
compare_with_history(struct app *app, const struct compare_boot *left,
    const struct mac *mac, int64_t before_us)
{
	struct compare_boot good = {.title = NULL};
	struct db_boot row;
	char title[COMPARE_TEXT];
	struct text t;

	if (app->calls->last_good == NULL ||
	    !app->calls->last_good(app->calls->arg, mac, before_us, &row))
		return false;
	text_init(&t, title, sizeof(title));
	text_add(&t, "last good ");
	words_time(&t, row.began_us, true);
	text_add(&t, ", from the history");
	good.title = title;
	good.mode = row.mode;
	good.result = row.text;
	good.took_us = (uint64_t)(row.ended_us - row.began_us);
	outline_read(&good.outline, row.stages);
	return compare_boots(&app->compare.c, left, &good);
}

void
compare_with_good(struct app *app, const struct mac *mac, size_t back)
{
	const struct story *s = stories_back(app->stories, mac, back);
	const struct story *good = find_good(app, mac, back);
	char title[2][COMPARE_TEXT];
	struct compare_boot b[2];
	struct text t;
	bool done;

	if (s == NULL) {
		app_say(app, STYLE_NORMAL, "%s", app_no_boot(app));
		return;
	}
	compare_story(&b[0], s);
	text_init(&t, title[0], sizeof(title[0]));
	text_addf(&t, "%s ", boot_stage_name(s->stage));
	words_time(&t, s->began_us, true);
	b[0].title = title[0];
	if (good != NULL) {
		compare_story(&b[1], good);
		text_init(&t, title[1], sizeof(title[1]));
		text_add(&t, "last good ");
		words_time(&t, good->began_us, true);
		b[1].title = title[1];
		done = compare_boots(&app->compare.c, &b[0], &b[1]);
	} else {
		done = compare_with_history(app, &b[0], mac, s->began_us);
	}
	if (done)
		compare_show(app);
	else
		app_say(app, STYLE_NORMAL,
		    "No other boot of this machine that went well is known");
}

/* The boot that C would compare here. */
static const struct story *
boot_here(const struct app *app, const struct mac **ret_mac, size_t *ret_back)
{
	const struct view *view = app_view(app->view);

	*ret_back = 0;
	*ret_mac = view->boot == NULL ? NULL : view->boot(app, ret_back);
	return *ret_mac == NULL ?
	    NULL :
	    stories_back(app->stories, *ret_mac, *ret_back);
}

void
compare_look(struct app *app)
{
	struct compare_look *l = &app->compare.look;
	const struct mac *mac;
	size_t back;
	const struct story *s = boot_here(app, &mac, &back);
	const uint64_t session = s == NULL ? 0 : s->session;

	if (session == l->session && app->now_us - l->looked_us < LOOK_US)
		return;
	l->session = session;
	l->looked_us = app->now_us;
	l->good = s != NULL && find_good(app, mac, back) != NULL;
}

/* The database is asked when the key is pressed: a disk may stall. */
bool
compare_can(const struct app *app)
{
	const struct compare_look *l = &app->compare.look;

	return l->good || (l->session != 0 && app->calls->last_good != NULL);
}

const struct view view_compare = {
    .name = "Compare",
    .groups = GROUP_ROWS | GROUP_FIND,
    .draw = compare_draw,
    .act = compare_act,
};
