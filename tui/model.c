/* SPDX-License-Identifier: ISC */
#include "tui/model.h"

#include <stdlib.h>
#include <string.h>
#include <uthash.h>
#include <utlist.h>

#include "core/base/err.h"
#include "core/base/text.h"
#include "core/boot/dhcp_server.h"
#include "core/boot/fingerprint.h"
#include "core/boot/policy.h"

struct node {
	struct machine m; /* first: a machine is its node */
	struct node *prev, *next; /* the least recent strangers first */
	bool stranger; /* in that list */
	uint64_t session; /* its last boot; 0: none yet */
	uint64_t book_version; /* last book it was in */
	UT_hash_handle hh;
};

struct model {
	struct node *by_mac, *strangers;
	size_t most;
	uint64_t numbers;
};

struct model *
model_new(size_t most)
{
	struct model *m = calloc(1, sizeof(*m));

	if (m != NULL)
		m->most = most;
	return m;
}

static void
node_drop(struct model *m, struct node *n)
{
	if (n->stranger)
		DL_DELETE(m->strangers, n);
	HASH_DEL(m->by_mac, n);
	free(n);
}

void
model_free(struct model *m)
{
	struct node *n, *next;

	if (m == NULL)
		return;
	HASH_ITER(hh, m->by_mac, n, next)
	node_drop(m, n);
	free(m);
}

static struct node *
node_find(const struct model *m, const struct mac *mac)
{
	struct node *n;

	HASH_FIND(hh, m->by_mac, mac, sizeof(*mac), n);
	return n;
}

/* Finds or makes; NULL when there is no room or memory. */
static struct node *
node_get(struct model *m, const struct mac *mac)
{
	struct node *n = node_find(m, mac);

	if (n != NULL)
		return n;
	if (HASH_COUNT(m->by_mac) >= m->most && m->strangers != NULL)
		node_drop(m, m->strangers);
	n = HASH_COUNT(m->by_mac) < m->most ? calloc(1, sizeof(*n)) : NULL;
	if (n == NULL)
		return NULL;
	n->m.mac = *mac;
	n->m.number = m->numbers++;
	n->stranger = true;
	DL_APPEND(m->strangers, n);
	HASH_ADD(hh, m->by_mac, m.mac, sizeof(*mac), n);
	return n;
}

#define CUT_MARK "\xe2\x80\xa6"

/* There is room for the mark in every member. */
static void
put(char *dst, size_t cap, const char *foreign)
{
	struct text t;

	text_init(&t, dst, cap);
	text_add_visible_str(&t, foreign);
	if (!t.cut)
		return;
	/* A mark says that there was more, where a character begins. */
	while (t.len + sizeof(CUT_MARK) > cap || (dst[t.len] & 0xc0) == 0x80)
		t.len--;
	memcpy(dst + t.len, CUT_MARK, sizeof(CUT_MARK));
}
#define PUT(member, foreign) put(member, sizeof(member), foreign)

static const char *
base_name(const char *file)
{
	const char *slash = strrchr(file, '/');

	return slash != NULL && slash[1] != '\0' ? slash + 1 : file;
}

/* Foreign text and our words after it. */
static void
set_trouble(struct machine *m, int64_t now_us, const char *foreign,
    const char *after)
{
	struct text t;

	text_init(&t, m->trouble, sizeof(m->trouble));
	text_add_visible_str(&t, foreign);
	text_add(&t, after);
	m->trouble_us = now_us;
}

static void
clear_trouble(struct machine *m)
{
	m->trouble[0] = '\0';
	m->trouble_us = 0;
}

static bool
refused_because(const struct event_dhcp *d, enum dhcp_refusal why)
{
	return d->refused && strcmp(d->reason, dhcp_refusal_text(why)) == 0;
}

/*
 * Is it the answer to "why does it boot so"?  A REQUEST that is another
 * server's business says nothing about that.
 */
