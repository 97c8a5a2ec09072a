/* SPDX-License-Identifier: ISC */
#include "tui/story_lines.h"

#include <stdlib.h>
#include <string.h>

#define LINES_FIRST 4 /* what a boot that gets no further has in brief */
#define GAP_TEXT 64

static void
put_words(struct story_line *to, char *words, const struct story_line *l)
{
	const size_t n = strlen(l->brief) + 1;

	memcpy(words, l->brief, n);
	memcpy(words + n, l->text, strlen(l->text) + 1);
	to->brief = words;
	to->text = words + n;
}

bool
story_line_take_words(struct story_line *to, const struct story_line *l)
{
	char *words = realloc(to->words,
	    strlen(l->brief) + strlen(l->text) + 2);

	if (words == NULL)
		return false;
	to->words = words;
	put_words(to, words, l);
	return true;
}

const struct story_line story_no_line = {.name = "", .brief = "", .text = ""};

void
story_line_keep(struct story_kept *to, const struct story_line *from)
{
	to->line = *from;
	to->line.words = NULL;
	put_words(&to->line, to->words, from);
}

/* The line becomes the remark that stands for it and for those after it. */
static bool
begin_gap(struct story_line *l)
{
	char *words = realloc(l->words, GAP_TEXT);

	if (words == NULL)
		return false;
	memset(l, 0, sizeof(*l));
	l->kind = EVENT_LOG;
	l->remark = true;
	l->times = 1;
	l->name = "";
	l->brief = l->text = l->words = words;
	return true;
}

static void
tell_gap(struct story_line *l, size_t left_out)
{
	struct text t;

	text_init(&t, l->words, GAP_TEXT);
	text_add_number(&t, left_out);
	text_add(&t, " lines are left out here");
}

/* How far it got and what was wrong: few, and what the others are read for. */
static bool
is_worth(const struct story_line *l)
{
	return l->kind == EVENT_STAGE || l->kind == EVENT_FINDING || l->remark;
}

/* The beginning took what was worth it until it had its half. */
bool
story_has_all_worth(const struct story *st)
{
	return st->left_out == 0 || st->gap < st->room / 2;
}

/* Line `from` to before those from `to` on. */
static void
move_line(struct story *st, size_t from, size_t to)
{
	struct story_line l = st->lines[from];

	l.apart = true;
	memmove(&st->lines[to + 1], &st->lines[to],
	    (from - to) * sizeof(st->lines[0]));
	st->lines[to] = l;
}

/* Where the remark about them stands, or is to stand; the first time only a
 * line that may go. */
static size_t
gap_of(const struct story *st)
{
	size_t at = st->room / 4;

	if (st->left_out > 0)
		return st->gap;
	while (at < st->room / 2 && is_worth(&st->lines[at]))
		at++;
	return at;
}

/*
 * Makes room in the middle, for several lines at once.  Of those that go what
 * is worth it joins the beginning, as long as that has no more than half.
 */
static bool
leave_out(struct story *st)
{
	size_t some = st->room / 8 + 1, at = gap_of(st), i;

	if (st->left_out == 0) {
		if (!begin_gap(&st->lines[at]))
			return false;
		st->left_out = 1;
	}
	for (i = at + 1; some > 0; i++) {
		if (is_worth(&st->lines[i]) && at < st->room / 2) {
			move_line(st, i, at++);
			continue;
		}
		st->lines[at].time_us = st->lines[i].time_us;
		free(st->lines[i].words);
		st->left_out++;
		some--;
	}
	st->gap = at;
	tell_gap(&st->lines[at], st->left_out);
	memmove(&st->lines[at + 1], &st->lines[i],
	    (st->line_count - i) * sizeof(st->lines[0]));
	st->line_count -= i - at - 1;
	return true;
}

/* Room for one more. */
static bool
make_room(struct story *st, size_t most)
{
	const size_t room = st->room == 0 ? LINES_FIRST : st->room * 2;
	struct story_line *lines;

	if (st->line_count < st->room)
		return true;
	if (st->room >= most)
		return leave_out(st);
	lines = realloc(st->lines, room * sizeof(*lines));
	if (lines == NULL)
		return false;
	st->lines = lines;
	st->room = room;
	return true;
}

void
story_lines_add(struct story *st, size_t most, const struct story_line *l)
{
	struct story_line *to;

	if (!make_room(st, most)) {
		st->more++;
		return;
	}
	to = &st->lines[st->line_count];
	*to = *l;
	if (story_line_take_words(to, l))
		st->line_count++;
	else
		st->more++;
}

void
story_lines_remark(struct story *st, size_t most, int64_t time_us,
    const char *text)
{
	struct story_line l = story_no_line;

	l.kind = EVENT_LOG;
	l.remark = true;
	l.times = 1;
	l.time_us = l.last_us = time_us;
	l.brief = l.text = text;
	story_lines_add(st, most, &l);
}

void
story_lines_forget(struct story *st)
{
	size_t i;

	for (i = 0; i < st->line_count; i++)
		free(st->lines[i].words);
	st->line_count = 0;
	/* The next one begins with as many; a long one's are too many. */
	if (st->room > LINES_FIRST) {
		free(st->lines);
		st->lines = NULL;
		st->room = 0;
	}
}
