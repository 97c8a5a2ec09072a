/* SPDX-License-Identifier: ISC */
#include "tui/frame.h"

#include <stdio.h>
#include <string.h>

#include "tui/key_bar.h"
#include "tui/prompt.h"
#include "tui/words.h"

#define LINE_BYTES 512
#define SAID_ROWS 4
#define CLOCK_COLS 10
#define SETTLE_US 3000000

static void
add_interfaces(const struct app *app, struct text *t)
{
	const struct engine_state *s = &app->engine;
	char ip[IP4_TEXT];
	size_t i;

	for (i = 0; i < s->interface_count && i < 2; i++) {
		text_add(t, i > 0 ? ", " : "");
		text_add_visible_str(t, s->interfaces[i].name);
		if (s->interfaces[i].addr != 0)
			text_addf(t, " %s",
			    ip4_format(ip, s->interfaces[i].addr));
		if (!s->interfaces[i].present)
			text_add(t, " GONE");
		else if (!s->interfaces[i].up)
			text_add(t, " DOWN");
		else if (!s->interfaces[i].link)
			text_add(t, " NO LINK");
	}
	if (s->interface_count > 2)
		text_addf(t, " +%zu", s->interface_count - 2);
}

/* Of a long path its end, which says which capture it is. */
static void
add_file(struct text *t, const char *file, int cols)
{
	const char *slash = strrchr(file, '/');

	text_add(t, "capture ");
	if (slash != NULL && grid_width(t->buf) + grid_width(file) > cols) {
		text_add(t, "\xe2\x80\xa6");
		file = slash;
	}
	text_add_visible_str(t, file);
}

static void
draw_status(const struct app *app, const struct area *a)
{
	const struct engine_state *s = &app->engine;
	char line[LINE_BYTES], clock[16];
	struct text t, c;

	text_init(&t, line, sizeof(line));
	text_add(&t, " pxeconsole  ");
	if (app->config->file != NULL) {
		add_file(&t, app->config->file, a->cols - CLOCK_COLS);
	} else {
		add_interfaces(app, &t);
		text_add(&t, app->config->proxy ? "  proxy" : "  dhcp");
	}
	if (app->config->file == NULL && !app->config->proxy)
		text_addf(&t, "  leases %u/%u", s->leases.bound,
		    s->leases.total);
	if (s->transfers > 0)
		text_addf(&t, "  sending %u", s->transfers);
	if (s->lost_events > 0)
		text_addf(&t, "  events lost %llu",
		    (unsigned long long)s->lost_events);
	if (s->lost_frames > 0)
		text_addf(&t, "  frames lost %llu",
		    (unsigned long long)s->lost_frames);
	text_init(&c, clock, sizeof(clock));
	words_time(&c, app_clock(app), false);
	area_fill(a, 0, STYLE_TITLE);
	(void)area_field(a, 0, 0, a->cols - CLOCK_COLS, STYLE_TITLE, line);
	(void)area_field_right(a, 0, a->cols - 9, 8, STYLE_TITLE, clock);
}

static bool
store_banner(const struct app *app, struct text *t)
{
	const struct store_state *s = &app->store;

	if (s->saving)
		return false;
	text_add(t, "NOT SAVING: ");
	text_add_visible_str(t, s->trouble);
	text_addf(t, ". Serving goes on from memory; %llu writes wait.",
	    (unsigned long long)s->waiting);
	return true;
}

static bool
standstill_banner(const struct app *app, struct text *t)
{
	const int64_t *still_us = app->engine.still_us;
	enum part p;

	for (p = 0; p < PARTS && still_us[p] == 0; p++)
		;
	if (p < PARTS)
		standstill_text(t, p, still_us[p]);
	return p < PARTS;
}

static bool
network_banner(const struct app *app, struct text *t)
{
	const struct engine_state *s = &app->engine;
	const char *trouble = NULL;
	size_t i;

	for (i = 0; i < s->interface_count && trouble == NULL; i++) {
		if (!s->interfaces[i].present)
			trouble = " is GONE: nothing is served on it until it "
				  "is back.";
		else if (!s->interfaces[i].up)
			trouble = " is DOWN: no machine can boot from it. Set "
				  "it up: ip link set ... up";
		else if (!s->interfaces[i].link)
			trouble = " has NO LINK: look at its cable and its "
				  "switch.";
		else if (s->interfaces[i].addr == 0)
			trouble = " has NO ADDRESS: nothing is served on it. "
				  "Give it one: ip addr add ...";
		if (trouble != NULL)
			text_add_visible_str(t, s->interfaces[i].name);
	}
	text_add(t, trouble == NULL ? "" : trouble);
	return trouble != NULL;
}

