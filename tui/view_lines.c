/* SPDX-License-Identifier: ISC */
#include <stdio.h>
#include <string.h>

#include "tui/app.h"
#include "tui/filter.h"
#include "tui/frame.h"
#include "tui/words.h"

/*
 * Live and Log: the newest lines at the bottom, followed until the operator
 * scrolls.  Positions are numbers of lines, so that nothing moves when the
 * ring turns; a filter is looked through from where one stands.
 */
#define NO_LINE UINT64_MAX
#define PAGE_MOST GRID_MOST
#define DAY 16

static struct lines *
lines_here(struct app *app)
{
	return app->view == VIEW_LIVE ? &app->live : &app->log;
}

static void
line_who(const struct app *app, const struct line *l, char buf[APP_LABEL])
{
	buf[0] = '\0';
	if (l->has_mac)
		(void)app_label(app, &l->mac, buf);
	else if (l->addr != 0)
		(void)ip4_format(buf, l->addr);
}

static bool
judge(const struct app *app, const struct line *l, const char *filter)
{
	char row[512], who[APP_LABEL], mac[MAC_TEXT] = "", ip[IP4_TEXT] = "";
	const bool bad = l->style == STYLE_BAD || l->style == STYLE_WARN;
	const struct machine *m = l->has_mac ? model_find(app->model, &l->mac) :
					       NULL;
	/* The line's own file, stage and error; mode and kind its machine's. */
	const struct filter_row r = {.all = row,
	    .field = {[FILTER_MAC] = mac,
		[FILTER_IP] = ip,
		[FILTER_STAGE] = boot_stage_name((enum boot_stage)l->stage),
		[FILTER_MODE] = l->has_mac ? app_mode(app, &l->mac) : "",
		[FILTER_KIND] = m == NULL ? "" : m->kind,
		[FILTER_FILE] = l->file,
		[FILTER_ERROR] = bad ? row : ""}};
	struct text t;

	if (l->addr != 0)
		(void)ip4_format(ip, l->addr);
	text_init(&t, row, sizeof(row));
	line_who(app, l, who);
	text_addf(&t, "%s %s ", who,
	    l->has_mac ? mac_format(mac, &l->mac) : "");
	words_time(&t, l->time_us, false);
	text_add_char(&t, ' ');
	text_add(&t, l->text);
	if (l->style == STYLE_BAD)
		text_add(&t, " problem");
	return filter_match(filter, &r);
}

/* Another filter, or other names of machines: all lines are judged anew. */
static void
begin_round(const struct app *app, struct lines *v)
{
	const char *filter = app->filters[app->view];
	const uint64_t book = app->book == NULL ? 0 : app->book->version;

	if (v->round != 0 && v->book_version == book &&
	    strcmp(v->filter, filter) == 0)
		return;
	v->round++;
	v->book_version = book;
	(void)text_copy(v->filter, sizeof(v->filter), filter);
}

/* A filter may be looked through many lines, and again at each picture. */
static bool
line_matches(const struct app *app, struct lines *v, const struct line *l)
{
	if (v->filter[0] == '\0')
		return true;
	if (l->judged != v->round)
		ring_judge(&v->ring, l->number, v->round,
		    judge(app, l, v->filter));
	return l->shown;
}

/* The next matching line from `at` on in a direction; NO_LINE: none. */
static uint64_t
find_line(const struct app *app, struct lines *v, uint64_t at, bool back,
    bool (*also)(const struct line *l))
{
	const struct line *l;

	while ((l = ring_line(&v->ring, at)) != NULL) {
		if (line_matches(app, v, l) && (also == NULL || also(l)))
			return at;
		if (back && at == 0)
			break;
		at = back ? at - 1 : at + 1;
	}
	return NO_LINE;
}

/* `n` matching lines further; stops at the last there is. */
static uint64_t
step(const struct app *app, struct lines *v, uint64_t at, bool back, size_t n)
{
	while (n-- > 0) {
		uint64_t next;

		if (back && at == 0)
			break;
		next = find_line(app, v, back ? at - 1 : at + 1, back, NULL);
		if (next == NO_LINE)
			break;
		at = next;
	}
	return at;
}

/* Numbers of the lines of a page; returns how many. */
static size_t
page_from(const struct app *app, struct lines *v, uint64_t top, uint64_t *page,
    size_t rows)
{
	size_t n = 0;

	while (
	    n < rows && (top = find_line(app, v, top, false, NULL)) != NO_LINE)
		page[n++] = top++;
	return n;
}

static void
clamp(struct lines *l)
{
	const uint64_t first = ring_first(&l->ring);

	if (l->at < first)
		l->at = first;
	if (l->top < first)
		l->top = first;
	if (l->at >= l->ring.next && l->ring.next > 0)
		l->at = l->ring.next - 1;
}

