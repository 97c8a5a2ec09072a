/* SPDX-License-Identifier: ISC */
#include "core/boot/reader_choice.h"

#include <string.h>

#include "core/boot/diag_look.h"

/* iPXE and gPXE wait so long for a proxy's offer. */
#define PROXY_WAIT_US (INT64_C(2) * 1000000)

static bool
is_proxy(const struct reader_reply *r)
{
	return r->yiaddr == 0 && r->facts->pxe_class;
}

/* EDK2's kinds of offers (PxeBcDhcp4.c), DHCP's own and a proxy's apart. */
enum rung { RUNG_PXE10, RUNG_BINL, RUNG_PLAIN, RUNG_USELESS };

static enum rung
rung_of(const struct reader_reply *r)
{
	struct reader_view v;

	reader_read(&v, READER_UEFI, r);
	if (v.why == READER_NO_ID)
		return RUNG_USELESS;
	if (!r->facts->pxe_class)
		return RUNG_PLAIN;
	return r->facts->vendor_pxe &&
		(r->facts->has_discovery || r->facts->has_menu ||
		    r->facts->has_servers) ?
	    RUNG_PXE10 :
	    RUNG_BINL;
}

static size_t
first_of(const struct reader_offer *offers, size_t count, enum rung rung,
    bool proxy)
{
	size_t i;

	for (i = 0; i < count; i++)
		if ((offers[i].reply.yiaddr == 0) == proxy &&
		    rung_of(&offers[i].reply) == rung)
			return i;
	return CHOICE_NONE;
}

static size_t
first_named(const struct reader_offer *offers, size_t count)
{
	struct reader_view v;
	size_t i;

	for (i = 0; i < count; i++) {
		reader_read(&v, READER_UEFI, &offers[i].reply);
		if (offers[i].reply.yiaddr != 0 && !v.passes &&
		    v.name[0] != '\0')
			return i;
	}
	return CHOICE_NONE;
}

struct step {
	enum rung rung;
	bool proxy; /* the proxy's, beside a plain offer */
	const char *words;
};

/*
 * The ladder: a whole PXE offer, a proxy's beside a plain one, then BINL (60
 * without 43: port 4011), the same of a proxy, then the first with a name.
 */
static void
choose_uefi(struct reader_choice *c, const struct reader_offer *offers,
    size_t count)
{
	static const struct step steps[] = {
	    {RUNG_PXE10, false, "options 60 and 43 in one offer"},
	    {RUNG_PXE10, true, "a proxy's options 60 and 43"},
	    {RUNG_BINL, false, "option 60 without 43: a boot server"},
	    {RUNG_BINL, true, "a proxy's option 60"},
	};
	struct reader_view v;
	size_t i;

	for (i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
		c->boot = first_of(offers, count, steps[i].rung,
		    steps[i].proxy);
		c->lease = !steps[i].proxy ?
		    c->boot :
		    first_of(offers, count, RUNG_PLAIN, false);
		if (c->boot == CHOICE_NONE || c->lease == CHOICE_NONE)
			continue;
		c->rung = steps[i].words;
		reader_read(&v, READER_UEFI, &offers[c->boot].reply);
		c->ask_at = v.ask_at;
		return;
	}
	c->lease = c->boot = first_named(offers, count);
	c->rung = count == 0        ? "there is none" :
	    c->lease == CHOICE_NONE ? "no offer has a name" :
				      "the first with a name";
}

static int
priority_of(const struct reader_reply *r)
{
	return r->facts->has_priority ? r->facts->priority : 0;
}

