/* SPDX-License-Identifier: ISC */
#include "tui/json_out.h"

#include <string.h>

#include "core/base/text.h"
#include "tui/when.h"

/* Of one foreign value, as in json.c; each byte may become as many as eight. */
#define VISIBLE_MOST 4096

static void
put(struct json_out *o, const char *s, size_t n)
{
	if (o->full || n > o->cap - o->len) {
		o->full = true;
		return;
	}
	memcpy(o->buf + o->len, s, n);
	o->len += n;
}

static void
put_char(struct json_out *o, char c)
{
	if (o->full || o->len == o->cap)
		o->full = true;
	else
		o->buf[o->len++] = c;
}

static void
put_key(struct json_out *o, const char *key)
{
	put(o, ",\"", 2);
	put(o, key, strlen(key));
	put(o, "\":", 2);
}

/*
 * Text that is short and plain ASCII, which most is and needs no second look.
 * False: it is not, or there is little room; nothing was put.
 */
static bool
put_plain(struct json_out *o, const char *s)
{
	size_t at = o->len;

	if (o->full || o->cap - o->len < 4)
		return false;
	o->buf[at++] = '"';
	for (; *s != '\0'; s++) {
		/* Room for an escaped one and the quote. */
		if (*s < ' ' || *s > '~' || at > o->cap - 3)
			return false;
		if (*s == '"' || *s == '\\')
			o->buf[at++] = '\\';
		o->buf[at++] = *s;
	}
	o->buf[at++] = '"';
	o->len = at;
	return true;
}

static void
put_visible(struct json_out *o, const char *foreign)
{
	char buf[VISIBLE_MOST];
	const char *s = buf;
	struct text t;
	size_t n;

	text_init(&t, buf, sizeof(buf));
	text_add_visible_str(&t, foreign);
	put_char(o, '"');
	for (; *s != '\0'; s += n) {
		n = strcspn(s, "\"\\");
		put(o, s, n);
		if (s[n] == '\0')
			break;
		put_char(o, '\\');
		put_char(o, s[n++]);
	}
	put_char(o, '"');
}

static void
put_text(struct json_out *o, const char *foreign)
{
	if (!put_plain(o, foreign))
		put_visible(o, foreign);
}

static void
put_number(struct json_out *o, uint64_t n)
{
	char digits[20];
	size_t at = sizeof(digits);

	do
		digits[--at] = (char)('0' + n % 10);
	while ((n /= 10) > 0);
	put(o, digits + at, sizeof(digits) - at);
}

void
json_out_begin(struct json_out *o, char *buf, size_t cap)
{
	o->buf = buf;
	o->cap = cap;
	o->len = 0;
	o->full = false;
	put(o, "{\"v\":1", 6);
}

size_t
json_out_end(struct json_out *o)
{
	put(o, "}", 2); /* with its NUL */
	return o->full ? 0 : o->len - 1;
}

void
json_out_text(struct json_out *o, const char *key, const char *foreign)
{
	put_key(o, key);
	put_text(o, foreign == NULL ? "" : foreign);
}

void
json_out_count(struct json_out *o, const char *key, uint64_t n)
{
	put_key(o, key);
	put_number(o, n);
}

void
json_out_array(struct json_out *o, const char *key)
{
	put_key(o, key);
	put_char(o, '[');
}

/* The first of an array stands behind its bracket. */
static void
put_comma(struct json_out *o)
{
	if (o->len > 0 && o->buf[o->len - 1] != '[')
		put_char(o, ',');
}

void
json_out_item_count(struct json_out *o, uint64_t n)
{
	put_comma(o);
	put_number(o, n);
}

void
json_out_item_text(struct json_out *o, const char *foreign)
{
	put_comma(o);
	put_text(o, foreign);
}

void
json_out_array_end(struct json_out *o)
{
	put_char(o, ']');
}

void
json_out_bool(struct json_out *o, const char *key, bool value)
{
	put_key(o, key);
	if (value)
		put(o, "true", 4);
	else
		put(o, "false", 5);
}

void
json_out_null(struct json_out *o, const char *key)
{
	put_key(o, key);
	put(o, "null", 4);
}

void
json_out_addr(struct json_out *o, const char *key, uint32_t addr)
{
	char buf[IP4_TEXT];

	put_key(o, key);
	put_text(o, ip4_format(buf, addr));
}

void
json_out_mac(struct json_out *o, const char *key, const struct mac *mac)
{
	char buf[MAC_TEXT];

	if (mac == NULL) {
		json_out_null(o, key);
		return;
	}
	put_key(o, key);
	put_text(o, mac_format(buf, mac));
}

void
json_out_time(struct json_out *o, const char *key, int64_t us)
{
	char buf[WHEN_TEXT];

	put_key(o, key);
	put_text(o, when_rfc3339(buf, us));
}
