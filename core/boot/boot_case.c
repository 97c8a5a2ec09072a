/* SPDX-License-Identifier: ISC */
#include "core/boot/boot_case.h"

#include <stddef.h>
#include <string.h>

#include "core/base/text.h"
#include "core/boot/boot_case_has.h"
#include "core/boot/boot_case_wire.h"

/* Not the lists: rows are cleared as they are taken, and the memory of a
 * flood of machines that only ask once stays untouched. */
static void
clear_boot(struct boot_case *c)
{
	memset(&c->session, 0,
	    offsetof(struct boot_case, ask) -
		offsetof(struct boot_case, session));
}

void
boot_case_init(struct boot_case *c, const struct mac *mac)
{
	memset(c, 0, offsetof(struct boot_case, session));
	clear_boot(c);
	c->mac = *mac;
}

#define CHAIN_US (INT64_C(120) * 1000000)

/* The one file that it fetched in this boot; "" for none or several. */
static const char *
only_file(const struct boot_case *c)
{
	const char *name = "";
	size_t i;

	for (i = 0; i < c->file_count; i++) {
		if (c->file[i].outcome == TFTP_PROBE)
			continue;
		if (!c->file[i].done || c->file[i].outcome != TFTP_COMPLETE ||
		    (name[0] != '\0' && strcmp(name, c->file[i].file) != 0))
			return "";
		name = c->file[i].file;
	}
	return c->pages == 0 && c->logins == 0 ? name : "";
}

static unsigned
count_complete(const struct boot_case *c)
{
	unsigned n = 0;
	size_t i;

	for (i = 0; i < c->file_count; i++)
		n += c->file[i].outcome == TFTP_COMPLETE;
	return n;
}

/*
 * Where the ROM itself is iPXE, a loader that comes back looks like another
 * boot: it fetched nothing but the loader, and asks again at once.
 */
static void
count_chain(const struct boot_case *c, struct case_past *past,
    const struct event *e)
{
	const char *name = only_file(c);

	if (e->kind != EVENT_DHCP || name[0] == '\0' ||
	    (e->u.dhcp.stage != STAGE_IPXE && e->u.dhcp.stage != STAGE_GPXE) ||
	    event_wire_us(e) - c->began_us > CHAIN_US) {
		past->chains = 0;
		past->loader[0] = '\0';
		return;
	}
	if (strcmp(name, past->loader) != 0)
		past->chains = 0;
	past->chains += count_complete(c);
	(void)text_copy(past->loader, sizeof(past->loader), name);
}

#define DROP_US (INT64_C(120) * 1000000)

/*
 * Firmware that does not run what it fetched starts again before long, or goes
 * on to HTTP boot: EDK2 after the minute in which it tries PXE over IPv6
 * (secure-boot-refuses.pcap).
 */
static void
count_drop(const struct boot_case *c, struct case_past *past,
    const struct event *e)
{
	const char *name = only_file(c);
	const bool soon = c->file_count > 0 &&
	    event_wire_us(e) - c->file[c->file_count - 1].last_us < DROP_US;

	if (e->kind != EVENT_DHCP || name[0] == '\0' || !soon ||
	    (e->u.dhcp.stage != STAGE_ROM && e->u.dhcp.stage != STAGE_HTTP)) {
		past->drops = 0;
		return;
	}
	if (strcmp(name, past->dropped) != 0)
		past->drops = 0;
	past->drops++;
	(void)text_copy(past->dropped, sizeof(past->dropped), name);
}

/* Everything of this boot goes; what spans boots stays. */
static void
begin_boot(struct boot_case *c, const struct event *e)
{
	const struct case_twin nobody = {0};

	if (c->session != 0)
		c->past.mode = c->mode;
	c->past.boots++;
	count_chain(c, &c->past, e);
	count_drop(c, &c->past, e);
	clear_boot(c);
	/* Another port is another boot's; another machine stays there. */
	if (c->twin.one)
		c->twin = nobody;
	c->session = e->session;
	c->began_us = c->stage_us = event_wire_us(e);
}

