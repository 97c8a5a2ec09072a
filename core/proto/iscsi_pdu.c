/* SPDX-License-Identifier: ISC */
#include "core/proto/iscsi_pdu.h"

#include <string.h>

#include "core/base/buf.h"

#define BHS_LEN 48
#define OP_LOGIN 0x03
#define LOGIN_MOST 4096 /* names, CHAP and parameters: far less */
#define OP_LOGIN_RESPONSE 0x23
#define FLAG_TRANSIT 0x80
#define STAGE_FULL_FEATURE 3

/* key=value NUL ... up to the end of what was captured. */
static void
take_key(struct iscsi_pdu *p, const char *pair, size_t n)
{
	static const char initiator[] = "InitiatorName=";
	static const char target[] = "TargetName=";
	char *to = NULL;
	size_t skip = 0;

	if (n >= sizeof(initiator) - 1 &&
	    memcmp(pair, initiator, sizeof(initiator) - 1) == 0) {
		to = p->initiator;
		skip = sizeof(initiator) - 1;
	} else if (n >= sizeof(target) - 1 &&
	    memcmp(pair, target, sizeof(target) - 1) == 0) {
		to = p->target;
		skip = sizeof(target) - 1;
	}
	if (to == NULL || n - skip >= sizeof(p->target))
		return;
	memcpy(to, pair + skip, n - skip);
	to[n - skip] = '\0';
}

static void
take_keys(struct iscsi_pdu *p, struct rbuf *r, size_t len)
{
	const size_t n = len < rbuf_left(r) ? len : rbuf_left(r);
	const char *at = (const char *)rbuf_bytes(r, n);
	const char *end;

	if (at == NULL)
		return;
	end = at + n;
	while (at < end) {
		const size_t size = strnlen(at, (size_t)(end - at));

		take_key(p, at, size);
		at += size + 1;
	}
}

bool
iscsi_pdu_decode(struct iscsi_pdu *p, const void *data, size_t len)
{
	struct rbuf r;
	uint8_t op, flags;
	uint32_t lengths;

	memset(p, 0, sizeof(*p));
	rbuf_init(&r, data, len);
	op = rbuf_u8(&r) & 0x3f;
	flags = rbuf_u8(&r);
	(void)rbuf_bytes(&r, 2);
	lengths = rbuf_u32(&r); /* AHS words, then 24 bits of data length */
	(void)rbuf_bytes(&r, BHS_LEN - 8 - 12);
	p->status_class = rbuf_u8(&r);
	p->status_detail = rbuf_u8(&r);
	(void)rbuf_bytes(&r, 10);
	if (r.bad || (op != OP_LOGIN && op != OP_LOGIN_RESPONSE))
		return false;
	p->kind = op == OP_LOGIN ? ISCSI_PDU_LOGIN : ISCSI_PDU_LOGIN_RESPONSE;
	p->full_feature = (flags & FLAG_TRANSIT) != 0 &&
	    (flags & 3) == STAGE_FULL_FEATURE;
	if (p->kind == ISCSI_PDU_LOGIN) {
		p->status_class = p->status_detail = 0;
		(void)rbuf_bytes(&r, (size_t)(lengths >> 24) * 4);
		take_keys(p, &r, lengths & 0xffffff);
	}
	return true;
}

size_t
iscsi_pdu_size(const void *data, size_t len)
{
	struct rbuf r;
	uint32_t lengths;
	size_t size;
	uint8_t op;

	rbuf_init(&r, data, len);
	op = rbuf_u8(&r) & 0x3f;
	(void)rbuf_bytes(&r, 3);
	lengths = rbuf_u32(&r);
	if (r.bad || (op != OP_LOGIN && op != OP_LOGIN_RESPONSE))
		return 0;
	/* The keys, padded to words. */
	size = BHS_LEN + (size_t)(lengths >> 24) * 4 +
	    (((lengths & 0xffffff) + 3) & ~(size_t)3);
	return size <= LOGIN_MOST ? size : 0;
}

struct status_row {
	uint8_t status_class, detail;
	const char *text;
};

const char *
iscsi_status_text(uint8_t status_class, uint8_t detail)
{
	/* RFC 7143 11.13.5 */
	static const struct status_row rows[] = {
	    {0, 0, "success"},
	    {1, 1, "target moved for now"},
	    {1, 2, "target moved for good"},
	    {2, 0, "initiator error"},
	    {2, 1, "authentication failed"},
	    {2, 2, "initiator is not allowed to use this target"},
	    {2, 3, "target not found"},
	    {2, 4, "target removed"},
	    {2, 5, "protocol version not supported"},
	    {2, 6, "too many connections"},
	    {2, 7, "a parameter is missing"},
	    {2, 8, "cannot be included in the session"},
	    {2, 9, "session type not supported"},
	    {2, 10, "session does not exist"},
	    {2, 11, "invalid during login"},
	    {3, 0, "target error"},
	    {3, 1, "target service unavailable"},
	    {3, 2, "target is out of resources"},
	};
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (rows[i].status_class == status_class &&
		    rows[i].detail == detail)
			return rows[i].text;
	return "status not known";
}
