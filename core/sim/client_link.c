/* SPDX-License-Identifier: ISC */
#include "core/sim/client_priv.h"

#include <string.h>

#include "core/proto/frame.h"
#include "core/proto/udp_frame.h"

static struct sim_frame *
outbox_room(struct sim_client *c)
{
	struct sim_frame *f;

	if (c->out_count == SIM_OUTBOX) {
		c->lost++;
		return NULL;
	}
	f = &c->outbox[(c->out_head + c->out_count) % SIM_OUTBOX];
	f->len = 0;
	c->out_count++;
	return f;
}

const struct sim_frame *
sim_client_send(struct sim_client *c)
{
	const struct sim_frame *f;

	if (c->out_count == 0)
		return NULL;
	f = &c->outbox[c->out_head];
	c->out_head = (c->out_head + 1) % SIM_OUTBOX;
	c->out_count--;
	return f;
}

static void
send_arp(struct sim_client *c, enum arp_op op, const struct arp_party *to)
{
	const struct arp_party us = {c->machine.mac, c->addr};
	struct sim_frame *f = outbox_room(c);
	struct wbuf w;

	if (f == NULL)
		return;
	wbuf_init(&w, f->bytes, sizeof(f->bytes));
	arp_encode(&w, op, &us, to);
	f->len = w.len;
}

/*
 * As iPXE, gPXE and EDK2 do, it asks by ARP for whom it sends to, even where
 * an OFFER has shown the MAC: that also tells the server's own kernel who has
 * the address now.
 */
void
sim_link_send(struct sim_client *c, const struct sim_to *to,
    const uint8_t *data, size_t len)
{
	const bool all = to->addr == UINT32_MAX;
	const bool known = all || to->addr == c->asked.addr;
	struct udp_frame u = {.src_mac = c->machine.mac,
	    .dst_mac = c->asked.mac,
	    .src = all ? 0 : c->addr,
	    .dst = to->addr,
	    .src_port = to->src_port,
	    .dst_port = to->dst_port,
	    .data = data,
	    .len = len};
	struct sim_frame *f = known ? outbox_room(c) : &c->waiting;
	struct wbuf w;

	if (f == NULL)
		return;
	if (all)
		memset(u.dst_mac.b, 0xff, sizeof(u.dst_mac.b));
	wbuf_init(&w, f->bytes, sizeof(f->bytes));
	udp_frame_encode(&u, &w);
	f->len = w.bad ? 0 : w.len;
	if (!known) {
		const struct arp_party whom = {.addr = to->addr};

		c->waiting_for = to->addr;
		send_arp(c, ARP_REQUEST, &whom);
	}
}

/* The datagram that waited goes out with the MAC that is now known. */
static void
flush_waiting(struct sim_client *c)
{
	struct sim_frame *f = outbox_room(c);

	c->waiting_for = 0;
	if (f == NULL)
		return;
	*f = c->waiting;
	memcpy(f->bytes, c->asked.mac.b, sizeof(c->asked.mac.b));
}

void
sim_link_arp(struct sim_client *c, const void *data, size_t len)
{
	struct arp_party them;
	struct frame f;

	if (frame_decode(&f, FRAME_ETHERNET, data, len) < 0 ||
	    f.kind != FRAME_ARP)
		return;
	them.mac = f.arp_mac;
	them.addr = f.src;
	if (f.arp_op == ARP_REQUEST && c->addr != 0 && f.dst == c->addr)
		send_arp(c, ARP_REPLY, &them);
	if (f.arp_op == ARP_REPLY && c->waiting_for != 0 &&
	    f.src == c->waiting_for) {
		c->asked = c->peer = them;
		flush_waiting(c);
	}
}
