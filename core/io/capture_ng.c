/* SPDX-License-Identifier: ISC */
#include "core/io/capture_ng.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/buf.h"
#include "core/base/err.h"
#include "core/io/capture_loss.h"

#define BLOCK_SECTION 0x0a0d0d0au
#define BLOCK_INTERFACE 1u
#define BLOCK_OLD_PACKET 2u
#define BLOCK_SIMPLE_PACKET 3u
#define BLOCK_PACKET 6u
#define MAGIC 0x1a2b3c4du
#define OPTION_END 0
#define OPTION_RESOLUTION 9
#define OPTION_OFFSET 14
/* More than any writer makes; memory grows to what a file really has. */
#define BLOCK_MOST (16u << 20)
#define INTERFACES 256
#define US 1000000

struct interface {
	int linktype;
	bool known;
	enum frame_link link;
	uint32_t snap; /* 0: no limit */
	uint8_t resolution; /* if_tsresol: 10^-n, or 2^-n with the high bit */
	int64_t offset_s;
	uint64_t dropped; /* frames, as its last statistics say */
};

struct capture_ng {
	FILE *in;
	bool little; /* byte order of the section */
	bool section; /* one has begun */
	bool coarse; /* no clean microseconds: see capture_file_is_coarse */
	uint64_t number, read, dropped;
	int64_t last_us; /* simple packets have no time */
	size_t interfaces;
	uint8_t *block;
	size_t room;
	int strange;
	const char *why;
	struct interface interface[INTERFACES];
};

struct capture_ng *
capture_ng_new(FILE *in)
{
	struct capture_ng *c = calloc(1, sizeof(*c));

	if (c == NULL)
		return NULL;
	c->in = in;
	c->strange = -1;
	c->why = "";
	return c;
}

static uint16_t
get_u16(const struct capture_ng *c, struct rbuf *r)
{
	const uint16_t v = rbuf_u16(r);

	return c->little ? __builtin_bswap16(v) : v;
}

static uint32_t
get_u32(const struct capture_ng *c, struct rbuf *r)
{
	const uint32_t v = rbuf_u32(r);

	return c->little ? __builtin_bswap32(v) : v;
}

static int
damaged(struct capture_ng *c, const char *why)
{
	c->why = why;
	return -PX_EIO;
}

static bool
make_room(struct capture_ng *c, size_t n)
{
	uint8_t *block;

	if (n <= c->room)
		return true;
	block = realloc(c->block, n);
	if (block == NULL)
		return false;
	c->block = block;
	c->room = n;
	return true;
}

/*
 * The next block: its type, its body in *body, without the lengths around it.
 * A section header says in which order its own length is written.
 */
static int
next_block(struct capture_ng *c, uint32_t *type, struct rbuf *body)
{
	uint8_t head[12];
	const size_t got = fread(head, 1, sizeof(head), c->in);
	struct rbuf r, order, whole;
	uint32_t len;

	if (got == 0)
		return 0;
	if (got < sizeof(head))
		return damaged(c, "the file ends inside a block");
	rbuf_init(&r, head, sizeof(head));
	rbuf_init(&order, head, sizeof(head));
	*type = get_u32(c, &r);
	(void)rbuf_bytes(&order, 8);
	if (*type == BLOCK_SECTION)
		c->little = rbuf_u32(&order) != MAGIC;
	len = get_u32(c, &r);
	if (len < 12 || len % 4 != 0 || len > BLOCK_MOST)
		return damaged(c, "a block has an impossible length");
	if (!make_room(c, len - 8)) {
		c->why = err_text(-PX_ENOMEM);
		return -PX_ENOMEM;
	}
	memcpy(c->block, head + 8, 4);
	if (len > 12 && fread(c->block + 4, 1, len - 12, c->in) != len - 12)
		return damaged(c, "the file ends inside a block");
	rbuf_init(&whole, c->block, len - 8);
	*body = rbuf_sub(&whole, len - 12);
	if (get_u32(c, &whole) != len)
		return damaged(c, "a block's two lengths differ");
	return 1;
}