static bool
reason_counts(const struct event_dhcp *d)
{
	return d->reason_slug[0] != '\0' ||
	    refused_because(d, DHCP_NO_ADDRESS) ||
	    refused_because(d, DHCP_NO_RANGE) ||
	    refused_because(d, DHCP_BOOTP_UNFIXED) ||
	    refused_because(d, DHCP_NO_ROUTE) ||
	    refused_because(d, DHCP_NO_SENDER) ||
	    refused_because(d, DHCP_BAD_REQUEST);
}

/* Reasons that mean: as it is set up, this cannot work. */
static bool
reason_is_trouble(const struct event_dhcp *d)
{
	static const enum reason bad[] = {REASON_NO_TARGET,
	    REASON_GPXE_NO_SCRIPT, REASON_HTTP_NO_URL, REASON_URL_FOR_ROM,
	    REASON_NAME_TOO_LONG, REASON_NO_LOADER};
	size_t i;

	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		if (strcmp(d->reason_slug, reason_slug(bad[i])) == 0)
			return true;
	return d->reason_slug[0] == '\0';
}

/* A message of its installed system says nothing of its firmware. */
static void
fold_quirk_kind(struct machine *m, const struct event_dhcp *d)
{
	const struct fingerprint_asker a = {&d->facts, d->stage, d->arch,
	    d->xid};
	char kind[QUIRK_KIND];
	struct text t;

	if (d->op != DHCP_OP_REQUEST)
		return;
	text_init(&t, kind, sizeof(kind));
	fingerprint_kind(&t, &a);
	if (t.len > 0)
		PUT(m->quirk_kind, kind);
}

static void
fold_dhcp(struct machine *m, const struct event *e)
{
	const struct event_dhcp *d = &e->u.dhcp;

	if (d->kind[0] != '\0')
		PUT(m->kind, d->kind);
	fold_quirk_kind(m, d);
	/* A request's yiaddr is what it wishes for. */
	if (d->op != DHCP_OP_REQUEST && d->yiaddr != 0)
		m->addr = d->yiaddr;
	else if (d->op == DHCP_OP_REQUEST && d->src != 0)
		m->addr = d->src;
	if (!reason_counts(d))
		return;
	PUT(m->reason, d->reason);
	m->refused = d->refused;
	m->asked_mode = d->mode;
	if (reason_is_trouble(d))
		set_trouble(m, e->time_us, d->reason, "");
	else if (d->loader_missing && d->bootfile[0] != '\0')
		set_trouble(m, e->time_us, d->bootfile,
		    ": no such file below the TFTP root");
}

