/* SPDX-License-Identifier: ISC */
#include "tui/view_session.h"

#include "tui/app.h"
#include "tui/frame.h"
#include "tui/ladder.h"
#include "tui/mend.h"
#include "tui/rung_draw.h"
#include "tui/words.h"

#define FINDINGS_SHOWN 2
#define ROOM_FOR_CHOICE 18 /* rows: less belong to the ladder */
#define FINDING_INDENT 3 /* behind " ! " */
#define MARK_COL 9 /* between the two times */

static const struct story *
story_here(const struct app *app)
{
	return stories_back(app->stories, &app->session.mac, app->session.back);
}

/*
 * A boot that somebody reads stays, though the machine begins another one;
 * who follows the newest row goes on to the new one.
 */
static void
hold_boot(struct app *app)
{
	struct session_view *v = &app->session;
	const struct story *s;
	size_t back = v->back;

	if (v->follow || v->session == 0)
		return;
	for (; (s = stories_back(app->stories, &v->mac, back)) != NULL; back++)
		if (s->session == v->session) {
			v->back = back;
			return;
		}
}

void
session_open(struct app *app, const struct mac *mac)
{
	app->session.mac = *mac;
	app->session.back = 0;
	app->session.follow = true;
	app->session.session = 0;
	app_show(app, VIEW_SESSION);
}

static int
draw_head(const struct app *app, const struct area *a, const struct story *s)
{
	const struct area rows = area_part(a, 0, a->rows >= 14 ? 2 : 1);
	char line[400], label[APP_LABEL];
	const char *name = app_value(app, &app->session.mac, KEY_NAME);
	struct text t;

	text_init(&t, line, sizeof(line));
	text_add_char(&t, ' ');
	if (name[0] != '\0' || s == NULL)
		text_addf(&t, "%s  ", app_label(app, &app->session.mac, label));
	if (s != NULL)
		ladder_head(&t, s);
	if (app->session.back > 0)
		text_addf(&t, "  (%zu boot%s ago)", app->session.back,
		    app->session.back == 1 ? "" : "s");
	if (s != NULL && chosen_has(&app->compare.chosen, true, s->session))
		text_add(&t, "  * marked");
	area_fill(a, 0, STYLE_HEAD);
	if (grid_width(line) > a->cols && a->rows >= 14)
		area_fill(a, 1, STYLE_HEAD);
	return area_wrap(&rows, 0, STYLE_HEAD, line);
}

static enum grid_style
severity_style(enum severity s)
{
	return s == SEVERITY_ERROR ? STYLE_BAD :
	    s == SEVERITY_WARNING  ? STYLE_WARN :
				     STYLE_NORMAL;
}

/*
 * The n-th of this boot, then what is worse and stands since an earlier one:
 * that is not told again where it comes again.  A boot that is done has left
 * it behind.
 */
static const struct standing *
finding_here(const struct app *app, const struct story *s, size_t n)
{
	const struct findings *all = &app->findings;
	const uint64_t session = s == NULL ? 0 : s->session;
	const struct mac *mac = &app->session.mac;
	const struct standing *f, *own;
	size_t i;

	for (i = 0; (f = findings_of_boot(all, mac, session, i)) != NULL; i++)
		if (n-- == 0)
			return f;
	if (s == NULL || s->stage == BOOT_DONE)
		return NULL;
	own = findings_of_boot(all, mac, session, 0);
	for (i = 0; (f = findings_of(all, mac, i)) != NULL; i++)
		if (finding_is_older(f, session) &&
		    (own == NULL ||
			f->finding.severity > own->finding.severity) &&
		    n-- == 0)
			return f;
	return NULL;
}

