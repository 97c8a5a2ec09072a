/* SPDX-License-Identifier: ISC */
#include "core/proto/iscsi_path.h"

#include <stdbool.h>
#include <string.h>

#define PROTOCOL_TCP 6
#define LUN_GROUPS 4

/* The text still to be read; `from` is where the whole begins. */
struct scan {
	const char *from, *at;
};

static int
fail_at(const struct scan *s, struct fault *reterr)
{
	if (reterr != NULL)
		*reterr = (struct fault){.err = -PX_EVALUE,
		    .offset = (uint16_t)(s->at - s->from)};
	return -PX_EVALUE;
}

static bool
name_char(char c)
{
	return text_hex_value(c) >= 0 || (c >= 'a' && c <= 'z') ||
	    (c >= 'A' && c <= 'Z') || c == '-' || c == '.' || c == '_';
}

/* A name or address up to ':', an IPv6 address in brackets. */
static bool
read_server(struct scan *s, char *dst, size_t cap)
{
	const bool bracket = *s->at == '[';
	const char *start;
	size_t n;

	s->at += bracket;
	start = s->at;
	while (bracket ?
		text_hex_value(*s->at) >= 0 || *s->at == ':' || *s->at == '.' :
		name_char(*s->at))
		s->at++;
	n = (size_t)(s->at - start);
	if (n == 0 || n >= cap || (bracket && memchr(start, ':', n) == NULL))
		return false;
	memcpy(dst, start, n);
	dst[n] = '\0';
	if (!bracket)
		return true;
	if (*s->at != ']')
		return false;
	s->at++;
	return true;
}

/* The ':' between two fields. */
static bool
read_colon(struct scan *s)
{
	if (*s->at != ':')
		return false;
	s->at++;
	return true;
}

/* A decimal number of 1 to max; the default when the field is empty. */
static bool
read_number(struct scan *s, unsigned max, unsigned preset, unsigned *ret)
{
	const char *start = s->at;
	unsigned v = 0;

	while (*s->at >= '0' && *s->at <= '9' && v <= max)
		v = v * 10 + (unsigned)(*s->at++ - '0');
	*ret = s->at == start ? preset : v;
	return *ret >= 1 && *ret <= max;
}

/* Groups of four hexadecimal digits with '-', the first ones significant. */
static bool
read_lun(struct scan *s, uint64_t *ret)
{
	uint64_t lun = 0;
	unsigned group, shift;
	int digits;

	*ret = 0;
	if (text_hex_value(*s->at) < 0)
		return true;
	for (shift = 48;; shift -= 16) {
		for (group = 0, digits = 0; text_hex_value(*s->at) >= 0;
		     digits++)
			group = group << 4 | (unsigned)text_hex_value(*s->at++);
		if (digits == 0 || digits > 4)
			return false;
		lun |= (uint64_t)group << shift;
		if (*s->at != '-')
			break;
		if (shift == 0)
			return false;
		s->at++;
	}
	*ret = lun;
	return true;
}

/* RFC 3720 3.2.6.3: iqn., eui. or naa.; no blanks or controls. */
static bool
read_target(struct scan *s, char dst[ISCSI_NAME_MAX + 1])
{
	const char *start = s->at;
	const size_t n = strlen(start);

	if (strncmp(start, "iqn.", 4) != 0 && strncmp(start, "eui.", 4) != 0 &&
	    strncmp(start, "naa.", 4) != 0)
		return false;
	while (*s->at > ' ' && *s->at < 0x7f)
		s->at++;
	if (*s->at != '\0' || n == 4 || n > ISCSI_NAME_MAX)
		return false;
	memcpy(dst, start, n + 1);
	return true;
}

int
iscsi_path_parse(struct iscsi_path *p, const char *text, struct fault *reterr)
{
	static const char scheme[] = "iscsi:";
	struct scan s = {text, text};
	struct iscsi_path found;
	unsigned protocol, port;

	memset(&found, 0, sizeof(found));
	if (strncmp(text, scheme, strlen(scheme)) != 0)
		return fail_at(&s, reterr);
	s.at += strlen(scheme);
	if (!read_server(&s, found.server, sizeof(found.server)) ||
	    !read_colon(&s) ||
	    !read_number(&s, PROTOCOL_TCP, PROTOCOL_TCP, &protocol) ||
	    protocol != PROTOCOL_TCP || !read_colon(&s) ||
	    !read_number(&s, UINT16_MAX, ISCSI_PORT, &port) ||
	    !read_colon(&s) || !read_lun(&s, &found.lun) || !read_colon(&s) ||
	    !read_target(&s, found.target))
		return fail_at(&s, reterr);
	found.protocol = PROTOCOL_TCP;
	found.port = (uint16_t)port;
	*p = found;
	return 0;
}

