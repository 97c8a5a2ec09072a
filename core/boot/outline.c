/* SPDX-License-Identifier: ISC */
#include "core/boot/outline.h"

#include <string.h>

void
outline_add(struct outline *o, enum boot_stage stage, int64_t at_us,
    const char *what)
{
	struct outline_row *r;
	struct text t;

	if (o->count == OUTLINE_MOST)
		return;
	r = &o->rows[o->count++];
	r->stage = stage;
	r->at_ms = at_us < 0          ? 0 :
	    at_us / 1000 > UINT32_MAX ? UINT32_MAX :
					(uint32_t)(at_us / 1000);
	text_init(&t, r->what, sizeof(r->what));
	text_add_visible_str(&t, what);
}

void
outline_text(const struct outline *o, struct text *t)
{
	size_t i;

	for (i = 0; i < o->count; i++)
		text_addf(t, "%s %lu %s\n", boot_stage_name(o->rows[i].stage),
		    (unsigned long)o->rows[i].at_ms, o->rows[i].what);
}

/* The stage whose name these bytes are; BOOT_STAGE_COUNT: none. */
static enum boot_stage
stage_find(const char *name, size_t len)
{
	unsigned i;

	for (i = 0; i < BOOT_STAGE_COUNT; i++) {
		const char *s = boot_stage_name((enum boot_stage)i);

		if (strlen(s) == len && memcmp(s, name, len) == 0)
			break;
	}
	return (enum boot_stage)i;
}

static void
read_line(struct outline *o, const char *line, size_t len)
{
	const size_t name = strcspn(line, " \n");
	const enum boot_stage stage = stage_find(line, name);
	char what[sizeof(o->rows[0].what)];
	int64_t ms = 0;
	size_t i = name + 1;

	if (stage == BOOT_STAGE_COUNT || name >= len)
		return;
	for (; i < len && line[i] >= '0' && line[i] <= '9' && ms < UINT32_MAX;
	     i++)
		ms = ms * 10 + (line[i] - '0');
	if (i >= len || line[i] != ' ')
		return;
	i++;
	if (len - i >= sizeof(what))
		return;
	memcpy(what, line + i, len - i);
	what[len - i] = '\0';
	outline_add(o, stage, ms * 1000, what);
}

void
outline_read(struct outline *o, const char *text)
{
	size_t len;

	memset(o, 0, sizeof(*o));
	for (; *text != '\0'; text += len + (text[len] == '\n')) {
		len = strcspn(text, "\n");
		read_line(o, text, len);
	}
}
