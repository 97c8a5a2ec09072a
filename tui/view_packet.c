/* SPDX-License-Identifier: ISC */
#include "tui/view_packet.h"

#include <string.h>

#include "tui/app.h"
#include "tui/hex_draw.h"
#include "tui/marks.h"
#include "tui/packet_rows.h"
#include "tui/packets.h"

/* A DHCP message: what it says at the left, its bytes at the right. */
#define NAME_COLS 24

struct opened {
	const struct packet *packet;
	size_t kept; /* bytes of it */
	struct dhcp_msg msg;
	bool whole; /* it decodes, or what is kept of it does */
	bool cut; /* the latter */
	bool marked; /* it is a reply, and we know to whom: */
	struct marks marks;
	size_t rows;
};

void
packet_show(struct app *app, const struct story_line *l)
{
	struct packet_view *v = &app->packet;

	if (l->kind != EVENT_DHCP) {
		payload_show(app, l);
		return;
	}
	if (packets_find(&app->packets, l->seq) == NULL) {
		app_say(app, STYLE_NORMAL,
		    "The bytes of this message are not kept any more");
		return;
	}
	memset(v, 0, sizeof(*v));
	story_line_keep(&v->kept, l);
	app_show(app, VIEW_PACKET);
}

/* What its client reads of it, by the request that it answers. */
static bool
read_marks(const struct app *app, struct opened *o)
{
	const struct packet *asked;
	struct dhcp_msg request;

	if (!o->whole || o->cut || o->msg.head.op != DHCP_OP_REPLY)
		return false;
	asked = packets_asked(&app->packets, o->packet);
	return asked != NULL &&
	    dhcp_decode(&request, asked->bytes,
		asked->len < EVENT_PACKET ? asked->len : EVENT_PACKET,
		NULL) == 0 &&
	    marks_make(&o->marks, &request, &o->msg);
}

static struct reader_mark
mark_of(const struct opened *o, const struct packet_row *row)
{
	const struct reader_mark open = {READER_OPEN, ""};

	if (!o->marked)
		return open;
	return row->in_options ? marks_option(&o->marks, row->code) :
				 marks_field(&o->marks, row->offset);
}

static bool
packet_read(const struct app *app, struct opened *o)
{
	struct packet_row row;

	o->packet = packets_find(&app->packets, app->packet.kept.line.seq);
	o->rows = 0;
	o->marked = false;
	if (o->packet == NULL)
		return false;
	o->kept = o->packet->len < EVENT_PACKET ? o->packet->len : EVENT_PACKET;
	o->cut = o->kept < o->packet->len;
	o->whole = packet_decode(&o->msg, o->packet->bytes, o->kept,
	    o->packet->len);
	o->marked = read_marks(app, o);
	while (packet_row(o->whole ? &o->msg : NULL, o->packet->bytes, o->kept,
	    o->rows, &row))
		o->rows++;
	return true;
}

static void
draw_head(const struct app *app, const struct area *a, const struct opened *o)
{
	char line[240];
	struct text t;

	text_init(&t, line, sizeof(line));
	text_addf(&t, " %u bytes", o->packet->len);
	if (o->cut)
		text_addf(&t, ", the last %zu are not kept",
		    o->packet->len - o->kept);
	text_addf(&t, ": %s", app->packet.kept.line.text);
	area_fill(a, 0, STYLE_HEAD);
	(void)area_field(a, 0, 0, a->cols, STYLE_HEAD, line);
	if (!o->whole)
		(void)area_wrap(a, a->rows - 1, STYLE_WARN,
		    "Its options cannot be read: they are damaged.");
}

