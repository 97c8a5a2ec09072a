/* SPDX-License-Identifier: ISC */
#include "core/boot/doctor.h"

#include <string.h>

#include "core/base/err.h"
#include "core/boot/doctor_priv.h"

const char *
doctor_state_name(enum doctor_state s)
{
	static const char *const names[] = {
	    [DOCTOR_OK] = "ok",
	    [DOCTOR_WARNING] = "warning",
	    [DOCTOR_ERROR] = "error",
	};

	return names[s];
}

struct mac
doctor_mac(void)
{
	/* 02: locally administered, of no maker (IEEE 802 8.2.2). */
	return (struct mac){{0x02, 0x70, 0x78, 0, 0, 1}};
}

void
doctor_begin(struct doctor_draft *d, const char *check, const char *of)
{
	struct text t;

	memset(&d->check, 0, sizeof(d->check));
	text_init(&t, d->check.check, sizeof(d->check.check));
	text_add(&t, check);
	if (of[0] != '\0')
		text_add_char(&t, '-');
	text_add_visible_str(&t, of);
	text_init(&d->text, d->check.text, sizeof(d->check.text));
	text_init(&d->fix, d->check.fix, sizeof(d->check.fix));
}

void
doctor_end(struct doctor_draft *d, enum doctor_state state,
    const struct doctor_out *out)
{
	d->check.state = state;
	out->take(out->arg, &d->check);
}

static void
add_addr(struct text *t, uint32_t addr)
{
	char buf[IP4_TEXT];

	text_add(t, ip4_format(buf, addr));
}

static enum doctor_state
judge_range(struct doctor_draft *d, const struct doctor_iface *f)
{
	const bool inside = (f->first & f->mask) == (f->addr & f->mask) &&
	    (f->last & f->mask) == (f->addr & f->mask);

	if (f->proxy)
		return DOCTOR_OK;
	if (f->first == 0) {
		text_add(&d->text, "; no addresses to hand out");
		text_add(&d->fix,
		    "give --range FIRST,LAST, or an ip= to "
		    "each machine");
		return DOCTOR_WARNING;
	}
	if (inside)
		return DOCTOR_OK;
	text_add(&d->text, "; the range ");
	add_addr(&d->text, f->first);
	text_add(&d->text, " to ");
	add_addr(&d->text, f->last);
	text_add(&d->text, " is of another network");
	text_add(&d->fix,
	    "choose a --range inside the network of this "
	    "interface");
	return DOCTOR_WARNING;
}

void
doctor_iface(const struct doctor_iface *f, const struct doctor_out *out)
{
	enum doctor_state state = DOCTOR_ERROR;
	struct doctor_draft d;

	doctor_begin(&d, "interface", f->name);
	text_add_visible_str(&d.text, f->name);
	if (!f->found) {
		text_add(&d.text, " does not exist");
		text_add(&d.fix,
		    "name another one with --interface; ip link "
		    "lists them");
	} else if (!f->ethernet) {
		text_add(&d.text, " is no Ethernet interface");
		text_add(&d.fix, "name another one with --interface");
	} else if (!f->up) {
		text_add(&d.text, " is down");
		text_add(&d.fix, "ip link set ");
		text_add_visible_str(&d.fix, f->name);
		text_add(&d.fix, " up");
	} else if (f->addr == 0) {
		text_add(&d.text,
		    " has no IPv4 address: nothing can be "
		    "served on it");
		text_add(&d.fix,
		    "give it an address of the machines' "
		    "network");
	} else {
		text_add(&d.text, " is up with ");
		add_addr(&d.text, f->addr);
		/* It may be meant: `doctor` cannot know of its options. */
		if (f->missed)
			text_add(&d.text,
			    "; the server that runs does not serve it");
		state = judge_range(&d, f);
	}
	doctor_end(&d, state, out);
}

void
doctor_no_iface(const struct doctor_out *out)
{
	struct doctor_draft d;

	doctor_begin(&d, "interface", "");
	text_add(&d.text, "no Ethernet interface is up");
	text_add(&d.fix, "bring one up, or name it with --interface");
	doctor_end(&d, DOCTOR_ERROR, out);
}

static void
port_name(char ret[8], uint16_t port)
{
	struct text t;

	text_init(&t, ret, 8);
	text_addf(&t, "%u", port);
}

