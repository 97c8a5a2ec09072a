/* SPDX-License-Identifier: ISC */
#include "tui/columns.h"

#include <string.h>

#include "tui/words.h"

#define CELL_BYTES 256
#define LATELY_US (INT64_C(600) * 1000000)
#define NOW_LEAST 24 /* columns: below this it says nothing */

static void
cell_name(const struct app *app, const struct machine *m, struct text *t)
{
	char label[APP_LABEL];

	text_add(t, app_label(app, &m->mac, label));
}

static void
cell_mac(const struct app *app, const struct machine *m, struct text *t)
{
	char mac[MAC_TEXT];

	(void)app;
	text_add(t, mac_format(mac, &m->mac));
}

static void
cell_addr(const struct app *app, const struct machine *m, struct text *t)
{
	char ip[IP4_TEXT];

	(void)app;
	if (m->addr != 0)
		text_add(t, ip4_format(ip, m->addr));
}

static void
cell_kind(const struct app *app, const struct machine *m, struct text *t)
{
	(void)app;
	text_add(t, m->kind);
}

static void
cell_mode(const struct app *app, const struct machine *m, struct text *t)
{
	const char *mode = app_value(app, &m->mac, KEY_MODE);

	if (mode[0] != '\0')
		text_add(t, mode);
	else if (app->config->default_mode != MODE_NONE)
		text_addf(t, "(%s)", mode_name(app->config->default_mode));
}

static void
cell_once(const struct app *app, const struct machine *m, struct text *t)
{
	text_add(t, app_value(app, &m->mac, KEY_ONCE));
}

static void
cell_now(const struct app *app, const struct machine *m, struct text *t)
{
	words_now(t, m, app_clock(app), NULL);
}

static void
cell_last(const struct app *app, const struct machine *m, struct text *t)
{
	(void)app;
	words_result(t, m);
}

static void
cell_age(const struct app *app, const struct machine *m, struct text *t)
{
	if (m->last_us != 0)
		words_age(t, app_clock(app) - m->last_us);
}

enum column_id {
	COLUMN_NAME,
	COLUMN_MAC,
	COLUMN_ADDR,
	COLUMN_KIND,
	COLUMN_MODE,
	COLUMN_ONCE,
	COLUMN_NOW,
	COLUMN_LAST,
	COLUMN_AGE,
	COLUMN_COUNT
};

struct column {
	const char *title;
	int width; /* of COLUMN_NOW: what is left */
	int from; /* shown from this width of the screen on */
	void (*cell)(const struct app *app, const struct machine *m,
	    struct text *t);
};

static const struct column columns[COLUMN_COUNT] = {
    [COLUMN_NAME] = {"MACHINE", 17, 0, cell_name},
    [COLUMN_MAC] = {"MAC", 17, 112, cell_mac},
    [COLUMN_ADDR] = {"ADDRESS", 15, 96, cell_addr},
    [COLUMN_KIND] = {"CLIENT", 18, 128, cell_kind},
    [COLUMN_MODE] = {"MODE", 13, 0, cell_mode},
    [COLUMN_ONCE] = {"ONCE", 13, 0, cell_once},
    [COLUMN_NOW] = {"NOW", 0, 0, cell_now},
    [COLUMN_LAST] = {"LAST BOOT", 20, 150, cell_last},
    [COLUMN_AGE] = {"SEEN", 6, 0, cell_age},
};

void
columns_layout(const struct app *app, int cols, struct layout *ret)
{
	int left = cols - 2, i;

	memset(ret, 0, sizeof(*ret));
	for (i = 0; i < COLUMN_COUNT; i++) {
		const struct column *c = &columns[i];

		if (cols < c->from || i == COLUMN_NOW ||
		    (i == COLUMN_ONCE && !app->machines.any_once))
			continue;
		ret->width[i] = c->width;
		left -= c->width + 1;
	}
	/* A narrow screen gives up the least telling ones first. */
	if (left < NOW_LEAST && ret->width[COLUMN_ONCE] > 0) {
		left += ret->width[COLUMN_ONCE] - 8;
		ret->width[COLUMN_ONCE] = 8;
	}
	if (left < NOW_LEAST) {
		left += ret->width[COLUMN_MODE] - 8;
		ret->width[COLUMN_MODE] = 8;
	}
	if (left < NOW_LEAST && cols < 60) {
		left += ret->width[COLUMN_AGE] + 1;
		ret->width[COLUMN_AGE] = 0;
	}
	ret->width[COLUMN_NOW] = left > 1 ? left : 1;
}

