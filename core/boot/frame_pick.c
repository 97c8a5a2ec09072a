/* SPDX-License-Identifier: ISC */
#include "core/boot/frame_pick.h"

#include <string.h>

#include "core/base/room.h"
#include "core/proto/dhcp.h"
#include "core/proto/tftp.h"

#define CHADDR 28 /* RFC 2131 2 */
#define HEAD_BYTES 128 /* of bulk data: past any tags, IP, UDP and TFTP */

size_t
frame_pick_size(uint32_t frames, size_t bytes)
{
	return room_for(sizeof(struct frame_pick)) +
	    frame_ring_size(frames, bytes);
}

struct frame_pick *
frame_pick_init(void *memory, uint32_t frames, size_t bytes)
{
	char *at = memory;
	struct frame_pick *p = room_take(&at, sizeof(*p));

	memset(p, 0, sizeof(*p));
	p->found = frame_ring_init(at, frames, bytes);
	return p;
}

bool
frame_pick_add(struct frame_pick *p, const struct mac *mac, uint32_t addr,
    int64_t time_us)
{
	struct frame_span *s;
	size_t i;

	for (i = 0; i < p->span_count; i++) {
		s = &p->spans[i];
		if (!mac_equal(&s->mac, mac))
			continue;
		if (time_us < s->from_us)
			s->from_us = time_us;
		if (time_us > s->to_us)
			s->to_us = time_us;
		if (addr != 0)
			s->addr = addr;
		return true;
	}
	if (p->span_count == PICK_SPANS) {
		p->too_many = true;
		return false;
	}
	p->spans[p->span_count++] = (struct frame_span){*mac, addr, time_us,
	    time_us};
	return true;
}

bool
frame_is_about(const struct frame *f, const struct mac *mac)
{
	if (f->has_mac &&
	    (mac_equal(&f->src_mac, mac) || mac_equal(&f->dst_mac, mac)))
		return true;
	return f->kind == FRAME_UDP && f->len >= CHADDR + sizeof(mac->b) &&
	    (f->src_port == DHCP_PORT_SERVER ||
		f->dst_port == DHCP_PORT_SERVER ||
		f->src_port == DHCP_PORT_PXE || f->dst_port == DHCP_PORT_PXE) &&
	    memcmp(f->data + CHADDR, mac->b, sizeof(mac->b)) == 0;
}

static bool
is_wished(const struct frame_pick *p, const struct frame *f, int64_t time_us)
{
	size_t i;

	for (i = 0; i < p->span_count; i++) {
		const struct frame_span *s = &p->spans[i];

		if (time_us >= s->from_us && time_us <= s->to_us &&
		    (frame_is_about(f, &s->mac) ||
			(s->addr != 0 &&
			    (f->src == s->addr || f->dst == s->addr))))
			return true;
	}
	return false;
}

void
frame_pick_again(struct frame_pick *p)
{
	frame_ring_clear(p->found);
	p->heads = true;
	p->kept_us = 0;
	p->taken = 0;
}

void
frame_pick_frame(struct frame_pick *p, const struct observe_frame *f)
{
	struct frame head;

	if (p->kept_us == 0)
		p->kept_us = f->time_us;
	if (!p->all &&
	    (frame_decode(&head, f->link, f->data, f->len) != 0 ||
		!is_wished(p, &head, f->time_us)))
		return;
	p->taken++;
	frame_ring_put(p->found, f);
}

void
frame_pick_ring(struct frame_pick *p, const struct frame_ring *r)
{
	const uint32_t count = frame_ring_count(r);
	struct observe_frame f;
	uint32_t i;

	for (i = 0; i < count; i++) {
		frame_ring_at(r, i, &f);
		frame_pick_frame(p, &f);
	}
}

static bool
is_message_port(uint16_t port)
{
	return port == DHCP_PORT_SERVER || port == DHCP_PORT_CLIENT ||
	    port == DHCP_PORT_PXE || port == TFTP_PORT;
}

bool
frame_is_bulk(const struct observe_frame *f)
{
	struct frame head;

	return f->len > HEAD_BYTES &&
	    frame_decode(&head, f->link, f->data, f->len) == 0 &&
	    head.kind == FRAME_UDP && !is_message_port(head.src_port) &&
	    !is_message_port(head.dst_port) && head.len >= 4 &&
	    head.data[0] == 0 && head.data[1] == TFTP_DATA;
}

void
frame_cut_bulk(struct observe_frame *f)
{
	if (f->len <= HEAD_BYTES)
		return;
	if (f->wire_len < f->len)
		f->wire_len = f->len;
	f->len = HEAD_BYTES;
}
