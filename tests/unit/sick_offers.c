/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "tests/unit/sick.h"

/* Stories of groups A and B: silence, offers, port 4011, odd messages. */

static void
nobody_offers(struct sick *s, bool ill)
{
	sick_discovers(s, 2);
	if (!ill)
		sick_tell(s, DHCP_OFFER, "pxelinux.0");
	sick_discovers(s, 2);
}

static void
nobody_offers_by_bootp(struct sick *s, bool ill)
{
	unsigned i;

	for (i = 0; i < 4; i++) {
		sick_ask(s, DHCP_BOOTP);
		if (!ill && i == 1)
			sick_tell(s, DHCP_BOOTP, "pxelinux.0");
		sick_waits(s, 4);
	}
}

/* It is to be left alone: by a proxy, others are to answer it. */
static void
nobody_offers_beside_a_proxy(struct sick *s, bool ill)
{
	unsigned i;

	s->env.live = true;
	s->env.proxy = ill;
	for (i = 0; i < 4; i++) {
		struct event_dhcp *d = sick_asks(s, DHCP_DISCOVER);

		s->e.origin = ORIGIN_OWN;
		d->mode = MODE_IGNORE;
		d->refused = true;
		(void)text_copy(d->reason, 32, "mode is ignore");
		sick_go(s);
		sick_waits(s, 2);
	}
}

static void
link_late(struct sick *s, bool ill)
{
	sick_dora(s, "ipxe.pxe");
	sick_fetch(s, "ipxe.pxe", TFTP_COMPLETE);
	sick_waits(s, 20);
	s->stage = STAGE_IPXE;
	sick_asks(s, DHCP_DISCOVER)->facts.secs = ill ? 5 << 2 : 1 << 2;
	sick_go(s);
}

static void
local_firewall_in(struct sick *s, bool ill)
{
	unsigned i;

	s->env.live = true;
	for (i = 0; i < 3; i++) {
		(void)sick_asks(s, DHCP_DISCOVER);
		s->e.unheard = ill || i == 0;
		sick_go(s);
	}
}

static void
port_taken(struct sick *s, bool ill)
{
	s->env.live = true;
	s->env.taken_count = 1;
	s->env.taken[0].port = ill ? 67 : 4011;
	(void)text_copy(s->env.taken[0].owner, 64, "dnsmasq (1234)");
	sick_ask(s, DHCP_DISCOVER);
}

static void
relay_broadcast(struct sick *s, bool ill)
{
	struct event_dhcp *d = sick_asks(s, DHCP_DISCOVER);

	d->giaddr = d->src = 0x0a640001u;
	sick_go(s);
	d = sick_told(s, DHCP_OFFER, "pxelinux.0");
	d->giaddr = 0x0a640001u;
	/* What the relay itself hands on is right. */
	if (!ill)
		d->src = d->giaddr;
	sick_go(s);
	if (ill)
		return;
	/* So it is on the machine's wire, in the server's place (RFC 5107). */
	s->xid++;
	sick_ask(s, DHCP_DISCOVER);
	d = sick_told(s, DHCP_OFFER, "pxelinux.0");
	d->giaddr = 0x0a640001u;
	sick_go(s);
}

static void
relay_one_helper(struct sick *s, bool ill)
{
	struct event_dhcp *d;

	s->env.live = true;
	s->env.started_us = s->now - 3600 * SECOND;
	s->env.addr_count = 1;
	s->env.addrs[0] = SERVER;
	s->env.masks[0] = 0xffffff00u;
	if (!ill)
		sick_ask(s, DHCP_DISCOVER);
	d = sick_asks(s, DHCP_REQUEST);
	d->dst_port = DHCP_PORT_PXE;
	d->src = 0x0a640009u;
	sick_go(s);
}

static void
off_subnet_server(struct sick *s, bool ill)
{
	struct event_dhcp *d;

	sick_ask(s, DHCP_DISCOVER);
	sick_tell(s, DHCP_OFFER, "pxelinux.0");
	sick_ask(s, DHCP_REQUEST);
	d = sick_told(s, DHCP_ACK, "pxelinux.0");
	d->siaddr = 0x0a640005u;
	sick_go(s);
	sick_arp(s, 0x0a640005u, false);
	if (!ill)
		sick_arp(s, 0x0a640005u, true);
	sick_arp(s, 0x0a640005u, false);
}

static void
asks_by_arp(struct sick *s, uint32_t addr, unsigned times, unsigned seconds)
{
	for (; times > 0; times--) {
		sick_arp(s, addr, false);
		sick_waits(s, seconds);
	}
}

