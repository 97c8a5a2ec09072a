/* SPDX-License-Identifier: ISC */
#include "core/boot/diag_rules.h"

#include <string.h>

#include "core/boot/diag_look.h"
#include "core/proto/dhcp_option.h"

/* Group B of the catalogue: proxyDHCP and port 4011. */

#define SECOND INT64_C(1000000)

static const struct case_ask *
first_on_4011(const struct boot_case *c)
{
	size_t i;

	for (i = 0; i < c->ask_count; i++)
		if (c->ask[i].dst_port == DHCP_PORT_PXE)
			return &c->ask[i];
	return NULL;
}

/* Nobody answered it there, and it asked for nothing since. */
static bool
is_4011_silent(const struct boot_case *c, const struct case_ask *first)
{
	const struct case_file *f = case_last_file(c);

	if (first == NULL || c->proxy_asks < 2 || c->proxy_answers > 0)
		return false;
	/* An ACK without an address is an answer, whatever port it has. */
	for (size_t i = 0; i < c->reply_count; i++)
		if (c->reply[i].xid == first->xid &&
		    c->reply[i].first_us >= first->time_us &&
		    c->reply[i].yiaddr == 0)
			return false;
	return f == NULL || f->began_us < first->time_us;
}

/* A real offer that says PXEClient and no more sends UEFI to port 4011. */
static const struct case_reply *
stray_offer(const struct boot_case *c)
{
	size_t i;

	for (i = 0; i < c->reply_count; i++) {
		const struct case_reply *r = &c->reply[i];

		if (r->yiaddr != 0 && r->facts.pxe_class &&
		    !r->facts.has_vendor && r->type == DHCP_OFFER)
			return r;
	}
	return NULL;
}

/*
 * EDK2 passes over a proxy where the only address comes with option 60; an
 * offer of ours with an address and 43 goes before it.
 */
static void
mend_stray(const struct boot_case *c, const struct diag_env *env,
    const struct case_reply *r, struct diag_say *say)
{
	if (!env->live || !env->proxy) {
		diag_tell_instead(c, env, r, say);
		return;
	}
	say->finding->mend = MEND_NONE;
	text_add(&say->fix,
	    "; or give addresses here, --mode dhcp, whose offer is taken "
	    "before it");
}

/*
 * EDK2 takes such an offer for a BINL one, asks 4011 four times and ends with
 * PXE-E16 (stray-option-60-ovmf.pcap); gPXE loses 2.5 s and boots.
 */
static bool
stray_option_60(const struct boot_case *c, const struct diag_env *env,
    struct diag_say *say)
{
	const struct case_ask *first = first_on_4011(c);
	const struct case_reply *r = stray_offer(c);
	char ip[IP4_TEXT], from[IP4_TEXT];

	if (r == NULL || !is_4011_silent(c, first))
		return false;
	say->unseen_us = first->time_us;
	text_addf(&say->text,
	    "the offer of %s says option 60 PXEClient without option 43: it "
	    "asks port 4011 of %s, where nobody answers (%u times)",
	    ip4_format(from, r->server), ip4_format(ip, first->dst),
	    c->proxy_asks);
	/* That it is ours takes a setting: it leaves 43 out. */
	say->finding->mend_with = DHCP_OPT_CLASS_ID;
	text_addf(&say->fix,
	    "on %s no option 60 (dnsmasq: without "
	    "dhcp-option=60,PXEClient), or 43 with it "
	    "(dhcp-option=43,06:01:08:ff)",
	    from);
	if (diag_is_gpxe(first)) {
		say->finding->severity = SEVERITY_NOTE;
		diag_ours_only(env, r->server, say);
	} else if (!diag_is_ours(env, r->server))
		mend_stray(c, env, r, say);
	diag_evidence(say, r->frame);
	diag_evidence(say, first->frame);
	diag_evidence(say, case_last_ask(c)->frame);
	return true;
}

static bool
proxy_port_silent(const struct boot_case *c, const struct diag_env *env,
    struct diag_say *say)
{
	const struct case_ask *first = first_on_4011(c);
	char ip[IP4_TEXT];

