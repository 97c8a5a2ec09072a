/* SPDX-License-Identifier: ISC */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "core/base/addr.h"
#include "core/boot/servers.h"
#include "tui/command.h"
#include "tui/event_json.h"
#include "tui/json.h"
#include "tui/ladder.h"
#include "tui/reading.h"
#include "tui/when.h"

struct request {
	const char *path;
	bool one_machine;
	struct mac mac; /* --session: */
	bool seen; /* anything of it is there, and so much: */
	struct reading_counts own;
	bool json;
	char line[EVENT_JSON_MOST]; /* of one event */
};

/* read FILE [--session MAC], in any order. */
static bool
read_words(struct request *q, const struct options *o, struct text *why)
{
	const char *mac;
	int i;

	memset(q, 0, sizeof(*q));
	q->json = o->given[OPTION_JSON];
	for (i = 1; i < o->word_count; i++) {
		const char *word = o->words[i];

		mac = command_value(o, &i, "--session");
		if (mac != NULL) {
			q->one_machine = true;
			if (mac_parse(&q->mac, mac) == 0)
				continue;
			text_add(why, "--session wants a MAC, not ");
			text_add_visible_str(why, mac);
			return false;
		}
		if (q->path != NULL || (word[0] == '-' && word[1] != '\0')) {
			text_add(why,
			    strcmp(word, "--session") == 0 ?
				"a MAC is missing after " :
				"not understood: ");
			text_add_visible_str(why, word);
			return false;
		}
		q->path = word;
	}
	return q->path != NULL;
}

static void
take_event(void *arg, const struct event *e)
{
	struct request *q = arg;

	if (q->one_machine &&
	    (!e->has_mac ||
		(!mac_equal(&e->mac, &q->mac) &&
		    !mac_equal(event_speaker(e), &q->mac))))
		return;
	q->seen = true;
	if (q->one_machine)
		reading_count(&q->own, e);
	if (q->json && event_json(e, q->line, sizeof(q->line)) > 0)
		(void)puts(q->line);
}

static json_t *
dhcp_counts(const struct reading_counts *c)
{
	json_t *o = json_object();
	int type;

	for (type = DHCP_DISCOVER; type < DHCP_TYPE_COUNT; type++)
		if (c->dhcp[type] > 0)
			json_put_count(o,
			    dhcp_type_name((enum dhcp_type)type, 0),
			    c->dhcp[type]);
	if (c->bootrequests > 0)
		json_put_count(o, "BOOTREQUEST", c->bootrequests);
	if (c->bootreplies > 0)
		json_put_count(o, "BOOTREPLY", c->bootreplies);
	return o;
}

static json_t *
tftp_counts(const struct reading_counts *c)
{
	json_t *o = json_object();
	size_t i, k;

	for (i = TFTP_RUNNING; i <= TFTP_PROBE; i++) {
		const char *name = tftp_outcome_name((enum tftp_outcome)i);
		uint64_t n = 0;

		/* Two outcomes may share a word. */
		for (k = TFTP_RUNNING; k <= TFTP_PROBE; k++)
			if (strcmp(tftp_outcome_name((enum tftp_outcome)k),
				name) == 0)
				n += c->tftp[k];
		if (n > 0)
			json_put_count(o, name, n);
	}
	return o;
}

static json_t *
finding_counts(const struct reading_counts *c)
{
	json_t *o = json_object();
	size_t i;

	for (i = 0; i < c->slugs; i++)
		json_put_count(o, c->finding[i].slug, c->finding[i].count);
	return o;
}

/* The frames are the file's, the rest may be one machine's. */
static void
print_summary_json(const struct request *q, const struct reading_counts *c)
{
	const struct reading_counts *own = q->one_machine ? &q->own : c;
	char mac[MAC_TEXT];
	json_t *o = json_line();

	json_put_text(o, "event", "summary");
	if (q->one_machine)
		json_put_text(o, "mac", mac_format(mac, &q->mac));
	json_put_count(o, "frames", c->seen.frames);
	json_put_count(o, "malformed", c->seen.malformed);
	if (c->seen.malformed > 0)
		json_put_count(o, "malformed_frame", c->seen.malformed_frame);
	json_put_count(o, "cut", c->seen.cut);
	json_put_count(o, "dropped", c->dropped);
	json_put_count(o, "solicits", c->seen.solicits);
	json_put(o, "dhcp", dhcp_counts(own));
	json_put(o, "tftp", tftp_counts(own));
	json_put_count(o, "http", c->seen.http);
	json_put_count(o, "iscsi", c->seen.iscsi);
	json_put_count(o, "sessions", own->sessions);
	json_put(o, "findings", finding_counts(own));
	json_put(o, "complete", json_boolean(!c->broken));
	json_print(o);
}

static void
print_head(const char *path, const struct reading_counts *c)
{
	char buf[160], first[WHEN_TEXT];
	struct text t;

	text_init(&t, buf, sizeof(buf));
	text_add_visible_str(&t, path);
	if (c->seen.frames == 0) {
		(void)printf("%s: no frames\n", buf);
		return;
	}
	(void)printf("%s: %" PRIu64 " frame%s from %s, ", buf, c->seen.frames,
	    c->seen.frames == 1 ? "" : "s", when_local(first, c->first_us));
	text_init(&t, buf, sizeof(buf));
	when_took(&t, (uint64_t)(c->last_us - c->first_us));
	(void)printf("%s; %" PRIu64 " DHCP, %" PRIu64 " TFTP, %" PRIu64
		     " malformed\n",
	    buf, c->seen.dhcp, c->seen.tftp, c->seen.malformed);
	if (c->seen.malformed > 0)
		(void)printf("malformed first: frame %" PRIu64 ", %s\n",
		    c->seen.malformed_frame, err_text(c->seen.malformed_err));
	if (c->seen.cut > 0)
		(void)printf("%" PRIu64 " frames were not captured whole and "
			     "are missed here: record with tcpdump -s 0\n",
		    c->seen.cut);
	if (c->dropped > 0)
		(void)printf("%" PRIu64 " frames were dropped by the capture: "
			     "record with a larger buffer (-B)\n",
		    c->dropped);
}

