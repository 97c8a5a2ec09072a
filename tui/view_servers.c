/* SPDX-License-Identifier: ISC */
#include "tui/app.h"
#include "tui/filter.h"
#include "tui/frame.h"
#include "tui/words.h"

/* Who else answers on this wire, and with what. */

static bool
row_matches(const struct app *app, const struct server_row *r)
{
	const char *filter = app->filters[VIEW_SERVERS];
	char row[1600], ip[IP4_TEXT], mac[MAC_TEXT];
	struct text t;
	size_t i;

	if (filter[0] == '\0')
		return true;
	text_init(&t, row, sizeof(row));
	text_addf(&t, "%s %s %s", server_kind_name(r->kind),
	    ip4_format(ip, r->addr),
	    r->has_mac ? mac_format(mac, &r->mac) : "");
	for (i = 0; i < r->offer_count; i++) {
		text_add_char(&t, ' ');
		text_add_visible_str(&t, r->offers[i]);
	}
	return filter_match(filter, &(struct filter_row){.all = row});
}

static const struct server_row *
row_at(const struct app *app, size_t n)
{
	size_t i;

	for (i = 0; i < app->servers.count; i++)
		if (row_matches(app, &app->servers.rows[i]) && n-- == 0)
			return &app->servers.rows[i];
	return NULL;
}

static size_t
row_count(const struct app *app)
{
	size_t n = 0;

	while (row_at(app, n) != NULL)
		n++;
	return n;
}

static void
draw_row(const struct app *app, const struct area *a, int row,
    const struct server_row *r)
{
	char buf[176], ip[IP4_TEXT];
	struct text t;
	int col;

	col = area_field(a, row, 2, 16, STYLE_BOLD, ip4_format(ip, r->addr));
	col = area_field(a, row, col, 10, STYLE_WARN,
	    server_kind_name(r->kind));
	text_init(&t, buf, sizeof(buf));
	words_age(&t, app_clock(app) - r->last_us);
	col = area_field_right(a, row, col, 6, STYLE_DIM, buf);
	text_init(&t, buf, sizeof(buf));
	text_addf(&t, "%llu", (unsigned long long)r->count);
	col = area_field_right(a, row, col, 8, STYLE_NORMAL, buf) + 2;
	text_init(&t, buf, sizeof(buf));
	if (r->offer_count > 0)
		text_add_visible_str(&t, r->offers[r->offer_count - 1]);
	(void)area_field(a, row, col, a->cols - col, STYLE_NORMAL, buf);
}

static void
add_first(const struct server_row *r, struct text *t)
{
	text_add(t, "first seen ");
	words_time(t, r->first_us, true);
	if (r->frame != 0)
		text_addf(t, "  frame %llu", (unsigned long long)r->frame);
}

/* Who the selected one is; the rows that it takes. */
static int
draw_identity(const struct area *a, const struct server_row *r)
{
	char line[256], first[96], ip[IP4_TEXT], mac[MAC_TEXT];
	struct text t, since;
	bool beside;

	text_init(&t, line, sizeof(line));
	text_addf(&t, " %s %s  %s  ", server_kind_name(r->kind),
	    ip4_format(ip, r->addr),
	    r->has_mac ? mac_format(mac, &r->mac) : "");
	text_init(&since, first, sizeof(first));
	add_first(r, &since);
	beside = grid_width(line) + grid_width(first) <= a->cols;
	if (beside)
		text_add(&t, first);
	area_fill(a, 0, STYLE_HEAD);
	(void)area_field(a, 0, 0, a->cols, STYLE_HEAD, line);
	return beside ? 1 : 1 + area_wrap(a, 1, STYLE_NORMAL, first);
}

