/* SPDX-License-Identifier: ISC */
#include "tui/listing.h"

#include <stdlib.h>
#include <string.h>

#include "tui/app.h"
#include "tui/columns.h"
#include "tui/filter.h"

/*
 * A number first, then text: of both the beginning lies in the row itself,
 * since a sort that follows pointers waits for memory at each comparison.
 */
struct listed {
	int64_t number;
	uint64_t prefix; /* the first bytes of text, as a number */
	struct mac mac;
	char text[34];
};

void
listing_done(struct listing *l)
{
	free(l->queue);
	free(l->rows);
	memset(l, 0, sizeof(*l));
}

static bool
make_room(struct listing *l, size_t n)
{
	struct mac *queue;
	struct listed *rows;

	if (n <= l->room)
		return true;
	n += n / 2 + 64;
	queue = reallocarray(l->queue, n, sizeof(*queue));
	if (queue != NULL)
		l->queue = queue;
	rows = reallocarray(l->rows, n, sizeof(*rows));
	if (rows != NULL)
		l->rows = rows;
	if (queue == NULL || rows == NULL)
		return false;
	l->room = n;
	return true;
}

bool
listing_start(struct app *app)
{
	struct listing *l = &app->machines.listing;

	l->runs = make_room(l, model_count(app->model));
	l->queued = l->runs ? model_macs(app->model, l->queue, l->room) : 0;
	l->next = l->kept = 0;
	l->problems = l->busy = l->strangers = 0;
	/* What comes from now on is for the next one. */
	app->machines.stale = false;
	return l->runs;
}

static bool
row_matches(const struct app *app, const struct machine *m)
{
	const char *filter = app->filters[VIEW_MACHINES];
	char row[1024], mac[MAC_TEXT], ip[IP4_TEXT];
	const struct filter_row r = {.all = row,
	    .field = {[FILTER_MAC] = mac_format(mac, &m->mac),
		[FILTER_IP] = m->addr == 0 ? "" : ip4_format(ip, m->addr),
		[FILTER_STAGE] = boot_stage_name(m->stage),
		[FILTER_MODE] = app_mode(app, &m->mac),
		[FILTER_KIND] = m->kind,
		[FILTER_FILE] = m->file,
		[FILTER_ERROR] = m->slug != NULL ? m->finding : m->trouble}};
	struct text t;

	if (filter[0] == '\0')
		return true;
	text_init(&t, row, sizeof(row));
	columns_row_text(app, m, &t);
	return filter_match(filter, &r);
}

static void
count_one(struct listing *l, const struct machine *m)
{
	if (machine_in_trouble(m))
		l->problems++;
	else if (machine_busy(m))
		l->busy++;
	if (!m->in_book)
		l->strangers++;
}

static void
keep_one(const struct app *app, struct listing *l, const struct machine *m)
{
	struct listed *row = &l->rows[l->kept++];
	struct text t;
	size_t i;

	row->mac = m->mac;
	text_init(&t, row->text, sizeof(row->text));
	row->number = columns_key(app, m, app->machines.sort, &t);
	row->prefix = 0;
	for (i = 0; i < sizeof(row->prefix); i++)
		row->prefix = row->prefix << 8 |
		    (i < t.len ? (unsigned char)row->text[i] : 0);
}

bool
listing_step(struct app *app, size_t most)
{
	struct listing *l = &app->machines.listing;
	const struct machine *m;

	for (; l->next < l->queued && most > 0; most--) {
		m = model_find(app->model, &l->queue[l->next++]);
		/* Forgotten meanwhile. */
		if (m == NULL)
			continue;
		count_one(l, m);
		if (row_matches(app, m))
			keep_one(app, l, m);
	}
	return l->next == l->queued;
}

static int
compare(const void *pa, const void *pb)
{
	const struct listed *a = pa, *b = pb;
	int order;

	if (a->number != b->number)
		return a->number < b->number ? -1 : 1;
	if (a->prefix != b->prefix)
		return a->prefix < b->prefix ? -1 : 1;
	order = strcmp(a->text, b->text);
	return order != 0 ? order : mac_compare(&a->mac, &b->mac);
}

void
listing_take(struct app *app)
{
	struct machines *v = &app->machines;
	struct listing *l = &v->listing;
	size_t i;

	l->runs = false;
	/* Without machines there are no rows to sort, not even none of them. */
	if (l->kept > 0)
		qsort(l->rows, l->kept, sizeof(*l->rows), compare);
	if (v->cap < l->kept) {
		struct mac *rows = reallocarray(v->rows, l->room,
		    sizeof(*rows));

		if (rows == NULL)
			return;
		v->rows = rows;
		v->cap = l->room;
	}
	for (i = 0; i < l->kept; i++)
		v->rows[i] = l->rows[i].mac;
	v->count = l->kept;
	v->problems = l->problems;
	v->busy = l->busy;
	v->strangers = l->strangers;
}
