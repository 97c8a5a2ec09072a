/* SPDX-License-Identifier: ISC */
#include "core/boot/diag_rules.h"

#include <string.h>

#include "core/boot/diag_look.h"

/* Group A of the catalogue: nothing useful reaches the server. */

/* Three tries without any answer: EDK2 and ROMs make four, iPXE too. */
#define TRIES 3
#define SECOND INT64_C(1000000)

/* dnsmasq looks for 3 s whether an address is free; iPXE tries at 0, 1, 3. */
#define PATIENCE_US INT64_C(4500000)

/* Someone answered where we could not see it: it took an offer. */
static bool
took_an_offer(const struct boot_case *c, const struct case_ask *a)
{
	/* iPXE counts in secs and says in bit 1 that it holds an offer. */
	return c->requests > 0 || c->proxy_asks > 0 || c->files > 0 ||
	    (a->facts.user_ipxe && (a->facts.secs & 2) != 0);
}

/* Nothing is what it is to get, where we are the DHCP server. */
static bool
is_left_alone(const struct boot_case *c)
{
	return c->mode == MODE_IGNORE || c->mode == MODE_LOCAL;
}

static const char *
who_may_answer(const struct case_ask *a, const struct diag_env *env)
{
	if (a->refused && !env->proxy)
		return "mend that, or start another DHCP server on this "
		       "network";
	if (a->type == DHCP_BOOTP)
		return "a server that answers BOOTP, with an address for this "
		       "MAC: pxeconsole with --mode dhcp and ip=";
	return "start the DHCP server of this network, or let pxeconsole be it "
	       "(--mode dhcp)";
}

static bool
nobody_offers(const struct boot_case *c, const struct diag_env *env,
    struct diag_say *say)
{
	const struct case_ask *a = case_last_ask(c);
	const bool bootp = c->discovers == 0;
	const unsigned tries = c->discovers + c->bootps;

	if (tries < TRIES || c->replies > 0 || a == NULL ||
	    took_an_offer(c, a) || (!env->proxy && is_left_alone(c)) ||
	    !diag_has_passed(say, c->began_us, PATIENCE_US))
		return false;
	/* Others' offers are not ours to see without a capture. */
	if (!env->capturing && a->origin == ORIGIN_OWN)
		return false;
	say->unseen_us = diag_asked_us(c, TRIES);
	text_addf(&say->text, "asked %u times by %s, and no server answered",
	    tries, bootp ? "BOOTP" : "DISCOVER");
	if (a->refused) {
		text_add(&say->text, "; this one does not: ");
		text_add_visible_str(&say->text, a->reason);
	} else if (a->giaddr != 0)
		text_add(&say->text, ", asked through a relay");
	text_add(&say->fix, who_may_answer(a, env));
	/* A switch brings offers without the broadcast flag to it alone. */
	if (!a->facts.broadcast && !env->live)
		say->finding->confidence = CONFIDENCE_LIKELY;
	diag_evidence(say, c->ask[0].frame);
	diag_evidence(say, a->frame);
	return true;
}

/* The first word of a gPXE or iPXE that this boot loaded. */
static const struct case_ask *
first_chained(const struct boot_case *c, const struct case_file **ret_loader)
{
	size_t i;

	*ret_loader = NULL;
	for (i = 0; i < c->file_count; i++)
		if (c->file[i].done && c->file[i].outcome == TFTP_COMPLETE) {
			*ret_loader = &c->file[i];
			break;
		}
	for (i = 0; *ret_loader != NULL && i < c->ask_count; i++)
		if (diag_is_gpxe(&c->ask[i]) &&
		    c->ask[i].time_us > (*ret_loader)->last_us)
			return &c->ask[i];
	return NULL;
}

/*
 * iPXE's own driver takes the link down; a port that learns first lets
 * nothing through for 15 to 30 s.  iPXE counts its tries in secs.
 */
static bool
link_late(const struct boot_case *c, const struct diag_env *env,
    struct diag_say *say)
{
	const struct case_file *loader;
	const struct case_ask *a = first_chained(c, &loader);
	unsigned tries;

	(void)env;
	if (a == NULL || c->ask[0].stage != STAGE_ROM)
		return false;
	tries = a->facts.user_ipxe ? a->facts.secs >> 2 : 0;
	if (tries < 3 || tries > 64 ||
	    a->time_us - loader->last_us < 5 * SECOND)
		return false;
	say->unseen_us = loader->last_us;
	text_addf(&say->text,
	    "iPXE's first DISCOVER that got through is its try number %u, "
	    "%lld s after it was loaded: the switch port was closed so long",
	    tries, (long long)((a->time_us - loader->last_us) / SECOND));
	text_add(&say->fix,
	    "portfast (edge port) on the switch, or load snponly.efi or "
	    "undionly.kpxe, which leave the link up");
	diag_evidence(say, loader->frame);
	diag_evidence(say, a->frame);
	return true;
}

/*
 * The wire shows it on its way to us, our socket never got it: a firewall of
 * our own is between.  One that got through since says otherwise.
 */
