/* SPDX-License-Identifier: ISC */
#include "core/proto/tftp.h"

#include <stdio.h>
#include <string.h>

/*
 * What may stand in each option.  Values from `max` up to `clamp` mean max:
 * clients that ask for 65535 want the largest block there is.
 */
struct option_row {
	const char *name;
	uint64_t min, max, clamp;
};

/* clang-format off */
static const struct option_row option_rows[TFTP_OPTION_COUNT] = {
	[TFTP_BLKSIZE] = { "blksize", TFTP_BLKSIZE_MIN, TFTP_BLKSIZE_MAX,
	    UINT16_MAX }, /* RFC 2348 */
	[TFTP_TIMEOUT] = { "timeout", 1, 255, 255 }, /* RFC 2349 */
	[TFTP_TSIZE] = { "tsize", 0, UINT64_MAX, UINT64_MAX },
	[TFTP_WINDOWSIZE] = { "windowsize", 1, UINT16_MAX,
	    UINT16_MAX }, /* RFC 7440 */
};
/* clang-format on */

/* RFC 1350 and 2347: words in any case; of ASCII, whatever the locale. */
static bool
same_word(const char *a, const char *b)
{
	for (; *a != '\0' && *b != '\0'; a++, b++) {
		const int low = *a >= 'A' && *a <= 'Z' ? *a - 'A' + 'a' : *a;

		if (low != *b)
			return false;
	}
	return *a == *b;
}

/* The same at the beginning of a text. */
static bool
begins_with(const char *s, const char *word)
{
	for (; *word != '\0'; s++, word++) {
		const int low = *s >= 'A' && *s <= 'Z' ? *s - 'A' + 'a' : *s;

		if (low != *word)
			return false;
	}
	return true;
}

bool
tftp_says_why(const char *message)
{
	static const char *const words[] = {"blksize", "block", "window",
	    "too ", "large", "memory", "support", "malformed"};
	size_t i;

	for (; *message != '\0'; message++)
		for (i = 0; i < sizeof(words) / sizeof(words[0]); i++)
			if (begins_with(message, words[i]))
				return true;
	return false;
}

/* Digits only, the whole text, no more than 64 bits. */
static bool
parse_number(uint64_t *ret, const char *s)
{
	uint64_t v = 0;

	if (*s == '\0')
		return false;
	for (; *s != '\0'; s++) {
		const uint64_t digit = (uint64_t)(unsigned char)*s - '0';

		if (*s < '0' || *s > '9' || v > (UINT64_MAX - digit) / 10)
			return false;
		v = v * 10 + digit;
	}
	*ret = v;
	return true;
}

static void
set_value(struct tftp_options *o, enum tftp_option which, uint64_t v)
{
	switch (which) {
	case TFTP_BLKSIZE:
		o->blksize = (uint16_t)v;
		break;
	case TFTP_TIMEOUT:
		o->timeout = (uint8_t)v;
		break;
	case TFTP_TSIZE:
		o->tsize = v;
		break;
	case TFTP_WINDOWSIZE:
		o->windowsize = (uint16_t)v;
		break;
	case TFTP_OPTION_COUNT:
		break;
	}
}

static uint64_t
get_value(const struct tftp_options *o, enum tftp_option which)
{
	switch (which) {
	case TFTP_BLKSIZE:
		return o->blksize;
	case TFTP_TIMEOUT:
		return o->timeout;
	case TFTP_TSIZE:
		return o->tsize;
	case TFTP_WINDOWSIZE:
		return o->windowsize;
	case TFTP_OPTION_COUNT:
		break;
	}
	return 0;
}

static enum tftp_option
find_option(const char *name)
{
	int i;

	for (i = 0; i < TFTP_OPTION_COUNT; i++)
		if (same_word(name, option_rows[i].name))
			break;
	return (enum tftp_option)i;
}

/* One option; `seen` also has those whose value was not usable. */
static void
take_option(struct tftp_options *o, uint8_t *seen, const char *name,
    const char *value)
{
	const enum tftp_option which = find_option(name);
	const struct option_row *row = &option_rows[which];
	uint64_t v;

	if (which == TFTP_OPTION_COUNT || (*seen & 1u << which) != 0 ||
	    !parse_number(&v, value) || v < row->min || v > row->clamp) {
		if (o->ignored < UINT8_MAX)
			o->ignored++;
	} else {
		set_value(o, which, v < row->max ? v : row->max);
		o->set = (uint8_t)(o->set | 1u << which);
		o->order[o->count++] = (uint8_t)which;
	}
	if (which != TFTP_OPTION_COUNT)
		*seen = (uint8_t)(*seen | 1u << which);
}

