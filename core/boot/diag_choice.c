/* SPDX-License-Identifier: ISC */
#include "core/boot/diag_rules.h"

#include <string.h>

#include "core/boot/diag_look.h"

/* Group B of the catalogue: offers that are lost, refused or lose. */

#define SECOND INT64_C(1000000)

static const struct case_reply *
first_real_offer(const struct boot_case *c)
{
	size_t i;

	for (i = 0; i < c->reply_count; i++)
		if (c->reply[i].type == DHCP_OFFER && c->reply[i].yiaddr != 0 &&
		    !c->reply[i].orphan)
			return &c->reply[i];
	return NULL;
}

/* iPXE and gPXE ask twice while they wait for a proxy: that is no loss. */
static bool
unicast_offer_lost(const struct boot_case *c, const struct diag_env *env,
    struct diag_say *say)
{
	const struct case_reply *r = first_real_offer(c);
	const struct case_ask *a = diag_boot_ask(c);
	char ip[IP4_TEXT];

	if (r == NULL || a == NULL || c->requests > 0 || c->proxy_asks > 0 ||
	    r->dst == UINT32_MAX || r->dst == 0 ||
	    (r->giaddr != 0 && r->dst_port != DHCP_PORT_CLIENT) ||
	    a->facts.broadcast || c->files > 0 ||
	    (a->facts.user_ipxe && (a->facts.secs & 2) != 0))
		return false;
	/* UEFI passes over an offer without a name, a Raspberry Pi over one
	 * without its option 43: other matters. */
	if (!diag_has_name(r) || diag_is_raspberry(c, a) ||
	    case_discovers_after(c, r->first_us) < 2 ||
	    !diag_has_passed(say, r->first_us, 6 * SECOND))
		return false;
	text_addf(&say->text,
	    "%s was offered to it by unicast, and it asks again (%u times): "
	    "the offer does not reach it",
	    ip4_format(ip, r->yiaddr), c->discovers);
	text_add(&say->fix,
	    "answer this client by broadcast (dnsmasq: dhcp-broadcast)");
	diag_ours_only(env, r->server, say);
	diag_evidence(say, r->frame);
	diag_evidence(say, a->frame);
	return true;
}

static bool
is_bootable(const struct case_reply *r)
{
	return diag_has_name(r) || r->root_path[0] != '\0' ||
	    r->facts.has_menu ||
	    (r->facts.pxe_class && (r->facts.discovery & 8) == 0);
}

/*
 * From when on the offer could be taken, 0: never.  A ROM may pass over one
 * without a name until a proxy's is there.
 */
static int64_t
takeable_us(const struct boot_case *c, const struct case_reply *r)
{
	size_t i;

	if (is_bootable(r))
		return r->first_us;
	for (i = 0; i < c->reply_count; i++)
		if (case_is_proxy(&c->reply[i]) &&
		    c->reply[i].type == DHCP_OFFER)
			return c->reply[i].first_us > r->first_us ?
			    c->reply[i].first_us :
			    r->first_us;
	return 0;
}

/* One program all along?  UEFI may try HTTP Boot first, which wants another
 * offer. */
static bool
asks_alike(const struct boot_case *c)
{
	const struct case_ask *first = &c->ask[0];
	const struct case_ask *last = case_last_ask_of(c, DHCP_DISCOVER);

	return last != NULL && last->stage == first->stage &&
	    last->facts.arch == first->facts.arch;
}

/* The ROM was not ready yet: what it passed over it takes a little later. */
static bool
offer_too_early(const struct boot_case *c, const struct diag_env *env,
    struct diag_say *say)
{
	const struct case_reply *r = first_real_offer(c);
	const struct case_ask *a = diag_boot_ask(c), *taken;
	int64_t gap, takeable;

