/* SPDX-License-Identifier: ISC */
#include "core/boot/track_table.h"

#include <string.h>

#include "core/proto/dhcp_option.h"

#define SECOND ((int64_t)1000000)
#define SILENCE (60 * SECOND) /* then a DISCOVER is another boot */
#define FETCHED (GOT_CONFIG | GOT_SCRIPT | GOT_PAYLOAD)
#define PAUSE (10 * SECOND) /* a script may run "dhcp" again before this */
#define REFUSED (10 * SECOND) /* what follows a NAK is the same boot */

static bool
is_gpxe(enum client_stage stage)
{
	return stage == STAGE_GPXE || stage == STAGE_IPXE;
}

static bool
is_boot_client(enum client_stage stage)
{
	return is_gpxe(stage) || stage == STAGE_ROM || stage == STAGE_HTTP;
}

/*
 * Only boot clients send option 93, whatever they call themselves; and a
 * loader is one only of a machine that boots.
 */
static enum client_stage
asker(const struct machine *m, const struct event_dhcp *d)
{
	const char *class_id = d->facts.class_id;
	const bool boots = d->op == DHCP_OP_REQUEST && class_id[0] != '\0' &&
	    (d->facts.arch != 0xffff || strncmp(class_id, "AAPLBSDPC", 9) == 0);

	if (d->facts.of_loader && m->active && m->stage >= BOOT_REQUESTED &&
	    m->stage < BOOT_OS)
		return STAGE_LOADER;
	return d->stage == STAGE_OS && boots ? STAGE_ROM : d->stage;
}

static bool
is_first(const struct event_dhcp *d)
{
	return d->op == DHCP_OP_REQUEST &&
	    (d->type == DHCP_DISCOVER || d->type == DHCP_BOOTP);
}

/* Is this DISCOVER another boot of the machine, or the same one going on? */
static bool
begins_anew(const struct machine *m, const struct event *e)
{
	const struct event_dhcp *d = &e->u.dhcp;
	const int64_t silence = event_wire_us(e) - m->last_us;

	if (!m->active || silence > SILENCE)
		return true;
	/* Somebody else boots it, and that is seen all the same. */
	if (m->stage == BOOT_IGNORED)
		return (m->got & FETCHED) != 0 && silence > PAUSE;
	if (m->stage <= BOOT_OFFERED)
		return false;
	/* U-Boot asks anew for each way that it tries: for its script, as a
	 * UEFI machine, for pxelinux.cfg (u-boot-distro.pcap). */
	if (m->uboot && (m->got & FETCHED) == 0)
		return silence > PAUSE;
	/* The server that it chose may have acknowledged all the same. */
	if (m->stage <= BOOT_BOUND && m->refused_us != 0 &&
	    event_wire_us(e) - m->refused_us < REFUSED)
		return false;
	/* What a loader starts comes back with option 175; a machine whose
	 * own ROM is gPXE or iPXE starts again with it. */
	if (is_gpxe(asker(m, d)) && !m->began_gpxe)
		return false;
	if (is_gpxe(asker(m, d)) && (m->got & FETCHED) != 0)
		return silence > PAUSE;
	/* The xid tells a repetition, but gPXE and some ROMs have one for
	 * life: it counts only where an ACK may have been lost. */
	if (m->stage == BOOT_REQUESTED)
		return d->xid != m->xid && !is_gpxe(asker(m, d));
	return m->stage > BOOT_BOUND || d->xid != m->xid || silence > SECOND;
}

static void
note_decision(struct machine *m, const struct event_dhcp *d)
{
	if (d->mode == MODE_NONE || !is_boot_client(m->asked))
		return;
	m->mode = d->mode;
	m->by_once = d->by_once;
	if (d->refused && (d->mode == MODE_IGNORE || d->mode == MODE_LOCAL))
		m->got |= GOT_ANSWER;
}

/*
 * The address that the asker has; or will have, by the offer that it takes:
 * a tap may not show the ACK.  What a relay passes on comes from the relay's.
 */
static uint32_t
asker_addr(const struct event_dhcp *d)
{
	if (d->yiaddr != 0)
		return d->yiaddr;
	if (d->giaddr == 0 && ip4_usable(d->src))
		return d->src;
	return d->type == DHCP_REQUEST && d->facts.has_server_id ?
	    d->facts.requested :
	    d->facts.ciaddr;
}

/* FreeBSD's loader, whose root may be on NFS: of that nothing is seen here. */
static bool
seeks_root(const struct machine *m, const struct event_dhcp *d)
{
	return m->mode == MODE_NONE && d->facts.of_loader &&
	    dhcp_facts_asks(&d->facts, DHCP_OPT_ROOT_PATH);
}

static void
advance_to_root(const struct track *t, struct machine *m, int64_t now_us)
{
	if ((m->got & GOT_SAN) != 0 && !m->seeks_root)
		track_advance(t, m, BOOT_ROOT, now_us);
}