	(void)env;
	if (stray_offer(c) != NULL || !is_4011_silent(c, first))
		return false;
	say->unseen_us = first->time_us;
	text_addf(&say->text,
	    "asked port 4011 of %s %u times for its boot file, and nobody "
	    "answered",
	    ip4_format(ip, first->dst), c->proxy_asks);
	text_addf(&say->fix,
	    "let the PXE service on %s listen on UDP 4011, and its firewall "
	    "pass it",
	    ip);
	if (diag_is_gpxe(first))
		say->finding->severity = SEVERITY_WARNING;
	diag_evidence(say, first->frame);
	diag_evidence(say, case_last_ask(c)->frame);
	return true;
}

#define PATIENCE_US INT64_C(4500000)

static bool
only_proxy_offers(const struct boot_case *c, const struct diag_env *env,
    struct diag_say *say)
{
	const struct case_ask *a = case_last_ask(c);

	if (c->discovers < 3 || c->proxy_offers == 0 || c->offers > 0 ||
	    c->acks > 0 || c->requests > 0 || a == NULL || !env->capturing)
		return false;
	/* dnsmasq looks for 3 s whether an address is free, then offers. */
	if (a->time_us - c->began_us < PATIENCE_US)
		return false;
	say->unseen_us = diag_asked_us(c, 3);
	text_add(&say->text,
	    "only proxy offers came (boot data without an "
	    "address): the network's DHCP server is silent");
	text_add(&say->fix,
	    "start the DHCP server that gives addresses, or "
	    "let pxeconsole do it (--mode dhcp)");
	if (!a->facts.broadcast)
		say->finding->confidence = CONFIDENCE_LIKELY;
	diag_evidence(say, a->frame);
	return true;
}

static const struct case_reply *
first_offer(const struct boot_case *c, bool proxy)
{
	size_t i;

	for (i = 0; i < c->reply_count; i++)
		if (c->reply[i].type == DHCP_OFFER && !c->reply[i].orphan &&
		    c->reply[i].src_port != DHCP_PORT_PXE &&
		    case_is_proxy(&c->reply[i]) == proxy)
			return &c->reply[i];
	return NULL;
}

/* Some UEFI (HP) cannot put a real and a proxy offer together. */
static bool
dual_offers_unmerged(const struct boot_case *c, const struct diag_env *env,
    struct diag_say *say)
{
	const struct case_reply *real = first_offer(c, false);
	const struct case_reply *proxy = first_offer(c, true);
	const struct case_ask *a = diag_boot_ask(c);
	int64_t both;

	(void)env;
	if (real == NULL || proxy == NULL || a == NULL ||
	    a->stage != STAGE_ROM || c->mode == MODE_LOCAL || c->requests > 0 ||
	    c->proxy_asks > 0)
		return false;
	both = real->first_us > proxy->first_us ? real->first_us :
						  proxy->first_us;
	if (case_discovers_after(c, both) < 2)
		return false;
	text_addf(&say->text,
	    "has an offer with an address and one with boot data, takes "
	    "neither and asks again (%u times): it cannot put them together",
	    c->discovers);
	text_add(&say->fix,
	    "give address and boot data in one offer: --mode dhcp, or "
	    "next-server and boot file at the DHCP server");
	diag_evidence(say, real->frame);
	diag_evidence(say, proxy->frame);
	diag_evidence(say, a->frame);
	return true;
}

static const struct case_ask *
first_request(const struct boot_case *c)
{
	size_t i;

	for (i = 0; i < c->ask_count; i++)
		if (c->ask[i].type == DHCP_REQUEST &&
		    c->ask[i].dst_port != DHCP_PORT_PXE)
			return &c->ask[i];
	return NULL;
}