	/* What it was refused, or declines itself, it did not pass over. */
	if (r == NULL || a == NULL || a->stage != STAGE_ROM || r->times < 2 ||
	    c->naks > 0 || c->declines > 0 || !asks_alike(c))
		return false;
	takeable = takeable_us(c, r);
	gap = takeable - c->ask[0].time_us;
	taken = case_last_ask_of(c, DHCP_REQUEST);
	if (gap < 0 || gap > 2000 || c->discovers < 3 || taken == NULL ||
	    taken->server != r->server || case_discovers_after(c, takeable) < 2)
		return false;
	text_addf(&say->text,
	    "passed over the offer that came %lld us after its DISCOVER, and "
	    "took the same one at try %u: it was not ready to listen",
	    (long long)gap, c->discovers);
	text_add(&say->fix,
	    "answer it a second later (dnsmasq: dhcp-reply-delay)");
	diag_ours_only(env, r->server, say);
	diag_evidence(say, c->ask[0].frame);
	diag_evidence(say, r->frame);
	diag_evidence(say, taken->frame);
	return true;
}

static const struct case_reply *
offer_of(const struct boot_case *c, uint32_t server)
{
	size_t i;

	for (i = 0; i < c->reply_count; i++)
		if (c->reply[i].type == DHCP_OFFER && c->reply[i].yiaddr != 0 &&
		    c->reply[i].server == server)
			return &c->reply[i];
	return NULL;
}

/* gPXE and iPXE take the offer of the highest priority (175.1). */
static void
prefer_ours(struct diag_say *say, const struct boot_case *c,
    const struct diag_env *env, const struct case_reply *taken,
    const struct case_reply *better)
{
	const struct case_ask *a = case_last_ask_of(c, DHCP_REQUEST);
	const uint16_t first = diag_priority_over(taken);

	if (!diag_is_ours(env, better->server)) {
		diag_tell_instead(c, env, better, say);
		return;
	}
	if (!diag_is_gpxe(a) || first == 0)
		return;
	say->finding->mend = MEND_PRIORITY;
	say->finding->mend_with = first;
	text_addf(&say->fix, ", or priority=%u here", first);
}

/* Two servers offer, and the one without boot data is taken. */
static bool
other_server_chosen(const struct boot_case *c, const struct diag_env *env,
    struct diag_say *say)
{
	const struct case_ask *a = case_last_ask_of(c, DHCP_REQUEST);
	const struct case_reply *taken, *better = NULL;
	char mine[IP4_TEXT], other[IP4_TEXT];
	size_t i;

	/* What was fetched before, by its ROM or another boot, is no matter. */
	if (a == NULL || a->server == 0 || !diag_is_boot_client(a) ||
	    diag_asked_files_since(c, a->time_us))
		return false;
	taken = offer_of(c, a->server);
	if (taken == NULL || is_bootable(taken))
		return false;
	for (i = 0; i < c->reply_count; i++) {
		const struct case_reply *r = &c->reply[i];

		/* A proxy's boot data would be merged. */
		if (case_is_proxy(r))
			return false;
		if (r->type == DHCP_OFFER && r->yiaddr != 0 &&
		    r->server != a->server && r->xid == a->xid &&
		    is_bootable(r))
			better = r;
	}
	if (better == NULL)
		return false;
	/* A proxy's offer may be one of those that were lost. */
	say->unseen_us = c->began_us;
	text_addf(&say->text,
	    "takes the offer of %s, which names no boot "
	    "file, and not that of %s, which says ",
	    ip4_format(mine, a->server), ip4_format(other, better->server));
	text_add_visible_str(&say->text, diag_told_name(better));
	text_addf(&say->fix,
	    "stop the DHCP server %s, or give the boot data from one only "
	    "(proxy mode)",
	    mine);
	prefer_ours(say, c, env, taken, better);
	diag_evidence(say, taken->frame);
	diag_evidence(say, better->frame);
	diag_evidence(say, a->frame);
	return true;
}

