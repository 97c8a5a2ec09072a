/* SPDX-License-Identifier: ISC */
#include "core/base/addr.h"

#include <string.h>

#include "core/base/err.h"
#include "core/base/text.h"

int
mac_parse(struct mac *ret, const char *s)
{
	/* Digits between separators: 2 (':' or '-'), 4 ('.') or all 12. */
	const char sep = s[0] == '\0' ? '\0' :
	    strchr(s, ':') != NULL    ? ':' :
	    strchr(s, '-') != NULL    ? '-' :
	    strchr(s, '.') != NULL    ? '.' :
					'\0';
	const size_t group = sep == '.' ? 4 : sep != '\0' ? 2 : 12;
	struct mac m = {{0}};
	size_t digit = 0;

	for (; *s != '\0'; s++) {
		int v = text_hex_value(*s);

		if (digit > 0 && digit < 12 && digit % group == 0) {
			if (*s++ != sep)
				return -PX_EVALUE;
			v = text_hex_value(*s);
		}
		if (v < 0 || digit == 12)
			return -PX_EVALUE;
		m.b[digit / 2] = (uint8_t)(m.b[digit / 2] << 4 | v);
		digit++;
	}
	if (digit != 12)
		return -PX_EVALUE;
	*ret = m;
	return 0;
}

void
mac_read(struct mac *ret, struct rbuf *r)
{
	const uint8_t *p = rbuf_bytes(r, sizeof(ret->b));

	if (p != NULL)
		memcpy(ret->b, p, sizeof(ret->b));
}

const char *
mac_format(char buf[MAC_TEXT], const struct mac *m)
{
	static const char digits[] = "0123456789abcdef";
	char *p = buf;
	size_t i;

	for (i = 0; i < sizeof(m->b); i++) {
		*p++ = digits[m->b[i] >> 4];
		*p++ = digits[m->b[i] & 15];
		*p++ = ':';
	}
	p[-1] = '\0';
	return buf;
}

int
mac_compare(const struct mac *a, const struct mac *b)
{
	return memcmp(a->b, b->b, sizeof(a->b));
}

bool
mac_usable(const struct mac *m)
{
	static const struct mac zero;

	return (m->b[0] & 1) == 0 && !mac_equal(m, &zero);
}

int
ip4_parse(uint32_t *ret, const char *s)
{
	uint32_t addr = 0;
	int part;

	for (part = 0; part < 4; part++) {
		uint32_t v = 0;
		int digits = 0;

		if (part > 0 && *s++ != '.')
			return -PX_EVALUE;
		for (; *s >= '0' && *s <= '9' && digits < 3; s++, digits++)
			v = v * 10 + (uint32_t)(*s - '0');
		if (digits == 0 || v > 255)
			return -PX_EVALUE;
		addr = addr << 8 | v;
	}
	if (*s != '\0')
		return -PX_EVALUE;
	*ret = addr;
	return 0;
}

const char *
ip4_format(char buf[IP4_TEXT], uint32_t addr)
{
	char *p = buf;
	int part;

	/* By hand: every message needs some, and printf takes its time. */
	for (part = 3; part >= 0; part--) {
		const unsigned v = addr >> 8 * part & 255;

		if (v >= 100)
			*p++ = (char)('0' + v / 100);
		if (v >= 10)
			*p++ = (char)('0' + v / 10 % 10);
		*p++ = (char)('0' + v % 10);
		*p++ = '.';
	}
	p[-1] = '\0';
	return buf;
}

bool
ip4_usable(uint32_t addr)
{
	const uint32_t top = addr >> 24;

	return top != 0 && top != 127 && top < 224;
}