/* Where the cursor is now; NO_LINE: there is none that is shown. */
static uint64_t
find_cursor(const struct app *app, struct lines *v)
{
	uint64_t at;

	begin_round(app, v);
	if (v->ring.next == 0)
		return NO_LINE;
	if (v->follow)
		v->at = v->ring.next - 1;
	clamp(v);
	at = find_line(app, v, v->at, true, NULL);
	return at != NO_LINE ? at : find_line(app, v, v->at, false, NULL);
}

/* Fills the page so that the cursor is on it. */
static size_t
page_fill(const struct app *app, struct lines *v, uint64_t *page, size_t rows)
{
	const uint64_t at = rows == 0 ? NO_LINE : find_cursor(app, v);
	size_t n;

	if (at == NO_LINE)
		return 0;
	v->at = at;
	if (v->follow)
		v->top = step(app, v, at, true, rows - 1);
	else if (v->top > at)
		v->top = at;
	n = page_from(app, v, v->top, page, rows);
	if (n == rows && page[n - 1] < at) {
		v->top = step(app, v, at, true, rows - 1);
		n = page_from(app, v, v->top, page, rows);
	}
	return n;
}

/* "2026-11-24 ", or without its year. */
static void
day_of(char buf[DAY], int64_t time_us, bool year)
{
	char whole[32];
	struct text t;

	text_init(&t, whole, sizeof(whole));
	words_time(&t, time_us, true);
	(void)snprintf(buf, DAY, "%.*s", year ? 11 : 6, whole + (year ? 0 : 5));
}

static bool
same_day(int64_t a_us, int64_t b_us)
{
	char a[DAY], b[DAY];

	day_of(a, a_us, true);
	day_of(b, b_us, true);
	return strcmp(a, b) == 0;
}

/* Where the lines are not all of today, the first of each day says which. */
static bool
tells_day(const struct app *app, const struct lines *v, const struct line *l,
    const struct line *above)
{
	const struct line *first = ring_line(&v->ring, ring_first(&v->ring));

	return (above == NULL || !same_day(above->time_us, l->time_us)) &&
	    first != NULL && !same_day(first->time_us, app_clock(app));
}

static void
draw_line(const struct app *app, const struct area *a, int row,
    const struct line *l, bool day)
{
	const bool wide = a->cols >= 60;
	char time[16], date[DAY], who[APP_LABEL];
	struct text t;
	int col;

	text_init(&t, time, sizeof(time));
	words_time(&t, l->time_us, false);
	line_who(app, l, who);
	col = area_field(a, row, 1, 8, STYLE_DIM, time) + 1;
	col = area_field(a, row, col, wide ? 17 : 9, STYLE_NORMAL, who) + 1;
	if (day) {
		day_of(date, l->time_us, wide);
		col = area_put(a, row, col, STYLE_BOLD, date);
	}
	(void)area_field(a, row, col, a->cols - col, l->style, l->text);
}

/* The cursor's line in full, and where one stands. */
static void
draw_foot(const struct lines *v, const struct area *a)
{
	const struct line *l = ring_line(&v->ring, v->at);
	char state[96];
	const uint64_t below = v->ring.next - 1 - v->at;

	if (v->follow)
		(void)snprintf(state, sizeof(state), " following the newest");
	else
		(void)snprintf(state, sizeof(state),
		    " STOPPED, %llu newer line%s below: f or End follows again",
		    (unsigned long long)below, below == 1 ? "" : "s");
	area_fill(a, 0, STYLE_HEAD);
	(void)area_field(a, 0, 0, a->cols, STYLE_HEAD, state);
	if (l != NULL)
		(void)area_wrap(a, 1, l->style, l->text);
}

static void
draw_empty(const struct app *app, const struct area *a)
{
	if (app->filters[app->view][0] != '\0')
		(void)area_wrap(a, 1, STYLE_WARN,
		    "No line matches this filter.");
	else if (app->config->file != NULL)
		(void)area_wrap(a, 1, STYLE_DIM,
		    app->view == VIEW_LIVE ?
			"No DHCP, TFTP or HTTP message is in this capture." :
			"A capture has no log: that is of a running server.");
	else
		(void)area_wrap(a, 1, STYLE_DIM,
		    app->view == VIEW_LIVE ?
			"Nothing has happened yet. Every DHCP, TFTP and HTTP "
			"message stands here as it comes." :
			"Nothing to report: changes with their authors, and "
			"trouble of the server itself, stand here.");
}