static void
print_servers(const struct servers *s)
{
	char buf[320], ip[IP4_TEXT], mac[MAC_TEXT];
	struct text t;
	size_t i, k;

	for (i = 0; i < s->count; i++) {
		const struct server_row *r = &s->rows[i];

		(void)printf("%s%s %s", i == 0 ? "servers: " : "         ",
		    server_kind_name(r->kind), ip4_format(ip, r->addr));
		if (r->has_mac)
			(void)printf(" (%s)", mac_format(mac, &r->mac));
		for (k = 0; k < r->offer_count; k++) {
			text_init(&t, buf, sizeof(buf));
			text_add_visible_str(&t, r->offers[k]);
			(void)printf(k == 0 ? ": %s\n" : "             or %s\n",
			    buf);
		}
		if (r->offer_count == SERVER_OFFERS)
			(void)puts("             and perhaps more");
	}
	if (s->more > 0)
		(void)puts("         and more servers than are kept");
}

static bool
is_fetched_from(const struct reading_counts *c)
{
	uint64_t n = c->seen.http + c->seen.iscsi;
	size_t i;

	for (i = TFTP_RUNNING; i <= TFTP_PROBE; i++)
		n += c->tftp[i];
	return n > 0;
}

/* No machine boots here: what is there instead? */
static void
print_no_boot(const struct reading_counts *c)
{
	const uint64_t answers = c->dhcp[DHCP_OFFER] + c->dhcp[DHCP_ACK] +
	    c->dhcp[DHCP_NAK] + c->bootreplies;
	const uint64_t asks = c->dhcp[DHCP_DISCOVER] + c->dhcp[DHCP_REQUEST] +
	    c->dhcp[DHCP_INFORM] + c->bootrequests;
	const bool cut = asks + answers == 0 && c->seen.dhcp > 0 &&
	    c->seen.cut > 0;
	const bool strays = is_fetched_from(c);

	if (cut)
		(void)puts("no DHCP message was captured whole: which machine "
			   "boots here is not known");
	else if (answers > 0 && asks == 0)
		(void)puts("servers answer, but no machine is seen to ask: "
			   "record its side, too");
	else if (strays)
		(void)puts("files are asked for by machines whose DHCP is "
			   "not here: the capture begins later, or shows "
			   "too little");
	if (c->seen.solicits > 0)
		(void)printf("firmware asks for a boot over IPv6 (%" PRIu64
			     " SOLICIT): only boots over IPv4 are served and "
			     "told here\n",
		    c->seen.solicits);
	else if (!cut && !strays && (answers == 0 || asks > 0))
		(void)puts("no machine boots here");
}

static void
print_text(const struct reading *r, const struct request *q)
{
	const struct stories *stories = reading_stories(r);
	char mac[MAC_TEXT];
	size_t i;

	print_head(q->path, reading_counts(r));
	if (!q->one_machine)
		print_servers(reading_servers(r));
	if (reading_counts(r)->sessions == 0)
		print_no_boot(reading_counts(r));
	else if (q->one_machine && q->seen &&
	    stories_of(stories, &q->mac) == NULL)
		(void)printf("%s does not boot here\n",
		    mac_format(mac, &q->mac));
	for (i = 0; i < stories_count(stories); i++) {
		const struct story *s = stories_at(stories, i);

		if (!q->one_machine)
			ladder_print_brief(stdout, s);
		else if (story_is_of(s, &q->mac))
			ladder_print(stdout, s);
	}
}

static int
run(struct reading **ret, struct request *q, struct text *why)
{
	const struct event_sink each = {q, take_event};

	if (q->json)
		return reading_pass(ret, q->path, each, why);
	return q->one_machine ? reading_run(ret, q->path, each, why) :
				reading_brief(ret, q->path, why);
}

/* What a script goes by: of the machine that it asked for, if it did. */
static enum status
verdict_of(const struct request *q, const struct reading_counts *c)
{
	char buf[320], mac[MAC_TEXT];
	struct text t;

	if (q->one_machine && !q->seen) {
		text_init(&t, buf, sizeof(buf));
		text_addf(&t, "there is nothing of %s in ",
		    mac_format(mac, &q->mac));
		text_add_visible_str(&t, q->path);
		command_say(buf);
		return STATUS_USAGE;
	}
	if (q->one_machine)
		c = &q->own;
	return c->errors > 0 ? STATUS_FINDING : STATUS_DONE;
}

enum status
cmd_read(const struct options *o)
{
	struct request q;
	struct reading *r;
	enum status status;
	char buf[1024];
	struct text why;
	int err;

	text_init(&why, buf, sizeof(buf));
	if (!read_words(&q, o, &why)) {
		if (why.len > 0)
			command_say(buf);
		return command_usage(o);
	}
	err = run(&r, &q, &why);
	if (why.len > 0)
		command_say(buf);
	if (err != 0)
		return STATUS_FILE;
	if (q.json)
		print_summary_json(&q, reading_counts(r));
	else
		print_text(r, &q);
	status = verdict_of(&q, reading_counts(r));
	reading_free(r);
	return status;
}