/* Everything that the selected one offered, the newest first. */
static void
draw_detail(const struct app *app, const struct area *a,
    const struct server_row *r)
{
	int row = draw_identity(a, r);
	char line[256];
	struct text t;
	size_t i;

	frame_filter_note(app, a, 0, 0, 0);
	for (i = r->offer_count; i > 0 && row < a->rows; i--) {
		text_init(&t, line, sizeof(line));
		text_add(&t, "offers ");
		text_add_visible_str(&t, r->offers[i - 1]);
		row += area_wrap(a, row, STYLE_NORMAL, line);
	}
}

static void
draw_empty(const struct app *app, const struct area *a)
{
	if (app->filters[VIEW_SERVERS][0] != '\0')
		(void)area_wrap(a, 1, STYLE_WARN,
		    "No server matches this filter.");
	else if (app->config->file != NULL)
		(void)area_wrap(a, 1, STYLE_WARN,
		    "No server answers in this capture.");
	else if (app->engine.watched == 0)
		(void)area_wrap(a, 1, STYLE_WARN,
		    "The wire is not watched, so other servers cannot be "
		    "seen here.");
	else
		(void)area_wrap(a, 1, STYLE_DIM,
		    "No other server has been seen. DHCP, proxyDHCP, PXE and "
		    "TFTP servers beside this one stand here with what they "
		    "offer.");
}

/* How well the wire is seen: what is not here, was it there at all? */
static void
draw_wire(const struct app *app, const struct area *a)
{
	const struct engine_state *s = &app->engine;
	const bool wide = a->cols >= 80;
	char line[200];
	struct text t;

	text_init(&t, line, sizeof(line));
	text_addf(&t, " wire: %u of %zu %swatched, %llu frames%s, %llu lost",
	    s->watched, s->interface_count, wide ? "interfaces " : "",
	    (unsigned long long)s->wire_frames, wide ? " read" : "",
	    (unsigned long long)s->lost_frames);
	if (s->watched > 0)
		text_addf(&t, ", ring %llu MB",
		    (unsigned long long)(s->ring_bytes >> 20));
	(void)area_field(a, 0, 0, a->cols,
	    s->lost_frames > 0 ? STYLE_WARN : STYLE_DIM, line);
}

static void
draw_servers(struct app *app, const struct area *a)
{
	const size_t n = row_count(app);
	const int below = a->rows >= 12 ? 6 : a->rows >= 8 ? 3 : 0;
	const struct area rows = area_part(a, 1, a->rows - 1 - below);
	const struct area detail = area_part(a, a->rows - below, below);
	struct list *list = &app->servers_list;
	const struct server_row *r;
	int i;

	app->nothing = n == 0;
	if (n == 0) {
		draw_empty(app, a);
		return;
	}
	area_fill(a, 0, STYLE_HEAD);
	(void)area_put(a, 0, 2, STYLE_HEAD,
	    "SERVER          KIND        SEEN ANSWERS  OFFERS");
	app_list_fit(app, list, n, (size_t)rows.rows);
	for (i = 0; i < rows.rows; i++) {
		const size_t at = list->top + (size_t)i;

		if ((r = row_at(app, at)) == NULL)
			break;
		draw_row(app, &rows, i, r);
		if (at != list->at)
			continue;
		(void)area_put(&rows, i, 0, STYLE_BOLD, ">");
		area_mark(&rows, i);
	}
	if (below > 0)
		draw_detail(app, &detail, row_at(app, list->at));
}

static void
servers_draw(struct app *app, const struct area *a)
{
	const bool live = app->config->file == NULL && a->rows >= 4;
	const struct area above = area_part(a, 0, a->rows - live);
	const struct area last = area_part(a, a->rows - 1, 1);

	draw_servers(app, &above);
	if (live)
		draw_wire(app, &last);
}

static bool
servers_act(struct app *app, enum action a)
{
	return list_act(&app->servers_list, a, row_count(app));
}

const struct view view_servers = {
    .name = "Servers",
    .groups = GROUP_FILTER | GROUP_ROWS,
    .draw = servers_draw,
    .act = servers_act,
};