static bool
firewall_dhcp(const struct boot_case *c, struct diag_say *say)
{
	const struct case_ask *a = case_last_ask(c);
	unsigned lost = 0;
	size_t i;

	for (i = 0; i < c->ask_count; i++) {
		if (!c->ask[i].unheard)
			continue;
		lost++;
		diag_evidence(say, c->ask[i].frame);
	}
	if (lost < 2 || !a->unheard)
		return false;
	text_addf(&say->text,
	    "%u of its DHCP requests are on the wire, but this server's "
	    "port %u never got them",
	    lost, a->dst_port);
	return true;
}

static bool
firewall_tftp(const struct boot_case *c, struct diag_say *say)
{
	const struct case_file *f = case_last_file(c);

	if (f == NULL || !f->unheard)
		return false;
	text_add(&say->text, "its TFTP request for ");
	text_add_visible_str(&say->text, f->file);
	text_add(&say->text,
	    " is on the wire, but this server's port 69 never got it");
	diag_evidence(say, f->frame);
	return true;
}

static bool
local_firewall_in(const struct boot_case *c, const struct diag_env *env,
    struct diag_say *say)
{
	const bool tftp = firewall_tftp(c, say);

	(void)env;
	if (!tftp && !firewall_dhcp(c, say))
		return false;
	/* Requests for files can be read before a firewall; DHCP's port cannot
	 * be taken for one machine alone. */
	say->finding->mend = tftp ? MEND_FROM_WIRE : MEND_NONE;
	text_add(&say->fix,
	    "`pxeconsole doctor` names the rule that drops it; as: nft insert "
	    "rule inet filter input udp dport '{ 67, 69, 4011 }' accept, or "
	    "ufw allow 69/udp, or firewall-cmd --add-service=tftp; else look "
	    "at rp_filter");
	if (tftp)
		text_add(&say->fix,
		    "; until then from-wire=on takes this machine's requests "
		    "before the firewall, if that drops and does not reject");
	return true;
}

static bool
port_taken(const struct boot_case *c, const struct diag_env *env,
    struct diag_say *say)
{
	const struct case_ask *a = case_last_ask(c);
	size_t i;

	for (i = 0; i < env->taken_count; i++) {
		const struct diag_taken *t = &env->taken[i];

		if (a == NULL || t->port != a->dst_port ||
		    a->origin == ORIGIN_OWN)
			continue;
		text_addf(&say->text,
		    "asks on UDP port %u, which this server could not have: ",
		    t->port);
		if (t->owner[0] != '\0')
			text_add_visible_str(&say->text, t->owner);
		else
			text_add(&say->text, "another program");
		text_add(&say->text, " has it");
		text_add(&say->fix,
		    "stop that program, or keep it off this interface");
		diag_evidence(say, a->frame);
		return true;
	}
	return false;
}

/* Is the message itself seen, before any relay? */
static bool
asked_here(const struct boot_case *c, uint32_t xid)
{
	for (size_t i = 0; i < c->ask_count; i++)
		if (c->ask[i].xid == xid && c->ask[i].giaddr == 0)
			return true;
	return false;
}

/*
 * RFC 2131 4.1: what came through a relay goes back to it, port 67.  On the
 * machine's own network a relay may hand it on as the server (RFC 5107).
 */
static bool
relay_broadcast(const struct boot_case *c, const struct diag_env *env,
    struct diag_say *say)
{
	char relay[IP4_TEXT], server[IP4_TEXT];
	size_t i;

	(void)env;
	for (i = 0; i < c->reply_count; i++) {
		const struct case_reply *r = &c->reply[i];

		/* What the relay itself hands on is right. */
		if (r->giaddr == 0 || r->dst != UINT32_MAX ||
		    r->src == r->giaddr || r->src != r->server ||
		    asked_here(c, r->xid))
			continue;
		text_addf(&say->text,
		    "asked through the relay %s, but %s answers by broadcast "
		    "on its own network",
		    ip4_format(relay, r->giaddr),
		    ip4_format(server, r->server));
		text_addf(&say->fix, "let %s answer %s, port 67", server,
		    relay);
		diag_evidence(say, r->frame);
		return true;
	}
	return false;
}

static bool
is_local(const struct diag_env *env, uint32_t addr)
{
	size_t i;

	for (i = 0; i < env->addr_count; i++)
		if (env->masks[i] == 0 ||
		    ((env->addrs[i] ^ addr) & env->masks[i]) == 0)
			return true;
	return env->addr_count == 0;
}

/* It comes to 4011 from afar, and its DISCOVER never came through. */
static bool
relay_one_helper(const struct boot_case *c, const struct diag_env *env,
    struct diag_say *say)
{
	const struct case_ask *a = case_last_ask(c);
	char ip[IP4_TEXT];

	if (!env->live || env->started_us == 0 || a == NULL ||
	    a->dst_port != DHCP_PORT_PXE || c->discovers > 0 ||
	    c->requests > 0 || a->src == 0 || is_local(env, a->src) ||
	    c->began_us - env->started_us < 60 * SECOND)
		return false;
	text_addf(&say->text,
	    "asks on port 4011 from %s, another network, but its DISCOVER "
	    "never came here",
	    ip4_format(ip, a->src));
	text_add(&say->fix,
	    "name this server beside the DHCP server at the router "
	    "(ip helper-address)");
	diag_evidence(say, a->frame);
	return true;
}