/* The next row of a list; the last one again when the list is full. */
#define NEXT_ROW(list, count, most)                                            \
	(&(list)[(count) < (most) ? (count)++ : (most)-1])

/* In a full list the newest but one stays, too: is it the same again? */
#define KEEP_LAST(list, count, most)                                           \
	do {                                                                   \
		if ((count) == (most))                                         \
			(list)[(most)-2] = (list)[(most)-1];                   \
	} while (0)

static void
count_ask(struct boot_case *c, const struct event_dhcp *d)
{
	c->asks++;
	if (d->passed_on)
		return;
	if (d->dst_port == DHCP_PORT_PXE)
		c->proxy_asks++;
	else if (d->type == DHCP_DISCOVER)
		c->discovers++;
	else if (d->type == DHCP_BOOTP)
		c->bootps++;
	else if (d->type == DHCP_REQUEST)
		c->requests++;
	else if (d->type == DHCP_DECLINE)
		c->declines++;
}

/* What our own server made of an ask. */
static void
take_decision(struct boot_case *c, struct case_ask *a,
    const struct event_dhcp *d)
{
	a->refused = d->refused;
	a->reason[0] = '\0';
	if (d->reason[0] != '\0')
		(void)text_copy(a->reason, sizeof(a->reason), d->reason);
	c->mode = d->mode != MODE_NONE ? d->mode : c->mode;
	c->by_once = d->by_once;
}

static void
take_ask(struct boot_case *c, const struct event *e)
{
	const struct event_dhcp *d = &e->u.dhcp;
	struct case_ask *a = NEXT_ROW(c->ask, c->ask_count, CASE_ASKS);

	count_ask(c, d);
	memset(a, 0, offsetof(struct case_ask, facts));
	a->time_us = event_wire_us(e);
	a->origin = e->origin;
	a->unheard = e->unheard;
	a->passed_on = d->passed_on;
	a->frame = e->frame;
	a->type = d->type;
	a->stage = d->stage;
	a->arch = d->arch;
	a->xid = d->xid;
	a->src = d->src;
	a->dst = d->dst;
	a->server = d->server;
	a->giaddr = d->giaddr;
	a->dst_port = d->dst_port;
	a->facts = d->facts;
	c->asks_have |= case_has_by_ask(d) | (e->unheard ? HAS_UNHEARD : 0);
	if (e->origin == ORIGIN_OWN)
		take_decision(c, a, d);
	if (d->kind[0] != '\0')
		memcpy(c->kind, d->kind, sizeof(c->kind));
}

/* The ask that has this xid, or NULL. */
static const struct case_ask *
ask_of(const struct boot_case *c, uint32_t xid)
{
	size_t i;

	for (i = c->ask_count; i > 0; i--)
		if (c->ask[i - 1].xid == xid)
			return &c->ask[i - 1];
	return NULL;
}

/* The loader of a boot that began here. */
static bool
is_of_loader(const struct boot_case *c, const struct event_dhcp *d)
{
	return d->stage == STAGE_LOADER ||
	    (d->facts.of_loader && c->ask_count > 0);
}

/*
 * A system asks, or a loader by itself (SYSLINUX.EFI).  Firmware that leaves
 * its class out of the REQUEST keeps the xid; its DECLINE has but the address.
 */
static bool
is_apart(const struct boot_case *c, const struct event_dhcp *d)
{
	const bool bare = d->stage == STAGE_OS || is_of_loader(c, d);

	return bare && d->facts.arch == 0xffff && ask_of(c, d->xid) == NULL &&
	    (d->type != DHCP_DECLINE || d->facts.requested != c->addr);
}

static void
take_system(struct boot_case *c, const struct event *e)
{
	c->system.asks += !is_of_loader(c, &e->u.dhcp);
	c->system.time_us = event_wire_us(e);
	c->system.frame = e->frame;
	c->system.xid = e->u.dhcp.xid;
	c->system.has_client_id = e->u.dhcp.facts.has_client_id;
}

