/* SPDX-License-Identifier: ISC */
#include "tui/payload_rows.h"

#include <string.h>

#include "core/base/buf.h"
#include "core/proto/iscsi_pdu.h"
#include "core/proto/tftp.h"

#define BHS 48 /* RFC 7143 11.2.1 */

/* Rows are told one by one until the one that is asked for. */
struct teller {
	struct rbuf r;
	size_t left; /* rows before it */
	bool found;
	struct packet_row *row;
};

/* A row of bytes up to where the cursor stands; NULL: not the one. */
static struct text *
tell(struct teller *t, struct text *text, size_t from, const char *name)
{
	if (t->found || t->left-- > 0)
		return NULL;
	t->found = true;
	memset(t->row, 0, sizeof(*t->row));
	t->row->offset = from;
	t->row->len = t->r.pos - from;
	(void)text_copy(t->row->name, sizeof(t->row->name), name);
	text_init(text, t->row->text, sizeof(t->row->text));
	return text;
}

/* What is there of a string, with its NUL if it has one. */
static const char *
take_string(struct rbuf *r, size_t *ret_len)
{
	const char *s = (const char *)(r->base + r->pos);
	const size_t left = rbuf_left(r);

	*ret_len = strnlen(s, left);
	(void)rbuf_bytes(r, *ret_len < left ? *ret_len + 1 : left);
	return s;
}

static void
tell_string(struct teller *t, const char *name)
{
	const size_t from = t->r.pos;
	struct text text;
	size_t len;
	const char *s = take_string(&t->r, &len);

	if (tell(t, &text, from, name) != NULL)
		text_add_visible(&text, s, len);
}

/* "blksize" and its value as one row. */
static void
tell_option(struct teller *t)
{
	const size_t from = t->r.pos;
	char shown[sizeof(t->row->name)];
	struct text text;
	size_t name_len, len;
	const char *name = take_string(&t->r, &name_len);
	const char *value = take_string(&t->r, &len);

	text_init(&text, shown, sizeof(shown));
	text_add_visible(&text, name, name_len);
	if (tell(t, &text, from, shown) != NULL)
		text_add_visible(&text, value, len);
}

static uint16_t
tell_u16(struct teller *t, const char *name)
{
	const size_t from = t->r.pos;
	const uint16_t v = rbuf_u16(&t->r);
	struct text text;

	if (!t->r.bad && tell(t, &text, from, name) != NULL)
		text_addf(&text, "%u", v);
	return v;
}

static void
tell_rest(struct teller *t, const char *name)
{
	const size_t from = t->r.pos;
	struct text text;

	if (rbuf_left(&t->r) == 0)
		return;
	(void)rbuf_bytes(&t->r, rbuf_left(&t->r));
	if (tell(t, &text, from, name) != NULL)
		text_addf(&text, "%zu bytes", t->r.pos - from);
}

static void
tell_tftp(struct teller *t)
{
	static const char *const ops[] = {"?", "RRQ, a file is asked for",
	    "WRQ, a file is offered", "DATA", "ACK", "ERROR", "OACK, options"};
	const uint16_t op = rbuf_u16(&t->r);
	struct text text;

	if (t->r.bad)
		return;
	if (tell(t, &text, 0, "opcode") != NULL)
		text_addf(&text, "%u %s", op,
		    op < sizeof(ops) / sizeof(ops[0]) ? ops[op] : "?");
	if (op == TFTP_RRQ || op == TFTP_WRQ) {
		tell_string(t, "file");
		if (rbuf_left(&t->r) > 0)
			tell_string(t, "mode");
	} else if (op == TFTP_DATA || op == TFTP_ACK) {
		(void)tell_u16(t, "block");
		tell_rest(t, "data");
	} else if (op == TFTP_ERROR) {
		(void)tell_u16(t, "code");
		tell_string(t, "message");
	}
	while (rbuf_left(&t->r) > 0)
		tell_option(t);
}

/* A line without its end; the cursor is after that. */
static const char *
take_line(struct rbuf *r, size_t *ret_len)
{
	const char *s = (const char *)(r->base + r->pos);
	const size_t left = rbuf_left(r);
	const char *end = memchr(s, '\n', left);

	*ret_len = end == NULL ? left : (size_t)(end - s);
	(void)rbuf_bytes(r, end == NULL ? left : *ret_len + 1);
	if (*ret_len > 0 && s[*ret_len - 1] == '\r')
		(*ret_len)--;
	return s;
}

static void
tell_header(struct teller *t, size_t from, const char *s, size_t len)
{
	const char *colon = memchr(s, ':', len);
	const size_t name = colon == NULL ? 0 : (size_t)(colon - s);
	size_t value = colon == NULL ? 0 : name + 1;
	char shown[sizeof(t->row->name)];
	struct text text;

	while (value < len && s[value] == ' ')
		value++;
	text_init(&text, shown, sizeof(shown));
	text_add_visible(&text, s, name);
	if (tell(t, &text, from, shown) != NULL)
		text_add_visible(&text, s + value, len - value);
}

