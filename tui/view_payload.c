/* SPDX-License-Identifier: ISC */
#include "tui/view_payload.h"

#include <string.h>

#include "tui/app.h"
#include "tui/hex_draw.h"
#include "tui/payload_find.h"
#include "tui/payload_rows.h"
#include "tui/words.h"

#define NAME_COLS 22
#define FACTS_MOST 8
#define AROUND_US INT64_C(1000000) /* the event may lag its frame */

struct facts {
	size_t count;
	struct packet_row rows[FACTS_MOST];
};

bool
payload_can(const struct story_line *l)
{
	return l->kind == EVENT_TFTP || l->kind == EVENT_HTTP ||
	    l->kind == EVENT_ISCSI;
}

void
payload_show(struct app *app, const struct story_line *l)
{
	struct payload_view *v = &app->payload;

	memset(v, 0, sizeof(*v));
	story_line_keep(&v->kept, l);
	v->mac = app->session.mac;
	app_show(app, VIEW_PAYLOAD);
	save_look(app, &v->mac, l->time_us - AROUND_US, l->time_us + AROUND_US);
}

void
payload_found(struct app *app, const struct frame_pick *pick)
{
	struct payload_view *v = &app->payload;

	if (!payload_can(&v->kept.line))
		return;
	v->len = payload_find(&v->kept.line, pick->found, v->bytes,
	    sizeof(v->bytes), &v->whole);
	app->dirty = true;
}

static struct text *
add_fact(struct facts *f, const char *name, struct text *t)
{
	struct packet_row *row = &f->rows[f->count++];

	memset(row, 0, sizeof(*row));
	(void)text_copy(row->name, sizeof(row->name), name);
	text_init(t, row->text, sizeof(row->text));
	return t;
}

/* What is known of the whole of it; the message has its beginning only. */
static void
find_facts(struct facts *f, const struct story_line *l)
{
	const struct story_file *x = &l->file;
	struct text t;

	f->count = 0;
	text_add(add_fact(f, "whole", &t), l->text);
	if (l->kind == EVENT_ISCSI)
		return;
	if (story_outcome(x)[0] != '\0')
		text_add(add_fact(f, "whole: outcome", &t), story_outcome(x));
	if (x->bytes > 0)
		text_addf(add_fact(f, "whole: bytes", &t), "%llu of %llu",
		    (unsigned long long)x->bytes,
		    (unsigned long long)(x->size > x->bytes ? x->size :
							      x->bytes));
	if (x->blocks > 0)
		text_addf(add_fact(f, "whole: blocks", &t), "%llu",
		    (unsigned long long)x->blocks);
	if (x->retransmits > 0)
		text_addf(add_fact(f, "whole: sent again", &t), "%llu times",
		    (unsigned long long)x->retransmits);
	if (x->elapsed_us == 0)
		return;
	(void)add_fact(f, "whole: took", &t);
	text_addf(&t, "%.3f s", (double)x->elapsed_us / 1e6);
	if (x->bytes == 0)
		return;
	text_add(&t, ", ");
	words_size(&t,
	    (uint64_t)((double)x->bytes * 1e6 / (double)x->elapsed_us));
	text_add(&t, "/s");
}

static bool
row_at(const struct payload_view *v, const struct facts *f, size_t n,
    struct packet_row *ret)
{
	if (n < f->count) {
		*ret = f->rows[n];
		return true;
	}
	return payload_row(v->kept.line.kind, v->bytes, v->len, n - f->count,
	    ret);
}

static size_t
row_count(const struct payload_view *v, const struct facts *f)
{
	struct packet_row row;
	size_t n = f->count;

	while (row_at(v, f, n, &row))
		n++;
	return n;
}

static void
draw_rows(struct app *app, const struct facts *f, const struct area *a,
    int cols)
{
	struct payload_view *v = &app->payload;
	struct packet_row row;
	int i;

	app_list_fit(app, &v->list, row_count(v, f),
	    a->rows > 0 ? (size_t)a->rows : 0);
	for (i = 0; i < a->rows; i++) {
		const size_t at = v->list.top + (size_t)i;

		if (!row_at(v, f, at, &row))
			break;
		(void)area_field(a, i, 1, NAME_COLS, STYLE_DIM, row.name);
		(void)area_field(a, i, 2 + NAME_COLS, cols - 2 - NAME_COLS,
		    STYLE_NORMAL, row.text);
		if (at == v->list.at)
			(void)area_put(a, i, 0, STYLE_BOLD, ">");
	}
}

static void
draw_head(const struct payload_view *v, const struct area *a)
{
	char line[240];
	struct text t;

	text_init(&t, line, sizeof(line));
	if (v->len > 0 && v->len < v->whole)
		text_addf(&t, " the first %zu bytes, more is not here: %s at ",
		    v->len, v->kept.line.name);
	else if (v->len > 0)
		text_addf(&t, " %zu bytes: %s at ", v->len, v->kept.line.name);
	else
		text_addf(&t, " not captured: %s at ", v->kept.line.name);
	words_time(&t, v->kept.line.time_us, false);
	text_addf(&t, ".%06u", (unsigned)(v->kept.line.time_us % 1000000));
	area_fill(a, 0, STYLE_HEAD);
	(void)area_field(a, 0, 0, a->cols, STYLE_HEAD, line);
}

static void
payload_draw(struct app *app, const struct area *a)
{
	struct payload_view *v = &app->payload;
	const int foot = a->rows >= 12 ? 3 : 1;
	const struct area body = area_part(a, 1, a->rows - 1 - foot);
	const struct area below = area_part(a, a->rows - foot, foot);
	int cols;
	const size_t width = hex_draw_width(a, &cols);
	struct packet_row row;
	struct facts f;

	app->nothing = false;
	draw_head(v, a);
	find_facts(&f, &v->kept.line);
	draw_rows(app, &f, &body, a->cols - cols - 1);
	if (!row_at(v, &f, v->list.at, &row))
		return;
	if (width > 0)
		hex_draw(&body, a->cols - cols,
		    &(struct hex_draw){v->bytes, v->len, &row}, width);
	area_fill(&below, 0, STYLE_HEAD);
	(void)area_field(&below, 0, 1, a->cols - 1, STYLE_HEAD, row.name);
	(void)area_wrap(&below, 1, STYLE_NORMAL, row.text);
}

static bool
payload_act(struct app *app, enum action a)
{
	struct payload_view *v = &app->payload;
	struct facts f;

	find_facts(&f, &v->kept.line);
	return list_act(&v->list, a, row_count(v, &f));
}

const struct view view_payload = {
    .name = "Packet",
    .groups = GROUP_ROWS,
    .draw = payload_draw,
    .act = payload_act,
};
