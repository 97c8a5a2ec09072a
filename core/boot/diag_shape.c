/* SPDX-License-Identifier: ISC */
#include "core/boot/diag_rules.h"

#include <string.h>

#include "core/boot/diag_look.h"

/* Group B of the catalogue: messages of a shape that somebody cannot read. */

/* Does any offer answer what it asks? */
static bool
is_answered(const struct boot_case *c)
{
	size_t i;

	for (i = 0; i < c->reply_count; i++)
		if (c->reply[i].type == DHCP_OFFER && !c->reply[i].orphan)
			return true;
	return false;
}

/* What is wrong with an offer, in words, or NULL. */
static const char *
fault_of(const struct boot_case *c, const struct case_reply *r)
{
	if (r->type != DHCP_OFFER && r->type != DHCP_ACK)
		return NULL;
	if (!r->facts.has_server_id && r->src_port != DHCP_PORT_PXE)
		return "has no server identifier (option 54)";
	if (r->facts.no_end)
		return "has no end of options (255)";
	if (r->orphan && !is_answered(c))
		return "answers another transaction (xid) than it asks by";
	return NULL;
}

/* Only where the machine takes none of what it is offered. */
static bool
malformed_offer(const struct boot_case *c, const struct diag_env *env,
    struct diag_say *say)
{
	char ip[IP4_TEXT];
	size_t i;

	(void)env;
	if (c->discovers < 2 || c->requests > 0 || c->proxy_asks > 0 ||
	    c->files > 0)
		return false;
	for (i = 0; i < c->reply_count; i++) {
		const struct case_reply *r = &c->reply[i];
		const char *fault = fault_of(c, r);

		if (fault == NULL)
			continue;
		text_addf(&say->text,
		    "asked %u times and takes no offer: that of %s %s",
		    c->discovers, ip4_format(ip, r->src), fault);
		text_addf(&say->fix, "mend the DHCP server %s", ip);
		diag_evidence(say, r->frame);
		return true;
	}
	return false;
}

/* RFC 2132 9.10; a client that says nothing takes 576 with its headers. */
#define HEADERS 28

static bool
offer_too_long(const struct boot_case *c, const struct diag_env *env,
    struct diag_say *say)
{
	const struct case_ask *a = diag_boot_ask(c);
	char ip[IP4_TEXT];
	unsigned most;
	size_t i;

	(void)env;
	if (a == NULL || c->files > 0 || c->pages > 0)
		return false;
	most = a->facts.max_size != 0 ? a->facts.max_size : 576 - HEADERS;
	for (i = 0; i < c->reply_count; i++) {
		const struct case_reply *r = &c->reply[i];

		if (r->facts.length <= most || r->orphan ||
		    (r->type == DHCP_OFFER &&
			(c->requests > 0 || c->discovers < 2)))
			continue;
		text_addf(&say->text,
		    "the %s of %s has %u bytes, it takes %u at most",
		    r->type == DHCP_OFFER ? "offer" : "acknowledgement",
		    ip4_format(ip, r->server), r->facts.length, most);
		text_addf(&say->fix, "fewer options at %s", ip);
		diag_evidence(say, r->frame);
		return true;
	}
	return false;
}

/* Raspberry Pi firmware takes no offer whose option 43 does not name it. */
static bool
raspberry_pi_option_43(const struct boot_case *c, const struct diag_env *env,
    struct diag_say *say)
{
	const struct case_ask *a = diag_boot_ask(c);
	size_t i;

	(void)env;
	if (a == NULL || !diag_is_raspberry(c, a) || c->mode == MODE_LOCAL ||
	    c->discovers < 2 || c->requests > 0 || c->files > 0 ||
	    c->offers + c->proxy_offers == 0)
		return false;
	for (i = 0; i < c->reply_count; i++)
		if (c->reply[i].facts.vendor_raspberry)
			return false;
	say->unseen_us = diag_asked_us(c, 2);
	text_addf(&say->text,
	    "a Raspberry Pi asked %u times and takes no offer: none says "
	    "\"Raspberry Pi Boot\" in option 43",
	    c->discovers);
	text_add(&say->fix,
	    "option 43 with sub-option 9 = 00 00 11 and that text (dnsmasq: "
	    "pxe-service=0,\"Raspberry Pi Boot\")");
	if (a->xid != DIAG_PI_XID)
		say->finding->confidence = CONFIDENCE_LIKELY;
	diag_evidence(say, c->reply[0].frame);
	diag_evidence(say, a->frame);
	return true;
}

static bool
odd_vendor_class(const struct boot_case *c, const struct diag_env *env,
    struct diag_say *say)
{
	const struct case_ask *a = diag_odd_ask(c);

	(void)env;
	if (a == NULL || c->files > 0 || c->discovers + c->system.asks < 2)
		return false;
	text_add(&say->text,
	    "says option 93 like a boot client, but calls "
	    "itself ");
	text_add_visible_str(&say->text, a->facts.class_id);
	text_add(&say->text, " in option 60: proxies answer PXEClient only");
	text_add(&say->fix,
	    "a boot file by its MAC, or the class as an alias of PXEClient");
	diag_evidence(say, a->frame);
	return true;
}