static void
on_request(struct track *t, struct machine *m, const struct event *e)
{
	const struct event_dhcp *d = &e->u.dhcp;
	enum boot_stage stage = BOOT_DISCOVER;

	m->xid = d->xid;
	m->declined = false;
	m->seeks_root = seeks_root(m, d);
	m->uboot = m->uboot || strncmp(d->facts.class_id, "U-Boot", 6) == 0;
	track_clear_error(m);
	note_decision(m, d);
	if (d->type == DHCP_REQUEST) {
		stage = BOOT_REQUESTED;
		/* A proxy hears that its offer is taken, no more. */
		if (is_gpxe(asker(m, d)))
			m->got |= m->offered;
		track_learn_addr(t, m, asker_addr(d));
	}
	if (is_gpxe(asker(m, d)) && !m->began_gpxe && is_first(d))
		stage = BOOT_CHAINED;
	else if (d->type == DHCP_INFORM ||
	    (d->type == DHCP_REQUEST && d->dst_port == DHCP_PORT_PXE))
		stage = BOOT_PROXY;
	if (d->refused && d->mode == MODE_IGNORE)
		stage = BOOT_IGNORED;
	else if (m->stage == BOOT_IGNORED)
		/* Flipped between two of its attempts. */
		track_set_stage(t, m, stage, event_wire_us(e));
	track_advance(t, m, stage, event_wire_us(e));
	advance_to_root(t, m, event_wire_us(e));
}

/* Served from elsewhere: that it was told is all that can be known. */
static bool
is_foreign_url(const struct event_dhcp *d)
{
	char ip[IP4_TEXT];

	if (strstr(d->bootfile, "://") == NULL)
		return false;
	return strstr(d->bootfile, ip4_format(ip, d->src)) == NULL;
}

/* What it was told by name; the root path is another matter. */
static uint8_t
note_name(struct track *t, struct machine *m, const struct event_dhcp *d)
{
	struct machine_words *w;

	/* None: as a foreign server's beside our proxy offer. */
	if (d->bootfile[0] == '\0')
		return 0;
	w = track_words(t, m);
	/* A foreign server's word is known by its name alone. */
	if (!is_gpxe(m->asked) || m->mode == MODE_PXELINUX ||
	    (m->mode == MODE_NONE && track_is_loader(d->bootfile))) {
		(void)text_copy(w->loader, sizeof(w->loader), d->bootfile);
		return 0;
	}
	(void)text_copy(w->script, sizeof(w->script), d->bootfile);
	return is_foreign_url(d) ? GOT_TOLD : 0;
}

static void
note_told(struct track *t, struct machine *m, const struct event_dhcp *d)
{
	uint8_t told = note_name(t, m, d);

	if (d->type != DHCP_OFFER || d->yiaddr == 0)
		told_add(&track_words(t, m)->told, d->bootfile, d->root_path,
		    d->siaddr != 0 ? d->siaddr : d->server, &d->facts);
	if ((is_gpxe(m->asked) || m->seeks_root) && d->root_path[0] != '\0')
		told |= GOT_SAN;
	if (d->type == DHCP_ACK)
		m->got |= told;
	else if (d->yiaddr == 0)
		m->offered |= told;
}

static void
note_refusal(struct track *t, struct machine *m, const struct event_dhcp *d)
{
	struct machine_words *w = track_words(t, m);
	struct text text;

	text_init(&text, w->error, sizeof(w->error));
	text_add(&text, "its address was refused");
	if (d->reason[0] != '\0')
		text_add(&text, ": ");
	text_add(&text, d->reason);
}

static void
on_reply(struct track *t, struct machine *m, const struct event *e)
{
	const struct event_dhcp *d = &e->u.dhcp;
	enum boot_stage stage = BOOT_OFFERED;

	note_decision(m, d);
	if (d->type == DHCP_NAK) {
		note_refusal(t, m, d);
		/* It starts again, and that is the same boot. */
		m->refused_us = event_wire_us(e);
		if (m->active && m->stage < BOOT_PROXY)
			m->stage = BOOT_DISCOVER;
		return;
	}
	m->got |= GOT_ANSWER;
	note_told(t, m, d);
	if (d->type == DHCP_ACK)
		stage = d->yiaddr == 0 ? BOOT_PROXY : BOOT_BOUND;
	else if (d->type == DHCP_BOOTP)
		stage = BOOT_BOUND;
	if (d->type != DHCP_OFFER)
		track_learn_addr(t, m, d->yiaddr);
	track_advance(t, m, stage, event_wire_us(e));
	advance_to_root(t, m, event_wire_us(e));
}

/* The installed system: it needs no boot, and shows that one is over. */
static void
on_system(struct track *t, struct machine *m, const struct event *e)
{
	const struct event_dhcp *d = &e->u.dhcp;

	track_learn_addr(t, m,
	    d->op == DHCP_OP_REPLY ? d->yiaddr : asker_addr(d));
	if (d->type != DHCP_DISCOVER && d->type != DHCP_REQUEST)
		return;
	if (d->op != DHCP_OP_REQUEST)
		return;
	track_end(t, m, track_result_os(m), event_wire_us(e));
	track_set_stage(t, m, BOOT_OS, event_wire_us(e));
}

