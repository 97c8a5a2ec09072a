/* SPDX-License-Identifier: ISC */
#include "tui/story.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/hash.h"
#include "core/base/text.h"
#include "core/base/to_fill.h"
#include "core/boot/fingerprint.h"
#include "core/boot/mac_index.h"
#include "tui/event_text.h"
#include "tui/story_lines.h"
#include "tui/when.h"

/* More than frames of two queues or taps are apart (core/boot/frame_order). */
#define SET_BACK_US 1000000
#define NO_CLOCK INT64_MIN

struct slot {
	struct story story;
	bool apart; /* its last line is one that is not kept */
	int64_t clock_us; /* of the last message on the wire, or NO_CLOCK */
};

/* A ring of sessions in the order of their beginning. */
struct stories {
	size_t most, most_lines;
	bool brief; /* other lines are not kept */
	bool forgot; /* the oldest of more than there is room for */
	size_t first, count;
	size_t used; /* slots that have ever held one, from the first row */
	struct slot *last; /* that was found: its next event follows soon */
	struct slot *slots;
	struct mac_index by_session;
	struct mac_slot *index; /* its memory */
};

struct stories *
stories_new(size_t most_sessions, size_t most_lines)
{
	struct stories *s = calloc(1, sizeof(*s));

	if (s == NULL)
		return NULL;
	s->most = most_sessions;
	s->slots = calloc(most_sessions, sizeof(*s->slots));
	s->index = calloc(mac_index_slots(most_sessions), sizeof(*s->index));
	if (s->slots == NULL || s->index == NULL) {
		stories_free(s);
		return NULL;
	}
	mac_index_init(&s->by_session, s->index,
	    mac_index_slots(most_sessions));
	s->most_lines = most_lines;
	return s;
}

void
stories_free(struct stories *s)
{
	size_t i;

	if (s == NULL)
		return;
	for (i = 0; i < s->used; i++) {
		story_lines_forget(&s->slots[i].story);
		free(s->slots[i].story.lines);
	}
	free(s->slots);
	free(s->index);
	free(s);
}

void
stories_keep_brief(struct stories *s)
{
	s->brief = true;
}

bool
story_line_brief(const struct story *s, enum event_kind kind)
{
	return (kind == EVENT_STAGE && s->session != 0) || kind == EVENT_TFTP ||
	    kind == EVENT_HTTP || kind == EVENT_ISCSI || kind == EVENT_FINDING;
}

static struct slot *
slot_at(const struct stories *s, size_t i)
{
	return &s->slots[(s->first + i) % s->most];
}

size_t
stories_count(const struct stories *s)
{
	return s->count;
}

const struct story *
stories_at(const struct stories *s, size_t i)
{
	return i < s->count ? &slot_at(s, i)->story : NULL;
}

bool
stories_forgot(const struct stories *s)
{
	return s->forgot;
}

bool
story_is_of(const struct story *s, const struct mac *mac)
{
	return s->session != 0 &&
	    (mac_equal(&s->mac, mac) || (s->has_as && mac_equal(&s->as, mac)));
}

const struct story *
stories_of(const struct stories *s, const struct mac *mac)
{
	return stories_back(s, mac, 0);
}

const struct story *
stories_back(const struct stories *s, const struct mac *mac, size_t back)
{
	size_t i;

	for (i = s->count; i > 0; i--) {
		const struct story *st = &slot_at(s, i - 1)->story;

		if (story_is_of(st, mac) && back-- == 0)
			return st;
	}
	return NULL;
}

/* Sessions are counted from 1: 48 bits of them in the clothes of a MAC, so
 * that one kind of index does; the last byte counts the fastest. */
static struct mac
session_key(uint64_t session)
{
	struct mac key;
	size_t i;

	for (i = 0; i < sizeof(key.b); i++)
		key.b[sizeof(key.b) - 1 - i] = (uint8_t)(session >> 8 * i);
	return key;
}

