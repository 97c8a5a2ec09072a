/* SPDX-License-Identifier: ISC */
#include "tui/rung_draw.h"

#include <string.h>

#include "tui/when.h"
#include "tui/words.h"

#define TIME_COLS 9
#define DELTA_COLS 8
#define STAGE_COLS 9
#define WORDS_LEAST 18
#define BAR "\xe2\x94\x82"
#define LINE "\xe2\x94\x80"
#define FULL "\xe2\x96\x88"
#define EMPTY "\xe2\x96\x91"

static const char *
stage_mark(enum boot_stage s)
{
	return s == BOOT_NEW ? "" : boot_stage_name(s);
}

static enum grid_style
stage_style(enum boot_stage s)
{
	if (s == BOOT_STALLED || s == BOOT_FAILED)
		return STYLE_BAD;
	return s == BOOT_DONE || s == BOOT_OS ? STYLE_GOOD : STYLE_BOLD;
}

void
rung_plan(struct rung_plan *p, const struct lanes *lanes, int cols, bool clock)
{
	const int gap = cols >= 120        ? 18 :
	    cols >= 76 && lanes->count < 2 ? 15 :
					     13;
	const int side = 1 + TIME_COLS + DELTA_COLS + 1 + STAGE_COLS + 1;
	const int ladder = gap * (int)lanes->count + 1;
	size_t i;

	p->clock = clock;
	p->delta = 1 + TIME_COLS;
	p->stage = p->delta + DELTA_COLS + 1;
	p->client = side;
	/* What fits least is left out first: the delta, then the stage. */
	if (cols - side - ladder < WORDS_LEAST) {
		p->delta = -1;
		p->stage -= DELTA_COLS;
		p->client -= DELTA_COLS;
	}
	if (cols - p->client - ladder < WORDS_LEAST - 8) {
		p->stage = -1;
		p->client -= STAGE_COLS + 1;
	}
	for (i = 0; i < lanes->count; i++)
		p->lane[i] = p->client + gap * (int)(i + 1);
	p->words = p->client + ladder + 1;
}

static void
lane_name(const struct lanes *lanes, size_t i, char *buf, size_t cap)
{
	char ip[IP4_TEXT];
	struct text t;

	text_init(&t, buf, cap);
	if (lanes->addr[i] == 0)
		text_add(&t, lanes->count > 1 ? "others" : "server");
	else if (i == 0 && lanes->ours)
		text_add(&t, "here");
	else
		text_add(&t, ip4_format(ip, lanes->addr[i]));
}

void
rung_draw_head(const struct area *a, const struct rung_plan *p,
    const struct lanes *lanes)
{
	char name[32];
	size_t i;

	area_fill(a, 0, STYLE_HEAD);
	(void)area_put(a, 0, p->clock ? 1 : 5, STYLE_HEAD, "TIME");
	if (p->delta >= 0)
		(void)area_put(a, 0, p->delta + 3, STYLE_HEAD, "AFTER");
	if (p->stage >= 0)
		(void)area_put(a, 0, p->stage, STYLE_HEAD, "STAGE");
	/* Above its line, but never over TIME. */
	(void)area_put(a, 0, p->stage < 0 ? p->client - 1 : p->client - 3,
	    STYLE_HEAD, "client");
	for (i = 0; i < lanes->count; i++) {
		lane_name(lanes, i, name, sizeof(name));
		/* About its bar, but never over the one before. */
		(void)area_put(a, 0, p->lane[i] + 4 - grid_width(name),
		    STYLE_HEAD, name);
	}
}