/*
 * Pairs of strings to the end.  Garbage behind the last whole pair is left
 * alone: old firmware pads its requests.
 */
static void
read_options(struct rbuf *r, struct tftp_options *o)
{
	uint8_t seen = 0;

	while (rbuf_left(r) > 0) {
		const char *name = rbuf_str(r);
		const char *value = rbuf_str(r);

		if (value != NULL)
			take_option(o, &seen, name, value);
	}
}

static enum tftp_mode
read_mode(const char *word)
{
	if (same_word(word, "octet"))
		return TFTP_OCTET;
	return same_word(word, "netascii") ? TFTP_NETASCII : TFTP_MODE_OTHER;
}

static int
read_request(struct rbuf *r, struct tftp_packet *p)
{
	const char *mode;

	p->file = rbuf_str(r);
	mode = rbuf_str(r);
	if (mode == NULL)
		return -PX_ENUL;
	p->mode = read_mode(mode);
	read_options(r, &p->options);
	return 0;
}

/* DATA, ACK and ERROR: a number and, maybe, what follows it. */
static int
read_numbered(struct rbuf *r, struct tftp_packet *p)
{
	const uint16_t number = rbuf_u16(r);

	if (r->bad)
		return -PX_ESHORT;
	if (p->op == TFTP_ERROR) {
		p->code = number;
		p->message = rbuf_str(r);
		if (p->message == NULL)
			p->message = "";
		return 0;
	}
	p->block = number;
	if (p->op == TFTP_DATA) {
		p->data_len = rbuf_left(r);
		p->data = rbuf_bytes(r, p->data_len);
	}
	return 0;
}

static int
read_body(struct rbuf *r, struct tftp_packet *p)
{
	switch (p->op) {
	case TFTP_RRQ:
	case TFTP_WRQ:
		return read_request(r, p);
	case TFTP_DATA:
	case TFTP_ACK:
	case TFTP_ERROR:
		return read_numbered(r, p);
	case TFTP_OACK:
		read_options(r, &p->options);
		return 0;
	}
	return -PX_EOP;
}

int
tftp_decode(struct tftp_packet *p, const void *data, size_t len,
    struct fault *reterr)
{
	struct tftp_packet got = {0};
	struct rbuf r;
	int err;

	rbuf_init(&r, data, len);
	got.op = (enum tftp_op)rbuf_u16(&r);
	err = r.bad ? -PX_ESHORT : read_body(&r, &got);
	if (err != 0) {
		if (reterr != NULL)
			*reterr = (struct fault){.err = err,
			    .offset = (uint16_t)r.pos};
		return err;
	}
	*p = got;
	return 0;
}

void
tftp_encode_ack(struct wbuf *w, uint16_t block)
{
	wbuf_u16(w, TFTP_ACK);
	wbuf_u16(w, block);
}

void
tftp_encode_data_head(struct wbuf *w, uint16_t block)
{
	wbuf_u16(w, TFTP_DATA);
	wbuf_u16(w, block);
}

void
tftp_encode_error(struct wbuf *w, uint16_t code, const char *message)
{
	wbuf_u16(w, TFTP_ERROR);
	wbuf_u16(w, code);
	wbuf_str(w, message);
}

static void
write_options(struct wbuf *w, const struct tftp_options *o)
{
	char number[24];
	uint8_t i;

	for (i = 0; i < o->count && i < TFTP_OPTION_COUNT; i++) {
		const enum tftp_option which = (enum tftp_option)o->order[i];

		if (which >= TFTP_OPTION_COUNT || (o->set & 1u << which) == 0)
			continue;
		(void)snprintf(number, sizeof(number), "%llu",
		    (unsigned long long)get_value(o, which));
		wbuf_str(w, option_rows[which].name);
		wbuf_str(w, number);
	}
}

void
tftp_encode_oack(struct wbuf *w, const struct tftp_options *o)
{
	wbuf_u16(w, TFTP_OACK);
	write_options(w, o);
}

void
tftp_encode_request(struct wbuf *w, enum tftp_op op, const char *file,
    const struct tftp_options *o)
{
	wbuf_u16(w, (uint16_t)op);
	wbuf_str(w, file);
	wbuf_str(w, "octet");
	write_options(w, o);
}