/* What is wrong, in words, and what mends it; returns the rows used. */
static int
draw_findings(const struct app *app, const struct area *a,
    const struct story *s)
{
	const struct standing *f;
	char line[640];
	struct text t;
	int row = 0;
	size_t n;

	for (n = 0; n < FINDINGS_SHOWN && row < a->rows; n++) {
		f = finding_here(app, s, n);
		if (f == NULL)
			return row;
		text_init(&t, line, sizeof(line));
		text_addf(&t, " ! %s%s",
		    s != NULL && finding_is_older(f, s->session) ?
			"since an earlier boot: " :
			"",
		    f->finding.text);
		row += area_wrap_in(a, row, FINDING_INDENT,
		    severity_style(f->finding.severity), line);
		if (f->finding.fix[0] == '\0' || row >= a->rows)
			continue;
		text_init(&t, line, sizeof(line));
		text_add(&t, "   Fix");
		mend_hint(app, &t, f);
		text_addf(&t, ": %s", f->finding.fix);
		row += area_wrap(a, row, STYLE_NORMAL, line);
	}
	if (row < a->rows && finding_here(app, s, n) != NULL)
		(void)area_put(a, row++, 3, STYLE_DIM,
		    "... and more: 5 lists all findings");
	return row;
}

/* When the selected row was, and where from. */
static void
draw_foot_head(const struct area *a, const struct story_line *l,
    const struct rung *r)
{
	char line[200];
	struct text t;

	text_init(&t, line, sizeof(line));
	text_add_char(&t, ' ');
	words_time(&t, l->time_us, true);
	text_addf(&t, ".%06u", (unsigned)(l->time_us % 1000000));
	if (l->wire_us != 0) {
		text_add(&t, " here, ");
		words_time(&t, l->wire_us, false);
		text_addf(&t, ".%06u on the wire",
		    (unsigned)(l->wire_us % 1000000));
	}
	if (r->times > 1) {
		text_addf(&t, "  %u times until ", r->times);
		words_time(&t, l->last_us, false);
	}
	if (l->frame != 0)
		text_addf(&t, "  frame %llu", (unsigned long long)l->frame);
	text_add(&t, l->origin == ORIGIN_WIRE ? "  seen on the wire" : "");
	area_fill(a, 0, STYLE_HEAD);
	(void)area_field(a, 0, 0, a->cols, STYLE_HEAD, line);
}

/* The selected row in full. */
static void
draw_foot(const struct area *a, const struct story *s, const struct rung *r)
{
	const struct story_line *l = &s->lines[r->line];

	draw_foot_head(a, l, r);
	(void)area_wrap(a, 1, STYLE_NORMAL, l->text);
}

/* The selected row's event, as it was drawn; 0: it has none. */
static uint64_t
seq_here(const struct session_view *v)
{
	return v->list.at < v->count ? v->rungs[v->list.at].seq : 0;
}

/* By what the selected row is found again. */
struct held {
	uint64_t seq; /* its event; of a remark the one of the row after it */
	bool remark;
};

static struct held
held_row(const struct session_view *v)
{
	struct held h = {seq_here(v), false};

	if (v->list.at + 1 >= v->count || !v->rungs[v->list.at].remark)
		return h;
	h.seq = v->rungs[v->list.at + 1].seq;
	h.remark = true;
	return h;
}

/*
 * The selected row stays the same message, and where it is on the screen,
 * though rows before it are left out; then, with it, their remark is.
 */
static void
hold_row(struct session_view *v, const struct story *s, struct held h)
{
	const size_t above = v->list.at - v->list.top;
	size_t i = h.remark ? 1 : 0;

	if (v->follow || h.seq == 0)
		return;
	while (i < v->count && v->rungs[i].seq != h.seq)
		i++;
	if (i == v->count && s->left_out == 0)
		return;
	if (i < v->count)
		i -= h.remark ? 1 : 0;
	else
		for (i = 0; i + 1 < v->count && v->rungs[i].line < s->gap;)
			i++;
	if (i == v->list.at)
		return;
	v->list.at = i;
	v->list.top = i > above ? i - above : 0;
}

/* Its rows as they are now. */
static void
build_rows(struct session_view *v, const struct story *s)
{
	const bool same = s != NULL && s->session == v->session;
	const struct held h = same ? held_row(v) : (struct held){0, false};

	v->session = s == NULL ? 0 : s->session;
	v->count = s == NULL ? 0 : rungs_build(s, v->rungs, RUNGS_MOST);
	if (v->count > 0)
		hold_row(v, s, h);
}