/* Someone gives a name that this machine can have known of in time. */
static bool
name_in_time(const struct boot_case *c, int64_t before_us)
{
	size_t i;

	for (i = 0; i < c->reply_count; i++)
		if ((diag_has_name(&c->reply[i]) ||
			c->reply[i].root_path[0] != '\0') &&
		    (!case_is_proxy(&c->reply[i]) ||
			c->reply[i].first_us <= before_us))
			return true;
	return false;
}

/* iPXE and gPXE wait two seconds for a proxy, others not even that. */
static bool
proxy_offer_late(const struct boot_case *c, const struct diag_env *env,
    struct diag_say *say)
{
	const struct case_reply *proxy = first_offer(c, true);
	const struct case_ask *request = first_request(c);
	char ip[IP4_TEXT];
	int64_t late;

	(void)env;
	if (proxy == NULL || request == NULL || c->proxy_asks > 0 ||
	    proxy->xid != request->xid || proxy->first_us <= request->time_us ||
	    c->files > 0 || c->pages > 0 || name_in_time(c, request->time_us))
		return false;
	late = proxy->first_us - c->ask[0].time_us;
	say->unseen_us = c->began_us;
	text_addf(&say->text, "the proxy offer of %s came ",
	    ip4_format(ip, proxy->server));
	text_add_tenths(&say->text, late > 0 ? (uint64_t)late : 0);
	text_add(&say->text,
	    " s after its DISCOVER, when it had chosen already: it has an "
	    "address and no boot file");
	text_addf(&say->fix, "let %s answer at once", ip);
	diag_evidence(say, proxy->frame);
	diag_evidence(say, request->frame);
	return true;
}

/* Our own option keeps gPXE from the proxy that has the name. */
static bool
proxy_disabled_by_us(const struct boot_case *c, const struct diag_env *env,
    struct diag_say *say)
{
	const struct case_reply *lease = case_lease(c);
	const struct case_reply *proxy = first_offer(c, true);
	const struct case_ask *a = diag_boot_ask(c);

	if (lease == NULL || proxy == NULL || a == NULL || !diag_is_gpxe(a) ||
	    !lease->facts.no_pxedhcp || diag_has_name(lease) ||
	    lease->root_path[0] != '\0' || c->files > 0 || c->pages > 0)
		return false;
	text_add(&say->text,
	    "the offer with the address says 175.176 = 1 (no proxy), so the "
	    "boot data of the proxy is not read");
	text_add(&say->fix,
	    "take sub-option 176 (b0) out of option 175 at the DHCP server");
	say->finding->mend_with = DHCP_OPT_GPXE;
	diag_ours_only(env, lease->server, say);
	diag_evidence(say, lease->frame);
	diag_evidence(say, proxy->frame);
	return true;
}

/*
 * A proxy that answers the REQUEST for another server's lease, instead of
 * leaving it alone: an ACK without an address, which EDK2 declines.
 */
static bool
proxy_acked_foreign(const struct boot_case *c, const struct diag_env *env,
    struct diag_say *say)
{
	char proxy[IP4_TEXT], chosen[IP4_TEXT];
	size_t i, k;

	(void)env;
	for (i = 0; i < c->reply_count; i++) {
		const struct case_reply *r = &c->reply[i];

		/* gPXE keeps its xid on port 4011: that answer is right. */
		if (r->type != DHCP_ACK || r->yiaddr != 0 || r->server == 0 ||
		    r->src_port == DHCP_PORT_PXE || c->proxy_asks > 0)
			continue;
		for (k = 0; k < c->ask_count; k++)
			if (c->ask[k].xid == r->xid &&
			    c->ask[k].type == DHCP_REQUEST &&
			    c->ask[k].dst_port == DHCP_PORT_SERVER &&
			    c->ask[k].facts.ciaddr == 0 &&
			    c->ask[k].server != 0 &&
			    c->ask[k].server != r->server)
				break;
		if (k == c->ask_count)
			continue;
		text_addf(&say->text,
		    "%s, a proxy, acknowledges the lease that it asked of %s, "
		    "without an address%s",
		    ip4_format(proxy, r->server),
		    ip4_format(chosen, c->ask[k].server),
		    c->declines > 0 ? ": it declines" : "");
		text_addf(&say->fix, "let %s answer REQUESTs on port 4011 only",
		    proxy);
		if (c->declines > 0)
			say->finding->severity = SEVERITY_ERROR;
		diag_evidence(say, c->ask[k].frame);
		diag_evidence(say, r->frame);
		return true;
	}
	return false;
}

