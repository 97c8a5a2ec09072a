/* SPDX-License-Identifier: ISC */
#include "core/boot/track.h"

#include <string.h>

#include "core/boot/lost.h"
#include "core/boot/track_table.h"

static void
file_asked(struct track *t, struct machine *m, const char *name, int64_t now_us)
{
	static const enum boot_stage stages[] = {
	    [ROLE_LOADER] = BOOT_LOADER,
	    [ROLE_MODULE] = BOOT_LOADER,
	    [ROLE_CONFIG] = BOOT_CONFIG,
	    [ROLE_PAGE] = BOOT_CONFIG,
	    [ROLE_HOPED] = BOOT_LOADER,
	    [ROLE_SCRIPT] = BOOT_CONFIG,
	    [ROLE_PAYLOAD] = BOOT_KERNEL,
	    [ROLE_INITRD] = BOOT_INITRD,
	};
	const enum track_role role = track_role_of(m, name);
	const enum boot_stage stage = stages[role];
	struct machine_words *w = track_words(t, m);

	w->error[0] = '\0';
	/* What brought who asks in passing is of more interest. */
	if (role != ROLE_HOPED || w->file[0] == '\0')
		(void)text_copy(w->file, sizeof(w->file), name);
	/* Some fetch the initrd first. */
	if (stage == BOOT_KERNEL && m->stage == BOOT_INITRD && !m->kernel)
		track_set_stage(t, m, stage, now_us);
	m->kernel = m->kernel || stage == BOOT_KERNEL;
	track_advance(t, m, stage, now_us);
}

static void
file_complete(struct track *t, struct machine *m, const char *name,
    int64_t now_us)
{
	static const uint8_t got[] = {
	    [ROLE_LOADER] = GOT_LOADER,
	    [ROLE_MODULE] = 0,
	    [ROLE_CONFIG] = GOT_CONFIG,
	    [ROLE_PAGE] = GOT_CONFIG,
	    [ROLE_HOPED] = GOT_CONFIG,
	    [ROLE_SCRIPT] = GOT_SCRIPT,
	    [ROLE_PAYLOAD] = GOT_PAYLOAD,
	    [ROLE_INITRD] = GOT_PAYLOAD,
	};

	const enum track_role role = track_role_of(m, name);

	m->got |= got[role];
	track_words(t, m)->got_us = now_us;
	if (role == ROLE_HOPED)
		track_advance(t, m, BOOT_CONFIG, now_us);
}

/* The end of a name tells files apart: of a long one it is what stays, in
 * room for more than the dots. */
static void
add_end_of_name(struct text *t, const char *name, size_t room)
{
	const char *end = name + strlen(name);

	if ((size_t)(end - name) > room) {
		text_add(t, "...");
		name = end - (room - 3);
		while ((*name & 0xc0) == 0x80)
			name++;
	}
	text_add(t, name);
}

static void
file_broken(struct track *t, struct machine *m, const char *name,
    const char *why)
{
	struct machine_words *w = track_words(t, m);
	const size_t most = sizeof(w->error) - 3, half = most / 2;
	const size_t n = strlen(why);
	struct text text;

	text_init(&text, w->error, sizeof(w->error));
	add_end_of_name(&text, name, most - (n < half ? n : half));
	text_add(&text, ": ");
	text_add(&text, why);
}

void
track_silent(struct track *t, struct machine *m, const char *name,
    const char *why, int64_t since_us)
{
	if (!lost_may_hide(t->lost_us, since_us))
		file_broken(t, m, name, why);
}

/* Loaders look for configurations and modules under many names. */
static void
file_missing(struct track *t, struct machine *m, const char *name,
    const char *why)
{
	const enum track_role role = track_role_of(m, name);

	if (role == ROLE_CONFIG && m->searched < UINT16_MAX)
		m->searched++;
	if (role != ROLE_CONFIG && role != ROLE_HOPED && role != ROLE_MODULE)
		file_broken(t, m, name, why);
}

/*
 * Asked for again from another port while the first request hung: it had a
 * file whole since, and what hung is told only now.
 */
static bool
went_on_since(const struct machine *m, const struct event *e)
{
	const int64_t began_us = e->time_us - (int64_t)e->u.tftp.elapsed_us;

	return track_words_of(m)->got_us > began_us;
}

