/* SPDX-License-Identifier: ISC */
#include "core/base/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void
text_init(struct text *t, char *buf, size_t cap)
{
	t->buf = buf;
	t->cap = cap;
	t->len = 0;
	t->cut = false;
	buf[0] = '\0';
}

void
text_mute(struct text *t)
{
	t->cut = true;
}

/* A character of which a cut has left only the beginning goes, too. */
static void
drop_partial(struct text *t)
{
	size_t at = t->len, len;
	uint8_t lead;

	while (at > 0 && t->len - at < 3 &&
	    ((uint8_t)t->buf[at - 1] & 0xc0) == 0x80)
		at--;
	if (at == 0)
		return;
	lead = (uint8_t)t->buf[at - 1];
	len = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc0 ? 2 : 1;
	if (len > 1 && t->len - (at - 1) < len) {
		t->len = at - 1;
		t->buf[t->len] = '\0';
	}
}

void
text_addf(struct text *t, const char *fmt, ...)
{
	const size_t room = t->cap - t->len;
	va_list ap;
	int n;

	if (t->cut)
		return;
	va_start(ap, fmt);
	n = vsnprintf(t->buf + t->len, room, fmt, ap);
	va_end(ap);
	if (n < 0 || (size_t)n >= room) {
		t->cut = true;
		t->len = t->cap - 1;
		t->buf[t->len] = '\0';
		drop_partial(t);
		return;
	}
	t->len += (size_t)n;
}

/* Adds n clean bytes, or none of them and the mark. */
static void
add_whole(struct text *t, const char *s, size_t n)
{
	if (t->cut || n >= t->cap - t->len) {
		t->cut = true;
		return;
	}
	memcpy(t->buf + t->len, s, n);
	t->len += n;
	t->buf[t->len] = '\0';
}

void
text_add(struct text *t, const char *s)
{
	const size_t room = t->cap - t->len - 1;
	const size_t n = strlen(s);

	add_whole(t, s, n <= room ? n : room);
	if (n <= room)
		return;
	t->cut = true;
	drop_partial(t);
}

void
text_add_char(struct text *t, char c)
{
	add_whole(t, &c, 1);
}

void
text_add_number(struct text *t, uint64_t n)
{
	char digits[21]; /* UINT64_MAX has 20 */
	size_t at = sizeof(digits) - 1;

	digits[at] = '\0';
	do
		digits[--at] = (char)('0' + n % 10);
	while ((n /= 10) != 0);
	text_add(t, digits + at);
}

void
text_add_padded(struct text *t, const char *s, size_t width)
{
	size_t n = strlen(s);

	text_add(t, s);
	for (; n < width; n++)
		text_add_char(t, ' ');
}

void
text_add_seconds(struct text *t, int64_t us, size_t width, bool plus)
{
	const uint64_t size = us < 0 ? -(uint64_t)us : (uint64_t)us;
	uint64_t ms = size / 1000 + (size % 1000 >= 500);
	char digits[32]; /* 17 of INT64_MIN, a point and a sign */
	size_t at = sizeof(digits) - 1, i;

	digits[at] = '\0';
	for (i = 0; i < 4 || ms != 0; i++, ms /= 10) {
		if (i == 3)
			digits[--at] = '.';
		digits[--at] = (char)('0' + ms % 10);
	}
	if (us < 0 || plus)
		digits[--at] = us < 0 ? '-' : '+';
	while (sizeof(digits) - 1 - at < width && at > 0)
		digits[--at] = ' ';
	text_add(t, digits + at);
}

void
text_add_tenths(struct text *t, uint64_t us)
{
	const uint64_t tenths = us / 100000 + (us % 100000 >= 50000);

	text_add_number(t, tenths / 10);
	text_add_char(t, '.');
	text_add_number(t, tenths % 10);
}

void
text_add_span(struct text *t, uint64_t seconds)
{
	const unsigned long long s = seconds;
	const unsigned long long min = s / 60 + (s % 60 >= 30);
	const unsigned long long h = s / 3600 + (s % 3600 >= 1800);

	if (s < 60)
		text_addf(t, "%llu s", s);
	else if (s < 3600)
		text_addf(t, "%llu min %llu s", s / 60, s % 60);
	else if (min < 1440)
		text_addf(t, "%llu h %llu min", min / 60, min % 60);
	else
		text_addf(t, "%llu d %llu h", h / 24, h % 24);
}

void
text_add_hex(struct text *t, const void *bytes, size_t n, char sep)
{
	static const char digits[] = "0123456789abcdef";
	const uint8_t *p = bytes;
	size_t i;

	for (i = 0; i < n; i++) {
		if (i > 0 && sep != 0)
			text_add_char(t, sep);
		text_add_char(t, digits[p[i] >> 4]);
		text_add_char(t, digits[p[i] & 15]);
	}
}