static bool
uuid_unusable(const struct boot_case *c, const struct diag_env *env,
    struct diag_say *say)
{
	const struct case_ask *a = diag_boot_ask(c);

	(void)env;
	if (a == NULL || !a->facts.has_uuid || a->facts.uuid_usable)
		return false;
	text_add(&say->text,
	    "its UUID (option 97) is empty or all ones: only its MAC tells "
	    "it from others");
	text_add(&say->fix, "nothing to do; the firmware setup may set one");
	diag_evidence(say, a->frame);
	return true;
}

/* Within a boot: the tracker knows it for one machine. */
static bool
mac_changes_within(const struct boot_case *c, struct diag_say *say)
{
	const struct case_ask *a = diag_boot_ask(c);
	char mac[MAC_TEXT];

	(void)mac_format(mac, &c->twin.mac);
	text_addf(&say->text,
	    "what its ROM loaded asks as %s, with the same UUID: one machine, "
	    "another port or adapter",
	    mac);
	text_addf(&say->fix,
	    "set for %s what holds for this MAC, or make the firmware pass "
	    "its MAC on",
	    mac);
	diag_evidence(say, a == NULL ? 0 : a->frame);
	return true;
}

static bool
mac_changes(const struct boot_case *c, const struct diag_env *env,
    struct diag_say *say)
{
	char mac[MAC_TEXT];

	(void)env;
	if (c->twin.one)
		return mac_changes_within(c, say);
	if (!c->twin.there || !c->twin.after || c->twin.turns >= 2)
		return false;
	text_addf(&say->text,
	    "has the UUID of %s, which asked shortly before: another port or "
	    "adapter of the same machine",
	    mac_format(mac, &c->twin.mac));
	text_addf(&say->fix,
	    "set for this MAC what holds for %s, or make the firmware pass "
	    "its MAC on",
	    mac);
	if (c->ask_count > 0)
		diag_evidence(say, c->ask[0].frame);
	return true;
}

static bool
identity_cloned(const struct boot_case *c, const struct diag_env *env,
    struct diag_say *say)
{
	char mac[MAC_TEXT];

	(void)env;
	if (!c->twin.there || c->twin.turns < 2)
		return false;
	text_addf(&say->text,
	    "shows the same UUID as %s while both boot: two machines with "
	    "one identity",
	    mac_format(mac, &c->twin.mac));
	text_add(&say->fix,
	    "key on the MAC, not the UUID; give each machine its own in the "
	    "firmware setup");
	diag_evidence(say,
	    case_last_ask(c) == NULL ? 0 : case_last_ask(c)->frame);
	return true;
}

/* clang-format off */
static const struct diag_rule rules[] = {
	{"malformed-offer", SEVERITY_ERROR, CONFIDENCE_LIKELY, MEND_NONE,
	    ON_DHCP | ON_TFTP, HAS_AGAIN | HAS_REPLY | HAS_NO_CHOICE, false,
	    "offers that it cannot read", malformed_offer},
	{"offer-too-long", SEVERITY_ERROR, CONFIDENCE_LIKELY, MEND_NONE,
	    ON_DHCP | ON_TFTP | ON_HTTP, HAS_REPLY | HAS_LONG, false,
	    "answer longer than it takes", offer_too_long},
	{"raspberry-pi-option-43", SEVERITY_ERROR, CONFIDENCE_CERTAIN,
	    MEND_NONE, ON_DHCP | ON_TFTP, HAS_AGAIN | HAS_REPLY, false,
	    "Raspberry Pi without its option 43", raspberry_pi_option_43},
	{"odd-vendor-class", SEVERITY_WARNING, CONFIDENCE_LIKELY, MEND_NONE,
	    ON_DHCP | ON_TFTP, HAS_ODD_CLASS, false,
	    "not PXEClient by its class", odd_vendor_class},
	{"uuid-unusable", SEVERITY_NOTE, CONFIDENCE_CERTAIN, MEND_NONE,
	    ON_DHCP, HAS_BAD_UUID, true,
	    "no usable UUID", uuid_unusable},
	{"mac-changes", SEVERITY_NOTE, CONFIDENCE_LIKELY, MEND_NONE,
	    ON_DHCP | ON_TFTP | ON_HTTP, HAS_TWIN, true,
	    "one machine with two MACs", mac_changes},
	{"identity-cloned", SEVERITY_WARNING, CONFIDENCE_LIKELY, MEND_NONE,
	    ON_DHCP | ON_TFTP | ON_HTTP, HAS_TWIN, true,
	    "two machines with one UUID", identity_cloned},
};
/* clang-format on */

const struct diag_group diag_shape = {rules, sizeof(rules) / sizeof(rules[0])};
