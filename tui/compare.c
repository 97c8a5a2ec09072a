/* SPDX-License-Identifier: ISC */
#include "tui/compare.h"

#include <stdlib.h>
#include <string.h>

#include "core/boot/mode.h"
#include "tui/packet_rows.h"
#include "tui/rungs.h"

#define ITEMS_MOST 264 /* a boot's lines (tui/app.c), and a few */
#define BYTES_SHOWN 16
#define SLOWER_MS 1000 /* and twice as long: a person feels it */

/* What is compared, in its order. */
struct item {
	char name[40];
	char text[COMPARE_TEXT]; /* what counts, with the bytes: */
	const uint8_t *bytes; /* of a message, NULL: none */
	size_t len;
	char time[40]; /* beside it; "" = none */
	uint32_t took_ms;
	bool gap; /* what is left out, or what is kept of it */
	bool worth; /* a stage or a finding: left out last */
};

struct items {
	size_t count;
	bool all_worth; /* none of those is left out */
	struct item rows[ITEMS_MOST];
};

/* One row; NULL: that side has none. */
struct pair {
	const struct item *side[2];
};

struct work {
	struct items side[2];
	struct dhcp_msg msg[2]; /* whose bytes the items are */
	/* Longest row of equal names from here on: a classic of its kind. */
	uint16_t same[ITEMS_MOST + 1][ITEMS_MOST + 1];
	size_t count;
	struct pair pairs[2 * ITEMS_MOST];
};

static const char left_out[] = "left out";

/* What does not fit ends in a sign of that. */
static void
copy_text(char to[COMPARE_TEXT], const char *from)
{
	static const char sign[] = "\xe2\x80\xa6";
	struct text t;

	if (text_copy(to, COMPARE_TEXT, from))
		return;
	(void)text_copy(to, COMPARE_TEXT - (sizeof(sign) - 1), from);
	text_init(&t, to + strlen(to), sizeof(sign));
	text_add(&t, sign);
}

static struct item *
add_item(struct items *l, const char *name, const char *text)
{
	struct item *i;

	if (l->count == ITEMS_MOST)
		return NULL;
	i = &l->rows[l->count++];
	memset(i, 0, sizeof(*i));
	(void)text_copy(i->name, sizeof(i->name), name);
	copy_text(i->text, text);
	return i;
}

static void
measure(struct work *w)
{
	const struct items *a = &w->side[0], *b = &w->side[1];
	size_t i, j;

	memset(w->same, 0, sizeof(w->same));
	for (i = a->count; i-- > 0;)
		for (j = b->count; j-- > 0;)
			w->same[i][j] = strcmp(a->rows[i].name,
					    b->rows[j].name) == 0 ?
			    (uint16_t)(w->same[i + 1][j + 1] + 1) :
			    w->same[i + 1][j] >= w->same[i][j + 1] ?
			    w->same[i + 1][j] :
			    w->same[i][j + 1];
}

/* Another number and another moment make no other message. */
static bool
is_minor(const char *name)
{
	return strcmp(name, "xid") == 0 || strcmp(name, "secs") == 0;
}

static bool
is_slower(uint32_t a_ms, uint32_t b_ms)
{
	const uint32_t low = a_ms < b_ms ? a_ms : b_ms;
	const uint32_t high = a_ms < b_ms ? b_ms : a_ms;

	return high - low > SLOWER_MS && high / 2 > low;
}

static bool
has_same_bytes(const struct item *a, const struct item *b)
{
	return a->len == b->len &&
	    (a->len == 0 || memcmp(a->bytes, b->bytes, a->len) == 0);
}

static enum compare_verdict
judge(const struct item *a, const struct item *b)
{
	const struct item *one = a != NULL ? a : b;

	if (strcmp(one->name, left_out) == 0)
		return COMPARE_MINOR;
	if (a == NULL || b == NULL)
		return COMPARE_DIFFERS;
	if (strcmp(a->text, b->text) != 0 || !has_same_bytes(a, b))
		return is_minor(a->name) ? COMPARE_MINOR : COMPARE_DIFFERS;
	return is_slower(a->took_ms, b->took_ms) ? COMPARE_MINOR : COMPARE_SAME;
}

static void
put_text(char *to, const struct item *i)
{
	struct text t;

	text_init(&t, to, COMPARE_TEXT);
	if (i == NULL)
		return;
	text_add(&t, i->text);
	if (i->time[0] != '\0')
		text_addf(&t, "%s%s", t.len > 0 ? "  " : "", i->time);
	if (t.len == 0)
		text_add(&t, "empty");
}