static int
take_section(struct capture_ng *c, struct rbuf *r)
{
	const uint32_t magic = get_u32(c, r);
	const uint16_t major = get_u16(c, r);

	if (r->bad || magic != MAGIC || major != 1)
		return damaged(c, "a section of a version not known here");
	c->section = true;
	c->interfaces = 0;
	return 0;
}

static void
take_option(const struct capture_ng *c, struct interface *x, uint16_t code,
    struct rbuf *r)
{
	uint32_t first, second;

	if (code == OPTION_RESOLUTION && rbuf_left(r) == 1)
		x->resolution = rbuf_u8(r);
	if (code != OPTION_OFFSET || rbuf_left(r) != 8)
		return;
	first = get_u32(c, r);
	second = get_u32(c, r);
	x->offset_s = (int64_t)(c->little ? (uint64_t)second << 32 | first :
					    (uint64_t)first << 32 | second);
}

static int
take_interface(struct capture_ng *c, struct rbuf *r)
{
	struct interface *x = &c->interface[c->interfaces];
	uint16_t code, len;
	struct rbuf value;

	if (c->interfaces == INTERFACES)
		return damaged(c, "too many interfaces");
	memset(x, 0, sizeof(*x));
	x->resolution = 6;
	x->linktype = get_u16(c, r);
	(void)get_u16(c, r);
	x->snap = get_u32(c, r);
	if (r->bad)
		return damaged(c, "an interface block is too short");
	x->known = frame_link_find(x->linktype, &x->link) == 0;
	while (rbuf_left(r) >= 4) {
		code = get_u16(c, r);
		len = get_u16(c, r);
		if (code == OPTION_END)
			break;
		value = rbuf_sub(r, len);
		(void)rbuf_bytes(r, (size_t)(-len & 3));
		if (value.bad)
			return damaged(c, "an interface's option is too long");
		take_option(c, x, code, &value);
	}
	c->interfaces++;
	c->coarse = c->coarse ||
	    ((x->resolution & 0x80) != 0 ? (x->resolution & 0x7f) < 24 :
					   x->resolution < 6);
	return 0;
}

/* Whole seconds apart, so that nothing overflows before it must. */
static int64_t
micros_of(const struct interface *x, uint64_t stamp)
{
	const unsigned n = x->resolution & 0x7f;
	uint64_t unit = 1, seconds, rest;
	unsigned i;

	if ((x->resolution & 0x80) != 0) {
		if (n > 63)
			return 0;
		seconds = stamp >> n;
		rest = stamp & ((UINT64_C(1) << n) - 1);
		rest = n > 40 ? (rest >> (n - 40)) * US >> 40 : rest * US >> n;
	} else {
		for (i = 0; i < n && i < 19; i++)
			unit *= 10;
		seconds = stamp / unit;
		rest = stamp % unit;
		rest = unit > US ? rest / (unit / US) : rest * (US / unit);
	}
	seconds += (uint64_t)x->offset_s;
	/* A year that no clock shows, but no overflow either. */
	return (int64_t)(seconds & 0xffffffffff) * US + (int64_t)rest;
}

struct packet {
	uint32_t interface;
	bool timed;
	uint64_t stamp;
	uint32_t len, wire_len;
};

static void
read_packet(const struct capture_ng *c, uint32_t type, struct rbuf *r,
    struct packet *p)
{
	memset(p, 0, sizeof(*p));
	if (type == BLOCK_SIMPLE_PACKET) {
		p->wire_len = get_u32(c, r);
		p->len = p->wire_len;
		if (c->interfaces > 0 && c->interface[0].snap != 0 &&
		    p->len > c->interface[0].snap)
			p->len = c->interface[0].snap;
		return;
	}
	if (type == BLOCK_OLD_PACKET) {
		p->interface = get_u16(c, r);
		(void)get_u16(c, r);
	} else
		p->interface = get_u32(c, r);
	p->timed = true;
	p->stamp = (uint64_t)get_u32(c, r) << 32;
	p->stamp |= get_u32(c, r);
	p->len = get_u32(c, r);
	p->wire_len = get_u32(c, r);
}

