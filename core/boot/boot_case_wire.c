/* SPDX-License-Identifier: ISC */
#include "core/boot/boot_case_wire.h"

#include <string.h>

#define AGAIN_US INT64_C(2000)

static void
take_arp(struct boot_case *c, const struct event *e)
{
	const struct event_wire *w = &e->u.wire;
	const bool asks = w->kind == WIRE_ARP_REQUEST;
	const uint32_t addr = asks ? w->dst : w->src;
	size_t i;

	/* Whether its own address is free it asks from none (RFC 5227). */
	if (asks && (w->src == 0 || w->src == w->dst))
		return;
	for (i = 0; i < c->arp_count; i++)
		if (c->arp[i].addr == addr)
			break;
	if (i == c->arp_count) {
		if (!asks || i == CASE_ARPS)
			return;
		memset(&c->arp[i], 0, sizeof(c->arp[i]));
		c->arp_count++;
		c->arp[i].addr = addr;
		c->arp[i].time_us = event_wire_us(e);
		c->arp[i].frame = e->frame;
	}
	/* A tap may show it twice. */
	if (asks &&
	    (c->arp[i].asked == 0 ||
		event_wire_us(e) - c->arp[i].time_us > AGAIN_US))
		c->arp[i].asked++;
	if (asks) {
		c->arp[i].time_us = event_wire_us(e);
		arp_asked_take(&c->arp[i].again, event_wire_us(e));
	} else
		c->arp[i].answered = true;
}

void
case_found_server(struct boot_case *c, const struct event *e)
{
	size_t i;

	c->shown = c->shown || event_is_shown(e);
	for (i = 0; i < c->arp_count; i++)
		c->arp[i].again.tries = 0;
}

/* When it had last to do with a file. */
static int64_t
fetched_us(const struct boot_case *c)
{
	int64_t us = 0;

	if (c->file_count > 0)
		us = c->file[c->file_count - 1].last_us;
	if (c->page_count > 0 && c->page[c->page_count - 1].last_us > us)
		us = c->page[c->page_count - 1].last_us;
	return us;
}

static void
take_solicit(struct boot_case *c, const struct event *e)
{
	if (c->solicit.time_us > fetched_us(c))
		return;
	c->solicit.time_us = event_wire_us(e);
	c->solicit.frame = e->frame;
}

void
case_take_wire(struct boot_case *c, const struct event *e)
{
	const struct event_wire *w = &e->u.wire;

	c->shown = c->shown || event_is_shown(e);
	switch (w->kind) {
	case WIRE_ARP_REQUEST:
	case WIRE_ARP_REPLY:
		take_arp(c, e);
		break;
	case WIRE_UNREACHABLE:
		c->refusal.times++;
		c->refusal.time_us = event_wire_us(e);
		c->refusal.frame = e->frame;
		c->refusal.server = w->src;
		c->refusal.port = w->port;
		break;
	case WIRE_SOLICIT:
		take_solicit(c, e);
		break;
	case WIRE_TCP_REFUSED:
	case WIRE_TCP_SILENT:
	case WIRE_BPDU:
		break;
	}
}