static bool
foreign_nak(const struct boot_case *c, const struct diag_env *env,
    struct diag_say *say)
{
	char nak[IP4_TEXT], chosen[IP4_TEXT];
	size_t i, k;

	(void)env;
	for (i = 0; i < c->reply_count; i++) {
		const struct case_reply *r = &c->reply[i];

		if (r->type != DHCP_NAK || r->server == 0)
			continue;
		for (k = c->ask_count; k > 0; k--)
			if (c->ask[k - 1].type == DHCP_REQUEST &&
			    c->ask[k - 1].time_us <= r->time_us)
				break;
		/* An address asked for from before names no server. */
		if (k == 0 || c->ask[k - 1].server == 0 ||
		    c->ask[k - 1].server == r->server ||
		    case_discovers_after(c, r->time_us) == 0 || c->files > 0)
			continue;
		text_addf(&say->text,
		    "asked %s for its address, and %s says NAK: it starts "
		    "again (%u times)",
		    ip4_format(chosen, c->ask[k - 1].server),
		    ip4_format(nak, r->server), r->times);
		text_addf(&say->fix,
		    "make %s not authoritative on this network, or use an "
		    "iPXE from 2023 on",
		    nak);
		diag_evidence(say, c->ask[k - 1].frame);
		diag_evidence(say, r->frame);
		return true;
	}
	return false;
}

/* When that server gave it an address last; INT64_MIN: never. */
static int64_t
acked_us(const struct boot_case *c, uint32_t server)
{
	int64_t last_us = INT64_MIN;
	size_t i;

	for (i = 0; i < c->reply_count; i++)
		if (c->reply[i].type == DHCP_ACK &&
		    c->reply[i].server == server &&
		    c->reply[i].time_us > last_us)
			last_us = c->reply[i].time_us;
	return last_us;
}

/* How often it asked that server for its offer and got nothing better, until
 * then; a relay's copies are no others. */
static unsigned
times_requested(const struct boot_case *c, uint32_t server, int64_t until_us)
{
	const int64_t since_us = acked_us(c, server);
	unsigned n = 0;
	size_t i;

	for (i = 0; i < c->ask_count; i++)
		n += c->ask[i].type == DHCP_REQUEST && !c->ask[i].passed_on &&
		    c->ask[i].server == server &&
		    c->ask[i].time_us > since_us &&
		    c->ask[i].time_us <= until_us;
	return n;
}

/* That an address from before is refused is usual, and names no server. */
static bool
offer_refused(const struct boot_case *c, const struct diag_env *env,
    struct diag_say *say)
{
	const struct case_reply *r = case_last_reply_of(c, DHCP_NAK);
	const struct case_ask *a = case_last_ask_of(c, DHCP_REQUEST);
	const struct case_reply *ack = case_last_reply_of(c, DHCP_ACK);
	const struct case_reply *offer;
	char server[IP4_TEXT], ip[IP4_TEXT];
	unsigned times;

	(void)env;
	if (r == NULL || a == NULL || a->server == 0 ||
	    a->server != r->server || c->files > 0 || c->pages > 0 ||
	    (ack != NULL && ack->time_us > r->time_us))
		return false;
	offer = offer_of(c, r->server);
	times = times_requested(c, r->server, r->time_us);
	if (offer == NULL || times < 2)
		return false;
	text_addf(&say->text,
	    "%s offers it %s, and says NAK when it asks for that (%u times)",
	    ip4_format(server, r->server), ip4_format(ip, offer->yiaddr),
	    times);
	if (r->reason[0] != '\0') {
		text_add(&say->text, ": ");
		text_add_visible_str(&say->text, r->reason);
	}
	text_addf(&say->fix,
	    "look into the log of the DHCP server %s: two servers of one pool, "
	    "an old lease of %s, or a class that gets no address there",
	    server, ip);
	diag_evidence(say, offer->frame);
	diag_evidence(say, a->frame);
	diag_evidence(say, r->frame);
	return true;
}

