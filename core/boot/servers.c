/* SPDX-License-Identifier: ISC */
#include "core/boot/servers.h"

#include <string.h>

#include "core/base/text.h"

void
servers_init(struct servers *s, struct event_sink out)
{
	memset(s, 0, sizeof(*s));
	s->out = out;
}

void
servers_self(struct servers *s, const uint32_t *addrs, size_t count)
{
	const size_t most = sizeof(s->addrs) / sizeof(s->addrs[0]);

	s->addr_count = count < most ? count : most;
	memcpy(s->addrs, addrs, s->addr_count * sizeof(s->addrs[0]));
}

static bool
is_ours(const struct servers *s, uint32_t addr)
{
	size_t i;

	for (i = 0; i < s->addr_count; i++)
		if (s->addrs[i] == addr)
			return true;
	return false;
}

static struct server_row *
find_row(struct servers *s, enum server_kind kind, uint32_t addr)
{
	size_t i;

	for (i = 0; i < s->count; i++)
		if (s->rows[i].kind == kind && s->rows[i].addr == addr)
			return &s->rows[i];
	return NULL;
}

static struct server_row *
add_row(struct servers *s, enum server_kind kind, const struct event *e)
{
	struct server_row *r;

	if (s->count == SERVERS_MOST) {
		s->more++;
		return NULL;
	}
	r = &s->rows[s->count++];
	memset(r, 0, sizeof(*r));
	r->kind = kind;
	r->first_us = e->time_us;
	r->frame = e->frame;
	return r;
}

static bool
has_offered(const struct server_row *r, const char *offer)
{
	size_t i;

	for (i = 0; i < r->offer_count; i++)
		if (strcmp(r->offers[i], offer) == 0)
			return true;
	return false;
}

static void
tell(struct servers *s, const struct server_row *r, const struct event *of)
{
	struct event e TO_FILL;

	event_init(&e, EVENT_SERVER, of->time_us, NULL);
	e.origin = ORIGIN_WIRE;
	e.frame = of->frame;
	e.u.server.kind = r->kind;
	e.u.server.addr = r->addr;
	e.u.server.has_mac = r->has_mac;
	e.u.server.mac = r->mac;
	memcpy(e.u.server.offers, r->offers[r->offer_count - 1],
	    sizeof(e.u.server.offers));
	s->out.take(s->out.arg, &e);
}

static void
sight(struct server_row *r, const struct event *e)
{
	r->last_us = e->time_us;
	r->count++;
}

/*
 * Machines are offered different files: each is news once.  When the list is
 * full that is a server which answers everybody differently, and no news.
 */
static void
take_offer(struct servers *s, struct server_row *r, const struct event *e,
    const char *offer)
{
	if (has_offered(r, offer) || r->offer_count == SERVER_OFFERS)
		return;
	(void)text_copy(r->offers[r->offer_count++], sizeof(r->offers[0]),
	    offer);
	tell(s, r, e);
}

/* The server's own address, 0: not to be known. */
static uint32_t
server_of(const struct event_dhcp *d)
{
	/* RFC 5107: a relay may put itself into option 54. */
	if (d->server != 0 && d->server != d->giaddr)
		return d->server;
	return d->giaddr == 0 ? d->src : 0;
}

static enum server_kind
kind_of(const struct event_dhcp *d)
{
	if (d->src_port == DHCP_PORT_PXE)
		return SERVER_PXE;
	return d->yiaddr == 0 && d->facts.pxe_class ? SERVER_PROXY :
						      SERVER_DHCP;
}

static void
offer_read(struct server_offer *o, const struct event_dhcp *d)
{
	memset(o, 0, sizeof(*o));
	o->refuses = d->type == DHCP_NAK;
	o->address = d->yiaddr != 0;
	o->inform = d->type == DHCP_ACK && d->yiaddr == 0 &&
	    kind_of(d) == SERVER_DHCP && !d->facts.has_vendor;
	o->siaddr = d->siaddr;
	(void)text_copy(o->bootfile, sizeof(o->bootfile), d->bootfile);
	o->root_path = d->root_path[0] != '\0';
	o->pxe_class = d->facts.pxe_class;
	o->vendor = d->facts.has_vendor;
}

static void
offer_text(struct text *t, const struct server_offer *o)
{
	char ip[IP4_TEXT];

	if (o->refuses) {
		text_add(t, "refuses addresses");
		return;
	}
	text_add(t,
	    o->address    ? "addresses" :
		o->inform ? "answers INFORM" :
			    "no addresses");
	if (o->bootfile[0] != '\0') {
		text_add(t, ", ");
		text_add(t, o->bootfile);
		if (o->siaddr != 0) {
			text_add(t, " from ");
			text_add(t, ip4_format(ip, o->siaddr));
		}
	}
	if (o->root_path)
		text_add(t, ", a root path");
	if (o->pxe_class)
		text_add(t, ", option 60");
	if (o->vendor)
		text_add(t, ", option 43");
}

static void
take_dhcp(struct servers *s, const struct event *e)
{
	const struct event_dhcp *d = &e->u.dhcp;
	const uint32_t addr = server_of(d);
	struct server_row *r;
	struct server_offer offer;
	char words[sizeof(r->offers[0])];
	struct text t;

	if (d->op != DHCP_OP_REPLY || dhcp_type_is_apart(d->type) ||
	    addr == 0 || is_ours(s, addr) || is_ours(s, d->src))
		return;
	r = find_row(s, kind_of(d), addr);
	if (r == NULL)
		r = add_row(s, kind_of(d), e);
	if (r == NULL)
		return;
	r->addr = addr;
	if (d->giaddr == 0 && d->src == addr && mac_usable(&d->link)) {
		r->has_mac = true;
		r->mac = d->link;
	}
	sight(r, e);
	offer_read(&offer, d);
	/* Hosts ask for parameters all day: no word of what it offers. */
	if (offer.inform && r->offer_count > 0)
		return;
	if (r->count > 1 && memcmp(&r->newest, &offer, sizeof(offer)) == 0)
		return;
	memcpy(&r->newest, &offer, sizeof(offer));
	text_init(&t, words, sizeof(words));
	offer_text(&t, &offer);
	take_offer(s, r, e, words);
}

static void
take_tftp(struct servers *s, const struct event *e)
{
	const struct event_tftp *f = &e->u.tftp;
	struct server_row *r;

	if (f->phase != TFTP_PHASE_DONE || !f->answered ||
	    is_ours(s, f->server))
		return;
	r = find_row(s, SERVER_TFTP, f->server);
	if (r == NULL)
		r = add_row(s, SERVER_TFTP, e);
	if (r == NULL)
		return;
	r->addr = f->server;
	sight(r, e);
	/* That it serves files is the news, not which. */
	take_offer(s, r, e, "files by TFTP");
}

void
servers_take(struct servers *s, const struct event *e)
{
	if (e->origin != ORIGIN_WIRE)
		return;
	if (e->kind == EVENT_DHCP)
		take_dhcp(s, e);
	else if (e->kind == EVENT_TFTP)
		take_tftp(s, e);
}

const char *
server_kind_name(enum server_kind k)
{
	static const char *const names[SERVER_KIND_COUNT] = {
	    [SERVER_DHCP] = "DHCP",
	    [SERVER_PROXY] = "proxyDHCP",
	    [SERVER_PXE] = "PXE",
	    [SERVER_TFTP] = "TFTP",
	};

	return k < SERVER_KIND_COUNT ? names[k] : "?";
}