static struct slot *
find_slot(const struct stories *s, uint64_t session)
{
	const struct mac key = session_key(session);
	const uint32_t row = mac_index_find(&s->by_session, &key);

	return row == MAC_INDEX_NONE ? NULL : &s->slots[row];
}

const struct story *
stories_find(const struct stories *s, uint64_t session)
{
	const struct slot *slot = find_slot(s, session);

	return slot == NULL ? NULL : &slot->story;
}

static void
forget_oldest(struct stories *s)
{
	struct slot *slot = slot_at(s, 0);
	const struct mac key = session_key(slot->story.session);

	mac_index_remove(&s->by_session, &key);
	s->last = NULL;
	s->forgot = true;
	s->first = (s->first + 1) % s->most;
	s->count--;
	story_lines_forget(&slot->story);
}

static struct slot *
add_slot(struct stories *s, const struct event *e)
{
	const struct mac key = session_key(e->session);
	struct slot *slot;
	struct story_line *lines = NULL;
	size_t room = 0;

	if (s->count == s->most)
		forget_oldest(s);
	slot = slot_at(s, s->count++);
	/* To look into memory that is not there yet costs as much as to write
	 * it. */
	if (s->used < s->most) {
		s->used++;
	} else {
		lines = slot->story.lines;
		room = slot->story.room;
	}
	memset(&slot->story, 0, sizeof(slot->story));
	slot->story.lines = lines;
	slot->story.room = room;
	slot->apart = false;
	slot->clock_us = NO_CLOCK;
	slot->story.session = e->session;
	slot->story.began_us = slot->story.last_us = e->time_us;
	if (e->session != 0)
		slot->story.mac = e->mac;
	mac_index_put(&s->by_session, &key, (uint32_t)(slot - s->slots));
	return slot;
}

static const char *
tftp_name(const struct event_tftp *t)
{
	if (t->writes)
		return "WRQ";
	return t->phase == TFTP_PHASE_REQUEST ? "RRQ" : "TFTP";
}

/* Named, or sent to it alone: as to port 4011. */
static uint32_t
request_server(const struct event_dhcp *d)
{
	if (d->server != 0 || d->dst == UINT32_MAX)
		return d->server;
	return d->dst;
}

/* Which way, between whom, and under which name. */
static void
address_line(struct story_line *l, const struct event *e)
{
	const struct event_dhcp *d = &e->u.dhcp;

	l->name = event_kind_name(e->kind);
	l->arrow = STORY_NOTE;
	if (e->kind == EVENT_DHCP) {
		const bool reply = d->op == DHCP_OP_REPLY;

		l->name = dhcp_type_name(d->type, d->op);
		l->arrow = reply ? STORY_TO_CLIENT : STORY_TO_SERVER;
		l->server = reply ? (d->server != 0 ? d->server : d->src) :
				    request_server(d);
	} else if (e->kind == EVENT_TFTP) {
		l->name = tftp_name(&e->u.tftp);
		l->arrow = STORY_TO_SERVER;
		l->server = e->u.tftp.server;
		l->client = e->u.tftp.client;
		l->transfer = e->u.tftp.transfer;
	} else if (e->kind == EVENT_HTTP) {
		l->name = e->u.http.secure ? "HTTPS" : "HTTP";
		l->arrow = STORY_TO_SERVER;
		l->server = e->u.http.server;
		l->client = e->u.http.client;
	} else if (e->kind == EVENT_ISCSI) {
		l->name = "iSCSI";
		l->iscsi = e->u.iscsi.phase;
		l->arrow = e->u.iscsi.phase == ISCSI_CONNECT ||
			e->u.iscsi.phase == ISCSI_SILENT ||
			e->u.iscsi.phase == ISCSI_LOGIN ?
		    STORY_TO_SERVER :
		    STORY_TO_CLIENT;
		l->server = e->u.iscsi.server;
		l->client = e->u.iscsi.client;
	}
}

static uint32_t
hash_of(const char *text)
{
	return (uint32_t)hash_text(0, text);
}