/* Three REQUESTs within seconds: iPXE sends them at 0, 1 and 3 s. */
#define REQUESTS 3
#define PATIENCE_US INT64_C(4500000)

static bool
is_answered_since(const struct boot_case *c, int64_t time_us)
{
	const struct case_reply *ack = case_last_reply_of(c, DHCP_ACK);
	const struct case_reply *nak = case_last_reply_of(c, DHCP_NAK);

	return (ack != NULL && ack->time_us >= time_us) ||
	    (nak != NULL && nak->time_us >= time_us);
}

/*
 * The first of those that are this one sent again and had no answer, and how
 * many they are; NULL: it was answered, or went on.  What the next stage asks
 * has another xid, and shows that the one before had its answer unseen.
 */
static const struct case_ask *
first_in_vain(const struct boot_case *c, const struct case_ask *a,
    unsigned *ret_times)
{
	const struct case_ask *first = NULL;
	size_t i;

	*ret_times = 0;
	for (i = 0; i < c->ask_count; i++) {
		const struct case_ask *b = &c->ask[i];

		if (b->type != DHCP_REQUEST || b->passed_on ||
		    b->server != a->server || b->xid != a->xid ||
		    is_answered_since(c, b->time_us))
			continue;
		first = first == NULL ? b : first;
		++*ret_times;
	}
	return first != NULL && !diag_asked_files_since(c, first->time_us) ?
	    first :
	    NULL;
}

/* Would the answer be seen?  A switch brings what is not for all to it alone,
 * and without a capture another server's is not ours to see. */
static bool
is_ack_seen(const struct case_ask *a, const struct case_reply *offer)
{
	return a->facts.broadcast || a->giaddr != 0 ||
	    (offer->dst != UINT32_MAX && offer->dst != 0);
}

/* It takes an offer, and its server says nothing more. */
static bool
request_unanswered(const struct boot_case *c, const struct diag_env *env,
    struct diag_say *say)
{
	const struct case_ask *a = case_last_ask_of(c, DHCP_REQUEST), *first;
	const struct case_reply *offer;
	char server[IP4_TEXT], ip[IP4_TEXT];
	unsigned times;

	if (a == NULL || a->server == 0 || a->dst_port != DHCP_PORT_SERVER ||
	    a->unheard || is_answered_since(c, a->time_us) ||
	    (!env->capturing && !diag_is_ours(env, a->server)))
		return false;
	offer = offer_of(c, a->server);
	first = first_in_vain(c, a, &times);
	if (offer == NULL || first == NULL || times < REQUESTS ||
	    !diag_has_passed(say, first->time_us, PATIENCE_US))
		return false;
	say->unseen_us = first->time_us;
	text_addf(&say->text,
	    "%s offers it %s, and says neither ACK nor NAK when it asks for "
	    "that (%u times)",
	    ip4_format(server, a->server), ip4_format(ip, offer->yiaddr),
	    times);
	if (a->refused) {
		text_add(&say->text, ": ");
		text_add_visible_str(&say->text, a->reason);
	}
	text_addf(&say->fix,
	    "look into the log of the DHCP server %s: leases that it cannot "
	    "write, a failover partner that is down; else DHCP snooping on "
	    "the switch keeps its ACK",
	    server);
	if (!is_ack_seen(a, offer))
		say->finding->confidence = CONFIDENCE_LIKELY;
	diag_evidence(say, offer->frame);
	diag_evidence(say, first->frame);
	diag_evidence(say, a->frame);
	return true;
}

/* Someone has the address already: the server's own, or by ARP. */
static bool
pool_overlaps(const struct boot_case *c, const struct diag_env *env,
    struct diag_say *say)
{
	char ip[IP4_TEXT], server[IP4_TEXT];
	size_t i, k;