/* A client that has its answer, wherever that passed, does not ask again. */
static void
arp_unanswered(struct sick *s, bool ill)
{
	struct event_dhcp *d;

	sick_ask(s, DHCP_DISCOVER);
	sick_ask(s, DHCP_REQUEST);
	d = sick_told(s, DHCP_ACK, "pxelinux.0");
	d->siaddr = OTHER;
	sick_go(s);
	asks_by_arp(s, OTHER, ill ? 4 : 2, 1);
	sick_waits(s, 8);
}

/* Of nobody whom it was told to reach, or soon one after the other. */
static void
arp_unanswered_of_who_matters(struct sick *s, bool ill)
{
	s->stage = STAGE_IPXE;
	sick_dora(s, "http://10.99.0.2/menu.ipxe");
	asks_by_arp(s, ill ? OTHER : OTHER + 7, 5, 1);
	if (!ill)
		asks_by_arp(s, OTHER, 5, 0);
	sick_waits(s, 8);
}

static void
arp_unanswered_by_the_router(struct sick *s, bool ill)
{
	struct event_dhcp *d;

	sick_ask(s, DHCP_DISCOVER);
	sick_ask(s, DHCP_REQUEST);
	d = sick_told(s, DHCP_ACK, "pxelinux.0");
	d->siaddr = ill ? 0x0a640005u : OTHER;
	d->facts.router = CLIENT + 200;
	sick_go(s);
	asks_by_arp(s, CLIENT + 200, 4, 1);
}

/* It has found it in the end. */
static void
arp_unanswered_no_more(struct sick *s, bool ill)
{
	sick_dora(s, "pxelinux.0");
	asks_by_arp(s, SERVER, 4, 1);
	if (!ill)
		sick_fetch(s, "pxelinux.0", TFTP_COMPLETE);
}

/* On port 4011; answered unless `silent`. */
static void
asks_4011(struct sick *s, bool silent)
{
	struct event_dhcp *d;
	unsigned i;

	s->xid++;
	for (i = 0; i < 3; i++) {
		d = sick_asks(s, DHCP_REQUEST);
		d->dst_port = DHCP_PORT_PXE;
		d->dst = s->server;
		d->src = d->facts.ciaddr = CLIENT;
		d->server = 0;
		sick_go(s);
		if (!silent)
			break;
		sick_waits(s, 1);
	}
	if (silent)
		return;
	d = sick_told(s, DHCP_ACK, "gpxe.efi");
	d->yiaddr = 0;
	d->src_port = DHCP_PORT_PXE;
	sick_go(s);
}

static void
stray_option_60(struct sick *s, bool ill)
{
	struct event_dhcp *d;

	s->arch = ARCH_X64;
	sick_ask(s, DHCP_DISCOVER);
	d = sick_told(s, DHCP_OFFER, "gpxe.efi");
	d->facts.pxe_class = true;
	sick_go(s);
	sick_ask(s, DHCP_REQUEST);
	sick_tell(s, DHCP_ACK, "gpxe.efi");
	asks_4011(s, ill);
}

static void
proxy_offer(struct sick *s, const char *name)
{
	struct event_dhcp *d = sick_told(s, DHCP_OFFER, name);

	d->src = d->server = OTHER;
	d->siaddr = name[0] == '\0' ? 0 : OTHER;
	d->yiaddr = 0;
	d->facts.pxe_class = true;
	sick_go(s);
}

static void
proxy_port_silent(struct sick *s, bool ill)
{
	s->arch = ARCH_X64;
	sick_ask(s, DHCP_DISCOVER);
	sick_tell(s, DHCP_OFFER, "");
	proxy_offer(s, "gpxe.efi");
	sick_ask(s, DHCP_REQUEST);
	sick_tell(s, DHCP_ACK, "");
	s->server = OTHER;
	asks_4011(s, ill);
}

static void
only_proxy_offers(struct sick *s, bool ill)
{
	sick_ask(s, DHCP_DISCOVER);
	proxy_offer(s, "pxelinux.0");
	sick_discovers(s, 1);
	if (!ill)
		sick_tell(s, DHCP_OFFER, "");
	sick_discovers(s, 2);
}

static void
dual_offers_unmerged(struct sick *s, bool ill)
{
	s->arch = ARCH_X64;
	sick_ask(s, DHCP_DISCOVER);
	sick_tell(s, DHCP_OFFER, "");
	proxy_offer(s, "gpxe.efi");
	if (!ill)
		sick_ask(s, DHCP_REQUEST);
	sick_discovers(s, 3);
}