#define FIELDS 3 /* protocol, port, LUN */

struct word {
	const char *at;
	size_t len;
};

static bool
is_separator(char c)
{
	return c == ':' || c == '/' || c == ',' || c == ';' || c == ' ';
}

/* The words before `end`; more than FIELDS: too many to tell apart. */
static size_t
split(struct word words[FIELDS], const char *at, const char *end)
{
	size_t n = 0;

	while (at < end) {
		const char *start = at;

		while (at < end && !is_separator(*at))
			at++;
		if (at > start && n < FIELDS)
			words[n] = (struct word){start, (size_t)(at - start)};
		n += at > start;
		at += at < end;
	}
	return n;
}

/* Where a target's name begins, behind a separator; NULL: nowhere. */
static const char *
find_target(const char *at)
{
	for (; *at != '\0'; at++)
		if (is_separator(*at) &&
		    (strncmp(at + 1, "iqn.", 4) == 0 ||
			strncmp(at + 1, "eui.", 4) == 0 ||
			strncmp(at + 1, "naa.", 4) == 0))
			return at + 1;
	return NULL;
}

static bool
is_tcp(const struct word *w)
{
	return (w->len == 1 && w->at[0] == '6') ||
	    (w->len == 3 && strncmp(w->at, "tcp", 3) == 0);
}

/* A decimal number that no LUN has. */
static bool
take_port(struct iscsi_path *p, const struct word *w)
{
	unsigned v = 0;
	size_t i;

	for (i = 0; i < w->len; i++) {
		if (w->at[i] < '0' || w->at[i] > '9' || v > UINT16_MAX)
			return false;
		v = v * 10 + (unsigned)(w->at[i] - '0');
	}
	if (v <= 255 || v > UINT16_MAX)
		return false;
	p->port = (uint16_t)v;
	return true;
}

static bool
take_lun(struct iscsi_path *p, const struct word *w)
{
	char buf[24];
	struct text t;

	text_init(&t, buf, sizeof(buf));
	text_addf(&t, "%.*s", (int)w->len, w->at);
	return !t.cut && iscsi_lun_parse(&p->lun, buf) == 0;
}

/* In their order; a lone 6 may be the protocol and a LUN. */
static bool
take_words(struct iscsi_path *p, const struct word *words, size_t n)
{
	size_t i = 0;

	if (n > FIELDS || (n == 1 && is_tcp(&words[0]) && words[0].len == 1))
		return false;
	if (i < n && is_tcp(&words[i]))
		i++;
	if (i < n && take_port(p, &words[i]))
		i++;
	if (i < n && take_lun(p, &words[i]))
		i++;
	return i == n;
}

bool
iscsi_path_guess(struct text *t, const char *broken)
{
	struct scan s = {broken, broken};
	struct iscsi_path p = {.protocol = PROTOCOL_TCP, .port = ISCSI_PORT};
	struct word words[FIELDS];
	const char *name;

	if (strncmp(broken, "iscsi:", 6) != 0)
		return false;
	s.at += 6;
	while (is_separator(*s.at))
		s.at++;
	if (!read_server(&s, p.server, sizeof(p.server)))
		return false;
	name = find_target(s.at);
	if (name == NULL || !take_words(&p, words, split(words, s.at, name)))
		return false;
	s.at = name;
	if (!read_target(&s, p.target))
		return false;
	iscsi_path_format(t, &p);
	return true;
}

void
iscsi_path_format(struct text *t, const struct iscsi_path *p)
{
	const bool bracket = strchr(p->server, ':') != NULL;

	text_addf(t, bracket ? "iscsi:[%s]::" : "iscsi:%s::", p->server);
	if (p->port != ISCSI_PORT)
		text_addf(t, "%u", p->port);
	text_add_char(t, ':');
	if (p->lun != 0)
		iscsi_lun_format(t, p->lun);
	text_addf(t, ":%s", p->target);
}

int
iscsi_lun_parse(uint64_t *ret, const char *text)
{
	struct scan s = {text, text};
	uint64_t lun;

	if (!read_lun(&s, &lun) || *s.at != '\0' || s.at == text)
		return -PX_EVALUE;
	*ret = lun;
	return 0;
}

void
iscsi_lun_format(struct text *t, uint64_t lun)
{
	int i;

	text_addf(t, "%x", (unsigned)(lun >> 48));
	for (i = 1; i < LUN_GROUPS; i++) {
		lun <<= 16;
		if (lun == 0)
			break;
		text_addf(t, "-%x", (unsigned)(lun >> 48));
	}
}