static void
take_system_reply(struct boot_case *c, const struct event_dhcp *d)
{
	if (d->type == DHCP_ACK && d->yiaddr != 0)
		c->addr = c->system.addr = d->yiaddr;
}

static struct case_reply *
same_reply(struct boot_case *c, const struct event *e)
{
	const struct event_dhcp *d = &e->u.dhcp;
	size_t i;

	for (i = c->reply_count; i > 0; i--) {
		struct case_reply *r = &c->reply[i - 1];

		if (r->type == d->type && r->xid == d->xid &&
		    r->server == d->server && r->src_port == d->src_port &&
		    r->yiaddr == d->yiaddr)
			return r;
	}
	return NULL;
}

static void
count_reply(struct boot_case *c, const struct case_reply *r)
{
	c->replies++;
	if (r->src_port == DHCP_PORT_PXE)
		c->proxy_answers++;
	else if (r->type == DHCP_OFFER && case_is_proxy(r))
		c->proxy_offers++;
	else if (r->type == DHCP_OFFER)
		c->offers++;
	else if (r->type == DHCP_ACK)
		c->acks++;
	else if (r->type == DHCP_NAK)
		c->naks++;
}

static void
take_reply(struct boot_case *c, const struct event *e)
{
	const struct event_dhcp *d = &e->u.dhcp;
	struct case_reply *r = same_reply(c, e);

	if (r == NULL) {
		r = NEXT_ROW(c->reply, c->reply_count, CASE_REPLIES);
		memset(r, 0, offsetof(struct case_reply, bootfile));
		r->first_us = event_wire_us(e);
		r->origin = e->origin;
		/* Mid-capture and from one side nothing was asked. */
		r->orphan = c->ask_count > 0 && c->ask_count < CASE_ASKS &&
		    ask_of(c, d->xid) == NULL;
	}
	r->times++;
	r->time_us = event_wire_us(e);
	r->frame = e->frame;
	r->type = d->type;
	r->xid = d->xid;
	r->src = d->src;
	r->dst = d->dst;
	r->server = d->server;
	r->yiaddr = d->yiaddr;
	r->siaddr = d->siaddr;
	r->giaddr = d->giaddr;
	r->src_port = d->src_port;
	r->dst_port = d->dst_port;
	memcpy(r->bootfile, d->bootfile, sizeof(r->bootfile));
	memcpy(r->root_path, d->root_path, sizeof(r->root_path));
	r->reason[0] = '\0';
	if (d->reason[0] != '\0')
		(void)text_copy(r->reason, sizeof(r->reason), d->reason);
	r->facts = d->facts;
	r->has = case_has_by_reply(d);
	c->replies_have = case_has_by_replies(c);
	count_reply(c, r);
	if (d->type != DHCP_OFFER || d->yiaddr == 0)
		told_add(&c->told, d->bootfile, d->root_path,
		    d->siaddr != 0 ? d->siaddr : d->server, &d->facts);
	if (d->type == DHCP_ACK && d->yiaddr != 0)
		c->addr = d->yiaddr;
}

/* Our server's word of what the wire has told already. */
static void
take_dhcp_again(struct boot_case *c, const struct event *e)
{
	const struct event_dhcp *d = &e->u.dhcp;
	struct case_reply *r = d->op == DHCP_OP_REPLY ? same_reply(c, e) : NULL;
	size_t i;

	if (r != NULL)
		r->origin = e->origin;
	for (i = c->ask_count; d->op != DHCP_OP_REPLY && i > 0; i--) {
		struct case_ask *a = &c->ask[i - 1];

		if (a->origin == e->origin || a->xid != d->xid ||
		    a->type != d->type || a->dst_port != d->dst_port)
			continue;
		a->origin = e->origin;
		a->unheard = false;
		take_decision(c, a, d);
		return;
	}
}

static struct case_file *
find_file(struct boot_case *c, const struct event *e)
{
	size_t i;

	for (i = c->file_count; i > 0; i--)
		if (c->file[i - 1].transfer == e->u.tftp.transfer &&
		    c->file[i - 1].origin == e->origin)
			return &c->file[i - 1];
	return NULL;
}