/* What went wrong, where nobody has said it himself. */
static const char *
why_broken(const struct event *e)
{
	switch (e->u.tftp.outcome) {
	case TFTP_RUNNING:
	case TFTP_COMPLETE:
	case TFTP_PROBE:
		break;
	case TFTP_INCOMPLETE:
		return "broke off";
	case TFTP_CLIENT_ERROR:
		return "stopped by the client";
	case TFTP_SERVER_ERROR:
		return "refused";
	case TFTP_NO_REPLY:
		return event_tftp_unanswered(e) ?
		    "no server answered" :
		    "offered, but the client never answered";
	}
	return "";
}

static void
transfer_done(struct track *t, struct machine *m, const struct event *e)
{
	const struct event_tftp *f = &e->u.tftp;
	const char *why = f->error[0] != '\0' ? f->error : why_broken(e);

	/* The capture ends before it does. */
	if (f->outcome == TFTP_RUNNING)
		return;
	if (m->running > 0)
		m->running--;
	switch (f->outcome) {
	case TFTP_COMPLETE:
		file_complete(t, m, f->file, e->time_us);
		break;
	case TFTP_SERVER_ERROR:
		if (event_tftp_refusal(f->error_code, f->error) ==
		    REFUSAL_MISSING)
			file_missing(t, m, f->file, why);
		else
			file_broken(t, m, f->file, why);
		break;
	case TFTP_INCOMPLETE:
	case TFTP_NO_REPLY:
		if (track_hears_servers(m) && !went_on_since(m, e))
			file_broken(t, m, f->file, why);
		break;
	case TFTP_CLIENT_ERROR:
		file_broken(t, m, f->file, why);
		break;
	case TFTP_RUNNING:
	case TFTP_PROBE:
		break;
	}
}

static void
on_tftp(struct track *t, struct machine *m, const struct event *e)
{
	const struct event_tftp *f = &e->u.tftp;

	if (f->writes)
		return;
	switch (f->phase) {
	case TFTP_PHASE_REQUEST:
		m->running++;
		file_asked(t, m, f->file, event_wire_us(e));
		break;
	case TFTP_PHASE_PROGRESS:
		break;
	case TFTP_PHASE_DONE:
		transfer_done(t, m, e);
		break;
	}
}

/*
 * That it asks is all that is to be seen, so an answer counts as what it was
 * told to fetch; none, and it has not even asked.
 */
static void
on_tls(struct track *t, struct machine *m, const struct event *e)
{
	const struct event_http *h = &e->u.http;
	struct machine_words *w = track_words(t, m);

	if (h->phase != HTTP_PHASE_DONE) {
		m->running++;
		w->error[0] = '\0';
		(void)text_copy(w->file, sizeof(w->file), h->host);
		track_advance(t, m,
		    m->asked == STAGE_GPXE || m->asked == STAGE_IPXE ?
			BOOT_CONFIG :
			BOOT_LOADER,
		    e->time_us);
		return;
	}
	if (m->running > 0)
		m->running--;
	if (h->bytes > 0)
		m->got |= GOT_SCRIPT;
	else if (!h->one_sided && !h->in_part)
		file_broken(t, m, "HTTPS", "no agreement with the server");
}

/* It has asked for nothing yet. */
static void
on_unreached(struct track *t, struct machine *m, const struct event *e)
{
	const struct event_http *h = &e->u.http;
	char name[IP4_TEXT + sizeof(" port 65535")], ip[IP4_TEXT];
	struct text text;

	text_init(&text, name, sizeof(name));
	text_addf(&text, "%s port %u", ip4_format(ip, h->server),
	    h->server_port);
	if (h->reach == HTTP_REFUSED)
		file_broken(t, m, name, "connection refused");
	else
		track_silent(t, m, name, "no answer", e->time_us);
}

/* To where this tap may see nothing of it; others than these two do not go. */
static void
redirected(struct machine *m)
{
	if (m->asked == STAGE_GPXE || m->asked == STAGE_IPXE)
		m->got |= GOT_TOLD;
}

static void
on_http(struct track *t, struct machine *m, const struct event *e)
{
	const struct event_http *h = &e->u.http;

	if (h->reach != HTTP_REACHED) {
		on_unreached(t, m, e);
		return;
	}
	if (h->secure) {
		on_tls(t, m, e);
		return;
	}
	if (h->phase != HTTP_PHASE_DONE) {
		m->running++;
		file_asked(t, m, h->uri, event_wire_us(e));
		return;
	}
	/* The capture ends before its answer, or before the end of that. */
	if ((h->status == 0 && h->in_part) || h->under_way)
		return;
	if (m->running > 0)
		m->running--;
	if (h->one_sided)
		return;
	if (h->status == 404)
		file_missing(t, m, h->uri, "not found");
	else if (h->status >= 400 || h->status == 0)
		file_broken(t, m, h->uri, "not delivered");
	else if (event_http_broke_off(e))
		file_broken(t, m, h->uri, event_http_left(e));
	else if (h->status >= 300)
		redirected(m);
	/* HEAD asks for the length only. */
	else if (strcmp(h->method, "HEAD") != 0)
		file_complete(t, m, h->uri, e->time_us);
}

