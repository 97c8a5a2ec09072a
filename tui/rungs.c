/* SPDX-License-Identifier: ISC */
#include "tui/rungs.h"

#include <string.h>

/* Worth a row even where nothing was said: how it ended or where it stands. */
static bool
stage_stands_alone(enum boot_stage s)
{
	return s >= BOOT_OS;
}

static bool
is_vain_search(const struct story_line *l)
{
	return l->kind == EVENT_TFTP && l->file.searched &&
	    (l->file.outcome == TFTP_SERVER_ERROR ||
		l->file.outcome == TFTP_CLIENT_ERROR);
}

static bool
goes_on(const struct story *s, const struct rung *last,
    const struct story_line *l)
{
	return is_vain_search(l) && is_vain_search(&s->lines[last->line]);
}

/* That message began it, as far as the lines between are there. */
static bool
is_mark_on(const struct story *s, const struct rung *last,
    const struct story_line *l)
{
	const struct story_line *before;

	if (l->kind != EVENT_STAGE || last == NULL || l->apart ||
	    stage_stands_alone(l->stage))
		return false;
	before = &s->lines[last->line];
	return !before->apart && !before->remark;
}

size_t
rungs_build(const struct story *s, struct rung *ret, size_t most)
{
	struct rung *last = NULL;
	size_t i, n = 0;

	for (i = 0; i < s->line_count; i++) {
		const struct story_line *l = &s->lines[i];

		if (is_mark_on(s, last, l)) {
			last->stage = l->stage;
			continue;
		}
		if (last != NULL && goes_on(s, last, l)) {
			last->times += l->times;
			continue;
		}
		if (n == most)
			break;
		last = &ret[n++];
		last->line = i;
		last->seq = l->seq;
		last->times = l->times;
		last->remark = l->remark;
		last->stage = l->kind == EVENT_STAGE ? l->stage : BOOT_NEW;
	}
	return n;
}

static bool
is_own(uint32_t addr, const uint32_t *own, size_t own_count)
{
	size_t i;

	for (i = 0; i < own_count; i++)
		if (own[i] != 0 && own[i] == addr)
			return true;
	return false;
}

static void
add_lane(struct lanes *l, uint32_t addr)
{
	size_t i;

	for (i = 0; i < l->count; i++)
		if (l->addr[i] == addr)
			return;
	if (l->count < LANES_MOST)
		l->addr[l->count++] = addr;
	else
		l->addr[LANES_MOST - 1] = 0;
}

/* Whom the client took or fetches from: not those who only offered. */
static bool
is_taken(const struct story_line *l)
{
	return l->kind == EVENT_TFTP || l->kind == EVENT_HTTP ||
	    l->kind == EVENT_ISCSI ||
	    (l->kind == EVENT_DHCP && l->arrow == STORY_TO_SERVER);
}

static void
add_own(struct lanes *l, const struct story *s, const uint32_t *own,
    size_t own_count)
{
	size_t i;

	memset(l, 0, sizeof(*l));
	for (i = 0; i < s->line_count; i++)
		if (is_own(s->lines[i].server, own, own_count) ||
		    (s->lines[i].origin == ORIGIN_OWN &&
			s->lines[i].server != 0)) {
			l->ours = true;
			add_lane(l, s->lines[i].server);
			break;
		}
}

static void
add_others(struct lanes *l, const struct story *s, bool taken)
{
	size_t i;

	for (i = 0; i < s->line_count; i++)
		if (s->lines[i].server != 0 &&
		    s->lines[i].arrow != STORY_NOTE &&
		    (!taken || is_taken(&s->lines[i])))
			add_lane(l, s->lines[i].server);
}

void
lanes_find(struct lanes *l, const struct story *s, const uint32_t *own,
    size_t own_count)
{
	add_own(l, s, own, own_count);
	add_others(l, s, false);
	/* Not room for all. */
	if (l->count == LANES_MOST && l->addr[LANES_MOST - 1] == 0) {
		add_own(l, s, own, own_count);
		add_others(l, s, true);
		add_others(l, s, false);
	}
	if (l->count == 0)
		l->count = 1;
}

size_t
lanes_of(const struct lanes *l, const struct story_line *line)
{
	size_t i;

	for (i = 0; line->server != 0 && i < l->count; i++)
		if (l->addr[i] == line->server)
			return i;
	return l->count - 1;
}