static void
tell_http(struct teller *t)
{
	bool first = true;
	struct text text;

	while (rbuf_left(&t->r) > 0) {
		const size_t from = t->r.pos;
		size_t len;
		const char *s = take_line(&t->r, &len);

		if (len == 0)
			break;
		if (!first)
			tell_header(t, from, s, len);
		else if (tell(t, &text, from, "first line") != NULL)
			text_add_visible(&text, s, len);
		first = false;
	}
	tell_rest(t, "body");
}

/* What RFC 7143 11.4, 11.12 and 11.13 have in the basic header segment. */
#define LOGIN (1u << ISCSI_PDU_LOGIN)
#define ANSWER (1u << ISCSI_PDU_LOGIN_RESPONSE)
#define COMMAND (1u << ISCSI_PDU_COMMAND_RESPONSE)
#define ALL (LOGIN | ANSWER | COMMAND)
#define OPCODE 0
#define STATUS 36

static const struct bhs_part {
	const char *name;
	uint8_t at, len;
	uint8_t of; /* which PDUs have it */
	bool number;
} bhs_parts[] = {
    {"opcode", OPCODE, 1, ALL, false},
    {"flags", 1, 1, ALL, false},
    {"version, highest", 2, 1, LOGIN | ANSWER, true},
    {"version", 3, 1, LOGIN | ANSWER, true},
    {"response", 2, 1, COMMAND, true},
    {"status", 3, 1, COMMAND, true},
    {"AHS length", 4, 1, ALL, true},
    {"data length", 5, 3, ALL, true},
    {"ISID", 8, 6, LOGIN | ANSWER, false},
    {"TSIH", 14, 2, LOGIN | ANSWER, true},
    {"task tag", 16, 4, ALL, false},
    {"CID", 20, 2, LOGIN, true},
    {"CmdSN", 24, 4, LOGIN, true},
    {"StatSN", 24, 4, ANSWER | COMMAND, true},
    {"ExpStatSN", 28, 4, LOGIN, true},
    {"ExpCmdSN", 28, 4, ANSWER | COMMAND, true},
    {"MaxCmdSN", 32, 4, ANSWER | COMMAND, true},
    {"status class, detail", STATUS, 2, ANSWER, false},
    {"residual count", 44, 4, COMMAND, true},
};

static void
tell_bhs_part(struct teller *t, const struct bhs_part *part,
    const struct iscsi_pdu *pdu, const uint8_t *bhs)
{
	static const char *const ops[] = {
	    [ISCSI_PDU_LOGIN] = "login",
	    [ISCSI_PDU_LOGIN_RESPONSE] = "login response",
	    [ISCSI_PDU_COMMAND_RESPONSE] = "SCSI response",
	};
	struct text text;
	uint32_t n = 0;
	size_t i;

	if (tell(t, &text, part->at, part->name) == NULL)
		return;
	t->row->len = part->len;
	for (i = 0; i < part->len; i++)
		n = n << 8 | bhs[part->at + i];
	if (part->number)
		text_addf(&text, "%u", n);
	else
		text_add_hex(&text, bhs + part->at, part->len, ' ');
	if (part->at == OPCODE)
		text_addf(&text, " %s", ops[pdu->kind]);
	else if (part->at == STATUS)
		text_addf(&text, " %s",
		    iscsi_status_text(pdu->status_class, pdu->status_detail));
}

/* Text keys, "name=value" with a NUL each, and padding to words. */
static void
tell_keys(struct teller *t)
{
	while (rbuf_left(&t->r) > 0)
		if (t->r.base[t->r.pos] == 0)
			(void)rbuf_u8(&t->r);
		else
			tell_string(t, "key");
}

static void
tell_iscsi(struct teller *t)
{
	const uint8_t *bhs = rbuf_bytes(&t->r, BHS);
	struct iscsi_pdu pdu;
	size_t i;

	if (bhs == NULL || !iscsi_pdu_decode(&pdu, t->r.base, t->r.len))
		return;
	for (i = 0; i < sizeof(bhs_parts) / sizeof(bhs_parts[0]); i++)
		if ((bhs_parts[i].of & 1u << pdu.kind) != 0)
			tell_bhs_part(t, &bhs_parts[i], &pdu, bhs);
	if (pdu.kind == ISCSI_PDU_COMMAND_RESPONSE)
		tell_rest(t, pdu.no_lun ? "sense: no such LUN" : "sense");
	else
		tell_keys(t);
}

bool
payload_row(enum event_kind kind, const uint8_t *bytes, size_t len, size_t n,
    struct packet_row *ret)
{
	struct teller t = {.left = n, .row = ret};

	rbuf_init(&t.r, bytes, len);
	if (kind == EVENT_TFTP)
		tell_tftp(&t);
	else if (kind == EVENT_HTTP)
		tell_http(&t);
	else if (kind == EVENT_ISCSI)
		tell_iscsi(&t);
	return t.found;
}