static void
draw_ladder(struct app *app, const struct area *a, const struct story *s)
{
	const struct area rows = area_part(a, 1, a->rows - 1);
	struct session_view *v = &app->session;
	uint32_t own[CONFIG_INTERFACES];
	struct lanes lanes;
	struct rung_plan plan;
	int64_t before;
	size_t i;
	int row;

	for (i = 0; i < app->engine.interface_count; i++)
		own[i] = app->engine.interfaces[i].addr;
	lanes_find(&lanes, s, own, app->engine.interface_count);
	rung_plan(&plan, &lanes, a->cols, v->clock);
	rung_draw_head(a, &plan, &lanes);
	if (v->follow && v->count > 0)
		v->list.at = v->count - 1;
	app_list_fit(app, &v->list, v->count, (size_t)rows.rows);
	for (row = 0; row < rows.rows; row++) {
		i = v->list.top + (size_t)row;
		if (i >= v->count)
			break;
		before = s->lines[v->rungs[i > 0 ? i - 1 : 0].line].time_us;
		rung_draw(&rows, row, &plan, &lanes, s, &v->rungs[i], before);
		if (chosen_has(&app->compare.chosen, false,
			s->lines[v->rungs[i].line].seq))
			(void)area_put(&rows, row, MARK_COL, STYLE_BOLD, "*");
		if (i != v->list.at)
			continue;
		(void)area_put(&rows, row, 0, STYLE_BOLD, ">");
		area_mark(&rows, row);
	}
}

/* Of a tall screen as much as the selected row's words need. */
static int
foot_rows(const struct app *app, const struct area *a, const struct story *s)
{
	const struct session_view *v = &app->session;
	const size_t last = v->count - 1;
	const int most = a->rows / 4;
	size_t at;
	int rows;

	if (a->rows < 10 || v->count == 0)
		return a->rows < 10 ? 0 : 3;
	at = v->follow || v->list.at > last ? last : v->list.at;
	rows = 1 + grid_rows(s->lines[v->rungs[at].line].text, a->cols);
	rows = rows < most ? rows : most;
	return rows > 3 ? rows : 3;
}

static void
draw_no_boot(const struct app *app, const struct area *a)
{
	char line[200];
	struct text t;

	text_init(&t, line, sizeof(line));
	text_addf(&t, "%s.", app_no_boot(app));
	if (app->config->file == NULL)
		text_add(&t,
		    " Its next boot is told here, message by message.");
	(void)area_wrap(a, 1, STYLE_DIM, line);
}

static void
session_draw(struct app *app, const struct area *a)
{
	struct session_view *v = &app->session;
	const struct story *s;
	struct area part;
	int row, foot;

	hold_boot(app);
	s = story_here(app);
	build_rows(v, s);
	foot = foot_rows(app, a, s);
	row = draw_head(app, a, s);
	part = area_part(a, row, (a->rows - foot) / 2);
	row += draw_findings(app, &part, s);
	if (s != NULL && s->choice[0] != '\0' && a->rows >= ROOM_FOR_CHOICE) {
		part = area_part(a, row, 2);
		row += area_wrap(&part, 0, STYLE_DIM, s->choice);
	}
	app->nothing = false;
	part = area_part(a, row, a->rows - row - foot);
	if (v->count == 0) {
		draw_no_boot(app, &part);
		return;
	}
	draw_ladder(app, &part, s);
	part = area_part(a, a->rows - foot, foot);
	if (foot > 0)
		draw_foot(&part, s, &v->rungs[v->list.at]);
}

static void
go_to_boot(struct app *app, bool older)
{
	struct session_view *v = &app->session;

	if (older && stories_back(app->stories, &v->mac, v->back + 1) == NULL)
		app_say(app, STYLE_NORMAL, "No older boot is remembered");
	else if (!older && v->back == 0)
		app_say(app, STYLE_NORMAL, "This is its newest boot");
	else {
		v->back = older ? v->back + 1 : v->back - 1;
		v->follow = true;
		v->session = 0;
	}
}

/* The selected row's line, as lines may have gone since it was drawn; their
 * number: it is gone itself. */