static void
proxy_offer_late(struct sick *s, bool ill)
{
	s->stage = STAGE_IPXE;
	sick_ask(s, DHCP_DISCOVER);
	sick_tell(s, DHCP_OFFER, "");
	if (!ill)
		proxy_offer(s, "menu.ipxe");
	sick_waits(s, 3);
	sick_ask(s, DHCP_REQUEST);
	sick_tell(s, DHCP_ACK, "");
	if (ill)
		proxy_offer(s, "menu.ipxe");
}

static void
proxy_disabled_by_us(struct sick *s, bool ill)
{
	struct event_dhcp *d;

	s->stage = STAGE_GPXE;
	sick_ask(s, DHCP_DISCOVER);
	sick_tell(s, DHCP_OFFER, "");
	proxy_offer(s, "menu.gpxe");
	sick_ask(s, DHCP_REQUEST);
	d = sick_told(s, DHCP_ACK, "");
	d->facts.no_pxedhcp = ill;
	sick_go(s);
}

static void
proxy_acked_foreign(struct sick *s, bool ill)
{
	struct event_dhcp *d;

	sick_ask(s, DHCP_DISCOVER);
	sick_tell(s, DHCP_OFFER, "");
	d = sick_asks(s, DHCP_REQUEST);
	/* An INFORM's answer has no address either. */
	if (!ill)
		d->type = DHCP_INFORM;
	sick_go(s);
	d = sick_told(s, DHCP_ACK, "pxelinux.0");
	d->src = d->server = OTHER;
	d->yiaddr = 0;
	sick_go(s);
}

/* gPXE asks port 4011 under the same xid, and is answered there. */
static void
proxy_acked_foreign_not_on_4011(struct sick *s, bool ill)
{
	struct event_dhcp *d;

	sick_ask(s, DHCP_DISCOVER);
	sick_tell(s, DHCP_OFFER, "");
	sick_ask(s, DHCP_REQUEST);
	d = sick_told(s, DHCP_ACK, "menu.gpxe");
	d->src = d->server = OTHER;
	d->yiaddr = 0;
	d->src_port = ill ? DHCP_PORT_SERVER : DHCP_PORT_PXE;
	sick_go(s);
}

static void
menu_reply_broadcast(struct sick *s, bool ill)
{
	struct event_dhcp *d;

	sick_dora(s, "");
	s->xid++;
	d = sick_asks(s, DHCP_REQUEST);
	d->dst_port = DHCP_PORT_PXE;
	d->facts.has_item = true;
	d->facts.ciaddr = CLIENT;
	sick_go(s);
	d = sick_told(s, DHCP_ACK, "pxelinux.0");
	d->yiaddr = 0;
	d->src_port = DHCP_PORT_PXE;
	if (!ill)
		d->dst = CLIENT;
	sick_go(s);
}

static void
unicast_offer_lost(struct sick *s, bool ill)
{
	unsigned i;

	for (i = 0; i < 4; i++) {
		sick_asks(s, DHCP_DISCOVER)->facts.broadcast = false;
		sick_go(s);
		if (i == 0) {
			sick_told(s, DHCP_OFFER, "pxelinux.0")->dst = ill ?
			    CLIENT :
			    UINT32_MAX;
			sick_go(s);
		}
		sick_waits(s, 4);
	}
}

static void
offer_too_early(struct sick *s, bool ill)
{
	sick_ask(s, DHCP_DISCOVER);
	s->now += ill ? -9000 : 0;
	sick_tell(s, DHCP_OFFER, "pxelinux.0");
	sick_discovers(s, 2);
	sick_tell(s, DHCP_OFFER, "pxelinux.0");
	sick_ask(s, DHCP_REQUEST);
}

/* UEFI tries HTTP Boot first, and then boots from the offer by PXE. */
static void
offer_too_early_for_one_program(struct sick *s, bool ill)
{
	s->arch = ARCH_X64;
	s->stage = ill ? STAGE_ROM : STAGE_HTTP;
	sick_ask(s, DHCP_DISCOVER);
	s->now -= 9000;
	sick_tell(s, DHCP_OFFER, "grubx64.efi");
	sick_discovers(s, 2);
	s->stage = STAGE_ROM;
	sick_discovers(s, 1);
	sick_tell(s, DHCP_OFFER, "grubx64.efi");
	sick_ask(s, DHCP_REQUEST);
}

