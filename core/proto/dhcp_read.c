/* SPDX-License-Identifier: ISC */
#include "core/proto/dhcp.h"

#include <string.h>

#include "core/base/buf.h"
#include "core/proto/dhcp_option.h"

/* A cursor over an option of exactly n bytes; false when there is none. */
static bool
open_number(const struct dhcp_msg *m, uint8_t code, size_t n, struct rbuf *r)
{
	const struct dhcp_option *o = dhcp_find(m, code);

	if (o == NULL || o->len != n)
		return false;
	rbuf_init(r, o->data, o->len);
	return true;
}

bool
dhcp_get_u8(const struct dhcp_msg *m, uint8_t code, uint8_t *ret)
{
	struct rbuf r;

	if (!open_number(m, code, sizeof(*ret), &r))
		return false;
	*ret = rbuf_u8(&r);
	return true;
}

bool
dhcp_get_u16(const struct dhcp_msg *m, uint8_t code, uint16_t *ret)
{
	struct rbuf r;

	if (!open_number(m, code, sizeof(*ret), &r))
		return false;
	*ret = rbuf_u16(&r);
	return true;
}

bool
dhcp_get_u32(const struct dhcp_msg *m, uint8_t code, uint32_t *ret)
{
	struct rbuf r;

	if (!open_number(m, code, sizeof(*ret), &r))
		return false;
	*ret = rbuf_u32(&r);
	return true;
}

bool
dhcp_get_str(const struct dhcp_msg *m, uint8_t code, char *buf, size_t cap)
{
	const struct dhcp_option *o = dhcp_find(m, code);
	size_t len;

	if (o == NULL)
		return false;
	len = o->len;
	while (len > 0 && o->data[len - 1] == 0)
		len--;
	if (len >= cap)
		return false;
	if (len > 0)
		memcpy(buf, o->data, len);
	buf[len] = '\0';
	return true;
}

bool
dhcp_asks(const struct dhcp_msg *m, uint8_t code)
{
	const struct dhcp_option *o = dhcp_find(m, DHCP_OPT_PRL);

	return o != NULL && o->len > 0 && memchr(o->data, code, o->len) != NULL;
}

/* The bytes up to their NUL, all of them where it is missing. */
static bool
field_text(char *buf, const uint8_t *field, size_t size)
{
	const uint8_t *nul = memchr(field, 0, size);
	const size_t len = nul == NULL ? size : (size_t)(nul - field);

	memcpy(buf, field, len);
	buf[len] = '\0';
	return len > 0;
}

bool
dhcp_file_field(const struct dhcp_msg *m, char buf[DHCP_FILE_LEN + 1])
{
	buf[0] = '\0';
	return (m->overload & 1) == 0 &&
	    field_text(buf, m->file, DHCP_FILE_LEN);
}

bool
dhcp_sname_field(const struct dhcp_msg *m, char buf[DHCP_SNAME_LEN + 1])
{
	buf[0] = '\0';
	return (m->overload & 2) == 0 &&
	    field_text(buf, m->sname, DHCP_SNAME_LEN);
}

bool
dhcp_user_class(const struct dhcp_msg *m, const char *name)
{
	const struct dhcp_option *o = dhcp_find(m, DHCP_OPT_USER_CLASS);
	const size_t len = strlen(name);
	const uint8_t *p;
	struct rbuf r;
	uint8_t n;

	if (o == NULL)
		return false;
	/* gPXE and iPXE: the bare name. */
	if (o->len == len && memcmp(o->data, name, len) == 0)
		return true;
	rbuf_init(&r, o->data, o->len);
	while (rbuf_left(&r) != 0) {
		n = rbuf_u8(&r);
		p = rbuf_bytes(&r, n);
		if (p != NULL && n == len && memcmp(p, name, len) == 0)
			return true;
	}
	return false;
}

const char *
dhcp_type_name(enum dhcp_type type, uint8_t op)
{
	static const char *const names[DHCP_TYPE_COUNT] = {
	    [DHCP_DISCOVER] = "DISCOVER",
	    [DHCP_OFFER] = "OFFER",
	    [DHCP_REQUEST] = "REQUEST",
	    [DHCP_DECLINE] = "DECLINE",
	    [DHCP_ACK] = "ACK",
	    [DHCP_NAK] = "NAK",
	    [DHCP_RELEASE] = "RELEASE",
	    [DHCP_INFORM] = "INFORM",
	    [DHCP_FORCERENEW] = "FORCERENEW",
	    [DHCP_LEASEQUERY] = "LEASEQUERY",
	    [DHCP_LEASEUNASSIGNED] = "LEASEUNASSIGNED",
	    [DHCP_LEASEUNKNOWN] = "LEASEUNKNOWN",
	    [DHCP_LEASEACTIVE] = "LEASEACTIVE",
	};

	if (type > DHCP_BOOTP && type < DHCP_TYPE_COUNT)
		return names[type];
	return op == DHCP_OP_REPLY ? "BOOTREPLY" : "BOOTREQUEST";
}