static const char *
sort_mark(const struct app *app, int column)
{
	return app->machines.sort == (unsigned)column ? "\xe2\x86\x93" : "";
}

void
columns_draw_head(const struct app *app, const struct area *a,
    const struct layout *l)
{
	char title[32];
	struct text t;
	int i, col = 2;

	area_fill(a, 0, STYLE_HEAD);
	for (i = 0; i < COLUMN_COUNT; i++) {
		if (l->width[i] == 0)
			continue;
		text_init(&t, title, sizeof(title));
		text_addf(&t, "%s%s", columns[i].title, sort_mark(app, i));
		if (i == COLUMN_AGE)
			(void)area_field_right(a, 0, col, l->width[i],
			    STYLE_HEAD, title);
		else
			(void)area_field(a, 0, col, l->width[i], STYLE_HEAD,
			    title);
		col += l->width[i] + 1;
	}
}

static const char *
row_sign(const struct machine *m)
{
	if (machine_in_trouble(m))
		return "!";
	if (!m->in_book)
		return "+";
	return machine_busy(m) ? "*" : " ";
}

void
columns_draw_row(const struct app *app, const struct area *a, int row,
    const struct layout *l, const struct machine *m)
{
	const enum grid_style style = words_style(m);
	char cell[CELL_BYTES];
	struct text t;
	int i, col = 2;

	(void)area_put(a, row, 1, style, row_sign(m));
	for (i = 0; i < COLUMN_COUNT; i++) {
		const bool coloured = i == COLUMN_NOW || i == COLUMN_NAME;

		if (l->width[i] == 0)
			continue;
		text_init(&t, cell, sizeof(cell));
		if (i == COLUMN_NAME && l->width[COLUMN_MAC] > 0 &&
		    app_value(app, &m->mac, KEY_NAME)[0] == '\0')
			text_add(&t, m->in_book ? "-" : "(new)");
		else
			columns[i].cell(app, m, &t);
		if (i == COLUMN_AGE)
			(void)area_field_right(a, row, col, l->width[i],
			    STYLE_NORMAL, cell);
		else
			(void)area_field(a, row, col, l->width[i],
			    coloured             ? style :
				i == COLUMN_ONCE ? STYLE_WARN :
						   STYLE_NORMAL,
			    cell);
		col += l->width[i] + 1;
	}
}

void
columns_row_text(const struct app *app, const struct machine *m, struct text *t)
{
	char as[MAC_TEXT];
	int i;

	for (i = 0; i < COLUMN_COUNT; i++) {
		columns[i].cell(app, m, t);
		text_add_char(t, ' ');
	}
	cell_mac(app, m, t);
	if (m->has_as)
		text_addf(t, " %s", mac_format(as, &m->as));
	text_add(t, machine_in_trouble(m) ? " problem" : "");
	text_add(t, m->in_book ? "" : " new");
}

/*
 * Trouble first, then what was heard of lately, then strangers, then the
 * rest.  A boot's progress moves no row: the eye would lose it.
 */
static int
urgency(const struct app *app, const struct machine *m)
{
	if (machine_in_trouble(m))
		return 0;
	if (m->last_us != 0 && app_clock(app) - m->last_us < LATELY_US)
		return 1;
	return m->in_book ? 3 : 2;
}

int64_t
columns_key(const struct app *app, const struct machine *m, unsigned column,
    struct text *t)
{
	switch ((enum column_id)column) {
	case COLUMN_AGE:
		return -m->last_us;
	case COLUMN_ADDR:
		return m->addr;
	case COLUMN_LAST:
		return -m->result_us;
	case COLUMN_NOW:
		cell_name(app, m, t);
		return urgency(app, m);
	case COLUMN_NAME:
	case COLUMN_MAC:
	case COLUMN_KIND:
	case COLUMN_MODE:
	case COLUMN_ONCE:
	case COLUMN_COUNT:
		break;
	}
	columns[column].cell(app, m, t);
	return 0;
}

void
columns_sort_by(struct app *app, int step)
{
	struct machines *v = &app->machines;
	unsigned i;

	/* An order by what is not there to be seen would look like none. */
	for (i = 0; i < COLUMN_COUNT; i++) {
		v->sort = (v->sort + COLUMN_COUNT + (unsigned)step) %
		    COLUMN_COUNT;
		if (v->shown.width[v->sort] > 0)
			break;
	}
	app_say(app, STYLE_NORMAL, "Sorted by %s%s", columns[v->sort].title,
	    v->sort == COLUMN_NOW ? " (problems first)" : "");
	machines_refresh(app, true);
}

void
columns_sort_init(struct app *app)
{
	app->machines.sort = COLUMN_NOW;
}
