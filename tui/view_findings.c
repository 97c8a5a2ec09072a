/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "tui/app.h"
#include "tui/filter.h"
#include "tui/frame.h"
#include "tui/mend.h"
#include "tui/screen_help.h"
#include "tui/view_session.h"
#include "tui/words.h"

/* What is wrong anywhere, the worst first. */
#define DETAIL_ROWS 6

static void
row_who(const struct app *app, const struct standing *s, char buf[APP_LABEL])
{
	if (s->has_mac)
		(void)app_label(app, &s->mac, buf);
	else
		(void)text_copy(buf, APP_LABEL, "the wire");
}

static bool
row_matches(const struct app *app, const struct standing *s)
{
	const char *filter = app->filters[VIEW_FINDINGS];
	char row[768], who[APP_LABEL], mac[MAC_TEXT];
	struct text t;

	if (filter[0] == '\0')
		return true;
	row_who(app, s, who);
	text_init(&t, row, sizeof(row));
	text_addf(&t, "%s %s %s %s %s %s", who,
	    s->has_mac ? mac_format(mac, &s->mac) : "", s->finding.slug,
	    severity_name(s->finding.severity), s->finding.text,
	    s->finding.fix);
	return filter_match(filter, &(struct filter_row){.all = row});
}

/* The n-th that the filter shows; NULL after the last. */
static const struct standing *
row_at(const struct app *app, size_t n)
{
	size_t i;

	for (i = 0; i < app->findings.count; i++)
		if (row_matches(app, &app->findings.rows[i]) && n-- == 0)
			return &app->findings.rows[i];
	return NULL;
}

static size_t
row_count(const struct app *app)
{
	size_t i, n = 0;

	for (i = 0; i < app->findings.count; i++)
		n += row_matches(app, &app->findings.rows[i]);
	return n;
}

static enum grid_style
row_style(const struct standing *s)
{
	switch (s->finding.severity) {
	case SEVERITY_ERROR:
		return STYLE_BAD;
	case SEVERITY_WARNING:
		return STYLE_WARN;
	case SEVERITY_NOTE:
		break;
	}
	return STYLE_NORMAL;
}

static void
draw_row(const struct app *app, const struct area *a, int row,
    const struct standing *s)
{
	const int name = a->cols >= 60 ? 18 : 10;
	char who[APP_LABEL], age[16];
	struct text t;
	int col;

	row_who(app, s, who);
	text_init(&t, age, sizeof(age));
	words_age(&t, app_clock(app) - s->last_us);
	col = area_field(a, row, 1, 7, row_style(s),
		  severity_name(s->finding.severity)) +
	    1;
	col = area_field_right(a, row, col, 6, STYLE_DIM, age) + 2;
	col = area_field(a, row, col, name, STYLE_BOLD, who) + 1;
	(void)area_field(a, row, col, a->cols - col, row_style(s),
	    s->finding.text);
}

/* The selected one whole: sentence, fix, how sure, how often. */
static void
draw_detail(const struct app *app, const struct area *a,
    const struct standing *s)
{
	const struct event_finding *f = &s->finding;
	char line[640];
	struct text t;
	size_t i, count = 0;
	int row = 1;

	area_fill(a, 0, STYLE_HEAD);
	text_init(&t, line, sizeof(line));
	text_addf(&t, " %s  %s, since ", f->slug,
	    confidence_name(f->confidence));
	words_time(&t, s->since_us, false);
	if (f->count > 1)
		text_addf(&t, ", in %u boots", f->count);
	for (i = 0; i < f->evidence_count && f->evidence[i] != 0; i++)
		count++;
	if (count > 0)
		text_add(&t, count == 1 ? ", frame" : ", frames");
	for (i = 0; i < count; i++)
		text_addf(&t, " %llu", (unsigned long long)f->evidence[i]);
	(void)area_field(a, 0, 0, a->cols, STYLE_HEAD, line);
	frame_filter_note(app, a, 0, 0, 0);
	row += area_wrap(a, row, row_style(s), f->text);
	if (f->fix[0] == '\0' || row >= a->rows)
		return;
	text_init(&t, line, sizeof(line));
	text_add(&t, "Fix");
	mend_hint(app, &t, s);
	text_addf(&t, ": %s", f->fix);
	(void)area_wrap(a, row, STYLE_NORMAL, line);
}