	for (i = 0; i < c->reply_count; i++) {
		const struct case_reply *r = &c->reply[i];
		bool ours = false;

		for (k = 0; k < env->addr_count; k++)
			ours = ours || env->addrs[k] == r->yiaddr;
		if (r->yiaddr == 0 ||
		    (r->yiaddr != r->server && r->yiaddr != r->siaddr && !ours))
			continue;
		text_addf(&say->text, "%s gives it %s, a server's own address",
		    ip4_format(server, r->server), ip4_format(ip, r->yiaddr));
		text_addf(&say->fix, "take %s out of the pool of %s", ip,
		    server);
		diag_evidence(say, r->frame);
		return true;
	}
	return false;
}

/* What it declines, or else (without option 50) what it was given. */
static uint32_t
declined_by(const struct boot_case *c, const struct case_ask *a)
{
	const struct case_reply *r = case_lease(c);

	return a->facts.requested != 0 || r == NULL ? a->facts.requested :
						      r->yiaddr;
}

static bool
address_declined(const struct boot_case *c, const struct diag_env *env,
    struct diag_say *say)
{
	const struct case_ask *a = case_last_ask_of(c, DHCP_DECLINE);
	uint32_t addr;
	char ip[IP4_TEXT];

	(void)env;
	if (a == NULL || c->files > 0 || c->pages > 0)
		return false;
	addr = declined_by(c, a);
	text_addf(&say->text,
	    "declines %s: it found another machine that has the address",
	    addr == 0 ? "what it was given" : ip4_format(ip, addr));
	text_add(&say->fix,
	    "find who has the address by hand, or leave it out of the pool");
	diag_evidence(say, a->frame);
	return true;
}

/* clang-format off */
static const struct diag_rule rules[] = {
	{"unicast-offer-lost", SEVERITY_ERROR, CONFIDENCE_LIKELY,
	    MEND_BROADCAST, ON_DHCP | ON_TIME, HAS_AGAIN | HAS_REPLY | HAS_NO_CHOICE, false,
	    "offers by unicast do not reach it", unicast_offer_lost},
	{"offer-too-early", SEVERITY_WARNING, CONFIDENCE_LIKELY, MEND_DELAY,
	    ON_DHCP, HAS_AGAIN | HAS_REPLY, false,
	    "answered before it could listen", offer_too_early},
	{"other-server-chosen", SEVERITY_ERROR, CONFIDENCE_CERTAIN, MEND_NONE,
	    ON_DHCP | ON_TFTP | ON_HTTP, HAS_OTHERS, false,
	    "takes another server's offer", other_server_chosen},
	{"foreign-nak", SEVERITY_ERROR, CONFIDENCE_CERTAIN, MEND_NONE,
	    ON_DHCP | ON_TFTP, HAS_NAK, false,
	    "another server refuses its address", foreign_nak},
	{"offer-refused", SEVERITY_ERROR, CONFIDENCE_CERTAIN, MEND_NONE,
	    ON_DHCP | ON_TFTP | ON_HTTP, HAS_NAK, false,
	    "refused what it was offered", offer_refused},
	{"request-unanswered", SEVERITY_ERROR, CONFIDENCE_CERTAIN, MEND_NONE,
	    ON_DHCP | ON_TFTP | ON_HTTP | ON_TIME, HAS_REPLY, false,
	    "no answer when it takes an offer", request_unanswered},
	{"pool-overlaps", SEVERITY_ERROR, CONFIDENCE_CERTAIN, MEND_NONE,
	    ON_DHCP, HAS_REPLY, false,
	    "given a server's own address", pool_overlaps},
	{"address-declined", SEVERITY_WARNING, CONFIDENCE_CERTAIN, MEND_NONE,
	    ON_DHCP | ON_TFTP | ON_HTTP, HAS_DECLINE, false,
	    "its address is in use", address_declined},
};
/* clang-format on */

const struct diag_group diag_choice = {rules, sizeof(rules) / sizeof(rules[0])};