/* It looks by ARP for a server that a router would have to reach. */
static bool
off_subnet_server(const struct boot_case *c, const struct diag_env *env,
    struct diag_say *say)
{
	const struct case_reply *r = case_lease(c);
	char server[IP4_TEXT], me[IP4_TEXT];
	size_t i;

	(void)env;
	for (i = 0; r != NULL && i < c->arp_count; i++) {
		const struct case_arp *arp = &c->arp[i];

		if (arp->answered || arp->asked < 2 || r->facts.mask == 0 ||
		    ((arp->addr ^ r->yiaddr) & r->facts.mask) == 0)
			continue;
		say->unseen_us = c->began_us;
		text_addf(&say->text,
		    "%s looks for %s by ARP, which is on another network: it "
		    "%s",
		    ip4_format(me, r->yiaddr), ip4_format(server, arp->addr),
		    r->facts.router == 0 ? "was given no router" :
					   "uses no router");
		text_add(&say->fix,
		    "a boot server on its own network, or send option 3 to "
		    "it");
		diag_evidence(say, arp->frame);
		diag_evidence(say, r->frame);
		return true;
	}
	return false;
}

static void
say_arp_unanswered(struct diag_say *say, const struct told *told,
    const struct case_arp *arp)
{
	const bool router = arp->addr == told->router &&
	    arp->addr != told->next && arp->addr != told->web;
	const bool certain = say->finding->severity == SEVERITY_ERROR;
	char ip[IP4_TEXT];

	text_addf(&say->text, "looks by ARP for %s, %s, and %s (%u times)",
	    ip4_format(ip, arp->addr),
	    router ? "the router on the way to its boot server" :
		     "from where it is to boot",
	    certain ? "nobody answers" : "no answer is seen", arp->again.tries);
	text_addf(&say->fix,
	    router ? "switch the router %s on, or correct option 3" :
		     "switch %s on, or correct next-server or the URL",
	    ip);
	text_add(&say->fix, "; else look at VLAN and cable between the two");
}

/* PXE-E11 of BIOS ROMs.  A silent target has its own rule. */
static bool
arp_unanswered(const struct boot_case *c, const struct diag_env *env,
    struct diag_say *say)
{
	size_t i;

	(void)env;
	for (i = 0; i < c->arp_count; i++) {
		const struct case_arp *arp = &c->arp[i];

		if (arp->addr == c->told.target ||
		    !told_needs(&c->told, c->addr, arp->addr) ||
		    !diag_arp_in_vain(c, arp, say))
			continue;
		say->unseen_us = arp->again.first_us;
		say_arp_unanswered(say, &c->told, arp);
		diag_evidence(say, arp->frame);
		return true;
	}
	return false;
}

/* clang-format off */
static const struct diag_rule rules[] = {
	{"nobody-offers", SEVERITY_ERROR, CONFIDENCE_CERTAIN, MEND_NONE,
	    ON_DHCP | ON_TFTP | ON_TIME, HAS_AGAIN | HAS_NO_REPLY, false,
	    "no DHCP server answers", nobody_offers},
	{"link-late", SEVERITY_WARNING, CONFIDENCE_LIKELY, MEND_NONE,
	    ON_DHCP, HAS_FILE, false,
	    "the link came late", link_late},
	{"local-firewall-in", SEVERITY_ERROR, CONFIDENCE_CERTAIN,
	    MEND_FROM_WIRE, ON_DHCP | ON_TFTP, HAS_UNHEARD, false,
	    "a firewall here keeps it out", local_firewall_in},
	{"port-taken", SEVERITY_ERROR, CONFIDENCE_CERTAIN, MEND_NONE,
	    ON_DHCP, 0, false,
	    "another program has the port", port_taken},
	{"relay-broadcast", SEVERITY_ERROR, CONFIDENCE_CERTAIN, MEND_NONE,
	    ON_DHCP, HAS_RELAYED, false,
	    "answer does not go to the relay", relay_broadcast},
	{"relay-one-helper", SEVERITY_WARNING, CONFIDENCE_LIKELY, MEND_NONE,
	    ON_DHCP, HAS_4011, false,
	    "the relay leaves this server out", relay_one_helper},
	{"off-subnet-server", SEVERITY_ERROR, CONFIDENCE_CERTAIN,
	    MEND_NONE, ON_WIRE | ON_DHCP | ON_TFTP, HAS_ARP, false,
	    "server on another network, no router", off_subnet_server},
	{"arp-unanswered", SEVERITY_ERROR, CONFIDENCE_LIKELY, MEND_NONE,
	    ON_ANY, HAS_ARP, false,
	    "boot server does not answer ARP", arp_unanswered},
};
/* clang-format on */

const struct diag_group diag_silence = {rules,
    sizeof(rules) / sizeof(rules[0])};