bool
file_is_searched(const char *name)
{
	static const char *const parts[] = {"pxelinux.cfg/", "grub.cfg-",
	    "autoexec.ipxe", "revocations", "shim_certificate", "boot.cfg",
	    ".sdi", ".lst", "boot.scr", "dtb/"};
	const char *base = base_name(name);
	size_t i;

	/* Only the last one of the search matters. */
	if (strcmp(base, "default") == 0)
		return false;
	for (i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
		if (strstr(name, parts[i]) != NULL)
			return true;
	return false;
}

static void
fold_tftp_end(struct machine *m, const struct event *e)
{
	const struct event_tftp *f = &e->u.tftp;
	struct text t;

	switch (f->outcome) {
	case TFTP_RUNNING:
	case TFTP_PROBE:
		return;
	case TFTP_COMPLETE:
		clear_trouble(m);
		return;
	case TFTP_CLIENT_ERROR:
	case TFTP_SERVER_ERROR:
		if (file_is_searched(f->file))
			return;
		break;
	case TFTP_INCOMPLETE:
	case TFTP_NO_REPLY:
		break;
	}
	text_init(&t, m->trouble, sizeof(m->trouble));
	text_add_visible_str(&t, f->file);
	text_add(&t, ": ");
	if (event_tftp_unanswered(e))
		text_add(&t, "no server answered");
	else if (f->outcome == TFTP_NO_REPLY)
		text_add(&t, "sent, never acknowledged");
	else if (f->outcome == TFTP_INCOMPLETE)
		text_addf(&t, "broke off after %llu bytes",
		    (unsigned long long)f->bytes);
	else if (f->error[0] != '\0')
		text_add_visible_str(&t, f->error);
	else
		text_addf(&t, "TFTP error %u", f->error_code);
	m->trouble_us = e->time_us;
}

static void
fold_tftp(struct machine *m, const struct event *e)
{
	const struct event_tftp *f = &e->u.tftp;

	if (f->client != 0)
		m->addr = f->client;
	if (f->writes)
		return;
	PUT(m->file, base_name(f->file));
	m->bytes = f->bytes;
	m->size = f->size;
	m->sending = f->phase != TFTP_PHASE_DONE;
	if (f->phase == TFTP_PHASE_DONE)
		fold_tftp_end(m, e);
}

static void
fold_stage(struct machine *m, const struct event *e)
{
	const struct event_stage *s = &e->u.stage;

	/* The end of a session has said it already, in better words. */
	if (s->stage == m->stage && s->stage >= BOOT_STALLED)
		return;
	m->before = m->stage;
	m->stage = s->stage;
	m->stage_us = e->time_us;
	PUT(m->what, s->what);
	if (s->stage == BOOT_DISCOVER || s->stage == BOOT_DONE)
		clear_trouble(m);
	if (s->stage != s->before)
		m->sending = false;
}

static void
fold_session(struct machine *m, const struct event *e)
{
	const struct event_session *s = &e->u.session;

	m->sending = false;
	if (s->begins) {
		clear_trouble(m);
		return;
	}
	m->result = s->result;
	m->result_us = e->time_us;
	m->result_took_us = s->took_us;
	PUT(m->result_text, s->text);
	m->before = m->stage;
	m->stage = s->result;
	m->stage_us = e->time_us;
	PUT(m->what, s->text);
	if (s->result == BOOT_DONE)
		clear_trouble(m);
}

static void
fold_lease(struct machine *m, const struct event *e)
{
	const struct lease *l = &e->u.lease.lease;

	if (l->state == LEASE_BOUND)
		m->addr = l->addr;
	if (l->state == LEASE_DECLINED)
		set_trouble(m, e->time_us, "",
		    "declined its address: somebody else uses it");
}

static void
unreached(struct machine *m, const struct event *e)
{
	const struct event_http *h = &e->u.http;
	char ip[IP4_TEXT];

	set_trouble(m, e->time_us, ip4_format(ip, h->server),
	    h->reach == HTTP_REFUSED ? ": refuses the HTTP connection" :
				       ": does not answer by HTTP");
}

static void
fold_break(struct machine *m, const struct event *e)
{
	char words[48];
	struct text t;

	text_init(&t, words, sizeof(words));
	text_addf(&t, ": %s", event_http_left(e));
	set_trouble(m, e->time_us, e->u.http.uri, words);
}

static void
fold_http(struct machine *m, const struct event *e)
{
	const struct event_http *h = &e->u.http;

	if (h->client != 0)
		m->addr = h->client;
	if (h->reach != HTTP_REACHED) {
		unreached(m, e);
		return;
	}
	PUT(m->file, base_name(h->uri));
	m->bytes = h->bytes;
	m->size = h->has_length ? h->length : 0;
	m->sending = h->phase != HTTP_PHASE_DONE;
	if (m->sending)
		return;
	if (h->status >= 400 && !file_is_searched(h->uri))
		set_trouble(m, e->time_us, h->uri,
		    h->status == 404 ? ": HTTP 404, no such file" :
				       ": refused by HTTP");
	else if (event_http_broke_off(e))
		fold_break(m, e);
	else if (h->status >= 200)
		clear_trouble(m);
}

void
model_finding(struct machine *m, const struct event_finding *f)
{
	m->slug = f == NULL ? NULL : f->slug;
	if (f == NULL)
		return;
	m->severity = f->severity;
	PUT(m->finding, f->text);
	PUT(m->fix, f->fix);
}

/* Did the machine itself say something, or do we conclude it? */
static bool
is_heard(enum event_kind k)
{
	return k == EVENT_DHCP || k == EVENT_TFTP || k == EVENT_HTTP;
}

struct machine *
model_event(struct model *m, const struct event *e)
{
	static void (*const folds[EVENT_KIND_COUNT])(struct machine *,
	    const struct event *) = {
	    [EVENT_DHCP] = fold_dhcp,
	    [EVENT_TFTP] = fold_tftp,
	    [EVENT_HTTP] = fold_http,
	    [EVENT_STAGE] = fold_stage,
	    [EVENT_SESSION] = fold_session,
	    [EVENT_LEASE] = fold_lease,
	};
	struct node *n;

	if (!e->has_mac || e->kind >= EVENT_KIND_COUNT ||
	    (folds[e->kind] == NULL && e->kind != EVENT_FINDING) ||
	    (n = node_get(m, &e->mac)) == NULL)
		return NULL;
	/* Told late of a boot before its last one. */
	if (e->session != 0 && e->session < n->session)
		return NULL;
	n->session = e->session != 0 ? e->session : n->session;
	if (is_heard(e->kind) || n->m.last_us == 0)
		n->m.last_us = e->time_us;
	if (is_heard(e->kind) && !event_is_progress(e))
		n->m.noted = false;
	if (n->stranger) {
		DL_DELETE(m->strangers, n);
		DL_APPEND(m->strangers, n);
	}
	if (e->kind != EVENT_FINDING && e->kind != EVENT_LEASE) {
		n->m.has_as = e->has_as;
		n->m.as = e->as;
	}
	/* A finding only makes the machine known: see model_finding. */
	if (folds[e->kind] != NULL)
		folds[e->kind](&n->m, e);
	return &n->m;
}

/* Into the book or out of it. */
static void
node_join(struct model *m, struct node *n, bool in_book)
{
	if (n->m.in_book == in_book)
		return;
	n->m.in_book = in_book;
	n->stranger = !in_book;
	if (in_book)
		DL_DELETE(m->strangers, n);
	else
		DL_APPEND(m->strangers, n);
}

void
model_book(struct model *m, const struct book *book)
{
	struct node *n, *next;
	size_t i;

	for (i = 0; i < book->host_count; i++) {
		n = node_get(m, &book->hosts[i].mac);
		if (n == NULL)
			continue;
		n->book_version = book->version + 1;
		node_join(m, n, true);
	}
	HASH_ITER(hh, m->by_mac, n, next)
	{
		if (!n->m.in_book || n->book_version == book->version + 1)
			continue;
		node_join(m, n, false);
		if (n->m.last_us == 0)
			node_drop(m, n);
	}
}

size_t
model_strangers(const struct model *m)
{
	const struct node *n;
	size_t count = 0;

	DL_COUNT(m->strangers, n, count);
	return count;
}

size_t
model_count(const struct model *m)
{
	return HASH_COUNT(m->by_mac);
}

struct machine *
model_find(const struct model *m, const struct mac *mac)
{
	struct node *n = node_find(m, mac);

	return n == NULL ? NULL : &n->m;
}

size_t
model_macs(const struct model *m, struct mac *ret, size_t most)
{
	struct node *n;
	size_t i = 0;

	for (n = m->by_mac; n != NULL && i < most; n = n->hh.next)
		ret[i++] = n->m.mac;
	return i;
}

bool
machine_in_trouble(const struct machine *m)
{
	if (m->noted)
		return false;
	return m->stage == BOOT_STALLED || m->stage == BOOT_FAILED ||
	    m->trouble[0] != '\0' ||
	    (m->slug != NULL && m->severity == SEVERITY_ERROR);
}

bool
machine_busy(const struct machine *m)
{
	switch (m->stage) {
	case BOOT_DISCOVER:
	case BOOT_OFFERED:
	case BOOT_REQUESTED:
	case BOOT_BOUND:
	case BOOT_PROXY:
	case BOOT_LOADER:
	case BOOT_CHAINED:
	case BOOT_CONFIG:
	case BOOT_ROOT:
	case BOOT_SAN:
	case BOOT_KERNEL:
	case BOOT_INITRD:
		return true;
	case BOOT_NEW:
	case BOOT_OS:
	case BOOT_IGNORED:
	case BOOT_STALLED:
	case BOOT_FAILED:
	case BOOT_DONE:
	case BOOT_STAGE_COUNT:
		break;
	}
	return false;
}