/* The wire's view of a request whose own word comes late. */
static struct case_file *
find_file_told(struct boot_case *c, const struct event *e)
{
	size_t i;

	for (i = c->file_count; i > 0; i--) {
		struct case_file *f = &c->file[i - 1];

		if (f->origin == e->origin ||
		    f->client_port != e->u.tftp.client_port ||
		    strcmp(f->file, e->u.tftp.file) != 0)
			continue;
		f->origin = e->origin;
		f->transfer = e->u.tftp.transfer;
		f->unheard = false;
		return f;
	}
	return NULL;
}

static struct case_file *
add_file(struct boot_case *c, const struct event *e)
{
	const struct event_tftp *t = &e->u.tftp;
	struct case_file *f;

	KEEP_LAST(c->file, c->file_count, CASE_FILES);
	f = NEXT_ROW(c->file, c->file_count, CASE_FILES);
	c->files++;
	memset(f, 0, sizeof(*f));
	f->unheard = e->unheard;
	c->asks_have |= e->unheard ? HAS_UNHEARD : 0;
	f->began_us = event_wire_us(e);
	f->frame = e->frame;
	f->transfer = t->transfer;
	f->origin = e->origin;
	f->client = t->client;
	f->client_port = t->client_port;
	f->server = t->server;
	(void)text_copy(f->file, sizeof(f->file), t->file);
	return f;
}

/* What the client sends before that it counts, and then what the server does.
 */
static void
take_answered(struct case_file *f, const struct event *e)
{
	if (!e->u.tftp.answered)
		f->asked_again = e->u.tftp.retransmits;
	else if (!f->answered)
		f->answered_us = event_wire_us(e);
	f->answered = e->u.tftp.answered;
}

static void
take_file(struct boot_case *c, const struct event *e)
{
	const struct event_tftp *t = &e->u.tftp;
	struct case_file *f = e->copy ? find_file_told(c, e) : find_file(c, e);

	if (f == NULL)
		f = add_file(c, e);
	f->last_us = event_wire_us(e);
	f->done = t->phase == TFTP_PHASE_DONE;
	f->outcome = t->outcome;
	f->silent = t->silent;
	f->vain = t->vain;
	f->error_code = t->error_code;
	f->blksize = t->blksize;
	f->windowsize = t->windowsize;
	f->asked = t->asked;
	f->granted = t->granted;
	f->beyond = t->beyond;
	take_answered(f, e);
	f->heard = t->heard;
	f->answer = t->answer;
	f->blocks = t->blocks;
	f->bytes = t->bytes;
	f->size = t->size;
	f->retransmits = t->retransmits;
	(void)text_copy(f->error, sizeof(f->error), t->error);
}

static void
take_page(struct boot_case *c, const struct event *e)
{
	struct case_page *p = c->page_count == 0 ? NULL :
						   &c->page[c->page_count - 1];

	if (e->u.http.phase == HTTP_PHASE_PROGRESS) {
		if (p != NULL && p->http.phase != HTTP_PHASE_DONE &&
		    strcmp(p->http.uri, e->u.http.uri) == 0)
			p->last_us = event_wire_us(e);
		return;
	}
	/* The answer's end belongs to its request; none was made of a server
	 * that was not reached. */
	if (p == NULL || e->u.http.reach != HTTP_REACHED ||
	    e->u.http.phase != HTTP_PHASE_DONE ||
	    p->http.phase == HTTP_PHASE_DONE ||
	    strcmp(p->http.uri, e->u.http.uri) != 0) {
		c->pages++;
		KEEP_LAST(c->page, c->page_count, CASE_PAGES);
		p = NEXT_ROW(c->page, c->page_count, CASE_PAGES);
		p->time_us = event_wire_us(e);
		p->frame = e->frame;
		p->like[0] = '\0';
	}
	p->last_us = event_wire_us(e);
	p->http = e->u.http;
}

static void
take_login(struct boot_case *c, const struct event *e)
{
	struct case_login *l;

	c->logins++;
	l = NEXT_ROW(c->login, c->login_count, CASE_LOGINS);
	l->time_us = event_wire_us(e);
	l->frame = e->frame;
	l->iscsi = e->u.iscsi;
}