static void
draw_empty(const struct app *app, const struct area *a)
{
	if (app->filters[VIEW_FINDINGS][0] != '\0')
		(void)area_wrap(a, 1, STYLE_WARN,
		    "No finding matches this filter.");
	else if (app->machines.problems > 0)
		(void)area_wrap(a, 1, STYLE_WARN,
		    "No finding explains it yet, but a machine has a problem: "
		    "1, then n goes there and Enter shows its boot.");
	else
		(void)area_wrap(a, 1, STYLE_GOOD,
		    "No finding: nothing that was seen is known to keep a "
		    "machine from booting. What a machine shows on its own "
		    "screen (PXE-E53 or the like) is explained by c.");
}

/* A sentence and what mends it are worth the rows that the list leaves. */
static int
detail_rows(const struct area *a, size_t count)
{
	const int spare = a->rows - 1 - (int)count;
	const int least = a->rows >= 12 ? DETAIL_ROWS : a->rows >= 8 ? 3 : 0;

	if (least == 0 || spare < least)
		return least;
	return spare < DETAIL_ROWS ? spare : DETAIL_ROWS;
}

static void
findings_draw(struct app *app, const struct area *a)
{
	const size_t n = row_count(app);
	const int below = detail_rows(a, n);
	const struct area rows = area_part(a, 1, a->rows - 1 - below);
	const struct area detail = area_part(a, a->rows - below, below);
	struct list *list = &app->findings_list;
	const struct standing *s;
	int i;

	app->nothing = n == 0;
	if (n == 0) {
		draw_empty(app, a);
		return;
	}
	area_fill(a, 0, STYLE_HEAD);
	(void)area_put(a, 0, 1, STYLE_HEAD, "WORST      AGE  MACHINE");
	(void)area_put(a, 0, a->cols >= 60 ? 36 : 28, STYLE_HEAD, "WHAT");
	app_list_fit(app, list, n, (size_t)rows.rows);
	for (i = 0; i < rows.rows; i++) {
		const size_t at = list->top + (size_t)i;

		if ((s = row_at(app, at)) == NULL)
			break;
		draw_row(app, &rows, i, s);
		if (at != list->at)
			continue;
		(void)area_put(&rows, i, 0, STYLE_BOLD, ">");
		area_mark(&rows, i);
	}
	if (below > 0)
		draw_detail(app, &detail, row_at(app, list->at));
}

static bool
act_on(struct app *app, enum action a, const struct standing *s)
{
	if (a == ACTION_OPEN && s->has_mac)
		session_open(app, &s->mac);
	else if (a == ACTION_EDIT && s->has_mac)
		form_host(app, &s->mac);
	else if (a == ACTION_BUNDLE && s->has_mac)
		save_bundle(app, &s->mac);
	else if (a == ACTION_COMPARE && s->has_mac)
		compare_with_good(app, &s->mac, 0);
	else if (a == ACTION_MARK_BOOT && s->has_mac)
		chosen_boot(app, &s->mac, 0);
	else if (a == ACTION_COMPARE_BOOTS)
		chosen_compare(app, NULL);
	else if (a == ACTION_OPEN || a == ACTION_EDIT || a == ACTION_BUNDLE ||
	    a == ACTION_COMPARE || a == ACTION_MARK_BOOT)
		app_say(app, STYLE_NORMAL, "This is about no single machine");
	else
		return false;
	return true;
}

static bool
findings_act(struct app *app, enum action a)
{
	const struct standing *s = row_at(app, app->findings_list.at);

	if (list_act(&app->findings_list, a, row_count(app)))
		return true;
	if (a == ACTION_SCREEN_CODE) {
		screen_help_ask(app, s != NULL && s->has_mac ? &s->mac : NULL);
		return true;
	}
	if (s == NULL && a == ACTION_OPEN) {
		app_say(app, STYLE_NORMAL, "There is no finding");
		return true;
	}
	return s != NULL && act_on(app, a, s);
}

static const struct standing *
findings_finding(const struct app *app)
{
	return row_at(app, app->findings_list.at);
}

static const struct mac *
findings_boot(const struct app *app, size_t *back)
{
	const struct standing *s = findings_finding(app);

	*back = 0;
	return s == NULL || !s->has_mac ? NULL : &s->mac;
}

/* What is wrong on the wire is about no single machine. */
static bool
findings_idle(const struct app *app, enum action a)
{
	const struct standing *s = findings_finding(app);

	return s != NULL && !s->has_mac &&
	    (a == ACTION_OPEN || a == ACTION_EDIT);
}

const struct view view_findings = {
    .name = "Findings",
    .groups = GROUP_FINDINGS | GROUP_PROBLEM | GROUP_OPEN | GROUP_FILTER |
	GROUP_ROWS,
    .draw = findings_draw,
    .act = findings_act,
    .finding = findings_finding,
    .boot = findings_boot,
    .idle = findings_idle,
};