/* iPXE: the last of the highest priority, until discovery is over. */
static void
choose_ipxe(struct reader_choice *c, const struct reader_offer *offers,
    size_t count)
{
	size_t i, proxy = CHOICE_NONE;
	struct reader_view v;

	c->lease = CHOICE_NONE;
	for (i = 0; i < count; i++) {
		const struct reader_reply *r = &offers[i].reply;

		if (r->yiaddr != 0 &&
		    (c->lease == CHOICE_NONE ||
			priority_of(r) >= priority_of(&offers[c->lease].reply)))
			c->lease = i;
		if (r->facts->pxe_class &&
		    (proxy == CHOICE_NONE ||
			priority_of(r) >= priority_of(&offers[proxy].reply)))
			proxy = i;
		if (c->lease == CHOICE_NONE)
			continue;
		/* It waits for a proxy no longer once one offered. */
		if (proxy != CHOICE_NONE ||
		    offers[c->lease].reply.facts->no_pxedhcp ||
		    offers[i].after_us > PROXY_WAIT_US)
			break;
	}
	c->boot = c->lease;
	c->rung = "the last one of the highest priority";
	if (proxy == CHOICE_NONE || c->lease == CHOICE_NONE ||
	    offers[c->lease].reply.facts->no_pxedhcp)
		return;
	reader_read(&v, READER_IPXE, &offers[proxy].reply);
	c->ask_at = v.ask_at;
	if (proxy == c->lease)
		return;
	c->boot = proxy;
	c->rung = "a proxy's boot data ends its wait";
}

/* Higher is better: priority first, then what it lacks least. */
static int
merit_of(const struct reader_reply *r)
{
	struct reader_view v;

	reader_read(&v, READER_GPXE, r);
	return priority_of(r) * 4 + (r->yiaddr != 0 ? 2 : 0) +
	    (r->facts->pxe_class ? 1 : 0);
}

static void
choose_gpxe(struct reader_choice *c, const struct reader_offer *offers,
    size_t count, enum reader_kind k)
{
	size_t i, proxy = CHOICE_NONE;
	struct reader_view v;

	c->lease = CHOICE_NONE;
	for (i = 0; i < count && offers[i].after_us <= 2 * PROXY_WAIT_US; i++) {
		const struct reader_reply *r = &offers[i].reply;

		if (r->yiaddr != 0 &&
		    (c->lease == CHOICE_NONE ||
			merit_of(r) > merit_of(&offers[c->lease].reply)))
			c->lease = i;
		if (r->facts->pxe_class && proxy == CHOICE_NONE)
			proxy = i;
	}
	c->boot = c->lease;
	c->rung = "priority, then the most complete, then the first";
	if (proxy == CHOICE_NONE || c->lease == CHOICE_NONE ||
	    offers[c->lease].reply.facts->no_pxedhcp)
		return;
	reader_read(&v, k, &offers[proxy].reply);
	c->ask_at = v.ask_at;
	c->boot = proxy;
}

/* Others take the first that they can boot by, else the first at all. */
static void
choose_first(struct reader_choice *c, const struct reader_offer *offers,
    size_t count, enum reader_kind k)
{
	size_t i, any = CHOICE_NONE, proxy = CHOICE_NONE;
	struct reader_view v;

	for (i = 0; i < count; i++) {
		reader_read(&v, k, &offers[i].reply);
		if (is_proxy(&offers[i].reply) && proxy == CHOICE_NONE)
			proxy = i;
		if (offers[i].reply.yiaddr == 0 || v.passes)
			continue;
		if (any == CHOICE_NONE)
			any = i;
		if (v.why == READER_TAKES && c->lease == CHOICE_NONE)
			c->lease = i;
	}
	c->rung = c->lease != CHOICE_NONE ? "the first that it can boot by" :
					    "the first";
	if (c->lease == CHOICE_NONE)
		c->lease = any;
	c->boot = c->lease;
	if (c->lease == CHOICE_NONE)
		return;
	reader_read(&v, k, &offers[c->lease].reply);
	/* U-Boot takes it only where it is built to (SERVERIP_FROM_PROXYDHCP);
	 * as distributions build it, not (u-boot-beside-dhcp.pcap). */
	if (v.why == READER_NO_NAME && proxy != CHOICE_NONE &&
	    k != READER_UBOOT) {
		c->boot = proxy;
		reader_read(&v, k, &offers[proxy].reply);
		c->rung = "a proxy's boot data";
	}
	c->ask_at = v.ask_at;
}

