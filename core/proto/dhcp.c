/* SPDX-License-Identifier: ISC */
#include "core/proto/dhcp.h"

#include <stddef.h>
#include <string.h>

#include "core/base/buf.h"
#include "core/proto/dhcp_option.h"

/* Offsets of the fields that option 52 can lend, RFC 2131 figure 1. */
#define SNAME_AT 44
#define FILE_AT 108

#define OVERLOAD_FILE 1
#define OVERLOAD_SNAME 2

/* What the walk over the option areas needs to know. */
struct walk {
	struct dhcp_msg *m;
	struct fault fault;
	/* handles one instance; 0 or an error */
	int (*take)(struct walk *k, const struct dhcp_option *piece);
};

static int
refuse(struct walk *k, int err, size_t offset, uint8_t option)
{
	k->fault = (struct fault){.err = err,
	    .offset = (uint16_t)(offset < UINT16_MAX ? offset : UINT16_MAX),
	    .option = option};
	return err;
}

static struct dhcp_option *
option_of(struct walk *k, uint8_t code)
{
	const uint8_t slot = k->m->slot[code];

	return slot == 0 ? NULL : &k->m->options[slot - 1];
}

/* First pass: one row a code, lengths added up, nothing copied. */
static int
count_piece(struct walk *k, const struct dhcp_option *piece)
{
	struct dhcp_option *o = option_of(k, piece->code);
	const struct dhcp_option_def *def;

	if (o == NULL) {
		/* 52 and 53 steer the rest: wrong there, nothing holds. */
		if ((piece->code == DHCP_OPT_TYPE ||
			piece->code == DHCP_OPT_OVERLOAD) &&
		    piece->len != 1)
			return refuse(k, -PX_EOPTLEN, piece->offset,
			    piece->code);
		if (k->m->option_count == DHCP_MAX_OPTIONS)
			return refuse(k, -PX_EFULL, piece->offset, piece->code);
		k->m->options[k->m->option_count++] = *piece;
		k->m->slot[piece->code] = (uint8_t)k->m->option_count;
		return 0;
	}
	def = dhcp_option_def(piece->code);
	/* A repeat of a whole fixed-length value adds nothing to it. */
	if (def != NULL && def->min == def->max && o->pieces == 1 &&
	    o->len == def->min)
		return 0;
	o->pieces = (uint8_t)(o->pieces + (o->pieces < UINT8_MAX));
	if (piece->len > DHCP_JOIN_BYTES - o->len)
		return refuse(k, -PX_EFULL, piece->offset, piece->code);
	o->len = (uint16_t)(o->len + piece->len);
	return 0;
}

/* Second pass: the pieces of split options, one behind the other. */
static int
copy_piece(struct walk *k, const struct dhcp_option *piece)
{
	struct dhcp_option *o = option_of(k, piece->code);

	if (o == NULL || o->pieces < 2)
		return 0;
	/* o->len counts up again as the pieces arrive. */
	memcpy(k->m->join + (o->data - k->m->join) + o->len, piece->data,
	    piece->len);
	o->len = (uint16_t)(o->len + piece->len);
	return 0;
}

/*
 * Walks one area, `r` being a cursor over the packet that ends with it.
 * ret_end says whether END was there.
 */
static int
walk_area(struct walk *k, struct rbuf r, enum dhcp_area area, bool *ret_end)
{
	struct dhcp_option piece = {.area = (uint8_t)area, .pieces = 1};
	int ret;

	*ret_end = false;
	while (rbuf_left(&r) != 0) {
		const size_t at = r.pos;

		piece.code = rbuf_u8(&r);
		if (piece.code == DHCP_OPT_PAD)
			continue;
		if (piece.code == DHCP_OPT_END) {
			*ret_end = true;
			return 0;
		}
		piece.len = rbuf_u8(&r);
		piece.data = rbuf_bytes(&r, piece.len);
		piece.offset = (uint16_t)at;
		if (r.bad)
			return refuse(k, -PX_EOPTION, at, piece.code);
		ret = k->take(k, &piece);
		if (ret < 0)
			return ret;
	}
	return 0;
}

/* A cursor over packet bytes at..at+len, offsets counted from the packet. */
static struct rbuf
area_cursor(const struct rbuf *packet, size_t at, size_t len)
{
	struct rbuf r;

	rbuf_init(&r, packet->base, at + len);
	(void)rbuf_bytes(&r, at);
	return r;
}

/*
 * RFC 3396 section 5: options, then file, then sname.  Option 52 counts from
 * the options field only, so a 52 inside file or sname opens nothing.
 */
