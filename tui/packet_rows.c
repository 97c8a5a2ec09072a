/* SPDX-License-Identifier: ISC */
#include "tui/packet_rows.h"

#include <string.h>

#include "core/base/buf.h"
#include "core/proto/dhcp_option.h"

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
    {"sname", 44, 64, FIELD_TEXT},
    {"file", 108, 128, FIELD_TEXT},
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
		text_add(t,
		    (number(p, len) & DHCP_FLAG_BROADCAST) != 0 ? "broadcast" :
								  "unicast");
		break;
	case FIELD_IP:
		text_add(t, ip4_format(ip, number(p, len)));
		break;
	case FIELD_MAC:
		text_add_hex(t, p, 6, ':');
		break;
	case FIELD_TEXT:
		if (text_len > 0)
			text_add_visible(t, p, text_len);
		else
			text_add(t, "empty");
		break;
	}
}

static void
option_row(const struct dhcp_option *o, const uint8_t *bytes, size_t len,
    struct packet_row *ret)
{
	const struct dhcp_option_def *def = dhcp_option_def(o->code);
	struct text t;

	ret->in_options = true;
	ret->code = o->code;
	ret->offset = o->offset;
	/* Of an option in pieces the first one. */
	ret->len = o->pieces > 1 && o->offset + 1u < len ?
	    2u + bytes[o->offset + 1] :
	    2u + o->len;
	text_init(&t, ret->name, sizeof(ret->name));
	text_addf(&t, "%u %s", o->code, def == NULL ? "unknown" : def->name);
	if (o->area != DHCP_IN_OPTIONS)
		text_add(&t,
		    o->area == DHCP_IN_FILE ? " (in file)" : " (in sname)");
	text_init(&t, ret->text, sizeof(ret->text));
	dhcp_option_text(&t, o->code, o->data, o->len);
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

	if (!in_field) {
		n -= FIELDS;
		if (m == NULL || n >= m->option_count)
			return false;
		option_row(&m->options[n], bytes, len, ret);
		return true;
	}
	if (fields[n].offset + (size_t)fields[n].len > len)
		return false;
	ret->in_options = false;
	ret->code = 0;
	ret->offset = fields[n].offset;
	ret->len = fields[n].len;
	(void)text_copy(ret->name, sizeof(ret->name), fields[n].name);
	text_init(&t, ret->text, sizeof(ret->text));
	add_field(&t, fields[n].kind, bytes + ret->offset, ret->len);
	return true;
}