void
reader_choose(struct reader_choice *c, enum reader_kind k,
    const struct reader_offer *offers, size_t count)
{
	memset(c, 0, sizeof(*c));
	c->lease = c->boot = CHOICE_NONE;
	if (k == READER_UEFI)
		choose_uefi(c, offers, count);
	else if (k == READER_IPXE)
		choose_ipxe(c, offers, count);
	else if (k == READER_GPXE || k == READER_GPXE_FIELD)
		choose_gpxe(c, offers, count, k);
	else
		choose_first(c, offers, count, k);
}

/* The newest DISCOVER's transaction, and its offers. */
static size_t
offers_of(const struct boot_case *c, struct reader_offer *offers,
    size_t numbers[CASE_REPLIES])
{
	const struct case_ask *last = case_last_ask_of(c, DHCP_DISCOVER);
	int64_t asked_us = 0;
	size_t i, n = 0;

	for (i = c->ask_count; last != NULL && i > 0; i--)
		if (c->ask[i - 1].xid == last->xid &&
		    c->ask[i - 1].type == DHCP_DISCOVER)
			asked_us = c->ask[i - 1].time_us;
	for (i = 0; i < c->reply_count; i++) {
		const struct case_reply *r = &c->reply[i];

		if (r->type != DHCP_OFFER ||
		    (last != NULL && r->xid != last->xid))
			continue;
		reader_reply_of(&offers[n].reply, r);
		offers[n].after_us = last == NULL ? 0 : r->first_us - asked_us;
		numbers[n++] = i;
	}
	return n;
}

void
reader_choose_case(struct reader_choice *ret, const struct boot_case *c)
{
	const struct case_ask *a = diag_boot_ask(c);
	struct reader_offer offers[CASE_REPLIES];
	size_t numbers[CASE_REPLIES];
	const size_t n = offers_of(c, offers, numbers);

	reader_choose(ret, a == NULL ? READER_BIOS : reader_kind_of(a), offers,
	    n);
	if (ret->lease != CHOICE_NONE)
		ret->lease = numbers[ret->lease];
	if (ret->boot != CHOICE_NONE)
		ret->boot = numbers[ret->boot];
}

void
reader_choice_text(struct text *t, const struct reader_choice *choice,
    const struct boot_case *c)
{
	struct reader_offer offers[CASE_REPLIES];
	size_t numbers[CASE_REPLIES];
	const size_t n = offers_of(c, offers, numbers);
	char ip[IP4_TEXT];

	text_add(t, "of ");
	text_add_number(t, n);
	text_add(t, n == 1 ? " offer" : " offers");
	text_add(t, " this client takes ");
	if (choice->lease == CHOICE_NONE) {
		text_add(t, "none: ");
		text_add(t, choice->rung);
		return;
	}
	text_add(t, "that of ");
	text_add(t, ip4_format(ip, c->reply[choice->lease].server));
	text_add(t, " (");
	text_add(t, choice->rung);
	text_add_char(t, ')');
	if (choice->boot != choice->lease)
		text_addf(t, ", boot data of %s",
		    ip4_format(ip, c->reply[choice->boot].server));
	if (choice->ask_at != 0)
		text_addf(t, ", and asks port 4011 of %s",
		    ip4_format(ip, choice->ask_at));
}

/* The server that its newest transaction asks for a lease; 0: none yet. */
static uint32_t
asked_server(const struct boot_case *c)
{
	const struct case_ask *first = case_last_ask_of(c, DHCP_DISCOVER);
	size_t i;

	for (i = c->ask_count; first != NULL && i > 0; i--)
		if (c->ask[i - 1].type == DHCP_REQUEST &&
		    c->ask[i - 1].dst_port != DHCP_PORT_PXE)
			return c->ask[i - 1].xid == first->xid ?
			    c->ask[i - 1].server :
			    0;
	return 0;
}

static bool
same_name(const char *a, const char *b)
{
	while (*a == '/')
		a++;
	while (*b == '/')
		b++;
	return a[0] != '\0' && strcmp(a, b) == 0;
}