/* Where the words are the same, as those of a long option's beginning. */
static void
put_bytes(char *to, const struct item *i, size_t from)
{
	const size_t left = from < i->len ? i->len - from : 0;
	struct text t;

	text_init(&t, to, COMPARE_TEXT);
	text_addf(&t, "byte %zu: ", from);
	text_add_hex(&t, i->bytes + from,
	    left < BYTES_SHOWN ? left : BYTES_SHOWN, ' ');
	if (left == 0)
		text_add(&t, "none");
	else if (left > BYTES_SHOWN)
		text_add(&t, " \xe2\x80\xa6");
}

static void
put_both(struct compare_row *r, const struct item *a, const struct item *b)
{
	size_t from = 0;

	if (a == NULL || b == NULL || strcmp(a->text, b->text) != 0 ||
	    has_same_bytes(a, b)) {
		put_text(r->text[0], a);
		put_text(r->text[1], b);
		return;
	}
	while (
	    from < a->len && from < b->len && a->bytes[from] == b->bytes[from])
		from++;
	put_bytes(r->text[0], a, from);
	put_bytes(r->text[1], b, from);
}

static bool
is_one_sided(const struct pair *p)
{
	return p->side[0] == NULL || p->side[1] == NULL;
}

static bool
has_gap(const struct pair *p, unsigned side)
{
	return p->side[side] != NULL && p->side[side]->gap;
}

/* What that side has not, may it have been left out there?  It may be
 * anywhere between the next rows before and after it that both have. */
static bool
falls_into_gap(const struct work *w, size_t at, unsigned side)
{
	const struct item *other = w->pairs[at].side[1 - side];
	size_t i;

	if (other->worth && w->side[side].all_worth)
		return false;
	for (i = at; i-- > 0;)
		if (has_gap(&w->pairs[i], side))
			return true;
		else if (!is_one_sided(&w->pairs[i]))
			break;
	for (i = at + 1; i < w->count; i++)
		if (has_gap(&w->pairs[i], side))
			return true;
		else if (!is_one_sided(&w->pairs[i]))
			break;
	return false;
}

static void
add_row(struct compare *c, const struct work *w, size_t at)
{
	const struct item *a = w->pairs[at].side[0], *b = w->pairs[at].side[1];
	const unsigned lacks = a == NULL ? 0 : 1;
	struct compare_row *r;

	if (c->count == COMPARE_ROWS)
		return;
	r = &c->rows[c->count++];
	(void)text_copy(r->name, sizeof(r->name),
	    a != NULL ? a->name : b->name);
	put_both(r, a, b);
	r->verdict = judge(a, b);
	if (r->verdict != COMPARE_DIFFERS)
		return;
	if (is_one_sided(&w->pairs[at]) && falls_into_gap(w, at, lacks)) {
		r->verdict = COMPARE_SAME;
		(void)text_copy(r->text[lacks], COMPARE_TEXT,
		    "perhaps left out");
		c->unjudged++;
		return;
	}
	if (c->differing++ == 0)
		c->first = c->count - 1;
}

static void
add_pair(struct work *w, const struct item *a, const struct item *b)
{
	struct pair *p = &w->pairs[w->count++];

	p->side[0] = a;
	p->side[1] = b;
}

static void
merge(struct compare *c, struct work *w)
{
	const struct items *a = &w->side[0], *b = &w->side[1];
	size_t i = 0, j = 0;

	measure(w);
	w->count = 0;
	while (i < a->count || j < b->count) {
		const bool both = i < a->count && j < b->count;

		if (both && strcmp(a->rows[i].name, b->rows[j].name) == 0)
			add_pair(w, &a->rows[i++], &b->rows[j++]);
		else if (j == b->count ||
		    (both && w->same[i + 1][j] >= w->same[i][j + 1]))
			add_pair(w, &a->rows[i++], NULL);
		else
			add_pair(w, NULL, &b->rows[j++]);
	}
	c->count = c->differing = c->unjudged = 0;
	for (i = 0; i < w->count; i++)
		add_row(c, w, i);
	if (c->differing == 0)
		c->first = c->count;
}

/* Options by their numbers: their order in a message means nothing. */
static int
option_order(const void *pa, const void *pb)
{
	const struct item *a = pa, *b = pb;
	const unsigned long na = strtoul(a->name, NULL, 10);
	const unsigned long nb = strtoul(b->name, NULL, 10);

	return na != nb ? (na < nb ? -1 : 1) : strcmp(a->name, b->name);
}