/*
 * Not all that fails was seen to begin (track_wire.c); and who had no answer
 * for long may still get one.
 */
static void
count_attaching(struct machine *m, enum iscsi_phase phase)
{
	const bool before = m->attaching;

	if (phase == ISCSI_LOGIN || phase == ISCSI_NO_LUN)
		return;
	m->attaching = phase == ISCSI_CONNECT;
	if (m->attaching && !before)
		m->running++;
	else if (!m->attaching && before && m->running > 0)
		m->running--;
}

static void
on_iscsi(struct track *t, struct machine *m, const struct event *e)
{
	const struct event_iscsi *i = &e->u.iscsi;
	struct machine_words *w = track_words(t, m);
	char addr[IP4_TEXT];

	(void)text_copy(w->file, sizeof(w->file),
	    i->target[0] != '\0' ? i->target : ip4_format(addr, i->server));
	count_attaching(m, i->phase);
	/* A system that was loaded goes to its disk as well. */
	if (i->phase == ISCSI_CONNECT && boot_stage_is_payload(m->stage))
		track_set_stage(t, m, BOOT_SAN, event_wire_us(e));
	if (i->phase == ISCSI_REFUSED)
		file_broken(t, m, "iSCSI target", "connection refused");
	else if (i->phase == ISCSI_SILENT)
		track_silent(t, m, "iSCSI target", "no answer", e->time_us);
	else if (i->phase == ISCSI_RESPONSE && i->status_class >= 2)
		file_broken(t, m, "iSCSI target", "login refused");
	else if (i->phase == ISCSI_RESPONSE && i->status_class == 0) {
		/* What was refused before, or elsewhere, is of no account. */
		w->error[0] = '\0';
		m->got |= GOT_SAN | GOT_LOGIN;
	} else if (i->phase == ISCSI_NO_LUN) {
		m->got &= (uint8_t) ~(GOT_SAN | GOT_LOGIN);
		file_broken(t, m, "iSCSI target", "no such LUN");
	}
	track_advance(t, m, BOOT_SAN, event_wire_us(e));
}

/* On its own network; what it passes on for others comes from elsewhere. */
static bool
may_be_its_own(const struct machine *m, uint32_t addr)
{
	const uint32_t mask = track_words_of(m)->told.mask;

	return m->addr == 0 || ((m->addr ^ addr) & mask) == 0;
}

/*
 * Who has the client's address, or else whose frame it is, while it boots: a
 * script may set an address that DHCP never gave.  Behind a router all frames
 * are the router's, which may be a known machine as well: the sender goes
 * before who has the address only where it lost that to another by DHCP (one
 * address for two machines, or the same in two VLANs).
 */
static struct machine *
find_flow(const struct track *t, const struct event *e, uint32_t client)
{
	struct machine *has = track_find_addr(t, client), *sends;

	if (e->has_mac)
		return track_find(t, &e->mac);
	/* Our own server knows no MAC. */
	if (e->origin == ORIGIN_OWN)
		return has;
	sends = track_find(t, &e->mac);
	if (sends == NULL || !sends->active ||
	    (has == NULL && !may_be_its_own(sends, client)))
		return has;
	return has == NULL || sends->addr == 0 ? sends : has;
}

static uint64_t
elapsed_us(const struct event *e)
{
	if (e->kind == EVENT_TFTP)
		return e->u.tftp.elapsed_us;
	return e->kind == EVENT_HTTP ? e->u.http.elapsed_us : 0;
}

/* Sooner than a machine that was reset asks for an address; and longer than
 * the end of a transfer waits to be told. */
#define RESET_US INT64_C(1000000)
#define LATE_US (120 * INT64_C(1000000))

/*
 * What goes on since before this boot is of the one before: who lost its
 * power is waited for by its server.  Where a clock was set back, all is early.
 */
static bool
is_of_boot_before(const struct machine *m, const struct event *e)
{
	const int64_t at_us = event_wire_us(e);
	const int64_t since_us = at_us - (int64_t)elapsed_us(e);

	return elapsed_us(e) != 0 && since_us < m->began_us - RESET_US &&
	    at_us > m->began_us - LATE_US && m->last_us >= m->began_us &&
	    track_words_of(m)->before != 0;
}

