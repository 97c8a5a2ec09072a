/* SPDX-License-Identifier: ISC */
#include "core/proto/http_head.h"

#include <string.h>
#include <strings.h>

/* The next line without its CR LF; *ret_ended: its LF was there. */
static struct http_span
next_line(const char **at, const char *end, bool *ret_ended)
{
	struct http_span line = {*at, 0};
	const char *lf = memchr(*at, '\n', (size_t)(end - *at));

	*ret_ended = lf != NULL;
	line.n = (size_t)((lf != NULL ? lf : end) - *at);
	*at = lf != NULL ? lf + 1 : end;
	if (line.n > 0 && line.p[line.n - 1] == '\r')
		line.n--;
	return line;
}

/* The word up to a space; the rest of the line stays. */
static struct http_span
next_word(struct http_span *line)
{
	struct http_span word = {line->p, 0};

	while (word.n < line->n && line->p[word.n] != ' ')
		word.n++;
	line->p += word.n;
	line->n -= word.n;
	while (line->n > 0 && line->p[0] == ' ') {
		line->p++;
		line->n--;
	}
	return word;
}

static bool
is_word(const struct http_span *s, const char *word)
{
	return s->n == strlen(word) && strncasecmp(s->p, word, s->n) == 0;
}

static bool
read_number(const struct http_span *s, uint64_t *ret)
{
	uint64_t v = 0;
	size_t i;

	if (s->n == 0 || s->n > 18)
		return false;
	for (i = 0; i < s->n; i++) {
		if (s->p[i] < '0' || s->p[i] > '9')
			return false;
		v = v * 10 + (uint64_t)(s->p[i] - '0');
	}
	*ret = v;
	return true;
}

static void
take_field(struct http_head *h, struct http_span line)
{
	struct http_span name = {line.p, 0};
	struct http_span value;

	while (name.n < line.n && line.p[name.n] != ':')
		name.n++;
	if (name.n == line.n)
		return;
	value.p = line.p + name.n + 1;
	value.n = line.n - name.n - 1;
	while (value.n > 0 && (value.p[0] == ' ' || value.p[0] == '\t')) {
		value.p++;
		value.n--;
	}
	if (is_word(&name, "Host"))
		h->host = value;
	else if (is_word(&name, "User-Agent"))
		h->agent = value;
	else if (is_word(&name, "Content-Length"))
		h->has_length = read_number(&value, &h->length);
	else if (is_word(&name, "Transfer-Encoding"))
		h->chunked = is_word(&value, "chunked");
}

static bool
take_first_line(struct http_head *h, struct http_span line)
{
	static const char *const methods[] = {"GET", "HEAD", "POST", "PUT"};
	struct http_span word = next_word(&line);
	uint64_t status;
	size_t i;

	if (word.n == 8 && memcmp(word.p, "HTTP/1.", 7) == 0) {
		h->response = true;
		word = next_word(&line);
		if (word.n != 3 || !read_number(&word, &status))
			return false;
		h->status = (uint16_t)status;
		return true;
	}
	for (i = 0; i < sizeof(methods) / sizeof(methods[0]); i++)
		if (is_word(&word, methods[i])) {
			h->method = word;
			h->target = next_word(&line);
			return h->target.n > 0;
		}
	return false;
}

bool
http_head_decode(struct http_head *h, const void *data, size_t len)
{
	const char *at = data;
	const char *end = at + len;
	struct http_span line;
	bool ended;

	memset(h, 0, sizeof(*h));
	if (len == 0)
		return false;
	line = next_line(&at, end, &ended);
	if (!take_first_line(h, line))
		return false;
	while (ended && at < end) {
		line = next_line(&at, end, &ended);
		if (line.n == 0 && ended) {
			h->whole = true;
			h->head_len = (size_t)(at - (const char *)data);
			break;
		}
		take_field(h, line);
	}
	return true;
}
