/* SPDX-License-Identifier: ISC */
#include "core/proto/iscsi_pdu.h"

#include <string.h>

#include "core/base/buf.h"

#define BHS_LEN 48
#define OP_LOGIN 0x03
#define OP_COMMAND_RESPONSE 0x21
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

/* What SPC-4 says of a command whose LUN nobody has. */
#define CHECK_CONDITION 2
#define ILLEGAL_REQUEST 5
#define NOT_SUPPORTED 0x25

/*
 * Sense data behind its length (RFC 7143 11.4.7.2), in the fixed or in the
 * descriptor format (SPC-4 4.5).
 */
static bool
sense_says_no_lun(struct rbuf *r)
{
	uint8_t format, key, code;

	(void)rbuf_u16(r);
	format = rbuf_u8(r) & 0x7f;
	key = rbuf_u8(r);
	code = rbuf_u8(r);
	if (format == 0x70) {
		key = code;
		(void)rbuf_bytes(r, 9);
		code = rbuf_u8(r);
	} else if (format != 0x72)
		return false;
	return !r->bad && (key & 0xf) == ILLEGAL_REQUEST &&
	    code == NOT_SUPPORTED;
}

bool
iscsi_pdu_decode(struct iscsi_pdu *p, const void *data, size_t len)
{
	static const struct {
		uint8_t op;
		enum iscsi_pdu_kind kind;
	} ops[] = {{OP_LOGIN, ISCSI_PDU_LOGIN},
	    {OP_LOGIN_RESPONSE, ISCSI_PDU_LOGIN_RESPONSE},
	    {OP_COMMAND_RESPONSE, ISCSI_PDU_COMMAND_RESPONSE}};
	struct rbuf r;
	uint8_t op, flags, status;
	uint32_t lengths;
	size_t i;

	memset(p, 0, sizeof(*p));
	rbuf_init(&r, data, len);
	op = rbuf_u8(&r) & 0x3f;
	flags = rbuf_u8(&r);
	(void)rbuf_u8(&r);
	status = rbuf_u8(&r);
	lengths = rbuf_u32(&r); /* AHS words, then 24 bits of data length */
	(void)rbuf_bytes(&r, BHS_LEN - 8 - 12);
	p->status_class = rbuf_u8(&r);
	p->status_detail = rbuf_u8(&r);
	(void)rbuf_bytes(&r, 10);
	for (i = 0; i < sizeof(ops) / sizeof(ops[0]); i++)
		if (ops[i].op == op)
			break;
	if (r.bad || i == sizeof(ops) / sizeof(ops[0]))
		return false;
	p->kind = ops[i].kind;
	if (p->kind != ISCSI_PDU_LOGIN_RESPONSE)
		p->status_class = p->status_detail = 0;
	(void)rbuf_bytes(&r, (size_t)(lengths >> 24) * 4);
	if (p->kind == ISCSI_PDU_COMMAND_RESPONSE) {
		p->no_lun = status == CHECK_CONDITION && sense_says_no_lun(&r);
		return true;
	}
	p->full_feature = (flags & FLAG_TRANSIT) != 0 &&
	    (flags & 3) == STAGE_FULL_FEATURE;
	if (p->kind == ISCSI_PDU_LOGIN)
		take_keys(p, &r, lengths & 0xffffff);
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