/* A menu choice (43.71) goes from 4011 to the port that asked. */
static bool
menu_reply_broadcast(const struct boot_case *c, const struct diag_env *env,
    struct diag_say *say)
{
	size_t i, k;

	(void)env;
	for (i = 0; i < c->reply_count; i++) {
		const struct case_reply *r = &c->reply[i];

		for (k = 0; r->dst == UINT32_MAX && k < c->ask_count; k++)
			if (c->ask[k].xid == r->xid &&
			    c->ask[k].dst_port == DHCP_PORT_PXE &&
			    c->ask[k].facts.has_item &&
			    c->ask[k].facts.ciaddr != 0 &&
			    r->first_us >= c->ask[k].time_us)
				break;
		if (r->dst != UINT32_MAX || k == c->ask_count || c->files > 0)
			continue;
		text_add(&say->text,
		    "chose an item of the PXE menu on port 4011, and is "
		    "answered by broadcast: many ROMs do not take that");
		text_add(&say->fix,
		    "another dnsmasq than 2.92, or no menu: one boot file");
		diag_evidence(say, c->ask[k].frame);
		diag_evidence(say, r->frame);
		return true;
	}
	return false;
}

/* clang-format off */
static const struct diag_rule rules[] = {
	{"stray-option-60", SEVERITY_ERROR, CONFIDENCE_CERTAIN,
	    MEND_LEAVE_OPTION, ON_DHCP | ON_TFTP, HAS_4011 | HAS_REPLY, true,
	    "option 60 sends it to a silent port", stray_option_60},
	{"proxy-port-silent", SEVERITY_ERROR, CONFIDENCE_CERTAIN, MEND_NONE,
	    ON_DHCP | ON_TFTP, HAS_4011, false,
	    "port 4011 does not answer", proxy_port_silent},
	{"only-proxy-offers", SEVERITY_ERROR, CONFIDENCE_CERTAIN, MEND_NONE,
	    ON_DHCP, HAS_AGAIN | HAS_PROXY_OFFER, false,
	    "boot data, but no address", only_proxy_offers},
	{"dual-offers-unmerged", SEVERITY_ERROR, CONFIDENCE_LIKELY, MEND_NONE,
	    ON_DHCP, HAS_AGAIN | HAS_PROXY_OFFER | HAS_NO_CHOICE, false,
	    "two offers that it cannot merge", dual_offers_unmerged},
	{"proxy-offer-late", SEVERITY_ERROR, CONFIDENCE_LIKELY, MEND_NONE,
	    ON_DHCP | ON_TFTP, HAS_PROXY_OFFER, false,
	    "the proxy answered too late", proxy_offer_late},
	{"proxy-disabled-by-us", SEVERITY_ERROR, CONFIDENCE_CERTAIN,
	    MEND_LEAVE_OPTION, ON_DHCP | ON_TFTP, HAS_PROXY_OFFER | HAS_LEASE | HAS_GPXE, false,
	    "option 175 forbids the proxy", proxy_disabled_by_us},
	{"proxy-acked-foreign", SEVERITY_WARNING, CONFIDENCE_CERTAIN,
	    MEND_NONE, ON_DHCP, HAS_BARE_ACK, false,
	    "a proxy acknowledges another's lease", proxy_acked_foreign},
	{"menu-reply-broadcast", SEVERITY_WARNING, CONFIDENCE_LIKELY,
	    MEND_NONE, ON_DHCP | ON_TFTP, HAS_4011, false,
	    "menu answered by broadcast", menu_reply_broadcast},
};
/* clang-format on */

const struct diag_group diag_offers = {rules, sizeof(rules) / sizeof(rules[0])};