static int
walk_all(struct walk *k, const struct rbuf *packet)
{
	const size_t options_at = DHCP_FIXED_LEN + sizeof(uint32_t);
	const struct dhcp_option *o;
	struct dhcp_msg *m = k->m;
	bool end;
	int ret;

	ret = walk_area(k,
	    area_cursor(packet, options_at, packet->len - options_at),
	    DHCP_IN_OPTIONS, &end);
	if (ret < 0)
		return ret;
	m->no_end = !end;
	o = option_of(k, DHCP_OPT_OVERLOAD);
	if (o != NULL && o->area == DHCP_IN_OPTIONS && o->data[0] <= 3)
		m->overload = o->data[0];
	if ((m->overload & OVERLOAD_FILE) != 0)
		ret = walk_area(k, area_cursor(packet, FILE_AT, DHCP_FILE_LEN),
		    DHCP_IN_FILE, &end);
	if (ret == 0 && (m->overload & OVERLOAD_SNAME) != 0)
		ret = walk_area(k,
		    area_cursor(packet, SNAME_AT, DHCP_SNAME_LEN),
		    DHCP_IN_SNAME, &end);
	return ret;
}

/* Gives each split option its place in the join buffer; false when full. */
static bool
place_joined(struct dhcp_msg *m)
{
	size_t i;

	for (i = 0; i < m->option_count; i++) {
		struct dhcp_option *o = &m->options[i];

		if (o->pieces < 2)
			continue;
		if (o->len > DHCP_JOIN_BYTES - m->joined)
			return false;
		o->data = m->join + m->joined;
		m->joined += o->len;
		o->len = 0;
	}
	return true;
}

static int
read_type(struct walk *k)
{
	const struct dhcp_option *o = option_of(k, DHCP_OPT_TYPE);

	if (o == NULL)
		return 0;
	if (o->data[0] == 0 || o->data[0] >= DHCP_TYPE_COUNT)
		return refuse(k, -PX_EVALUE, o->offset, o->code);
	k->m->type = (enum dhcp_type)o->data[0];
	return 0;
}

static int
decode_options(struct walk *k, const struct rbuf *packet)
{
	int ret;

	k->take = count_piece;
	ret = walk_all(k, packet);
	if (ret == 0)
		ret = read_type(k);
	if (ret < 0)
		return ret;
	if (!place_joined(k->m))
		return refuse(k, -PX_EFULL, 0, 0);
	if (k->m->joined == 0)
		return 0;
	k->take = copy_piece;
	return walk_all(k, packet);
}

static void
read_head(struct dhcp_head *h, struct rbuf *r)
{
	const uint8_t *chaddr;

	h->op = rbuf_u8(r);
	h->htype = rbuf_u8(r);
	h->hlen = rbuf_u8(r);
	h->hops = rbuf_u8(r);
	h->xid = rbuf_u32(r);
	h->secs = rbuf_u16(r);
	h->flags = rbuf_u16(r);
	h->ciaddr = rbuf_u32(r);
	h->yiaddr = rbuf_u32(r);
	h->siaddr = rbuf_u32(r);
	h->giaddr = rbuf_u32(r);
	chaddr = rbuf_bytes(r, sizeof(h->chaddr));
	if (chaddr != NULL)
		memcpy(h->chaddr, chaddr, sizeof(h->chaddr));
}

static int
decode(struct walk *k, struct rbuf *r)
{
	struct dhcp_msg *m = k->m;

	read_head(&m->head, r);
	m->sname = rbuf_bytes(r, DHCP_SNAME_LEN);
	m->file = rbuf_bytes(r, DHCP_FILE_LEN);
	if (r->bad)
		return refuse(k, -PX_ESHORT, r->len, 0);
	if (m->head.hlen > sizeof(m->head.chaddr))
		return refuse(k, -PX_EHW, 2, 0);
	/* Without the cookie there are no options: plain BOOTP, RFC 951. */
	if (rbuf_left(r) < sizeof(uint32_t) || rbuf_u32(r) != DHCP_COOKIE)
		return 0;
	m->has_cookie = true;
	return decode_options(k, r);
}

int
dhcp_decode(struct dhcp_msg *m, const void *data, size_t len,
    struct fault *reterr)
{
	struct walk k = {.m = m};
	struct rbuf r;
	int ret;

	memset(m, 0, offsetof(struct dhcp_msg, options));
	rbuf_init(&r, data, len);
	ret = decode(&k, &r);
	if (ret < 0 && reterr != NULL)
		*reterr = k.fault;
	return ret;
}