static void
on_flow(struct track *t, struct event *e, uint32_t client,
    void (*take)(struct track *t, struct machine *m, const struct event *e))
{
	struct machine *m = find_flow(t, e, client);

	if (m != NULL)
		m = track_uuid_flow(t, m, e);
	if (m != NULL && is_of_boot_before(m, e)) {
		e->session = track_words_of(m)->before;
		t->out.take(t->out.arg, e);
		return;
	}
	if (m != NULL) {
		e->session = m->session;
		track_touch(t, m, m->known, event_wire_us(e));
	}
	/* What nobody can read is of interest in a boot only. */
	if (e->kind == EVENT_HTTP && e->u.http.secure &&
	    (m == NULL || !m->active))
		return;
	t->out.take(t->out.arg, e);
	/* Whom it speaks with it has found. */
	if (m != NULL && m->words != NULL) {
		m->words->arp.tries = 0;
		m->words->shown = m->words->shown || event_is_shown(e);
	}
	/* A request that is told late was counted as the wire told it. */
	if (m != NULL && m->active && !e->copy && !event_is_progress(e))
		take(t, m, e);
}

void
track_event(struct track *t, struct event *e)
{
	switch (e->kind) {
	case EVENT_DHCP:
		track_dhcp(t, e);
		return;
	case EVENT_TFTP:
		on_flow(t, e, e->u.tftp.client, on_tftp);
		return;
	case EVENT_HTTP:
		on_flow(t, e, e->u.http.client, on_http);
		return;
	case EVENT_ISCSI:
		on_flow(t, e, e->u.iscsi.client, on_iscsi);
		return;
	case EVENT_WIRE:
		track_wire(t, e);
		return;
	case EVENT_STAGE:
	case EVENT_SESSION:
	case EVENT_LEASE:
	case EVENT_HOST:
	case EVENT_FINDING:
	case EVENT_SERVER:
	case EVENT_LOG:
	case EVENT_KIND_COUNT:
		break;
	}
	t->out.take(t->out.arg, e);
}

static void
tick_machine(struct track *t, struct machine *m, int64_t now_us)
{
	enum boot_stage result = BOOT_STALLED;

	switch (track_judge(m, now_us, &result)) {
	case TRACK_GOES_ON:
		break;
	case TRACK_STALLS:
		if (m->stalled || m->stage == BOOT_IGNORED)
			break;
		track_emit_stage(t, m, m->stage, BOOT_STALLED, now_us);
		m->stalled = true;
		m->since_us = now_us;
		break;
	case TRACK_ENDS:
		track_end(t, m, result, now_us);
		break;
	}
}

static void
finish_machine(struct track *t, struct machine *m, int64_t now_us)
{
	const enum boot_stage result = track_result(m);

	if (m->running == 0 && (result == BOOT_DONE || result == BOOT_FAILED))
		track_end(t, m, result, now_us);
}

static const enum track_list active[] = {LIST_STRANGERS, LIST_KNOWN};

static void
each_active(struct track *t, int64_t now_us,
    void (*fn)(struct track *t, struct machine *m, int64_t now_us))
{
	for (size_t k = 0; k < sizeof(active) / sizeof(active[0]); k++) {
		uint32_t i = t->lists[active[k]].first, after;

		for (; i != CHAIN_END; i = after) {
			after = t->links[i].after;
			fn(t, &t->rows[i], now_us);
		}
	}
}

void
track_lost(struct track *t, int64_t lost_us)
{
	t->lost_us = lost_us;
}

void
track_tick(struct track *t, int64_t now_us)
{
	each_active(t, now_us, tick_machine);
}

int64_t
track_due_us(const struct track *t, int64_t now_us)
{
	int64_t first_us = INT64_MAX, due_us;

	for (size_t k = 0; k < sizeof(active) / sizeof(active[0]); k++) {
		uint32_t i = t->lists[active[k]].first;

		for (; i != CHAIN_END; i = t->links[i].after) {
			due_us = track_judge_due_us(&t->rows[i], now_us);
			first_us = due_us < first_us ? due_us : first_us;
		}
	}
	return first_us;
}

void
track_finish(struct track *t, int64_t now_us)
{
	each_active(t, now_us, tick_machine);
	each_active(t, now_us, finish_machine);
}

bool
track_look(const struct track *t, const struct mac *mac, struct track_view *ret)
{
	const struct machine *m = track_find(t, mac);

	if (m == NULL)
		return false;
	ret->session = m->session;
	ret->stage = m->stalled ? BOOT_STALLED : m->stage;
	ret->since_us = m->since_us;
	ret->addr = m->addr;
	return true;
}