static void
draw_times(const struct area *a, int row, const struct rung_plan *p,
    const struct story *s, const struct story_line *l, int64_t before_us)
{
	char buf[32];
	struct text t;

	text_init(&t, buf, sizeof(buf));
	if (p->clock)
		words_time(&t, l->time_us, false);
	else
		when_span(&t, l->time_us - s->began_us, TIME_COLS - 1, false);
	(void)area_field_right(a, row, 1, TIME_COLS - 1, STYLE_NORMAL, buf);
	if (p->delta < 0)
		return;
	text_init(&t, buf, sizeof(buf));
	when_span(&t, l->time_us - before_us, DELTA_COLS, true);
	/* A wait that a person would feel is worth seeing. */
	(void)area_field_right(a, row, p->delta, DELTA_COLS,
	    l->time_us - before_us >= 1000000 ? STYLE_WARN : STYLE_DIM, buf);
}

static enum grid_style
line_style(const struct story_line *l)
{
	if (l->remark)
		return STYLE_WARN;
	if (l->kind == EVENT_FINDING)
		return l->severity == SEVERITY_ERROR ? STYLE_BAD :
		    l->severity == SEVERITY_WARNING  ? STYLE_WARN :
						       STYLE_NORMAL;
	if (l->kind == EVENT_STAGE)
		return stage_style(l->stage);
	if (l->kind != EVENT_TFTP && l->kind != EVENT_HTTP)
		return l->arrow == STORY_TO_CLIENT ? STYLE_BUSY : STYLE_NORMAL;
	if (l->file.outcome == TFTP_COMPLETE)
		return STYLE_GOOD;
	if (l->file.outcome == TFTP_RUNNING || l->file.outcome == TFTP_PROBE)
		return STYLE_NORMAL;
	return l->file.searched ? STYLE_DIM : STYLE_BAD;
}

/* "|--DISCOVER--+---------->|" from the client to that lane, or back. */
static void
draw_arrow(const struct area *a, int row, const struct rung_plan *p,
    const struct lanes *lanes, const struct story_line *l)
{
	const size_t to = lanes_of(lanes, l);
	const enum grid_style style = line_style(l);
	const int from = p->client, end = p->lane[to];
	const bool out = l->arrow == STORY_TO_SERVER;
	const int first = p->lane[0] - from;
	int col;

	for (col = from + 1; col < end; col++)
		(void)area_put(a, row, col, style, LINE);
	for (col = 0; (size_t)col < to; col++)
		(void)area_put(a, row, p->lane[col], STYLE_DIM, "\xe2\x94\xbc");
	(void)area_put(a, row, out ? end - 1 : from + 1, style,
	    out ? "\xe2\x96\xb6" : "\xe2\x97\x80");
	col = from + (first - (int)strlen(l->name)) / 2;
	(void)area_put(a, row, col + (first % 2 != 0 && out ? 0 : 1), style,
	    l->name);
}

static void
draw_lanes(const struct area *a, int row, const struct rung_plan *p,
    const struct lanes *lanes)
{
	size_t i;

	(void)area_put(a, row, p->client, STYLE_DIM, BAR);
	for (i = 0; i < lanes->count; i++)
		(void)area_put(a, row, p->lane[i], STYLE_DIM, BAR);
}

static void
add_bar(struct text *t, const struct story_file *f, unsigned cells)
{
	const unsigned full = f->outcome == TFTP_COMPLETE ? cells :
	    f->size == 0                                  ? 0 :
	    f->bytes >= f->size                           ? cells :
				  (unsigned)(f->bytes * cells / f->size);
	unsigned i;

	for (i = 0; i < cells; i++)
		text_add(t, i < full ? FULL : EMPTY);
	text_add_char(t, ' ');
}

static void
file_words(struct text *t, const struct story_file *f, int room)
{
	const char *word = story_outcome(f);

	if (f->bytes > 0 && f->outcome != TFTP_PROBE) {
		if (room >= 30)
			add_bar(t, f, room >= 60 ? 10 : 5);
		words_size(t, f->bytes);
		if (f->elapsed_us >= 1000) {
			text_add(t, ", ");
			words_size(t, f->bytes * 1000000 / f->elapsed_us);
			text_add(t, "/s");
		}
	}
	if (word[0] != '\0')
		text_addf(t, "%s%s", t->len > 0 ? " " : "", word);
	if (f->retransmits > 0)
		text_addf(t, ", %llu again",
		    (unsigned long long)f->retransmits);
	if (f->blocks > 0 && room >= 60)
		text_addf(t, ", %llu block%s", (unsigned long long)f->blocks,
		    f->blocks == 1 ? "" : "s");
}