static void
packet_items(struct items *l, const struct packet *p, struct dhcp_msg *msg)
{
	const size_t kept = p->len < EVENT_PACKET ? p->len : EVENT_PACKET;
	struct packet_row row;
	const bool whole = packet_decode(msg, p->bytes, kept, p->len);
	char text[COMPARE_TEXT];
	size_t n, fields = 0;
	struct item *i;
	struct text t;

	for (n = 0; packet_row(whole ? msg : NULL, p->bytes, kept, n, &row);
	     n++) {
		if ((i = add_item(l, row.name, row.text)) != NULL) {
			i->bytes = row.data;
			i->len = row.data_len;
		}
		/* An option's name begins with its number. */
		if (row.name[0] < '0' || row.name[0] > '9')
			fields = l->count;
	}
	qsort(l->rows + fields, l->count - fields, sizeof(l->rows[0]),
	    option_order);
	if (kept == p->len)
		return;
	text_init(&t, text, sizeof(text));
	text_addf(&t, "the last %zu bytes", p->len - kept);
	(void)add_item(l, "not kept", text);
}

bool
compare_packets(struct compare *c, const struct packet *left,
    const struct packet *right)
{
	struct work *w = calloc(1, sizeof(*w));

	if (w == NULL)
		return false;
	packet_items(&w->side[0], left, &w->msg[0]);
	packet_items(&w->side[1], right, &w->msg[1]);
	merge(c, w);
	free(w);
	return true;
}

void
compare_story(struct compare_boot *b, const struct story *s)
{
	size_t i;

	memset(b, 0, sizeof(*b));
	b->story = s;
	b->mode = mode_name(s->mode);
	b->result = s->result[0] != '\0' ? s->result :
					   boot_stage_name(s->stage);
	b->took_us = story_took(s);
	for (i = 0; i < s->line_count; i++)
		if (s->lines[i].kind == EVENT_STAGE)
			outline_add(&b->outline, s->lines[i].stage,
			    s->lines[i].time_us - s->began_us,
			    s->lines[i].brief);
}

/* Files and what stopped it; of the others the mode, which has its row. */
static const char *
stage_text(const struct outline_row *r)
{
	const bool tells = r->stage >= BOOT_LOADER &&
	    r->stage != BOOT_CHAINED && r->stage != BOOT_DONE;

	return tells ? r->what : "";
}

/* "at 1.0 s, took 0.5 s" */
static void
stage_item(struct items *l, const struct compare_boot *b, size_t n)
{
	const struct outline *o = &b->outline;
	const struct outline_row *r = &o->rows[n];
	const uint64_t took_ms = b->took_us / 1000;
	const uint64_t until = n + 1 < o->count ? o->rows[n + 1].at_ms :
	    took_ms > r->at_ms                  ? took_ms :
						  r->at_ms;
	char name[40];
	struct item *i;
	struct text t;

	text_init(&t, name, sizeof(name));
	text_addf(&t, "stage %s", boot_stage_name(r->stage));
	i = add_item(l, name, stage_text(r));
	if (i == NULL)
		return;
	i->worth = true;
	i->took_ms = until > r->at_ms ? (uint32_t)(until - r->at_ms) : 0;
	text_init(&t, i->time, sizeof(i->time));
	text_addf(&t, "at %.1f s", r->at_ms / 1e3);
	if (r->stage < BOOT_STALLED)
		text_addf(&t, ", took %.1f s", i->took_ms / 1e3);
}

static void
file_item(struct items *l, const struct story_line *line)
{
	const char *slash = strrchr(line->brief, '/');
	char text[COMPARE_TEXT];
	struct item *i;
	struct text t;

	text_init(&t, text, sizeof(text));
	story_file_text(&t, &line->file);
	i = add_item(l,
	    slash != NULL && slash[1] != '\0' ? slash + 1 : line->brief, text);
	if (i == NULL || line->file.elapsed_us < 1000)
		return;
	i->took_ms = (uint32_t)(line->file.elapsed_us / 1000);
	text_init(&t, i->time, sizeof(i->time));
	text_addf(&t, "in %.1f s", i->took_ms / 1e3);
}

/* "OFFER", its server and what it says; a request says nothing new. */
static void
answer_item(struct items *l, const struct story_line *line)
{
	char text[COMPARE_TEXT], ip[IP4_TEXT];
	struct text t;

	text_init(&t, text, sizeof(text));
	if (line->server != 0)
		text_addf(&t, "%s: ", ip4_format(ip, line->server));
	text_add(&t, line->brief);
	/* The same answer once more is no difference. */
	if (l->count == 0 || strcmp(l->rows[l->count - 1].text, text) != 0)
		(void)add_item(l, line->name, text);
}

