/* SPDX-License-Identifier: ISC */
#include "tui/machine_detail.h"

#include <string.h>

#include "tui/app.h"
#include "tui/words.h"

#define SENTENCES 3
#define TALL 4 /* of a screen's rows one in so many is for it */

/* What is said of it, each from a row of its own. */
struct detail {
	size_t count;
	enum grid_style style[SENTENCES];
	char line[SENTENCES][640];
};

static struct text *
add_sentence(struct detail *d, struct text *t, enum grid_style style)
{
	text_init(t, d->line[d->count], sizeof(d->line[0]));
	d->style[d->count++] = style;
	return t;
}

static void
detail_identity(const struct app *app, const struct machine *m, struct text *t)
{
	char label[APP_LABEL], mac[MAC_TEXT], ip[IP4_TEXT];

	text_addf(t, " %s", app_label(app, &m->mac, label));
	if (app_value(app, &m->mac, KEY_NAME)[0] != '\0')
		text_addf(t, "  %s", mac_format(mac, &m->mac));
	if (m->has_as)
		text_addf(t, ", then %s", mac_format(mac, &m->as));
	if (m->addr != 0)
		text_addf(t, "  %s", ip4_format(ip, m->addr));
	/* Before what may be long: it says what there is to do. */
	if (!m->in_book && app->config->file == NULL)
		text_add(t, "  new: a mode's key adds it");
	if (m->kind[0] != '\0')
		text_addf(t, "  %s", m->kind);
}

/* The finding that stands for it, in all its words; NULL: none. */
static const struct standing *
standing_of(const struct app *app, const struct machine *m)
{
	const struct standing *s = findings_of(&app->findings, &m->mac, 0);
	const bool same = s != NULL && m->slug != NULL &&
	    strcmp(s->finding.slug, m->slug) == 0;

	return same ? s : NULL;
}

static void
add_now(const struct app *app, const struct machine *m, struct detail *d)
{
	const struct standing *s = standing_of(app, m);
	struct text t;

	text_add(add_sentence(d, &t, words_style(m)), "Now: ");
	words_now(&t, m, app_clock(app), s != NULL ? s->finding.text : NULL);
	if (m->result == BOOT_NEW || m->stage == m->result)
		return;
	text_add(&t, "   Last boot: ");
	words_result(&t, m);
}

/* What mends it; a note, which "Now" does not tell, says first what it is. */
static void
add_fix(const struct app *app, const struct machine *m, struct detail *d)
{
	const bool note = m->slug != NULL && m->severity == SEVERITY_NOTE;
	const struct standing *s = standing_of(app, m);
	struct text t;

	if (m->slug == NULL || m->fix[0] == '\0')
		return;
	(void)add_sentence(d, &t, note ? STYLE_NORMAL : STYLE_WARN);
	if (note)
		text_addf(&t, "Note: %s. ",
		    s != NULL ? s->finding.text : m->finding);
	text_add(&t, "Fix");
	if (s != NULL)
		mend_hint(app, &t, s);
	text_addf(&t, ": %s", s != NULL ? s->finding.fix : m->fix);
}

static void
detail_make(const struct app *app, const struct machine *m, struct detail *d)
{
	struct text t;

	d->count = 0;
	add_now(app, m, d);
	add_fix(app, m, d);
	if (m->reason[0] != '\0')
		text_addf(add_sentence(d, &t, STYLE_NORMAL), "Why: %s",
		    m->reason);
}

int
machine_detail_rows(const struct app *app, const struct area *a,
    const struct machine *m)
{
	const int least = a->rows >= 12 ? 4 : a->rows >= 7 ? 2 : 0;
	const int list = 1 + (int)app->machines.count;
	int most = a->rows - list > a->rows / TALL ? a->rows - list :
						     a->rows / TALL;
	struct detail d;
	int rows = 1;
	size_t i;

	if (m == NULL || least == 0)
		return least;
	detail_make(app, m, &d);
	for (i = 0; i < d.count; i++)
		rows += grid_rows(d.line[i], a->cols);
	rows = rows < most ? rows : most;
	return rows > least ? rows : least;
}

void
machine_detail_draw(const struct app *app, const struct area *a,
    const struct machine *m)
{
	struct detail d;
	char line[512];
	struct text t;
	int row = 1;
	size_t i;

	area_fill(a, 0, STYLE_HEAD);
	if (m == NULL)
		return;
	text_init(&t, line, sizeof(line));
	detail_identity(app, m, &t);
	(void)area_field(a, 0, 0, a->cols, STYLE_HEAD, line);
	if (machine_in_trouble(m) && a->cols - grid_width(line) > 24 &&
	    app->filters[VIEW_MACHINES][0] == '\0')
		(void)area_put(a, 0, a->cols - 23, STYLE_HEAD,
		    "c: known  n: next one");
	detail_make(app, m, &d);
	for (i = 0; i < d.count && row < a->rows; i++)
		row += area_wrap(a, row, d.style[i], d.line[i]);
}
