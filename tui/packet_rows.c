/* SPDX-License-Identifier: ISC */
#include "tui/packet_rows.h"

#include <string.h>

#include "core/base/buf.h"
#include "core/proto/dhcp_option.h"

#define SNAME_AT 44
#define FILE_AT 108

enum field_kind {
	FIELD_NUMBER,
	FIELD_HEX,
	FIELD_FLAGS,
	FIELD_IP,
	FIELD_MAC,
	FIELD_TEXT
};

/* RFC 2131 figure 1. */
static const struct {
	const char *name;
	uint8_t offset, len;
	enum field_kind kind;
} fields[] = {
    {"op", 0, 1, FIELD_NUMBER},
    {"htype", 1, 1, FIELD_NUMBER},
    {"hlen", 2, 1, FIELD_NUMBER},
    {"hops", 3, 1, FIELD_NUMBER},
    {"xid", 4, 4, FIELD_HEX},
    {"secs", 8, 2, FIELD_NUMBER},
    {"flags", 10, 2, FIELD_FLAGS},
    {"ciaddr", 12, 4, FIELD_IP},
    {"yiaddr", 16, 4, FIELD_IP},
    {"siaddr", 20, 4, FIELD_IP},
    {"giaddr", 24, 4, FIELD_IP},
    {"chaddr", 28, 16, FIELD_MAC},
    {"sname", SNAME_AT, DHCP_SNAME_LEN, FIELD_TEXT},
    {"file", FILE_AT, DHCP_FILE_LEN, FIELD_TEXT},
};
#define FIELDS (sizeof(fields) / sizeof(fields[0]))

static uint32_t
number(const uint8_t *p, size_t len)
{
	uint32_t n = 0;

	while (len-- > 0)
		n = n << 8 | *p++;
	return n;
}

/* RFC 2131 2: but for the first bit they must be zero. */
static void
add_flags(struct text *t, uint32_t flags)
{
	text_add(t,
	    (flags & DHCP_FLAG_BROADCAST) != 0 ? "broadcast" : "unicast");
	if ((flags & ~DHCP_FLAG_BROADCAST) != 0)
		text_addf(t, ", 0x%04x", flags);
}

static bool
is_zero(const uint8_t *p, size_t len)
{
	while (len > 0 && *p == 0) {
		p++;
		len--;
	}
	return len == 0;
}

/* Behind a MAC the rest of the field is padding, or should be. */
static void
add_chaddr(struct text *t, const uint8_t *p, size_t len)
{
	const size_t mac = sizeof(((struct mac *)NULL)->b);

	text_add_hex(t, p, is_zero(p + mac, len - mac) ? mac : len, ':');
}

/* Behind the NUL of a name a ROM may have left something. */
static void
add_rest(struct text *t, const uint8_t *p, size_t len)
{
	while (len > 0 && p[len - 1] == 0)
		len--;
	if (len > 0)
		text_addf(t, ", and %zu bytes behind its NUL", len - 1);
}

/* Option 52: file, sname or both are no names. */
static bool
holds_options(const struct dhcp_msg *m, size_t offset)
{
	return m != NULL &&
	    ((offset == FILE_AT && (m->overload & 1) != 0) ||
		(offset == SNAME_AT && (m->overload & 2) != 0));
}

static void
add_field(struct text *t, enum field_kind kind, const uint8_t *p, size_t len)
{
	const size_t text_len = strnlen((const char *)p, len);
	char ip[IP4_TEXT];

	switch (kind) {
	case FIELD_NUMBER:
		text_addf(t, "%u", number(p, len));
		break;
	case FIELD_HEX:
		text_addf(t, "0x%08x", number(p, len));
		break;
	case FIELD_FLAGS:
		add_flags(t, number(p, len));
		break;
	case FIELD_IP:
		text_add(t, ip4_format(ip, number(p, len)));
		break;
	case FIELD_MAC:
		add_chaddr(t, p, len);
		break;
	case FIELD_TEXT:
		if (text_len > 0)
			text_add_visible(t, p, text_len);
		else
			text_add(t, "empty");
		add_rest(t, p + text_len, len - text_len);
		break;
	}
}

/* The option's further pieces in that part of the message. */
static void
find_pieces(struct packet_row *ret, struct rbuf *r)
{
	uint8_t code, len;
	size_t at;

	while (rbuf_left(r) > 0 && !r->bad) {
		at = r->pos;
		code = rbuf_u8(r);
		if (code == DHCP_OPT_END)
			return;
		if (code == DHCP_OPT_PAD)
			continue;
		len = rbuf_u8(r);
		(void)rbuf_bytes(r, len);
		if (!r->bad && code == ret->code && at != ret->offset &&
		    ret->more_count < PACKET_PIECES)
			ret->more[ret->more_count++] = (struct byte_span){at,
			    2u + len};
	}
}