/* Of a long one the story's brief has the beginning, its text the whole. */
static void
finding_item(struct items *l, const struct story_line *line)
{
	const char *whole = strstr(line->text, line->brief);
	const char *fix = strstr(line->text, "; to mend it: ");
	char text[STORY_TEXT];
	struct item *i;
	struct text t;

	text_init(&t, text, sizeof(text));
	if (whole == NULL)
		text_add(&t, line->brief);
	else if (fix == NULL || fix < whole + strlen(line->brief))
		text_add(&t, whole);
	else
		text_addf(&t, "%.*s", (int)(fix - whole), whole);
	if ((i = add_item(l, "finding", text)) != NULL)
		i->worth = true;
}

static void
gap_item(struct items *l, size_t lines)
{
	char text[COMPARE_TEXT];
	struct text t;

	text_init(&t, text, sizeof(text));
	text_addf(&t, "%zu lines", lines);
	(void)add_item(l, left_out, text);
}

static bool
is_gap(const struct story *s, const struct rung *r)
{
	return s->left_out > 0 && r->line == s->gap;
}

static void
rung_item(struct items *l, const struct story *s, const struct rung *r)
{
	const struct story_line *line = &s->lines[r->line];

	if (is_gap(s, r))
		gap_item(l, s->left_out);
	else if (line->kind == EVENT_TFTP || line->kind == EVENT_HTTP)
		file_item(l, line);
	else if (line->kind == EVENT_ISCSI)
		(void)add_item(l, "iSCSI", line->brief);
	/* What an earlier boot left says nothing of this one. */
	else if (line->kind == EVENT_FINDING && !line->over)
		finding_item(l, line);
	else if (line->kind == EVENT_DHCP && line->arrow == STORY_TO_CLIENT)
		answer_item(l, line);
}

static void
result_item(struct items *l, const struct compare_boot *b)
{
	struct item *i = add_item(l, "result", b->result);
	struct text t;

	if (i == NULL)
		return;
	i->took_ms = (uint32_t)(b->took_us / 1000);
	text_init(&t, i->time, sizeof(i->time));
	text_addf(&t, "after %.1f s", (double)b->took_us / 1e6);
}

/* The stages that it began; returns the first one of the next rung. */
static size_t
stage_items(struct items *l, const struct compare_boot *b, const struct rung *r,
    size_t lines, size_t stage)
{
	size_t i;

	for (i = r->line; i < r->line + lines; i++)
		if (b->story->lines[i].kind == EVENT_STAGE &&
		    stage < b->outline.count)
			stage_item(l, b, stage++);
	return stage;
}

static void
whole_items(struct items *l, const struct compare_boot *b)
{
	const struct story *s = b->story;
	struct rung rungs[RUNGS_MOST];
	const size_t count = rungs_build(s, rungs, RUNGS_MOST);
	size_t n, next, from, stage = 0;

	l->all_worth = story_has_all_worth(s);
	for (n = 0; n < count; n++) {
		next = n + 1 < count ? rungs[n + 1].line : s->line_count;
		from = l->count;
		stage = stage_items(l, b, &rungs[n], next - rungs[n].line,
		    stage);
		rung_item(l, s, &rungs[n]);
		for (; from < l->count; from++)
			l->rows[from].gap = is_gap(s, &rungs[n]) ||
			    s->lines[rungs[n].line].apart;
	}
}

static void
boot_items(struct items *l, const struct compare_boot *b, bool whole)
{
	size_t stage;

	if (whole)
		(void)add_item(l, "client", b->story->kind);
	(void)add_item(l, "mode", b->mode);
	if (whole)
		whole_items(l, b);
	else
		for (stage = 0; stage < b->outline.count; stage++)
			stage_item(l, b, stage);
	result_item(l, b);
}

bool
compare_boots(struct compare *c, const struct compare_boot *left,
    const struct compare_boot *right)
{
	/* Of one the stages only: then of both. */
	const bool whole = left->story != NULL && right->story != NULL;
	struct work *w = calloc(1, sizeof(*w));

	if (w == NULL)
		return false;
	boot_items(&w->side[0], left, whole);
	boot_items(&w->side[1], right, whole);
	merge(c, w);
	(void)text_copy(c->title[0], COMPARE_TEXT, left->title);
	(void)text_copy(c->title[1], COMPARE_TEXT, right->title);
	free(w);
	return true;
}
