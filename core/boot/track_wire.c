/* SPDX-License-Identifier: ISC */
#include "core/boot/track_table.h"

#include "core/base/text.h"

/* Is it firmware or a loader that speaks, as far as is known? */
static bool
is_before_system(const struct machine *m)
{
	return m->active && m->asked != STAGE_OS &&
	    m->stage >= BOOT_REQUESTED && m->stage < BOOT_KERNEL;
}

static void
as_iscsi(struct event *to, const struct event *e)
{
	const struct event_wire *w = &e->u.wire;

	event_init(to, EVENT_ISCSI, e->time_us, NULL);
	to->u.iscsi.phase = w->kind == WIRE_TCP_REFUSED ? ISCSI_REFUSED :
							  ISCSI_SILENT;
	to->u.iscsi.client = w->src;
	to->u.iscsi.server = w->dst;
	to->u.iscsi.port = w->port;
}

static void
as_http(struct event *to, const struct event *e)
{
	const struct event_wire *w = &e->u.wire;

	event_init(to, EVENT_HTTP, e->time_us, NULL);
	to->u.http.phase = HTTP_PHASE_DONE;
	to->u.http.reach = w->kind == WIRE_TCP_REFUSED ? HTTP_REFUSED :
							 HTTP_SILENT;
	to->u.http.client = w->src;
	to->u.http.server = w->dst;
	to->u.http.server_port = w->port;
}

static bool
is_gpxe(const struct machine *m)
{
	return m->asked == STAGE_GPXE || m->asked == STAGE_IPXE;
}

static bool
speaks_http(const struct machine *m)
{
	return is_gpxe(m) || m->asked == STAGE_HTTP;
}

/*
 * A LAN is full of connections that do not come about: of interest is what a
 * boot needs, and nobody hears of the others.
 */
static void
on_connection(struct track *t, const struct event *e)
{
	const struct event_wire *w = &e->u.wire;
	const struct machine *m = track_find_addr(t, w->src);
	const struct told *told;
	struct event copy TO_FILL;

	if (m == NULL || !is_before_system(m))
		return;
	told = &track_words_of(m)->told;
	if (told_is_target(told, w->dst, w->port))
		as_iscsi(&copy, e);
	else if (told_may_fetch(told, speaks_http(m), w->dst, w->port))
		as_http(&copy, e);
	else
		return;
	copy.origin = e->origin;
	copy.mac = e->mac;
	copy.frame = e->frame;
	copy.vlan = e->vlan;
	track_event(t, &copy);
}

/*
 * gPXE and iPXE keep what they were answered.  Of others the answers may pass
 * elsewhere, and U-Boot asks for each file anew.
 */
static bool
shows_answers(const struct machine *m)
{
	return is_gpxe(m) || (track_words_of(m)->shown && !m->uboot);
}

static void
on_arp_request(struct track *t, struct machine *m, const struct event *e)
{
	const struct event_wire *w = &e->u.wire;
	struct machine_words *words;
	char ip[IP4_TEXT];

	/* Whether its own address is free it asks from none (RFC 5227). */
	if (!is_before_system(m) || w->src == 0 || w->src == w->dst ||
	    !told_needs(&track_words_of(m)->told, m->addr, w->dst))
		return;
	words = track_words(t, m);
	if (words->arp_addr != w->dst)
		words->arp.tries = 0;
	words->arp_addr = w->dst;
	arp_asked_take(&words->arp, event_wire_us(e));
	if (arp_asked_in_vain(&words->arp) && shows_answers(m))
		track_silent(t, m, ip4_format(ip, w->dst), "no answer to ARP",
		    words->arp.first_us);
}

static void
on_arp_reply(struct track *t, struct machine *m, const struct event *e)
{
	if (track_words_of(m)->arp_addr == e->u.wire.src)
		track_words(t, m)->arp.tries = 0;
}

/* What reaches it alone shows of the tap what it shows. */
static void
on_shown(const struct machine *m, const struct event *e)
{
	if (m->words != NULL && event_is_shown(e))
		m->words->shown = true;
}

/*
 * ARP is its asker's, the answer is the one's who asked, a refusal is the
 * one's whom it reaches: nothing of these tells of a boot by itself.
 */
static struct machine *
whose(const struct track *t, const struct event *e)
{
	switch (e->u.wire.kind) {
	case WIRE_ARP_REQUEST:
	case WIRE_SOLICIT:
		return track_find(t, &e->mac);
	case WIRE_ARP_REPLY:
	case WIRE_UNREACHABLE:
		return track_find_addr(t, e->u.wire.dst);
	case WIRE_TCP_REFUSED:
	case WIRE_TCP_SILENT:
	case WIRE_BPDU:
		break;
	}
	return NULL;
}

void
track_wire(struct track *t, struct event *e)
{
	const enum wire_kind kind = e->u.wire.kind;
	struct machine *m = whose(t, e);

	if (kind == WIRE_TCP_REFUSED || kind == WIRE_TCP_SILENT) {
		on_connection(t, e);
		return;
	}
	if (m != NULL) {
		m = track_uuid_flow(t, m, e);
		e->session = m->session;
	}
	t->out.take(t->out.arg, e);
	if (m != NULL)
		on_shown(m, e);
	if (m != NULL && kind == WIRE_ARP_REQUEST)
		on_arp_request(t, m, e);
	else if (m != NULL && kind == WIRE_ARP_REPLY)
		on_arp_reply(t, m, e);
}