static size_t
line_at(const struct session_view *v, const struct story *s)
{
	const struct rung *r;
	size_t i = 0;

	if (v->list.at >= v->count)
		return s->line_count;
	r = &v->rungs[v->list.at];
	if (r->remark)
		return r->line < s->line_count && s->lines[r->line].remark ?
		    r->line :
		    s->line_count;
	while (i < s->line_count && (r->seq == 0 || s->lines[i].seq != r->seq))
		i++;
	return i;
}

/* That line, or the nearest before it that is a message; NULL: none is, or
 * what it belongs to is left out. */
static const struct story_line *
message_to(const struct story *s, size_t at)
{
	size_t i;

	for (i = at + 1; i-- > 0;) {
		const struct story_line *l = &s->lines[i];

		if (l->kind == EVENT_DHCP || payload_can(l))
			return l;
		if (i == at ? l->apart : s->left_out > 0 && i == s->gap)
			return NULL;
	}
	return NULL;
}

/* The selected row's; `opens`: what Enter shows of it.  NULL: nothing. */
static const struct story_line *
line_here(const struct app *app, bool opens)
{
	const struct story *s = story_here(app);
	const size_t at = s == NULL ? 0 : line_at(&app->session, s);

	if (s == NULL || at == s->line_count)
		return NULL;
	return opens ? message_to(s, at) : &s->lines[at];
}

/* Who reads it is not taken to another boot meanwhile. */
static void
open_message(struct app *app, const struct story_line *l)
{
	packet_show(app, l);
	if (app->view != VIEW_SESSION)
		app->session.follow = false;
}

static bool
session_act(struct app *app, enum action a)
{
	const struct story_line *here = line_here(app, a == ACTION_OPEN);
	struct session_view *v = &app->session;

	if (list_act(&v->list, a, v->count))
		v->follow = v->list.at + 1 == v->count;
	else if (a == ACTION_CLOCK)
		v->clock = !v->clock;
	else if (a == ACTION_BOOT_OLDER || a == ACTION_BOOT_NEWER)
		go_to_boot(app, a == ACTION_BOOT_OLDER);
	else if (a == ACTION_OPEN && here != NULL)
		open_message(app, here);
	else if (a == ACTION_COMPARE)
		compare_with_good(app, &v->mac, v->back);
	else if (a == ACTION_MARK_BOOT)
		chosen_boot(app, &v->mac, v->back);
	else if (a == ACTION_COMPARE_BOOTS)
		chosen_compare(app, NULL);
	else if (here != NULL && a == ACTION_MARK)
		chosen_message(app, here);
	else if (a == ACTION_DIFF)
		chosen_compare(app, here);
	else if (a == ACTION_SAVE_PACKETS)
		save_boot(app, &v->mac, v->back);
	else if (a == ACTION_BUNDLE)
		save_bundle(app, &v->mac);
	else if (a == ACTION_EDIT)
		form_host(app, &v->mac);
	else
		return false;
	return true;
}

static const struct standing *
session_finding(const struct app *app)
{
	return finding_here(app, story_here(app), 0);
}

static const struct mac *
session_boot(const struct app *app, size_t *back)
{
	*back = app->session.back;
	return &app->session.mac;
}

static bool
session_idle(const struct app *app, enum action a)
{
	const struct session_view *v = &app->session;
	const struct story_line *here = line_here(app, false);

	if (a == ACTION_OPEN)
		return line_here(app, true) == NULL;
	if (a == ACTION_DIFF)
		return !chosen_can(app, here);
	if (a == ACTION_BOOT_OLDER)
		return stories_back(app->stories, &v->mac, v->back + 1) == NULL;
	if (a == ACTION_BOOT_NEWER)
		return v->back == 0;
	/* The machine has its form before it has booted. */
	return v->count == 0 && a != ACTION_EDIT && a != ACTION_MEND &&
	    action_needs_row(a);
}

const struct view view_session = {
    .name = "Session",
    .groups = GROUP_SESSION | GROUP_PACKETS | GROUP_MARKS | GROUP_PROBLEM |
	GROUP_OPEN | GROUP_ROWS,
    .draw = session_draw,
    .act = session_act,
    .finding = session_finding,
    .boot = session_boot,
    .idle = session_idle,
};
