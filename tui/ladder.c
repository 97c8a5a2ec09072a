/* SPDX-License-Identifier: ISC */
#include "tui/ladder.h"

#include <string.h>

#include "tui/when.h"

void
ladder_head(struct text *t, const struct story *s)
{
	char mac[MAC_TEXT];

	if (s->session == 0) {
		text_add(t, "of no boot that was seen to begin");
		return;
	}
	text_add_padded(t, mac_format(mac, &s->mac), MAC_TEXT + 1);
	text_add(t, s->kind[0] != '\0' ? s->kind : "host");
	if (s->mode != MODE_NONE)
		text_addf(t, ", mode %s", mode_name(s->mode));
	text_add(t, ": ");
	/* Its system has asked since: that took no part of the boot. */
	if (s->stage == BOOT_OS && s->ended)
		text_add(t, "os, done");
	else
		text_add(t, boot_stage_name(s->stage));
	text_add(t, " after ");
	when_took(t, story_took(s));
	if (s->result[0] != '\0') {
		text_add(t, ": ");
		text_add(t, s->result);
	}
}

static void
add_line(struct text *t, const struct story *s, size_t line, int64_t before_us)
{
	static const char *const arrows[] = {
	    [STORY_NOTE] = "  ",
	    [STORY_TO_SERVER] = "->",
	    [STORY_TO_CLIENT] = "<-",
	};
	const struct story_line *l = &s->lines[line];
	char client[IP4_TEXT] = "", server[IP4_TEXT] = "";

	if (l->remark) {
		text_add_padded(t, "", 9 + 1 + 8 + 2);
		text_addf(t, "... %s", l->text);
		return;
	}
	if (l->server != 0)
		(void)ip4_format(server, l->server);
	if (l->client != 0)
		(void)ip4_format(client, l->client);
	when_span(t, l->time_us - s->began_us, 9, false);
	text_add_char(t, ' ');
	when_span(t, l->time_us - before_us, 8, true);
	text_add(t, "  ");
	/* No head says whose these are. */
	if (s->session == 0)
		text_add_padded(t, client, 16);
	text_add(t, arrows[l->arrow]);
	text_add_char(t, ' ');
	text_add_padded(t, server, 17);
	text_add(t, l->text);
	if (l->times > 1)
		text_addf(t, " (%u times)", l->times);
	if (l->frame != 0) {
		text_add(t, "  #");
		text_add_number(t, l->frame);
	}
}

void
ladder_line(struct text *t, const struct story *s, size_t line)
{
	add_line(t, s, line, s->lines[line == 0 ? 0 : line - 1].time_us);
}

static void
print_head(FILE *out, const struct story *s)
{
	char buf[320], mac[MAC_TEXT];
	struct text t;
	size_t i;

	text_init(&t, buf, sizeof(buf));
	ladder_head(&t, s);
	(void)fprintf(out, "\n%s%s\n", buf,
	    s->ended || s->session == 0 ? "" : "; there the capture ends");
	if (s->has_as)
		(void)fprintf(out,
		    "    then as %s: the same machine by its UUID\n",
		    mac_format(mac, &s->as));
	for (i = 0; i < s->client_count; i++)
		(void)fprintf(out, "    by %s\n", s->clients[i]);
	if (s->choice[0] != '\0')
		(void)fprintf(out, "    %s\n", s->choice);
}

static bool
has_brief(const struct story *s)
{
	size_t i;

	for (i = 0; i < s->line_count; i++)
		if (story_line_brief(s, s->lines[i].kind))
			return true;
	return s->session != 0;
}

static bool
is_brief(const struct story *s, const struct story_line *l)
{
	return l->remark || story_line_brief(s, l->kind);
}

static void
print_lines(FILE *out, const struct story *s, bool brief)
{
	int64_t before_us = s->began_us;
	char buf[640];
	struct text t;
	size_t i;

	for (i = 0; i < s->line_count; i++) {
		if (brief && !is_brief(s, &s->lines[i]))
			continue;
		text_init(&t, buf, sizeof(buf));
		add_line(&t, s, i, before_us);
		(void)fputs(buf, out);
		(void)putc('\n', out);
		before_us = s->lines[i].time_us;
	}
}

void
ladder_print_brief(FILE *out, const struct story *s)
{
	if (!has_brief(s))
		return;
	print_head(out, s);
	print_lines(out, s, true);
}

void
ladder_print(FILE *out, const struct story *s)
{
	print_head(out, s);
	print_lines(out, s, false);
	if (s->more > 0)
		(void)fprintf(out, "... and %zu more lines\n", s->more);
}