static bool
lease_banner(const struct app *app, struct text *t)
{
	const struct lease_count *l = &app->engine.leases;

	if (app->config->proxy || l->total == 0 ||
	    l->bound + l->offered + l->declined < l->total)
		return false;
	text_addf(t,
	    "NO ADDRESS LEFT: all %u of the range are in use; "
	    "machines without one get no answer.",
	    l->total);
	return true;
}

/*
 * Whatever screen one looks at: silence on it is no proof where nobody listens
 * to the wire.
 */
static bool
wire_banner(const struct app *app, struct text *t)
{
	const struct engine_state *s = &app->engine;
	size_t i, deaf = 0;

	for (i = 0; i < s->interface_count; i++)
		deaf += !s->interfaces[i].watched;
	/* Who watches begins after the screen. */
	if (deaf == 0 ||
	    (app->config->capture && app->now_us - app->began_us < SETTLE_US))
		return false;
	text_add(t, "WIRE NOT WATCHED");
	if (!app->config->capture)
		text_add(t, " (--no-capture)");
	else if (deaf < s->interface_count)
		for (i = 0; i < s->interface_count; i++) {
			if (s->interfaces[i].watched)
				continue;
			text_add(t, " on ");
			text_add_visible_str(t, s->interfaces[i].name);
			break;
		}
	if (deaf > 1 && deaf < s->interface_count)
		text_addf(t, " +%zu", deaf - 1);
	text_add(t, ": only what this server itself hears is shown");
	return true;
}

/*
 * Each trouble of the server itself has its row; returns how many.  To watch
 * nothing may be meant, so it is no alarm.
 */
static int
draw_banners(const struct app *app, const struct area *a, int row)
{
	static const struct {
		bool (*banner)(const struct app *, struct text *);
		enum grid_style style;
	} banners[] = {
	    {store_banner, STYLE_ALARM},
	    {standstill_banner, STYLE_ALARM},
	    {network_banner, STYLE_ALARM},
	    {lease_banner, STYLE_ALARM},
	    {wire_banner, STYLE_WARN},
	};
	char line[LINE_BYTES];
	struct text t;
	const int first = row;
	size_t i;

	for (i = 0; i < sizeof(banners) / sizeof(banners[0]); i++) {
		text_init(&t, line, sizeof(line));
		text_add(&t, " ! ");
		if (!banners[i].banner(app, &t))
			continue;
		area_fill(a, row, banners[i].style);
		(void)area_field(a, row++, 0, a->cols, banners[i].style, line);
	}
	return row - first;
}

static void
add_count(struct text *t, size_t n, const char *one, const char *many)
{
	if (n > 0)
		text_addf(t, "%s%zu %s", t->len > 0 ? ", " : "", n,
		    n == 1 ? one : many);
}

/* "2 problems, 1 booting": what an operator wants to know first. */
static int
draw_counts(const struct app *app, const struct area *a, int row, int from)
{
	const struct machines *m = &app->machines;
	char bad[32], rest[96];
	struct text t, u;
	int col;

	text_init(&t, bad, sizeof(bad));
	text_init(&u, rest, sizeof(rest));
	add_count(&t, m->problems, "problem", "problems");
	add_count(&u, m->busy, "booting", "booting");
	add_count(&u, m->strangers, "new", "new");
	if (t.len == 0 && m->busy == 0)
		text_addf(&u, "%sall quiet", u.len > 0 ? ", " : "");
	col = a->cols - grid_width(bad) - grid_width(rest) -
	    (t.len > 0 && u.len > 0 ? 3 : 1);
	if (col < from) {
		col = a->cols - grid_width(bad) - 1;
		rest[0] = '\0';
	}
	if (col < from)
		return from;
	from = area_put(a, row, col, STYLE_BAD, bad);
	if (bad[0] != '\0' && rest[0] != '\0')
		from = area_put(a, row, from, STYLE_NORMAL, ", ");
	return area_put(a, row, from, STYLE_NORMAL, rest);
}

/* Quirks has a key and no place of its own: it is named while it is there. */
static int
draw_seventh(const struct app *app, const struct area *a, int row, int col)
{
	char tab[48];

	if (app->view != VIEW_QUIRKS)
		return col;
	(void)snprintf(tab, sizeof(tab), "[7 %s]", app_view(app->view)->name);
	return area_put(a, row, col, STYLE_BOLD, tab);
}