static void
find_all_pieces(struct packet_row *ret, const struct dhcp_msg *m,
    const uint8_t *bytes, size_t len)
{
	const struct byte_span areas[] = {
	    {DHCP_FIXED_LEN + 4, len},
	    {FILE_AT, (m->overload & 1) != 0 ? FILE_AT + DHCP_FILE_LEN : 0},
	    {SNAME_AT, (m->overload & 2) != 0 ? SNAME_AT + DHCP_SNAME_LEN : 0},
	};
	struct rbuf r;
	size_t i;

	for (i = 0; i < sizeof(areas) / sizeof(areas[0]); i++) {
		if (areas[i].len < areas[i].offset || areas[i].len > len)
			continue;
		rbuf_init(&r, bytes, areas[i].len);
		(void)rbuf_bytes(&r, areas[i].offset);
		find_pieces(ret, &r);
	}
}

/* What did not fit leaves a sign of that. */
static void
end_text(struct text *t)
{
	static const char sign[] = " \xe2\x80\xa6";

	if (!t->cut)
		return;
	t->len = t->cap - sizeof(sign);
	while (t->len > 0 && ((uint8_t)t->buf[t->len] & 0xc0) == 0x80)
		t->len--;
	t->cut = false;
	text_add(t, sign);
}

static void
option_row(const struct dhcp_msg *m, const struct dhcp_option *o,
    const uint8_t *bytes, size_t len, struct packet_row *ret)
{
	const struct dhcp_option_def *def = dhcp_option_def(o->code);
	struct text t;

	ret->in_options = true;
	ret->code = o->code;
	ret->offset = o->offset;
	ret->len = o->pieces > 1 && o->offset + 1u < len ?
	    2u + bytes[o->offset + 1] :
	    2u + o->len;
	ret->data = o->data;
	ret->data_len = o->len;
	if (o->pieces > 1)
		find_all_pieces(ret, m, bytes, len);
	text_init(&t, ret->name, sizeof(ret->name));
	text_addf(&t, "%u %s", o->code, def == NULL ? "unknown" : def->name);
	if (o->area != DHCP_IN_OPTIONS)
		text_add(&t,
		    o->area == DHCP_IN_FILE ? " (in file)" : " (in sname)");
	text_init(&t, ret->text, sizeof(ret->text));
	dhcp_option_text(&t, o->code, o->data, o->len);
	end_text(&t);
}

/* How many of the first bytes end with an option that is whole. */
static size_t
up_to_the_cut(const uint8_t *bytes, size_t kept)
{
	size_t whole = DHCP_FIXED_LEN + 4; /* the cookie */
	struct rbuf r;
	uint8_t code;

	rbuf_init(&r, bytes, kept);
	(void)rbuf_bytes(&r, whole);
	while (rbuf_left(&r) > 0) {
		whole = kept - rbuf_left(&r);
		code = rbuf_u8(&r);
		if (code == DHCP_OPT_END)
			break;
		if (code != DHCP_OPT_PAD)
			(void)rbuf_bytes(&r, rbuf_u8(&r));
	}
	return r.bad ? whole : kept;
}

bool
packet_decode(struct dhcp_msg *m, const uint8_t *bytes, size_t kept, size_t len)
{
	const size_t whole = kept < len ? up_to_the_cut(bytes, kept) : len;

	return dhcp_decode(m, bytes, whole, NULL) == 0;
}

bool
packet_row(const struct dhcp_msg *m, const uint8_t *bytes, size_t len, size_t n,
    struct packet_row *ret)
{
	const bool in_field = n < FIELDS;
	struct text t;

	ret->more_count = 0;
	if (!in_field) {
		n -= FIELDS;
		if (m == NULL || n >= m->option_count)
			return false;
		option_row(m, &m->options[n], bytes, len, ret);
		return true;
	}
	if (fields[n].offset + (size_t)fields[n].len > len)
		return false;
	ret->in_options = false;
	ret->code = 0;
	ret->offset = fields[n].offset;
	ret->len = ret->data_len = fields[n].len;
	ret->data = bytes + ret->offset;
	(void)text_copy(ret->name, sizeof(ret->name), fields[n].name);
	text_init(&t, ret->text, sizeof(ret->text));
	if (holds_options(m, ret->offset))
		text_add(&t, "holds options (52)");
	else
		add_field(&t, fields[n].kind, ret->data, ret->len);
	return true;
}