/* Of its text without what a client counts up. */
static uint32_t
hash_of_plain(const struct event *e)
{
	struct event plain TO_FILL;
	char buf[STORY_TEXT];
	struct text t;

	event_copy(&plain, e);
	plain.u.dhcp.tries = 0;
	plain.u.dhcp.facts.secs = 0;
	text_init(&t, buf, sizeof(buf));
	event_text(&t, &plain);
	return hash_of(buf);
}

/* What makes a line the same as another.  iPXE's count also says what it has
 * got: that is news. */
static uint32_t
sameness(const struct event *e, const char *text)
{
	if (e->kind == EVENT_DHCP && e->u.dhcp.stage != STAGE_IPXE &&
	    (e->u.dhcp.tries > 1 || e->u.dhcp.facts.secs != 0))
		return hash_of_plain(e);
	return hash_of(text);
}

/* Its last message, or what stands before the end and was found after it. */
static int64_t
over_since(const struct story *st)
{
	const struct story_line *last = st->line_count == 0 ?
	    NULL :
	    &st->lines[st->line_count - 1];

	return last != NULL && last->time_us > st->last_us ? last->time_us :
							     st->last_us;
}

/* Before a line has its own. */
struct draft {
	char brief[STORY_BRIEF];
	char text[STORY_TEXT];
};

static void
fill_line(struct story_line *l, struct draft *draft, const struct story *st,
    const struct event *e)
{
	struct text t;

	memset(l, 0, sizeof(*l));
	l->time_us = l->last_us = e->time_us;
	/* Over since its last message; that it is was found later. */
	if (e->kind == EVENT_STAGE && e->u.stage.stage > BOOT_STALLED &&
	    st->last_us != 0)
		l->time_us = l->last_us = over_since(st);
	l->frame = e->frame;
	l->wire_us = e->wire_us;
	l->seq = e->seq;
	l->kind = e->kind;
	l->origin = e->origin;
	l->times = 1;
	address_line(l, e);
	story_file(&l->file, e);
	if (e->kind == EVENT_STAGE) {
		l->stage = e->u.stage.stage;
	} else if (e->kind == EVENT_FINDING) {
		l->severity = e->u.finding.severity;
		l->over = !e->u.finding.raised;
	}
	text_init(&t, draft->brief, sizeof(draft->brief));
	story_brief(&t, e);
	l->brief = draft->brief;
	text_init(&t, draft->text, sizeof(draft->text));
	event_text(&t, e);
	l->text = draft->text;
	l->same = sameness(e, l->text);
}

/* The transfer that this event goes on with. */
static struct story_line *
same_transfer(const struct story *st, const struct story_line *l)
{
	size_t i;

	for (i = st->line_count; i > 0; i--)
		if (st->lines[i - 1].kind == EVENT_TFTP &&
		    st->lines[i - 1].transfer == l->transfer)
			return &st->lines[i - 1];
	return NULL;
}

/* The request that this answer ends: HTTP has no number of its own. */
static struct story_line *
same_request(const struct story *st, const struct event *e)
{
	char uri[STORY_BRIEF];
	struct text t;
	size_t i;

	if (e->u.http.phase == HTTP_PHASE_REQUEST ||
	    e->u.http.reach != HTTP_REACHED)
		return NULL;
	text_init(&t, uri, sizeof(uri));
	text_add_visible_str(&t,
	    e->u.http.secure ? e->u.http.host : e->u.http.uri);
	for (i = st->line_count; i > 0; i--) {
		struct story_line *l = &st->lines[i - 1];

		if (l->kind == EVENT_HTTP && !l->file.done &&
		    l->client == e->u.http.client &&
		    l->server == e->u.http.server && strcmp(l->brief, uri) == 0)
			return l;
	}
	return NULL;
}

/*
 * Asked for once more, from where nobody answered: GRUB does it forty times
 * where the port is closed (grub-asks-the-dhcp-server.pcap).
 */
