/* SPDX-License-Identifier: ISC */
#include "core/boot/frame_copy.h"

#include <string.h>

#include "core/base/hash.h"

static uint64_t
ends_of(const struct frame *f)
{
	return (uint64_t)f->src << 32 | f->dst;
}

static uint64_t
ports_of(const struct frame *f)
{
	return (uint64_t)f->src_port << 16 | f->dst_port;
}

/* What a datagram keeps until it is routed or switched to another VLAN. */
static uint32_t
place_of(const struct frame *f)
{
	const uint32_t vlan = f->vlan_count == 0 ? 0 : f->vlans[0];

	return vlan << 16 | (uint32_t)f->vlan_count << 8 | f->ttl;
}

static bool
is_same(const struct frame_copy *c, const struct frame *f)
{
	return c->len == f->len && c->ends == ends_of(f) &&
	    c->ports == ports_of(f) && memcmp(c->bytes, f->data, f->len) == 0;
}

static void
keep(struct frame_copy *c, const struct frame *f)
{
	c->ends = ends_of(f);
	c->ports = ports_of(f);
	c->place = place_of(f);
	c->len = f->len;
	memcpy(c->bytes, f->data, f->len);
}

/* Either may be read first: each of two cards stamps and hands over. */
static int64_t
between(int64_t a_us, int64_t b_us)
{
	return a_us < b_us ? b_us - a_us : a_us - b_us;
}

bool
frame_copies_take(struct frame_copies *c, const struct frame *f, int64_t now_us)
{
	uint64_t hash;
	size_t i;

	if (f->len == 0 || f->len > FRAME_COPY_BYTES)
		return false;
	hash = hash_bytes(ends_of(f), f->data, f->len);
	for (i = 0; i < FRAME_COPIES; i++)
		if (c->seen[i].hash == hash &&
		    between(now_us, c->seen[i].time_us) < FRAME_COPY_US &&
		    is_same(&c->rows[i], f)) {
			c->after_us = between(now_us, c->seen[i].time_us);
			c->elsewhere = c->rows[i].place != place_of(f);
			return true;
		}
	c->seen[c->next].hash = hash;
	c->seen[c->next].time_us = now_us;
	keep(&c->rows[c->next], f);
	c->next = (c->next + 1) % FRAME_COPIES;
	return false;
}