/* 1: a frame; 0: one that is passed over. */
static int
take_packet(struct capture_ng *c, uint32_t type, struct rbuf *r,
    struct observe_frame *ret)
{
	const struct interface *x;
	struct packet p;
	const uint8_t *data;

	read_packet(c, type, r, &p);
	data = rbuf_bytes(r, p.len);
	if (r->bad || p.interface >= c->interfaces)
		return damaged(c, "a packet block does not fit together");
	x = &c->interface[p.interface];
	c->number++;
	c->coarse = c->coarse || !p.timed;
	if (p.timed)
		c->last_us = micros_of(x, p.stamp);
	if (!x->known) {
		if (c->read == 0)
			c->strange = x->linktype;
		return 0;
	}
	c->read++;
	c->strange = -1;
	ret->number = c->number;
	ret->time_us = c->last_us;
	ret->link = x->link;
	ret->data = data;
	ret->len = p.len;
	ret->wire_len = p.wire_len;
	return 1;
}

/*
 * What Wireshark and tshark give a number as well: a number told here is to be
 * the one that is looked up there.
 */
static bool
is_counted(uint32_t type)
{
	static const uint32_t types[] = {
	    0x00000009, /* systemd journal */
	    0x00000bad, 0x40000bad, /* custom, to be copied or not */
	    0x00000204, 0x00000208, 0x00000216, 0x00000221, /* sysdig */
	};

	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if (types[i] == type)
			return true;
	return false;
}

/* The counts are of the whole capture, each time anew. */
static int
take_statistics(struct capture_ng *c, struct rbuf body)
{
	struct capture_loss loss;
	struct interface *x;

	if (!capture_loss_read(body, c->little, &loss) ||
	    loss.interface >= c->interfaces)
		return 0;
	x = &c->interface[loss.interface];
	if (loss.dropped > x->dropped) {
		c->dropped += loss.dropped - x->dropped;
		x->dropped = loss.dropped;
	}
	return 0;
}

static int
take_block(struct capture_ng *c, uint32_t type, struct rbuf *body,
    struct observe_frame *ret)
{
	if (type == BLOCK_SECTION)
		return take_section(c, body);
	if (!c->section)
		return damaged(c, "no section has begun");
	if (type == BLOCK_INTERFACE)
		return take_interface(c, body);
	if (type == CAPTURE_LOSS_BLOCK)
		return take_statistics(c, *body);
	if (type == BLOCK_PACKET || type == BLOCK_SIMPLE_PACKET ||
	    type == BLOCK_OLD_PACKET)
		return take_packet(c, type, body, ret);
	c->number += is_counted(type);
	return 0;
}

int
capture_ng_next(struct capture_ng *c, struct observe_frame *ret)
{
	struct rbuf body;
	uint32_t type;
	int got;

	do {
		got = next_block(c, &type, &body);
		if (got != 1)
			return got;
		got = take_block(c, type, &body, ret);
	} while (got == 0);
	return got;
}

int
capture_ng_strange(const struct capture_ng *c)
{
	return c->strange;
}

bool
capture_ng_is_coarse(const struct capture_ng *c)
{
	return c->coarse;
}

uint64_t
capture_ng_dropped(const struct capture_ng *c)
{
	return c->dropped;
}

const char *
capture_ng_why(const struct capture_ng *c)
{
	return c->why;
}

void
capture_ng_free(struct capture_ng *c)
{
	if (c == NULL)
		return;
	free(c->block);
	free(c);
}