size_t
text_utf8_decode(const void *bytes, size_t n, uint32_t *ret_code)
{
	/* Smallest code point of each length: less is an overlong form. */
	static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
	const uint8_t *p = bytes;
	uint32_t code;
	size_t len, i;

	if (n == 0)
		return 0;
	len = p[0] < 0x80         ? 1 :
	    (p[0] & 0xe0) == 0xc0 ? 2 :
	    (p[0] & 0xf0) == 0xe0 ? 3 :
	    (p[0] & 0xf8) == 0xf0 ? 4 :
				    0;
	if (len == 0 || len > n)
		return 0;
	code = len == 1 ? p[0] : p[0] & (0xffu >> (len + 1));
	for (i = 1; i < len; i++) {
		if ((p[i] & 0xc0) != 0x80)
			return 0;
		code = code << 6 | (p[i] & 0x3fu);
	}
	if (code < least[len] || code > 0x10ffff ||
	    (code >= 0xd800 && code <= 0xdfff))
		return 0;
	*ret_code = code;
	return len;
}

struct range {
	uint32_t first, last;
};

static bool
in_ranges(const struct range *r, size_t n, uint32_t code)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (code >= r[i].first && code <= r[i].last)
			return true;
	return false;
}

int
text_width(uint32_t code)
{
	/*
	 * Controls, bidi and zero width, combining marks, surrogates, private
	 * use and noncharacters: what could move or hide other text.  A name
	 * needs none of them, so all are refused, not only the worst.
	 */
	/* clang-format off */
	static const struct range hidden[] = {
		{0x0000, 0x001f}, {0x007f, 0x009f}, {0x00ad, 0x00ad},
		{0x0300, 0x036f}, {0x0483, 0x0489}, {0x0591, 0x05bd},
		{0x0600, 0x0605}, {0x0610, 0x061a}, {0x061c, 0x061c},
		{0x064b, 0x065f}, {0x06d6, 0x06dd}, {0x070f, 0x070f},
		{0x115f, 0x1160}, {0x135d, 0x135f}, {0x180b, 0x180f},
		{0x1ab0, 0x1aff}, {0x1dc0, 0x1dff}, {0x200b, 0x200f},
		{0x2028, 0x202e}, {0x2060, 0x206f}, {0x20d0, 0x20ff},
		{0x302a, 0x302d}, {0x3099, 0x309a}, {0x3164, 0x3164},
		{0xd800, 0xf8ff}, {0xfe00, 0xfe0f}, {0xfe20, 0xfe2f},
		{0xfeff, 0xfeff}, {0xffa0, 0xffa0}, {0xfff0, 0xffff},
		{0x1d173, 0x1d17a}, {0xe0000, 0x10ffff},
	};
	static const struct range wide[] = {
		{0x1100, 0x115f}, {0x2e80, 0x303e}, {0x3041, 0x33ff},
		{0x3400, 0x4dbf}, {0x4e00, 0x9fff}, {0xa000, 0xa4cf},
		{0xac00, 0xd7a3}, {0xf900, 0xfaff}, {0xfe30, 0xfe6f},
		{0xff00, 0xff60}, {0xffe0, 0xffe6}, {0x1f300, 0x1faff},
		{0x20000, 0x3fffd},
	};
	/* clang-format on */

	if (code >= 0x20 && code < 0x7f)
		return 1;
	if (in_ranges(hidden, sizeof(hidden) / sizeof(hidden[0]), code))
		return -1;
	return in_ranges(wide, sizeof(wide) / sizeof(wide[0]), code) ? 2 : 1;
}

/* One unit of foreign text at p: returns how many bytes it took. */
static size_t
add_unit(struct text *t, const uint8_t *p, size_t n)
{
	char unit[16];
	struct text u;
	uint32_t code = 0;
	const size_t len = text_utf8_decode(p, n, &code);

	if (len != 0 && text_width(code) > 0) {
		add_whole(t, (const char *)p, len);
		return len;
	}
	text_init(&u, unit, sizeof(unit));
	if (len > 1 && code > 0x9f)
		text_addf(&u, "\\u{%x}", code);
	else
		text_addf(&u, "\\x%02x", p[0]);
	add_whole(t, unit, u.len);
	return len > 1 && code > 0x9f ? len : 1;
}

void
text_add_visible(struct text *t, const void *bytes, size_t n)
{
	const uint8_t *p = bytes;
	const size_t room = t->cap - t->len - 1;
	size_t i = 0;

	/* Names are plain ASCII, mostly: so far as they are, at once. */
	while (i < n && i < room && p[i] >= 0x20 && p[i] < 0x7f)
		i++;
	if (i > 0)
		add_whole(t, (const char *)p, i);
	while (i < n && !t->cut)
		i += add_unit(t, p + i, n - i);
}

void
text_add_visible_str(struct text *t, const char *s)
{
	if (s != NULL)
		text_add_visible(t, s, strlen(s));
}

bool
text_copy(char *dst, size_t cap, const char *src)
{
	struct text t;

	text_init(&t, dst, cap);
	text_add(&t, src);
	return !t.cut;
}

int
text_hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}
