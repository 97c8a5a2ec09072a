/* SPDX-License-Identifier: ISC */
#include "core/proto/http_target.h"

#include <string.h>
#include <strings.h>

#include "core/base/err.h"
#include "core/base/text.h"

/* Cuts "http://host" off the absolute form (RFC 9112 3.2.2). */
static bool
cut_authority(struct http_span *s)
{
	static const char scheme[] = "http://";
	const size_t len = sizeof(scheme) - 1;
	const char *path;

	if (s->n > 0 && s->p[0] == '/')
		return true;
	if (s->n < len || strncasecmp(s->p, scheme, len) != 0)
		return false;
	path = memchr(s->p + len, '/', s->n - len);
	if (path == NULL)
		return false;
	s->n -= (size_t)(path - s->p);
	s->p = path;
	return true;
}

/* Before decoding: an encoded '?' is part of the name (H09). */
static void
cut_query(struct http_span *s)
{
	for (size_t i = 0; i < s->n; i++)
		if (s->p[i] == '?' || s->p[i] == '#')
			s->n = i;
}

/* The byte at *at, which moves behind it; -PX_EVALUE. */
static int
next_byte(const struct http_span *s, size_t *at)
{
	int byte = (unsigned char)s->p[*at], high, low;

	if (byte == '%') {
		if (s->n - *at < 3)
			return -PX_EVALUE;
		high = text_hex_value(s->p[*at + 1]);
		low = text_hex_value(s->p[*at + 2]);
		if (high < 0 || low < 0)
			return -PX_EVALUE;
		byte = high << 4 | low;
		*at += 2;
	}
	++*at;
	return byte < 0x20 || byte == 0x7f ? -PX_EVALUE : byte;
}

int
http_target_decode(char *ret, size_t cap, const struct http_span *target)
{
	struct http_span s = *target;
	size_t at, len;
	int byte;

	if (!cut_authority(&s))
		return -PX_EVALUE;
	cut_query(&s);
	for (at = len = 0; at < s.n; len++) {
		byte = next_byte(&s, &at);
		if (byte < 0)
			return byte;
	}
	if (len >= cap)
		return -PX_ELONG;
	for (at = len = 0; at < s.n; len++)
		ret[len] = (char)next_byte(&s, &at);
	ret[len] = '\0';
	return 0;
}

/* Digits from *at on; what is too large for any file stays the largest. */
static bool
read_number(const struct http_span *s, size_t *at, uint64_t *ret)
{
	const size_t begin = *at;
	uint64_t v = 0;

	for (; *at < s->n && s->p[*at] >= '0' && s->p[*at] <= '9'; ++*at) {
		const uint64_t digit = (uint64_t)(s->p[*at] - '0');

		v = v > (UINT64_MAX - 9) / 10 ? UINT64_MAX : v * 10 + digit;
	}
	*ret = v;
	return *at > begin;
}

static enum http_range_kind
last_bytes(struct http_range *ret, uint64_t count, uint64_t size)
{
	if (count == 0 || size == 0)
		return HTTP_RANGE_OUTSIDE;
	ret->begin = count < size ? size - count : 0;
	ret->end = size;
	return HTTP_RANGE_PART;
}

enum http_range_kind
http_range_parse(struct http_range *ret, const struct http_span *value,
    uint64_t size)
{
	static const char unit[] = "bytes=";
	size_t at = sizeof(unit) - 1;
	uint64_t first, last = UINT64_MAX;
	bool has_first, has_last;

	if (value->n < at || strncasecmp(value->p, unit, at) != 0)
		return HTTP_RANGE_WHOLE;
	has_first = read_number(value, &at, &first);
	if (at == value->n || value->p[at++] != '-')
		return HTTP_RANGE_WHOLE;
	has_last = read_number(value, &at, &last);
	/* Several ranges at once come back as the whole, which is allowed. */
	if (at != value->n || (!has_first && !has_last))
		return HTTP_RANGE_WHOLE;
	if (!has_first)
		return last_bytes(ret, last, size);
	if (has_last && last < first)
		return HTTP_RANGE_WHOLE;
	if (first >= size)
		return HTTP_RANGE_OUTSIDE;
	ret->begin = first;
	ret->end = !has_last || last >= size ? size : last + 1;
	return HTTP_RANGE_PART;
}

const char *
http_content_type(const char *name)
{
	/* clang-format off */
	static const char *const types[][2] = {
		{ ".efi", "application/efi" },
		{ ".iso", "application/vnd.efi-iso" },
		{ ".img", "application/vnd.efi-img" },
		{ ".gpxe", "text/plain" },
		{ ".ipxe", "text/plain" },
		{ ".cfg", "text/plain" },
		{ ".txt", "text/plain" },
	};
	/* clang-format on */
	const size_t len = strlen(name);

	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		const size_t n = strlen(types[i][0]);

		if (len > n && strcasecmp(name + len - n, types[i][0]) == 0)
			return types[i][1];
	}
	return "application/octet-stream";
}