/* What it passed over had no name until the proxy's offer came. */
static void
offer_too_early_beside_a_proxy(struct sick *s, bool ill)
{
	int i;

	s->arch = ARCH_X64;
	for (i = 0; i < 3; i++) {
		sick_ask(s, DHCP_DISCOVER);
		s->now -= 9500;
		sick_tell(s, DHCP_OFFER, "");
		if (ill || i == 2) {
			s->now -= 9500;
			s->server = OTHER;
			sick_told(s, DHCP_OFFER, "ipxe.efi")->yiaddr = 0;
			s->e.u.dhcp.facts.pxe_class = true;
			sick_go(s);
			s->server = SERVER;
		}
		s->now += 4 * SECOND;
	}
	sick_ask(s, DHCP_REQUEST);
}

static void
other_server_chosen(struct sick *s, bool ill)
{
	sick_ask(s, DHCP_DISCOVER);
	sick_tell(s, DHCP_OFFER, "");
	s->server = OTHER;
	sick_tell(s, DHCP_OFFER, "pxelinux.0");
	s->server = ill ? SERVER : OTHER;
	sick_ask(s, DHCP_REQUEST);
}

/* By the iPXE that its ROM loaded; one with a script goes on all the same. */
static void
other_server_chosen_by_the_next_stage(struct sick *s, bool ill)
{
	sick_dora(s, "undionly.kpxe");
	sick_fetch(s, "undionly.kpxe", TFTP_COMPLETE);
	s->now += SECOND;
	s->stage = STAGE_IPXE;
	other_server_chosen(s, true);
	s->now += SECOND;
	if (!ill)
		sick_fetch(s, "boot.ipxe", TFTP_COMPLETE);
}

static void
foreign_nak(struct sick *s, bool ill)
{
	sick_ask(s, DHCP_DISCOVER);
	sick_tell(s, DHCP_OFFER, "pxelinux.0");
	sick_ask(s, DHCP_REQUEST);
	s->server = ill ? OTHER : SERVER;
	sick_tell(s, DHCP_NAK, "");
	sick_ask(s, DHCP_DISCOVER);
}

/* An address from before may be refused; a second try may do. */
static void
offer_refused(struct sick *s, bool ill)
{
	unsigned i;

	for (i = 0; i < 3; i++) {
		sick_ask(s, DHCP_DISCOVER);
		sick_tell(s, DHCP_OFFER, "pxelinux.0");
		sick_ask(s, DHCP_REQUEST);
		if (i < 2)
			sick_tell(s, DHCP_NAK, "");
		else if (!ill)
			sick_tell(s, DHCP_ACK, "pxelinux.0");
	}
}

static void
takes_in_vain(struct sick *s, unsigned times)
{
	sick_ask(s, DHCP_DISCOVER);
	sick_tell(s, DHCP_OFFER, "pxelinux.0");
	for (; times > 0; times--) {
		sick_ask(s, DHCP_REQUEST);
		sick_waits(s, 4);
	}
}

/* The third may be answered, as when its server looks up its leases. */
static void
request_unanswered(struct sick *s, bool ill)
{
	takes_in_vain(s, 2);
	sick_ask(s, DHCP_REQUEST);
	if (!ill)
		sick_tell(s, DHCP_ACK, "pxelinux.0");
	sick_waits(s, 5);
}

static void
request_unanswered_three_times(struct sick *s, bool ill)
{
	takes_in_vain(s, ill ? 3 : 2);
}

/* Where only broadcasts are seen each stage asks once, and goes on unseen. */
static void
request_unanswered_by_stages(struct sick *s, bool ill)
{
	unsigned i;

	for (i = 0; i < 4; i++) {
		s->stage = i < 2 ? STAGE_ROM : STAGE_IPXE;
		takes_in_vain(s, 1);
		s->xid++;
	}
	takes_in_vain(s, ill ? 3 : 1);
}

static void
pool_overlaps(struct sick *s, bool ill)
{
	sick_ask(s, DHCP_DISCOVER);
	sick_told(s, DHCP_OFFER, "pxelinux.0")->yiaddr = ill ? SERVER : CLIENT;
	sick_go(s);
}

static void
address_declined(struct sick *s, bool ill)
{
	sick_dora(s, "pxelinux.0");
	sick_asks(s, DHCP_DECLINE)->facts.requested = CLIENT;
	sick_go(s);
	if (!ill)
		sick_fetch(s, "pxelinux.0", TFTP_COMPLETE);
}