static bool
asks_again(const struct story *st, const struct story_line *l,
    const struct event *e)
{
	const struct story_line *last = st->line_count == 0 ?
	    NULL :
	    &st->lines[st->line_count - 1];

	return l->kind == EVENT_TFTP && e->u.tftp.phase == TFTP_PHASE_REQUEST &&
	    last != NULL && last->kind == EVENT_TFTP && last->file.done &&
	    last->file.outcome == TFTP_NO_REPLY && last->server == l->server &&
	    last->client == l->client && strcmp(last->brief, l->brief) == 0;
}

/* Of a request among many in vain nothing is told before it ends. */
static bool
fold_again(struct story_line *last, const struct story_line *l)
{
	if (!l->file.done)
		return true;
	if (l->file.outcome == TFTP_NO_REPLY) {
		last->times += (unsigned)l->file.retransmits;
		last->last_us = l->time_us;
		return true;
	}
	/* This one was answered: it has a line of its own. */
	last->times--;
	last->transfer = 0;
	return false;
}

/* Tried once more, and again there is no connection. */
static bool
knocks_again(const struct story *st, const struct story_line *l,
    const struct event *e)
{
	const struct story_line *last = st->line_count == 0 ?
	    NULL :
	    &st->lines[st->line_count - 1];

	return l->kind == EVENT_HTTP && e->u.http.reach != HTTP_REACHED &&
	    last != NULL && last->kind == EVENT_HTTP && last->file.done &&
	    last->file.outcome == l->file.outcome &&
	    last->server == l->server && last->client == l->client &&
	    last->same == l->same;
}

static bool
fold_line(struct slot *slot, const struct story_line *l, const struct event *e)
{
	struct story *st = &slot->story;
	struct story_line *last;

	if (asks_again(st, l, e)) {
		last = &st->lines[st->line_count - 1];
		if (last->times == 1)
			last->times += (unsigned)last->file.retransmits;
		last->times++;
		last->transfer = l->transfer;
		return true;
	}
	if (knocks_again(st, l, e)) {
		last = &st->lines[st->line_count - 1];
		last->times++;
		last->last_us = l->time_us;
		return true;
	}
	if (l->kind == EVENT_TFTP ||
	    (l->kind == EVENT_HTTP && e->u.http.phase != HTTP_PHASE_REQUEST)) {
		last = l->kind == EVENT_TFTP ? same_transfer(st, l) :
					       same_request(st, e);
		if (last == NULL)
			return event_is_progress(e);
		if (last->times > 1)
			return fold_again(last, l);
		last->last_us = l->time_us;
		last->file = l->file;
		(void)story_line_take_words(last, l);
		return true;
	}
	last = st->line_count == 0 ? NULL : &st->lines[st->line_count - 1];
	/* What has ended is not what begins: its end would have no line. */
	if (last == NULL || slot->apart || last->kind != l->kind ||
	    (l->kind == EVENT_HTTP && last->file.done) ||
	    last->server != l->server || last->client != l->client ||
	    last->same != l->same)
		return false;
	last->times++;
	last->last_us = l->time_us;
	return true;
}

static void
note_client(struct story *st, const struct event *e)
{
	char who[sizeof(st->clients[0])];
	struct text t;
	size_t i;

	text_init(&t, who, sizeof(who));
	fingerprint_event(&t, e);
	if (t.len == 0)
		return;
	for (i = 0; i < st->client_count; i++) {
		if (strncmp(st->clients[i], who, t.len) == 0)
			return;
		/* The same, and by now more is known. */
		if (strncmp(st->clients[i], who, strlen(st->clients[i])) == 0) {
			memcpy(st->clients[i], who, sizeof(who));
			return;
		}
	}
	if (st->client_count < STORY_CLIENTS)
		memcpy(st->clients[st->client_count++], who, sizeof(who));
}

static bool
is_message(const struct event *e)
{
	return e->kind == EVENT_DHCP || e->kind == EVENT_TFTP ||
	    e->kind == EVENT_HTTP || e->kind == EVENT_ISCSI;
}

