/* SPDX-License-Identifier: ISC */
#include "tui/bundle.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/err.h"
#include "tui/event_json.h"
#include "tui/findings.h"
#include "tui/ladder.h"
#include "tui/save.h"
#include "tui/story.h"

#define PATH_MOST 512

bool
kept_events_init(struct kept_events *k)
{
	k->rows = calloc(EVENTS_KEPT, sizeof(*k->rows));
	k->next = 0;
	return k->rows != NULL;
}

void
kept_events_done(struct kept_events *k)
{
	free(k->rows);
	k->rows = NULL;
}

void
kept_events_take(struct kept_events *k, const struct event *e)
{
	if (!e->has_mac || event_is_progress(e))
		return;
	k->rows[k->next++ % EVENTS_KEPT] = *e;
}

static void
write_findings(FILE *f, const struct bundle *b)
{
	const struct standing *s;
	size_t n;

	for (n = 0; (s = findings_of(b->findings, &b->mac, n)) != NULL; n++)
		(void)fprintf(f, "%s %s (%s): %s\n    fix: %s\n",
		    severity_name(s->finding.severity), s->finding.slug,
		    confidence_name(s->finding.confidence), s->finding.text,
		    s->finding.fix[0] != '\0' ? s->finding.fix : "none known");
	if (n == 0)
		(void)fputs("no finding stands\n", f);
}

static void
write_verdict(FILE *f, const struct bundle *b)
{
	const struct story *s;
	size_t n;

	write_findings(f, b);
	for (n = 0; (s = stories_back(b->stories, &b->mac, n)) != NULL; n++)
		ladder_print(f, s);
}

static void
write_events(FILE *f, const struct bundle *b)
{
	const struct kept_events *k = b->events;
	uint64_t n = k->next > EVENTS_KEPT ? k->next - EVENTS_KEPT : 0;
	char line[EVENT_JSON_MOST];
	size_t len;

	for (; n < k->next; n++) {
		const struct event *e = &k->rows[n % EVENTS_KEPT];

		if (!mac_equal(&e->mac, &b->mac))
			continue;
		len = event_json(e, line, sizeof(line));
		if (len > 0)
			(void)fprintf(f, "%.*s\n", (int)len, line);
	}
}

static int
write_file(const char *dir, const char *name, const struct bundle *b,
    void (*fill)(FILE *f, const struct bundle *b))
{
	char path[PATH_MOST];
	FILE *f;
	int bad;

	if (snprintf(path, sizeof(path), "%s/%s", dir, name) >=
	    (int)sizeof(path))
		return -PX_ELONG;
	f = fopen(path, "wxe");
	if (f == NULL)
		return -PX_EIO;
	fill(f, b);
	bad = ferror(f);
	if (fclose(f) != 0 || bad != 0)
		return -PX_EIO;
	return 0;
}

static int
write_packets(const char *dir, const struct bundle *b)
{
	char path[PATH_MOST];
	struct saved saved;

	if (snprintf(path, sizeof(path), "%s/packets.pcapng", dir) >=
	    (int)sizeof(path))
		return -PX_ELONG;
	return save_frames(b, path, &saved);
}

int
bundle_save(const struct bundle *b, struct text *where)
{
	const char *tmp = getenv("TMPDIR");
	char dir[PATH_MOST];
	const uint8_t *m = b->mac.b;

	if (tmp == NULL || tmp[0] != '/')
		tmp = "/tmp";
	/* mkdtemp: nobody else can have put anything there before us. */
	if (snprintf(dir, sizeof(dir),
		"%s/pxeconsole-%02x%02x%02x%02x%02x%02x-XXXXXX", tmp, m[0],
		m[1], m[2], m[3], m[4], m[5]) < (int)sizeof(dir) &&
	    mkdtemp(dir) != NULL &&
	    write_file(dir, "verdict.txt", b, write_verdict) == 0 &&
	    write_file(dir, "events.json", b, write_events) == 0 &&
	    write_packets(dir, b) == 0) {
		text_add_visible_str(where, dir);
		return 0;
	}
	text_addf(where, "cannot write below ");
	text_add_visible_str(where, tmp);
	text_addf(where, ": %s", strerror(errno));
	return -PX_EIO;
}
