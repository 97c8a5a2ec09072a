/* SPDX-License-Identifier: ISC */
#include "tui/chosen.h"

#include <string.h>

#include "tui/app.h"
#include "tui/story.h"
#include "tui/words.h"

bool
chosen_has(const struct chosen *m, bool boots, uint64_t id)
{
	size_t i;

	for (i = 0; i < m->count && m->boots == boots; i++)
		if (m->id[i] == id)
			return true;
	return false;
}

static void
drop(struct chosen *m, size_t i)
{
	if (i == 0) {
		m->id[0] = m->id[1];
		memcpy(m->title[0], m->title[1], sizeof(m->title[0]));
	}
	m->count--;
}

static void
toggle(struct app *app, bool boots, uint64_t id, const char *title)
{
	struct chosen *m = &app->compare.chosen;

	if (m->boots != boots)
		m->count = 0;
	m->boots = boots;
	if (chosen_has(m, boots, id)) {
		drop(m, m->id[0] == id ? 0 : 1);
		app_say(app, STYLE_NORMAL, "No longer marked");
		return;
	}
	if (m->count == 2)
		drop(m, 0);
	m->id[m->count] = id;
	(void)text_copy(m->title[m->count++], sizeof(m->title[0]), title);
	if (boots)
		app_say(app, STYLE_NORMAL, "%zu boot%s marked%s", m->count,
		    m->count == 1 ? " is" : "s are",
		    m->count == 2 ? ": D compares them" : "");
	else
		app_say(app, STYLE_NORMAL,
		    "%zu message%s marked: d compares %s", m->count,
		    m->count == 1 ? " is" : "s are",
		    m->count == 1 ? "it with the selected one" : "them");
}

/* "OFFER 09:48:33 192.0.2.1" */
static void
message_title(struct text *t, const struct story_line *l)
{
	char ip[IP4_TEXT];

	text_addf(t, "%s ", l->name);
	words_time(t, l->time_us, false);
	if (l->server != 0)
		text_addf(t, " %s", ip4_format(ip, l->server));
}

void
chosen_message(struct app *app, const struct story_line *l)
{
	char title[120];
	struct text t;

	if (packets_find(&app->packets, l->seq) == NULL) {
		app_say(app, STYLE_NORMAL,
		    "Only DHCP messages whose bytes are kept can be compared");
		return;
	}
	text_init(&t, title, sizeof(title));
	message_title(&t, l);
	toggle(app, false, l->seq, title);
}

/* "web01 2026-11-23 09:48:33 failed" */
static void
boot_title(const struct app *app, struct text *t, const struct story *s)
{
	char label[APP_LABEL];

	text_addf(t, "%s ", app_label(app, &s->mac, label));
	words_time(t, s->began_us, true);
	text_addf(t, " %s", boot_stage_name(s->stage));
}

void
chosen_boot(struct app *app, const struct mac *mac, size_t back)
{
	const struct story *s = stories_back(app->stories, mac, back);
	char title[120];
	struct text t;

	if (s == NULL) {
		app_say(app, STYLE_NORMAL, "There is no boot to mark");
		return;
	}
	text_init(&t, title, sizeof(title));
	boot_title(app, &t, s);
	toggle(app, true, s->session, title);
}

static bool
compare_marked_boots(struct app *app)
{
	const struct chosen *m = &app->compare.chosen;
	struct compare_boot b[2];
	size_t i;

	for (i = 0; i < 2; i++) {
		const struct story *s = stories_find(app->stories, m->id[i]);

		if (s == NULL)
			return false;
		compare_story(&b[i], s);
		b[i].title = m->title[i];
	}
	return compare_boots(&app->compare.c, &b[0], &b[1]);
}

static bool
compare_marked_messages(struct app *app, const struct story_line *here)
{
	const struct chosen *m = &app->compare.chosen;
	const struct packet *a = packets_find(&app->packets, m->id[0]);
	const struct packet *b = packets_find(&app->packets,
	    m->count == 2 ? m->id[1] : here->seq);
	struct compare *c = &app->compare.c;
	struct text t;

	if (a == NULL || b == NULL || !compare_packets(c, a, b))
		return false;
	(void)text_copy(c->title[0], COMPARE_TEXT, m->title[0]);
	text_init(&t, c->title[1], COMPARE_TEXT);
	if (m->count == 2)
		text_add(&t, m->title[1]);
	else
		message_title(&t, here);
	return true;
}

static bool
enough(const struct chosen *m, const struct story_line *here)
{
	return m->count >= (m->boots || here == NULL ? 2u : 1u);
}

/* A second message where one is marked: another one, with its bytes. */
static bool
is_second(const struct app *app, const struct story_line *here)
{
	return !chosen_has(&app->compare.chosen, false, here->seq) &&
	    packets_find(&app->packets, here->seq) != NULL;
}

bool
chosen_can(const struct app *app, const struct story_line *here)
{
	const struct chosen *m = &app->compare.chosen;

	return enough(m, here) && (m->count == 2 || is_second(app, here));
}

void
chosen_compare(struct app *app, const struct story_line *here)
{
	const struct chosen *m = &app->compare.chosen;

	if (!enough(m, here)) {
		app_say(app, STYLE_NORMAL,
		    m->boots && m->count == 1 ?
			"One boot is marked: b marks another, then D compares "
			"the two" :
			"Mark first: Space a message, b a boot; then d or D "
			"compares two");
		return;
	}
	if (!chosen_can(app, here)) {
		app_say(app, STYLE_NORMAL,
		    "Select another DHCP message whose bytes are kept: d "
		    "compares the marked one with it");
		return;
	}
	if (m->boots ? compare_marked_boots(app) :
		       compare_marked_messages(app, here))
		compare_show(app);
	else
		app_say(app, STYLE_NORMAL,
		    "What is marked is not kept any more");
}