bool
story_is_sent_now(const struct event *e)
{
	return e->origin == ORIGIN_WIRE &&
	    (e->kind == EVENT_DHCP ||
		(e->kind == EVENT_TFTP &&
		    e->u.tftp.phase == TFTP_PHASE_REQUEST) ||
		(e->kind == EVENT_HTTP &&
		    e->u.http.phase == HTTP_PHASE_REQUEST) ||
		(e->kind == EVENT_ISCSI && e->u.iscsi.phase == ISCSI_CONNECT));
}

bool
story_sets_clock_back(int64_t clock_us, const struct event *e)
{
	return story_is_sent_now(e) && e->time_us < clock_us &&
	    (uint64_t)clock_us - (uint64_t)e->time_us >= SET_BACK_US;
}

/* Messages come in their order: if a time does not, it is the clock's. */
static void
watch_clock(const struct stories *s, struct slot *slot, const struct event *e)
{
	const int64_t before_us = slot->clock_us;
	uint64_t back_us;
	char buf[80];
	struct text t;

	if (story_is_sent_now(e))
		slot->clock_us = e->time_us;
	if (!story_sets_clock_back(before_us, e))
		return;
	back_us = (uint64_t)before_us - (uint64_t)e->time_us;
	slot->story.last_us = e->time_us;
	slot->story.back_us += back_us;
	text_init(&t, buf, sizeof(buf));
	text_add(&t, "the clock was set back here by ");
	when_took(&t, back_us);
	story_lines_remark(&slot->story, s->most_lines, e->time_us, buf);
}

uint64_t
story_took(const struct story *s)
{
	const uint64_t took_us = (uint64_t)s->last_us - (uint64_t)s->began_us +
	    s->back_us;

	return took_us > INT64_MAX ? 0 : took_us;
}

/* What the head of the story says. */
static void
update_head(struct story *st, const struct event *e)
{
	struct text t;

	if (e->has_as) {
		st->has_as = true;
		st->as = e->as;
	}
	if (is_message(e)) {
		if (e->time_us > st->last_us)
			st->last_us = e->time_us;
		note_client(st, e);
	}
	if (e->kind == EVENT_DHCP && e->u.dhcp.kind[0] != '\0' &&
	    e->u.dhcp.stage != STAGE_OS &&
	    ((e->u.dhcp.stage != STAGE_LOADER && !e->u.dhcp.facts.of_loader) ||
		st->kind[0] == '\0')) {
		text_init(&t, st->kind, sizeof(st->kind));
		text_add_visible_str(&t, e->u.dhcp.kind);
	}
	if (e->kind == EVENT_STAGE) {
		st->stage = e->u.stage.stage;
		if (e->u.stage.choice[0] != '\0')
			(void)text_copy(st->choice, sizeof(st->choice),
			    e->u.stage.choice);
	}
	if (e->kind != EVENT_SESSION)
		return;
	st->mode = e->u.session.mode;
	if (e->u.session.begins)
		return;
	st->ended = true;
	st->stage = e->u.session.result;
	text_init(&t, st->result, sizeof(st->result));
	text_add_visible_str(&t, e->u.session.text);
}

/* The session's, made if need be. */
static struct slot *
slot_of(struct stories *s, const struct event *e)
{
	if (s->last == NULL || s->last->story.session != e->session)
		s->last = find_slot(s, e->session);
	if (s->last == NULL)
		s->last = add_slot(s, e);
	return s->last;
}

/* A line of its own, or one more of what the last line tells. */
static void
tell(struct stories *s, struct slot *slot, const struct event *e)
{
	struct story_line l TO_FILL;
	struct draft draft TO_FILL;

	fill_line(&l, &draft, &slot->story, e);
	if (fold_line(slot, &l, e))
		return;
	story_lines_add(&slot->story, s->most_lines, &l);
	slot->apart = false;
}

void
stories_take(struct stories *s, const struct event *e)
{
	struct slot *slot = slot_of(s, e);

	watch_clock(s, slot, e);
	update_head(&slot->story, e);
	if (e->kind == EVENT_SESSION || e->kind == EVENT_WIRE)
		return;
	if (s->brief && !story_line_brief(&slot->story, e->kind))
		slot->apart = true;
	else
		tell(s, slot, e);
}