/* EDK II's DECLINE says nothing of itself. */
static void
address_declined_barely(struct sick *s, bool ill)
{
	struct event_dhcp *d;

	sick_dora(s, "pxelinux.0");
	d = sick_asks(s, DHCP_DECLINE);
	d->stage = STAGE_LOADER;
	d->facts.pxe_class = false;
	d->facts.arch = 0xffff;
	d->xid += 77;
	d->facts.requested = ill ? CLIENT : OTHER;
	sick_go(s);
}

static void
malformed_offer(struct sick *s, bool ill)
{
	sick_ask(s, DHCP_DISCOVER);
	sick_told(s, DHCP_OFFER, "gpxe.efi")->facts.has_server_id = !ill;
	sick_go(s);
	sick_discovers(s, 2);
}

static void
offer_too_long(struct sick *s, bool ill)
{
	sick_ask(s, DHCP_DISCOVER);
	sick_told(s, DHCP_OFFER, "pxelinux.0")->facts.length = ill ? 1473 :
								     1472;
	sick_go(s);
	sick_discovers(s, 2);
}

static void
raspberry_pi_option_43(struct sick *s, bool ill)
{
	s->xid = 0x26f30339u;
	sick_ask(s, DHCP_DISCOVER);
	sick_told(s, DHCP_OFFER, "pxelinux.0")->facts.vendor_raspberry = !ill;
	sick_go(s);
	sick_discovers(s, 2);
}

static void
odd_vendor_class(struct sick *s, bool ill)
{
	unsigned i;

	for (i = 0; i < 2; i++) {
		struct event_dhcp *d = sick_asks(s, DHCP_DISCOVER);

		d->facts.pxe_class = !ill;
		(void)text_copy(d->facts.class_id, 64,
		    ill ? "HW-Client" : "PXEClient:Arch:00000");
		sick_go(s);
	}
}

static void
uuid_unusable(struct sick *s, bool ill)
{
	struct event_dhcp *d = sick_asks(s, DHCP_DISCOVER);

	d->facts.has_uuid = true;
	d->facts.uuid_usable = !ill;
	sick_go(s);
}

const struct story sick_offers[] = {
    {"nobody-offers", nobody_offers},
    {"nobody-offers", nobody_offers_by_bootp},
    {"nobody-offers", nobody_offers_beside_a_proxy},
    {"link-late", link_late},
    {"local-firewall-in", local_firewall_in},
    {"port-taken", port_taken},
    {"relay-broadcast", relay_broadcast},
    {"relay-one-helper", relay_one_helper},
    {"off-subnet-server", off_subnet_server},
    {"arp-unanswered", arp_unanswered},
    {"arp-unanswered", arp_unanswered_of_who_matters},
    {"arp-unanswered", arp_unanswered_by_the_router},
    {"arp-unanswered", arp_unanswered_no_more},
    {"stray-option-60", stray_option_60},
    {"proxy-port-silent", proxy_port_silent},
    {"only-proxy-offers", only_proxy_offers},
    {"dual-offers-unmerged", dual_offers_unmerged},
    {"proxy-offer-late", proxy_offer_late},
    {"proxy-disabled-by-us", proxy_disabled_by_us},
    {"proxy-acked-foreign", proxy_acked_foreign},
    {"proxy-acked-foreign", proxy_acked_foreign_not_on_4011},
    {"menu-reply-broadcast", menu_reply_broadcast},
    {"unicast-offer-lost", unicast_offer_lost},
    {"offer-too-early", offer_too_early},
    {"offer-too-early", offer_too_early_for_one_program},
    {"offer-too-early", offer_too_early_beside_a_proxy},
    {"other-server-chosen", other_server_chosen},
    {"other-server-chosen", other_server_chosen_by_the_next_stage},
    {"foreign-nak", foreign_nak},
    {"offer-refused", offer_refused},
    {"request-unanswered", request_unanswered},
    {"request-unanswered", request_unanswered_three_times},
    {"request-unanswered", request_unanswered_by_stages},
    {"pool-overlaps", pool_overlaps},
    {"address-declined", address_declined},
    {"address-declined", address_declined_barely},
    {"malformed-offer", malformed_offer},
    {"offer-too-long", offer_too_long},
    {"raspberry-pi-option-43", raspberry_pi_option_43},
    {"odd-vendor-class", odd_vendor_class},
    {"uuid-unusable", uuid_unusable},
    {NULL, NULL},
};