/* The boot server on port 4011 that it went to, and else the first file. */
struct went {
	uint32_t boot_server;
	const struct case_file *file;
};

static struct went
went_to(const struct boot_case *c)
{
	const struct case_ask *first = case_last_ask_of(c, DHCP_DISCOVER);
	struct went w = {0, NULL};
	size_t i;

	if (first == NULL)
		return w;
	for (i = 0; i < c->ask_count && w.boot_server == 0; i++)
		if (c->ask[i].dst_port == DHCP_PORT_PXE &&
		    c->ask[i].time_us >= first->time_us &&
		    c->ask[i].dst != UINT32_MAX)
			w.boot_server = c->ask[i].dst;
	for (i = 0; i < c->file_count && w.file == NULL; i++)
		if (c->file[i].began_us >= first->time_us)
			w.file = &c->file[i];
	return w;
}

/* Do its steps fit this offer? */
static bool
is_followed(const struct case_reply *r, const struct went *w)
{
	if (w->boot_server != 0)
		return r->server == w->boot_server ||
		    r->siaddr == w->boot_server;
	return (r->server == w->file->server || r->siaddr == w->file->server) &&
	    same_name(diag_told_name(r), w->file->file);
}

/* The offer whose boot data it shows to have taken; `boot` where its steps
 * fit that, or none. */
static size_t
boot_taken(const struct boot_case *c, const struct reader_choice *choice,
    const size_t *numbers, size_t n)
{
	const struct went w = went_to(c);
	size_t i;

	if (choice->boot == CHOICE_NONE ||
	    (w.boot_server == 0 && w.file == NULL) ||
	    (w.boot_server != 0 && choice->ask_at == w.boot_server) ||
	    is_followed(&c->reply[choice->boot], &w))
		return choice->boot;
	for (i = 0; i < n; i++)
		if (is_followed(&c->reply[numbers[i]], &w))
			return numbers[i];
	return choice->boot;
}

void
reader_choice_told(struct text *t, const struct boot_case *c)
{
	struct reader_offer offers[CASE_REPLIES];
	size_t numbers[CASE_REPLIES];
	const size_t n = offers_of(c, offers, numbers);
	const uint32_t took = asked_server(c);
	struct reader_choice choice;
	char ip[IP4_TEXT], rules[IP4_TEXT];

	if (n < 2)
		return;
	reader_choose_case(&choice, c);
	if (took == 0 || choice.lease == CHOICE_NONE ||
	    c->reply[choice.lease].server == took) {
		if (took == 0 || choice.lease != CHOICE_NONE)
			reader_choice_text(t, &choice, c);
		return;
	}
	text_addf(t,
	    "of %zu offers this client took that of %s; by its rules it "
	    "would be that of %s (%s)",
	    n, ip4_format(ip, took),
	    ip4_format(rules, c->reply[choice.lease].server), choice.rung);
}

void
reader_choice_corrected(struct text *t, const struct boot_case *c)
{
	struct reader_offer offers[CASE_REPLIES];
	size_t numbers[CASE_REPLIES];
	const size_t n = offers_of(c, offers, numbers);
	const uint32_t took = asked_server(c);
	struct reader_choice choice;
	char ip[IP4_TEXT];
	size_t taken;

	if (n < 2 || took == 0)
		return;
	reader_choose_case(&choice, c);
	/* It took another one's address: that was told, with all of it. */
	if (choice.lease == CHOICE_NONE ||
	    c->reply[choice.lease].server != took)
		return;
	taken = boot_taken(c, &choice, numbers, n);
	if (taken == choice.boot)
		return;
	text_addf(t, "of %zu offers this client took that of %s", n,
	    ip4_format(ip, took));
	if (c->reply[taken].server != took)
		text_addf(t, ", boot data of %s",
		    ip4_format(ip, c->reply[taken].server));
	text_addf(t, "; by its rules the boot data would be of %s (%s)",
	    ip4_format(ip, c->reply[choice.boot].server), choice.rung);
}