static void
lines_draw(struct app *app, const struct area *a)
{
	struct lines *v = lines_here(app);
	const int foot = a->rows >= 12 ? 3 : a->rows >= 6 ? 1 : 0;
	const struct area rows = area_part(a, 0, a->rows - foot);
	const struct area below = area_part(a, a->rows - foot, foot);
	uint64_t page[PAGE_MOST];
	const size_t n = page_fill(app, v, page, (size_t)rows.rows);
	const struct line *l, *above = NULL;
	size_t i;

	app->nothing = n == 0;
	v->page = rows.rows > 0 ? (size_t)rows.rows : 0;
	if (n == 0) {
		draw_empty(app, a);
		return;
	}
	for (i = 0; i < n; i++) {
		l = ring_line(&v->ring, page[i]);
		draw_line(app, &rows, (int)i, l, tells_day(app, v, l, above));
		above = l;
		if (page[i] != v->at || v->follow)
			continue;
		(void)area_put(&rows, (int)i, 0, STYLE_BOLD, ">");
		area_mark(&rows, (int)i);
	}
	draw_foot(v, &below);
	frame_filter_note(app, &below, 0, 0, 0);
}

static bool
line_is_bad(const struct line *l)
{
	return l->style == STYLE_BAD || l->style == STYLE_WARN;
}

void
lines_pick(struct app *app, struct frame_pick *pick)
{
	struct lines *v = &app->live;
	uint64_t at = ring_first(&v->ring);
	const struct line *l;

	begin_round(app, v);
	for (; (l = ring_line(&v->ring, at)) != NULL; at++)
		if (l->has_mac && line_matches(app, v, l))
			(void)frame_pick_add(pick, &l->mac, l->addr,
			    l->time_us);
}

static void
find_bad(struct app *app, struct lines *v, bool back)
{
	uint64_t at = NO_LINE;

	if (!back || v->at > 0)
		at = find_line(app, v, back ? v->at - 1 : v->at + 1, back,
		    line_is_bad);
	if (at == NO_LINE) {
		app_say(app, STYLE_NORMAL, "No problem %s",
		    back ? "before this line" : "after this line");
		return;
	}
	v->at = at;
	v->follow = false;
}

static bool
move(struct app *app, struct lines *v, enum action a)
{
	const size_t page = v->page > 2 ? v->page - 1 : 1;
	const struct ring *r = &v->ring;

	if (a == ACTION_UP)
		v->at = step(app, v, v->at, true, 1);
	else if (a == ACTION_DOWN)
		v->at = step(app, v, v->at, false, 1);
	else if (a == ACTION_PAGE_UP)
		v->at = step(app, v, v->at, true, page);
	else if (a == ACTION_PAGE_DOWN)
		v->at = step(app, v, v->at, false, page);
	else if (a == ACTION_TOP)
		v->at = ring_first(r);
	else
		return false;
	v->follow = false;
	return true;
}

/* The line's machine, where it is about one. */
static void
open_line(struct app *app, struct lines *v)
{
	const uint64_t at = find_cursor(app, v);
	const struct line *l = at == NO_LINE ? NULL : ring_line(&v->ring, at);

	if (l == NULL)
		app_say(app, STYLE_NORMAL, "There is no line");
	else if (l->has_mac)
		app_show_machine(app, &l->mac);
	else
		app_say(app, STYLE_NORMAL, "This line is about no machine");
}

static bool
lines_act(struct app *app, enum action a)
{
	struct lines *v = lines_here(app);

	if (move(app, v, a))
		return true;
	if (a == ACTION_FOLLOW || a == ACTION_BOTTOM)
		v->follow = true;
	else if (a == ACTION_PAUSE)
		v->follow = !v->follow;
	else if (a == ACTION_FIND_NEXT || a == ACTION_FIND_PREVIOUS)
		find_bad(app, v, a == ACTION_FIND_PREVIOUS);
	else if (a == ACTION_SAVE_PACKETS && app->view == VIEW_LIVE)
		save_lines(app);
	else if (a == ACTION_OPEN)
		open_line(app, v);
	else
		return false;
	return true;
}

static bool
lines_idle(const struct app *app, enum action a)
{
	const struct lines *v = app->view == VIEW_LIVE ? &app->live : &app->log;
	const struct line *l = ring_line(&v->ring, v->at);

	if (a == ACTION_OPEN)
		return l != NULL && !l->has_mac;
	if (a == ACTION_PAUSE) /* a capture stands still by itself */
		return app->config->file != NULL;
	return a == ACTION_FOLLOW && v->follow;
}

const struct view view_live = {
    .name = "Live",
    .groups = GROUP_LINES | GROUP_PACKETS | GROUP_OPEN | GROUP_FILTER |
	GROUP_FIND | GROUP_ROWS,
    .draw = lines_draw,
    .act = lines_act,
    .idle = lines_idle,
};

const struct view view_log = {
    .name = "Log",
    .groups = GROUP_LINES | GROUP_OPEN | GROUP_FILTER | GROUP_FIND | GROUP_ROWS,
    .draw = lines_draw,
    .act = lines_act,
    .idle = lines_idle,
};
