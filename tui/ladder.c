/* SPDX-License-Identifier: ISC */
#include "tui/ladder.h"

#include <string.h>

#include "tui/when.h"

void
ladder_head(struct text *t, const struct story *s)
{
	char mac[MAC_TEXT];

	if (s->session == 0) {
		text_add(t, "of no machine that asked by DHCP");
		return;
	}
	text_addf(t, "%s  %s", mac_format(mac, &s->mac),
	    s->kind[0] != '\0' ? s->kind : "host");
	if (s->mode != MODE_NONE)
		text_addf(t, ", mode %s", mode_name(s->mode));
	text_addf(t, ": %s after ", boot_stage_name(s->stage));
	when_took(t, (uint64_t)(s->last_us - s->began_us));
	if (s->result[0] != '\0')
		text_addf(t, ": %s", s->result);
}

void
ladder_line(struct text *t, const struct story *s, size_t line)
{
	static const char *const arrows[] = {
	    [STORY_NOTE] = "  ",
	    [STORY_TO_SERVER] = "->",
	    [STORY_TO_CLIENT] = "<-",
	};
	const struct story_line *l = &s->lines[line];
	const int64_t before = line == 0 ? l->time_us :
					   s->lines[line - 1].time_us;
	char server[IP4_TEXT] = "";

	if (l->server != 0)
		(void)ip4_format(server, l->server);
	text_addf(t, "%9.3f %+8.3f  %s %-15s  %s",
	    (double)(l->time_us - s->began_us) / 1e6,
	    (double)(l->time_us - before) / 1e6, arrows[l->arrow], server,
	    l->text);
	if (l->times > 1)
		text_addf(t, " (%u times)", l->times);
	if (l->frame != 0)
		text_addf(t, "  #%llu", (unsigned long long)l->frame);
}

static void
print_head(FILE *out, const struct story *s)
{
	char buf[320];
	struct text t;

	text_init(&t, buf, sizeof(buf));
	ladder_head(&t, s);
	(void)fprintf(out, "\n%s\n", buf);
}

static void
print_line(FILE *out, const struct story *s, size_t i)
{
	char buf[400];
	struct text t;

	text_init(&t, buf, sizeof(buf));
	ladder_line(&t, s, i);
	(void)fprintf(out, "%s\n", buf);
}

void
ladder_print_brief(FILE *out, const struct story *s)
{
	size_t i;

	print_head(out, s);
	for (i = 0; i < s->line_count; i++)
		if (s->lines[i].kind == EVENT_STAGE ||
		    s->lines[i].kind == EVENT_TFTP ||
		    s->lines[i].kind == EVENT_FINDING)
			print_line(out, s, i);
}

void
ladder_print(FILE *out, const struct story *s)
{
	size_t i;

	print_head(out, s);
	for (i = 0; i < s->line_count; i++)
		print_line(out, s, i);
	if (s->more > 0)
		(void)fprintf(out, "... and %zu more lines\n", s->more);
}