/* What a loader asks for by itself: the boot goes on. */
static void
on_loader(struct track *t, struct machine *m, const struct event *e)
{
	const struct event_dhcp *d = &e->u.dhcp;

	if (d->type != DHCP_REQUEST && d->type != DHCP_ACK)
		return;
	track_learn_addr(t, m,
	    d->op == DHCP_OP_REPLY ? d->yiaddr : asker_addr(d));
	if (d->op == DHCP_OP_REQUEST)
		m->seeks_root = seeks_root(m, d);
	else if (m->seeks_root && d->root_path[0] != '\0')
		m->got |= GOT_SAN;
}

/* From where to where a relay sends it, in one number. */
static uint32_t
way_of(const struct event_dhcp *d)
{
	return d->giaddr == 0 ? 0 : d->src ^ (d->dst << 16 | d->dst >> 16);
}

/*
 * A relay's copy of what was told from before the relay, from another relay,
 * or on the way to another server.
 */
static bool
is_passed_on(const struct machine *m, const struct event_dhcp *d)
{
	return m->asks.giaddr != d->giaddr || m->asks.way != way_of(d);
}

/*
 * Retries have one xid; gPXE and some ROMs have one for life, but ask for
 * something else in between.  What a relay passes on,
 * or a tap shows twice, is no retry.
 */
static void
count_tries(struct machine *m, struct event_dhcp *d, bool copy)
{
	const bool same = m->asks.count > 0 && m->asks.type == d->type &&
	    m->asks.xid == d->xid && m->asks.port == d->dst_port &&
	    m->asks.stage == d->stage;

	if (copy || d->op != DHCP_OP_REQUEST)
		return;
	d->passed_on = same && is_passed_on(m, d);
	if (d->passed_on)
		return;
	if (!same)
		m->asks.count = 0;
	m->asks.type = d->type;
	m->asks.xid = d->xid;
	m->asks.giaddr = d->giaddr;
	m->asks.way = way_of(d);
	m->asks.port = d->dst_port;
	m->asks.stage = d->stage;
	if (m->asks.count < UINT16_MAX)
		m->asks.count++;
	d->tries = m->asks.count;
}

/* Does this message begin a session? */
static bool
begins(const struct machine *m, const struct event *e)
{
	const struct event_dhcp *d = &e->u.dhcp;

	if (d->op != DHCP_OP_REQUEST || !is_boot_client(asker(m, d)) || e->copy)
		return false;
	return is_first(d) ? begins_anew(m, e) :
			     !m->active && d->type == DHCP_REQUEST;
}

/* Of the address that it has: the message itself may not say who boots. */
static bool
declines(const struct machine *m, const struct event_dhcp *d)
{
	return d->type == DHCP_DECLINE && m->active && m->stage < BOOT_PROXY &&
	    m->addr != 0 && d->facts.requested == m->addr;
}

/* Somebody else has it; it starts again, and that is the same boot (RFC 2131
 * 3.1, 5: after ten seconds). */
static void
on_decline(struct track *t, struct machine *m)
{
	m->declined = true;
	m->stage = BOOT_DISCOVER;
	track_forget_addr(t, m);
}

static void
follow(struct track *t, struct machine *m, const struct event *e)
{
	/* Told late: of the message itself the wire has told. */
	if (e->copy)
		note_decision(m, &e->u.dhcp);
	else if (declines(m, &e->u.dhcp))
		on_decline(t, m);
	else if (m->asked == STAGE_OS)
		on_system(t, m, e);
	else if (m->asked == STAGE_LOADER)
		on_loader(t, m, e);
	else if (!is_boot_client(m->asked))
		return;
	else if (e->u.dhcp.op == DHCP_OP_REQUEST)
		on_request(t, m, e);
	else
		on_reply(t, m, e);
}

void
track_dhcp(struct track *t, struct event *e)
{
	struct event_dhcp *d = &e->u.dhcp;
	struct machine *m = NULL;
	bool anew;

	if (e->has_mac)
		m = track_find(t, &e->mac);
	if (m == NULL && e->has_mac)
		m = track_make(t, &e->mac, event_wire_us(e));
	if (m == NULL) {
		t->out.take(t->out.arg, e);
		return;
	}
	m = track_uuid_lead(t, m, e);
	anew = begins(m, e);
	if (anew) {
		track_end(t, m, track_result(m), event_wire_us(e));
		track_open(t, m, e);
	}
	count_tries(m, d, e->copy);
	/* A server's message says nothing about who asked for it. */
	if (d->op == DHCP_OP_REQUEST && !declines(m, d))
		m->asked = asker(m, d);
	track_touch(t, m, d->known || (m->known && d->mode == MODE_NONE),
	    event_wire_us(e));
	e->session = m->active ? m->session : 0;
	t->out.take(t->out.arg, e);
	if (anew) {
		note_decision(m, d);
		track_emit_session(t, m, BOOT_NEW, event_wire_us(e));
	}
	follow(t, m, e);
}