/* Returns the column behind the last, which may be off the screen. */
static int
draw_names(const struct app *app, const struct area *a, int row, bool brief)
{
	const uint64_t unread = app->log.alarms - app->log.alarms_seen;
	char tab[48];
	unsigned i;
	int col = 1;

	area_fill(a, row, STYLE_NORMAL);
	for (i = 0; i < VIEW_TABS; i++) {
		const bool here = app_tab(app) == i && app->view != VIEW_QUIRKS;

		(void)snprintf(tab, sizeof(tab),
		    here      ? "[%u %s]" :
			brief ? " %u" :
				" %u %s",
		    i + 1, app_view((enum view_id)i)->name);
		col = area_put(a, row, col, here ? STYLE_BOLD : STYLE_DIM, tab);
		if (i == VIEW_LOG && unread > 0 && !here) {
			(void)snprintf(tab, sizeof(tab), "+%llu",
			    (unsigned long long)unread);
			col = area_put(a, row, col, STYLE_WARN, tab);
		}
	}
	return draw_seventh(app, a, row, col);
}

/* Where not all names have room, only the one that is shown has its own. */
static void
draw_tabs(const struct app *app, const struct area *a, int row)
{
	int col = draw_names(app, a, row, false);

	if (col > a->cols)
		col = draw_names(app, a, row, true);
	(void)draw_counts(app, a, row, col + 1);
}

/* After the view: a filter says whether anything matches. */
static void
draw_message(struct app *app, const struct area *a, int row)
{
	const struct area rows = area_part(a, row, a->rows - 1 - row);

	if (!prompt_draw(app, a, row) && app->said[0] != '\0')
		(void)area_wrap(&rows, 0, app->said_style, app->said);
}

/*
 * A long sentence takes rows of the view for as long as it stands; a question
 * is never cut, since what it warns of and how to answer stand at its end.
 */
static int
message_rows(const struct app *app, const struct area *a)
{
	const bool asks = app->prompt.kind == PROMPT_YES_NO;
	const int rows = grid_rows(asks ? app->prompt.question : app->said,
	    a->cols);
	const int most = asks || a->rows >= 16 ? SAID_ROWS : SAID_ROWS - 1;

	if (prompt_has_choices(app, a))
		return 2;
	if (!asks && (app->prompt.kind != PROMPT_NONE || a->rows < 12))
		return 1;
	return rows < most ? rows : most;
}

void
frame_filter_note(const struct app *app, const struct area *a, int row,
    size_t shown, size_t all)
{
	const char *filter = app->filters[app->view];
	char note[INPUT_MAX + 64];
	struct text t;

	if (filter[0] == '\0')
		return;
	text_init(&t, note, sizeof(note));
	text_add(&t, " filter ");
	text_add_visible_str(&t, filter);
	if (all > 0)
		text_addf(&t, ": %zu of %zu", shown, all);
	text_add(&t, ", Esc: all ");
	area_over(a, row, STYLE_WARN, note);
}

struct area
frame_draw(struct app *app, const struct area *whole)
{
	const int rows = whole->rows, said = message_rows(app, whole);
	int top = 1;

	draw_status(app, whole);
	top += draw_banners(app, whole, top);
	if (rows >= 12)
		draw_tabs(app, whole, top++);
	return area_part(whole, top, rows - 1 - said - top);
}

void
app_draw(struct app *app, struct grid *g)
{
	const struct area whole = grid_area(g);
	struct area inside;

	grid_clear(g);
	app->dirty = false;
	app->too_small = g->rows < 8 || g->cols < 40;
	if (app->too_small) {
		(void)area_wrap(&whole, 0, STYLE_BOLD,
		    app_asks_to_quit(app) ?
			app->prompt.question :
			app->config->file != NULL ?
			"Too small to show: 40x8 is the least." :
			"Too small to show: 40x8 is the least. Serving goes "
			"on.");
		return;
	}
	machines_refresh(app, false);
	app->shown = NULL;
	inside = frame_draw(app, &whole);
	if (app->form != NULL)
		form_draw(app, &inside);
	else
		app_view(app->view)->draw(app, &inside);
	compare_look(app);
	draw_message(app, &whole, inside.row + inside.rows);
	key_bar_draw(app, &whole, whole.rows - 1);
}