static void
draw_rows(struct app *app, const struct area *a, const struct opened *o,
    int cols)
{
	static const char *const signs[] = {
	    [READER_OPEN] = " ",
	    [READER_READS] = "+",
	    [READER_LEAVES] = "-",
	};
	struct list *list = &app->packet.list;
	struct packet_row row;
	enum reader_use use;
	int i;

	app_list_fit(app, list, o->rows, (size_t)a->rows);
	for (i = 0; i < a->rows; i++) {
		const size_t at = list->top + (size_t)i;

		if (!packet_row(o->whole ? &o->msg : NULL, o->packet->bytes,
			o->kept, at, &row))
			break;
		use = mark_of(o, &row).use;
		(void)area_put(a, i, 1, STYLE_NORMAL, signs[use]);
		(void)area_field(a, i, 2, NAME_COLS, STYLE_DIM, row.name);
		(void)area_field(a, i, 3 + NAME_COLS, cols - 3 - NAME_COLS,
		    use == READER_LEAVES ? STYLE_DIM : STYLE_NORMAL, row.text);
		if (at == list->at)
			(void)area_put(a, i, 0, STYLE_BOLD, ">");
	}
}

/* The selected part in full, and what the client makes of it and of all. */
static void
draw_foot(const struct area *a, const struct opened *o,
    const struct packet_row *row)
{
	const struct reader_mark mark = mark_of(o, row);
	char line[400];
	struct text t;
	int at;

	text_init(&t, line, sizeof(line));
	text_add(&t, row->name);
	if (mark.use != READER_OPEN) {
		text_addf(&t, "  %s %s", mark.use == READER_READS ? "+" : "-",
		    reader_use_name(mark.use));
		if (mark.why[0] != '\0')
			text_addf(&t, ": %s", mark.why);
	}
	area_fill(a, 0, STYLE_HEAD);
	(void)area_field(a, 0, 1, a->cols - 1, STYLE_HEAD, line);
	at = 1 + area_wrap(a, 1, STYLE_NORMAL, row->text);
	if (!o->marked || at >= a->rows)
		return;
	text_init(&t, line, sizeof(line));
	marks_text(&t, &o->marks);
	(void)area_field(a, a->rows - 1, 0, a->cols, STYLE_DIM, line);
}

static bool
selected_row(const struct app *app, const struct opened *o,
    struct packet_row *ret)
{
	const size_t at = app->packet.list.at;

	return o->rows > 0 &&
	    packet_row(o->whole ? &o->msg : NULL, o->packet->bytes, o->kept,
		at < o->rows ? at : o->rows - 1, ret);
}

/* Its name, its words and the last line, which is about the whole. */
static int
foot_rows(const struct area *a, const struct packet_row *row)
{
	const int rows = 2 + grid_rows(row->text, a->cols);
	const int most = a->rows / 2;

	if (a->rows < 12)
		return 1;
	return rows < 3 ? 3 : rows < most ? rows : most;
}

static void
packet_draw(struct app *app, const struct area *a)
{
	struct area body, below;
	int bytes, foot;
	const size_t width = hex_draw_width(a, &bytes);
	struct packet_row row;
	struct opened o;

	app->nothing = false;
	if (!packet_read(app, &o)) {
		(void)area_wrap(a, 1, STYLE_WARN,
		    "The bytes of this message are not kept any more.");
		return;
	}
	draw_head(app, a, &o);
	if (!selected_row(app, &o, &row))
		return;
	foot = foot_rows(a, &row);
	body = area_part(a, 1, a->rows - 1 - foot);
	below = area_part(a, a->rows - foot, foot);
	draw_rows(app, &body, &o, a->cols - bytes - 1);
	if (bytes > 0)
		hex_draw(&body, a->cols - bytes,
		    &(struct hex_draw){o.packet->bytes, o.kept, &row}, width);
	if (o.whole)
		draw_foot(&below, &o, &row);
}

static bool
packet_act(struct app *app, enum action a)
{
	struct opened o;

	if (a == ACTION_MARK) {
		chosen_message(app, &app->packet.kept.line);
		return true;
	}
	if (a == ACTION_DIFF) {
		chosen_compare(app, &app->packet.kept.line);
		return true;
	}
	(void)packet_read(app, &o);
	return list_act(&app->packet.list, a, o.rows);
}

static bool
packet_idle(const struct app *app, enum action a)
{
	return a == ACTION_DIFF && !chosen_can(app, &app->packet.kept.line);
}

const struct view view_packet = {
    .name = "Packet",
    .groups = GROUP_MARKS | GROUP_ROWS,
    .draw = packet_draw,
    .act = packet_act,
    .idle = packet_idle,
};