void
doctor_port(const struct doctor_port *f, const struct doctor_out *out)
{
	const enum doctor_state bad = f->spare ? DOCTOR_WARNING : DOCTOR_ERROR;
	enum doctor_state state = DOCTOR_OK;
	struct doctor_draft d;
	char port[8];

	port_name(port, f->port);
	doctor_begin(&d, "port", port);
	text_addf(&d.text, "%s port %u (%s) ", f->udp ? "UDP" : "TCP", f->port,
	    f->what);
	switch (f->holder) {
	case PORT_FREE:
		text_add(&d.text,
		    f->running ? "is open nowhere, though the server runs" :
				 "is free: no server runs here yet");
		state = f->running ? bad : DOCTOR_OK;
		if (f->running)
			text_add(&d.fix,
			    "read the server's log for why, and "
			    "start it again");
		break;
	case PORT_OURS:
		text_addf(&d.text, "is served by pxeconsole (pid %ld)", f->pid);
		break;
	case PORT_TAKEN:
		state = bad;
		text_add(&d.text, "is taken by ");
		text_add_visible_str(&d.text, f->name);
		text_addf(&d.text, " (pid %ld)", f->pid);
		text_add(&d.fix, "stop ");
		text_add_visible_str(&d.fix, f->name);
		text_add(&d.fix,
		    " or switch this service of it off; two "
		    "programs cannot share the port");
		if (f->spare)
			text_add(&d.fix,
			    "; or choose another with --http-port");
		break;
	case PORT_HIDDEN:
		state = DOCTOR_WARNING;
		text_add(&d.text, "is held by a process of somebody else");
		text_add(&d.fix, "run doctor as root to see which");
		break;
	}
	doctor_end(&d, state, out);
}

void
doctor_firewall(const struct doctor_firewall *f, const struct doctor_out *out)
{
	static const enum doctor_state states[] = {
	    [FIREWALL_PASSES] = DOCTOR_OK,
	    [FIREWALL_MAY_DROP] = DOCTOR_WARNING,
	    [FIREWALL_DROPS] = DOCTOR_ERROR,
	};
	const char *proto = f->udp ? "udp" : "tcp";
	struct doctor_draft d;
	char port[8];

	port_name(port, f->port);
	doctor_begin(&d, "firewall", port);
	text_addf(&d.text, "this host's firewall %s %s port %u on ",
	    f->answer.fate == FIREWALL_PASSES    ? "lets in" :
		f->answer.fate == FIREWALL_DROPS ? "drops" :
						   "may drop",
	    proto, f->port);
	text_add_visible_str(&d.text, f->ifname);
	if (f->answer.fate != FIREWALL_PASSES) {
		text_add(&d.text, ": ");
		text_add_visible_str(&d.text, f->answer.by);
		text_addf(&d.fix, "accept it before: %s dport %u on ", proto,
		    f->port);
		text_add_visible_str(&d.fix, f->ifname);
		if (f->port == 69)
			text_add(&d.fix,
			    "; TFTP goes on from a port of its "
			    "own, so accept established too");
	}
	doctor_end(&d, states[f->answer.fate], out);
}

void
doctor_firewall_read(const char *tool, int err, size_t rules,
    const struct doctor_out *out)
{
	enum doctor_state state = DOCTOR_OK;
	struct doctor_draft d;

	doctor_begin(&d, "firewall", tool);
	if (err == 0) {
		text_addf(&d.text, "%s lists %zu rules that decide", tool,
		    rules);
	} else if (err == -PX_ENOENT) {
		text_addf(&d.text, "%s is not installed", tool);
	} else {
		state = DOCTOR_WARNING;
		text_addf(&d.text, "%s could not be asked: %s", tool,
		    err_text(err));
		text_add(&d.fix, "run doctor as root");
	}
	doctor_end(&d, state, out);
}

static void
say_knock_unable(struct doctor_draft *d, const struct doctor_knock *f)
{
	text_add(&d->text, " is not proven by a packet: ");
	if (f->result == -PX_EPROTO)
		text_add(&d->text, "this kernel cannot put one in");
	else
		text_add(&d->text, err_text(f->result));
	if (f->loopback == 1)
		text_add(&d->text,
		    "; by the loopback interface one came through, which "
		    "says nothing of rules that name this interface");
	else if (f->loopback == 0)
		text_add(&d->text,
		    "; by the loopback interface one did not come through");
	text_add(&d->fix,
	    f->result == -PX_EACCESS ? "run doctor as root" :
				       "trust the firewall lines, which are "
				       "read; Linux from 5.18 on can do it");
}

