/* SPDX-License-Identifier: ISC */
#include "core/sim/taken.h"

#include <string.h>

#include "core/proto/dhcp.h"
#include "core/proto/udp_frame.h"

#define MESSAGE_MAX 1472

void
sim_taken_note(struct sim_taken *t, const struct sim_client *c)
{
	const uint32_t server = c->address.server_id;
	size_t i;

	if (c->addr == 0 || server == 0)
		return;
	/* The identifier may differ: a chained loader's lease is another. */
	for (i = 0; i < t->count; i++)
		if (t->list[i].addr == c->addr && t->list[i].server == server &&
		    t->list[i].kind == c->kind)
			return;
	if (t->count == SIM_TAKEN)
		return;
	t->list[t->count].kind = c->kind;
	t->list[t->count].addr = c->addr;
	t->list[t->count].server = server;
	t->list[t->count].server_mac = c->peer.mac;
	t->count++;
}

bool
sim_taken_release(const struct sim_taken *t, size_t i,
    const struct sim_machine *m, struct sim_frame *ret)
{
	const struct sim_choice choice = {.server_id = t->list[i].server,
	    .addr = t->list[i].addr};
	uint8_t bytes[MESSAGE_MAX];
	struct udp_frame u = {.src_mac = m->mac,
	    .dst_mac = t->list[i].server_mac,
	    .src = t->list[i].addr,
	    .dst = t->list[i].server,
	    .src_port = DHCP_PORT_CLIENT,
	    .dst_port = DHCP_PORT_SERVER,
	    .data = bytes};
	struct wbuf w;

	wbuf_init(&w, bytes, sizeof(bytes));
	if (sim_release(t->list[i].kind, m, &choice, &w) < 0)
		return false;
	u.len = w.len;
	wbuf_init(&w, ret->bytes, sizeof(ret->bytes));
	udp_frame_encode(&u, &w);
	ret->len = w.len;
	return !w.bad;
}