/* What it fetched last, after its loader: kernel, initrd, image. */
static const char *
payload_of(const struct boot_case *c)
{
	size_t i;

	for (i = c->file_count; i > 0; i--)
		if (c->file[i - 1].outcome == TFTP_COMPLETE &&
		    c->file[i - 1].done)
			return c->file[i - 1].file;
	for (i = c->page_count; i > 0; i--)
		if (c->page[i - 1].http.phase == HTTP_PHASE_DONE &&
		    c->page[i - 1].http.status == 200)
			return c->page[i - 1].http.uri;
	return "";
}

static void
count_install(struct boot_case *c, int64_t now_us)
{
	const char *payload = c->kernel ? payload_of(c) : "";

	if (c->result != BOOT_DONE)
		return;
	if (payload[0] == '\0' || strcmp(payload, c->past.payload) != 0 ||
	    c->past.mode != c->mode) {
		c->past.installs = 0;
		c->past.first_us = now_us;
	}
	if (payload[0] == '\0')
		return;
	c->past.installs++;
	(void)text_copy(c->past.payload, sizeof(c->past.payload), payload);
}

static void
take_session(struct boot_case *c, const struct event *e)
{
	const struct event_session *s = &e->u.session;

	if (s->mode != MODE_NONE)
		c->mode = s->mode;
	c->by_once = s->by_once;
	if (s->begins)
		return;
	if (!c->ended) {
		c->result = s->result;
		count_install(c, event_wire_us(e));
	}
	c->ended = true;
}

static void
take_stage(struct boot_case *c, const struct event *e)
{
	c->stage = e->u.stage.stage;
	c->stage_us = event_wire_us(e);
	c->kernel = c->kernel || boot_stage_is_payload(c->stage);
}

/* Its boot goes on with another MAC; or it turns out that it did not. */
static void
take_as(struct boot_case *c, const struct event *e)
{
	const struct case_twin other = {.there = e->has_as,
	    .one = e->has_as,
	    .mac = e->as};

	if (e->has_as || c->twin.one)
		c->twin = other;
}

static void
take_dhcp(struct boot_case *c, const struct event *e)
{
	const struct event_dhcp *d = &e->u.dhcp;

	if (d->op != DHCP_OP_REPLY)
		take_as(c, e);
	if (e->copy && e->origin == ORIGIN_OWN) {
		take_dhcp_again(c, e);
		return;
	}
	if (d->op != DHCP_OP_REPLY && is_apart(c, d))
		take_system(c, e);
	else if (d->op != DHCP_OP_REPLY)
		take_ask(c, e);
	else if (c->system.xid == d->xid && ask_of(c, d->xid) == NULL)
		take_system_reply(c, d);
	else
		take_reply(c, e);
}

void
boot_case_take(struct boot_case *c, const struct event *e)
{
	if (e->session != 0 && e->session != c->session)
		begin_boot(c, e);
	c->last_us = event_wire_us(e);
	if (e->kind == EVENT_TFTP || e->kind == EVENT_HTTP ||
	    e->kind == EVENT_ISCSI)
		case_found_server(c, e);
	switch (e->kind) {
	case EVENT_DHCP:
		take_dhcp(c, e);
		break;
	case EVENT_TFTP:
		if (!e->u.tftp.writes)
			take_file(c, e);
		break;
	case EVENT_HTTP:
		if (!e->copy)
			take_page(c, e);
		break;
	case EVENT_ISCSI:
		take_login(c, e);
		break;
	case EVENT_WIRE:
		case_take_wire(c, e);
		break;
	case EVENT_SESSION:
		take_session(c, e);
		break;
	case EVENT_STAGE:
		take_stage(c, e);
		break;
	case EVENT_LEASE:
	case EVENT_HOST:
	case EVENT_FINDING:
	case EVENT_SERVER:
	case EVENT_LOG:
	case EVENT_KIND_COUNT:
		break;
	}
}