void
doctor_knock(const struct doctor_knock *f, const struct doctor_out *out)
{
	enum doctor_state state = DOCTOR_WARNING;
	char port[8], addr[IP4_TEXT];
	struct doctor_draft d;

	port_name(port, f->port);
	doctor_begin(&d, "knock", port);
	text_addf(&d.text, "%s port %u on ", f->udp ? "udp" : "tcp", f->port);
	text_add_visible_str(&d.text, f->ifname);
	if (f->result < 0) {
		say_knock_unable(&d, f);
		doctor_end(&d, state, out);
		return;
	}
	text_addf(&d.text, ": %s from %s, put in as the wire would, %s",
	    f->udp ? "a datagram" : "a SYN",
	    f->src != 0 ? ip4_format(addr, f->src) :
			  "a client without an address",
	    f->result == 1 ? "came past all rules" : "did not come through");
	if (f->result == 1)
		state = DOCTOR_OK;
	else {
		state = DOCTOR_ERROR;
		text_addf(&d.fix,
		    "the rule is named at firewall-%u; if none is: nft "
		    "monitor trace, and the rp_filter of the interface",
		    f->port);
	}
	doctor_end(&d, state, out);
}

void
doctor_knock_limits(const struct doctor_out *out)
{
	struct doctor_draft d;

	doctor_begin(&d, "knock", "");
	text_add(&d.text,
	    "each is one packet, which met the rules for that interface; "
	    "not on its way: an XDP program of the card, a bridge's own "
	    "rules; rules by source, rate or connection may decide otherwise "
	    "for others");
	doctor_end(&d, DOCTOR_OK, out);
}

void
doctor_rights(const struct doctor_rights *f, const struct doctor_out *out)
{
	enum doctor_state state = DOCTOR_OK;
	struct doctor_draft d;

	doctor_begin(&d, "rights", "");
	text_addf(&d.text, "CAP_NET_RAW %s, CAP_NET_BIND_SERVICE %s",
	    f->raw ? "held" : "missing", f->low_ports ? "held" : "missing");
	if ((!f->raw || !f->low_ports) && f->running) {
		text_add(&d.text, " here; the running server has its own");
	} else if (!f->raw || !f->low_ports) {
		state = DOCTOR_WARNING;
		text_add(&d.fix,
		    f->low_ports ?
			"start the server as root or by its unit: as it is it "
			"cannot watch the wire, and answers by broadcast" :
			"start the server as root or by its unit; "
			"ports 67 and 69 need it");
	}
	doctor_end(&d, state, out);

	doctor_begin(&d, "user", "");
	state = DOCTOR_OK;
	if (f->user[0] == '\0') {
		state = DOCTOR_ERROR;
		text_add(&d.text, "there is no user ");
		text_add_visible_str(&d.text, f->wanted_user);
		text_add(&d.text, " that is not root");
		text_add(&d.fix, "make a user and name it with --user");
	} else {
		text_add(&d.text, "serves as user ");
		text_add_visible_str(&d.text, f->user);
	}
	doctor_end(&d, state, out);
}

void
doctor_clock(int64_t now_s, int64_t built_s, const struct doctor_out *out)
{
	struct doctor_draft d;
	bool sane;

	/* A board without a battery begins in 1970, or far ahead. */
	sane = now_s >= built_s && now_s < built_s + INT64_C(50) * 31556952;
	doctor_begin(&d, "clock", "");
	text_add(&d.text,
	    sane ?
		"the clock is plausible" :
		"the clock is wrong: it stands before this program was made, "
		"or decades after");
	if (!sane)
		text_add(&d.fix,
		    "set it (timedatectl set-ntp true): leases "
		    "and history go by it");
	doctor_end(&d, sane ? DOCTOR_OK : DOCTOR_ERROR, out);
}

void
doctor_target(const struct doctor_target *f, const struct doctor_out *out)
{
	struct doctor_draft d;

	doctor_begin(&d, "target", f->name);
	text_add_visible_str(&d.text, f->name);
	text_add(&d.text, ": ");
	text_add(&d.text, f->text);
	if (f->err < 0) {
		text_add(&d.fix,
		    "machines in mode iscsi with this target do "
		    "not boot; try again with: pxeconsole target "
		    "check ");
		text_add_visible_str(&d.fix, f->name);
	}
	doctor_end(&d, f->err < 0 ? DOCTOR_ERROR : DOCTOR_OK, out);
}