/* Whom it is from or to, where no column says so and there is room. */
static void
add_server(struct text *t, const struct lanes *lanes,
    const struct story_line *l, int room)
{
	char buf[8 + IP4_TEXT], ip[IP4_TEXT];
	struct text words;

	if (l->server == 0 || l->arrow == STORY_NOTE || lanes->count < 2 ||
	    lanes->addr[lanes_of(lanes, l)] == l->server)
		return;
	text_init(&words, buf, sizeof(buf));
	text_addf(&words, "%s%s %s", t->len > 0 ? " " : "",
	    l->arrow == STORY_TO_CLIENT ? "from" : "to",
	    ip4_format(ip, l->server));
	if (grid_width(t->buf) + grid_width(buf) <= room)
		text_add(t, buf);
}

/*
 * The file's own name stands, its folders and its figures share the rest;
 * how often, or under how many names, is never cut.
 */
static void
draw_file(const struct area *a, int row, int col, const struct lanes *lanes,
    const struct story_line *l, unsigned times)
{
	const char *slash = strrchr(l->brief, '/'), *name = l->brief;
	const int room = a->cols - col;
	char count[24], figures[160];
	struct text t;
	int most, width;

	text_init(&t, count, sizeof(count));
	if (times > 1)
		text_addf(&t, times == l->times ? " (%u times)" : " (%u names)",
		    times);
	text_init(&t, figures, sizeof(figures));
	file_words(&t, &l->file, room);
	most = room - 1 - grid_width(figures);
	most = (most > room / 2 ? most : room / 2) - grid_width(count);
	if (grid_width(name) > most && slash != NULL && slash[1] != '\0')
		name = slash + 1;
	width = grid_width(name) < most ? grid_width(name) : most;
	width = width > 0 ? width : 0;
	add_server(&t, lanes, l, room - width - grid_width(count) - 1);
	col = area_field(a, row, col, width, line_style(l), name);
	col = area_put(a, row, col, line_style(l), count) + 1;
	(void)area_field(a, row, col, a->cols - col, line_style(l), figures);
}

static void
draw_words(const struct area *a, int row, int col, const struct lanes *lanes,
    const struct story_line *l, unsigned times)
{
	char buf[200];
	struct text t;

	if (l->kind == EVENT_TFTP || l->kind == EVENT_HTTP) {
		draw_file(a, row, col, lanes, l, times);
		return;
	}
	text_init(&t, buf, sizeof(buf));
	if (times > 1)
		text_addf(&t, "%u times ", times);
	if (l->kind == EVENT_FINDING)
		text_add(&t, "! ");
	else if (l->remark)
		text_add(&t, "... ");
	text_add(&t, l->brief);
	add_server(&t, lanes, l, a->cols - col);
	(void)area_field(a, row, col, a->cols - col, line_style(l), buf);
}

void
rung_draw(const struct area *a, int row, const struct rung_plan *p,
    const struct lanes *lanes, const struct story *s, const struct rung *r,
    int64_t before_us)
{
	const struct story_line *l = &s->lines[r->line];

	if (!l->remark)
		draw_times(a, row, p, s, l, before_us);
	if (p->stage >= 0)
		(void)area_field(a, row, p->stage, STAGE_COLS,
		    stage_style(r->stage), stage_mark(r->stage));
	if (l->arrow == STORY_NOTE && l->kind != EVENT_STAGE) {
		draw_words(a, row, p->client, lanes, l, r->times);
		return;
	}
	draw_lanes(a, row, p, lanes);
	if (l->arrow != STORY_NOTE)
		draw_arrow(a, row, p, lanes, l);
	draw_words(a, row, p->words, lanes, l, r->times);
}
