/* SPDX-License-Identifier: ISC */
#include "core/proto/http_request.h"

#include <string.h>
#include <strings.h>

/* Fields that mean something here, and what was read of them so far. */
struct fields {
	struct http_request *r;
	unsigned hosts, ranges;
	bool conditional; /* If-Range: of nothing that we ever gave out */
	bool close, keep_alive;
};

static bool
is_word(const struct http_span *s, const char *word)
{
	return s->n == strlen(word) && strncasecmp(s->p, word, s->n) == 0;
}

static bool
is_token_char(char c)
{
	static const char marks[] = "!#$%&'*+-.^_`|~";

	return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
	    (c >= 'a' && c <= 'z') ||
	    memchr(marks, c, sizeof(marks) - 1) != NULL;
}

/* RFC 9110 5.6.2 */
static bool
is_token(const struct http_span *s)
{
	for (size_t i = 0; i < s->n; i++)
		if (!is_token_char(s->p[i]))
			return false;
	return s->n > 0;
}

static void
trim(struct http_span *s)
{
	while (s->n > 0 && (s->p[0] == ' ' || s->p[0] == '\t')) {
		s->p++;
		s->n--;
	}
	while (s->n > 0 && (s->p[s->n - 1] == ' ' || s->p[s->n - 1] == '\t'))
		s->n--;
}

/* Cuts off what stands before the mark; the rest, without it, stays. */
static struct http_span
cut_before(struct http_span *rest, char mark)
{
	struct http_span first = *rest;
	const char *at = memchr(rest->p, mark, rest->n);

	if (at == NULL) {
		rest->p += rest->n;
		rest->n = 0;
		return first;
	}
	first.n = (size_t)(at - rest->p);
	rest->p = at + 1;
	rest->n -= first.n + 1;
	return first;
}

/* The next line, which is known to end; a CR before its LF goes. */
static struct http_span
next_line(struct http_span *rest)
{
	struct http_span line = cut_before(rest, '\n');

	if (line.n > 0 && line.p[line.n - 1] == '\r')
		line.n--;
	return line;
}

/*
 * The length of the head with its empty line, 0: it is not here yet.  Empty
 * lines in front belong to it (RFC 9112 2.2).
 */
static size_t
find_end(const char *data, size_t len)
{
	bool begun = false, empty = true;

	for (size_t i = 0; i < len; i++) {
		if (data[i] == '\r' && i + 1 < len && data[i + 1] == '\n')
			continue;
		if (data[i] != '\n') {
			empty = false;
			begun = true;
			continue;
		}
		if (empty && begun)
			return i + 1;
		empty = true;
	}
	return 0;
}

/* Nothing hides in a head: no NUL, no lone CR, no escape sequence. */
static bool
has_control(const struct http_span *line)
{
	for (size_t i = 0; i < line->n; i++) {
		const unsigned char c = (unsigned char)line->p[i];

		if ((c < 0x20 && c != '\t') || c == 0x7f)
			return true;
	}
	return false;
}

static int
take_version(struct http_request *r, const struct http_span *version)
{
	if (version->n != 8 || memcmp(version->p, "HTTP/", 5) != 0 ||
	    version->p[6] != '.' || version->p[7] < '0' || version->p[7] > '9')
		return 400;
	if (version->p[5] != '1')
		return 505;
	r->old = version->p[7] == '0';
	return 200;
}

/* method SP target SP version, with one space each (RFC 9112 3). */
static int
take_first_line(struct http_request *r, struct http_span line)
{
	int status;

	if (has_control(&line) || memchr(line.p, '\t', line.n) != NULL)
		return 400;
	r->method_text = cut_before(&line, ' ');
	r->target = cut_before(&line, ' ');
	if (!is_token(&r->method_text) || r->target.n == 0)
		return 400;
	status = take_version(r, &line);
	if (status != 200)
		return status;
	if (r->method_text.n == 3 && memcmp(r->method_text.p, "GET", 3) == 0)
		r->method = HTTP_GET;
	else if (r->method_text.n == 4 &&
	    memcmp(r->method_text.p, "HEAD", 4) == 0)
		r->method = HTTP_HEAD;
	else
		return 405;
	return 200;
}

static int
take_host(struct fields *f, const struct http_span *value)
{
	f->r->host = *value;
	/* Two of them, and somebody in between may have read the other. */
	return ++f->hosts > 1 ? 400 : 200;
}

static int
take_agent(struct fields *f, const struct http_span *value)
{
	f->r->agent = *value;
	return 200;
}

static int
take_range(struct fields *f, const struct http_span *value)
{
	f->r->range = *value;
	f->ranges++;
	return 200;
}

static int
take_if_range(struct fields *f, const struct http_span *value)
{
	(void)value;
	f->conditional = true;
	return 200;
}

static int
take_connection(struct fields *f, const struct http_span *value)
{
	struct http_span rest = *value;

	while (rest.n > 0) {
		struct http_span word = cut_before(&rest, ',');

		trim(&word);
		if (is_word(&word, "close"))
			f->close = true;
		else if (is_word(&word, "keep-alive"))
			f->keep_alive = true;
	}
	return 200;
}

/* No body is taken: it would be read as the next request (X10). */
static int
take_length(struct fields *f, const struct http_span *value)
{
	(void)f;
	for (size_t i = 0; i < value->n; i++)
		if (value->p[i] < '0' || value->p[i] > '9')
			return 400;
	if (value->n == 0)
		return 400;
	for (size_t i = 0; i < value->n; i++)
		if (value->p[i] != '0')
			return 413;
	return 200;
}

static int
take_encoding(struct fields *f, const struct http_span *value)
{
	(void)f;
	(void)value;
	return 413;
}

static int
take_field(struct fields *f, struct http_span line)
{
	static const struct {
		const char *name;
		int (*take)(struct fields *f, const struct http_span *value);
	} known[] = {
	    {"Host", take_host},
	    {"User-Agent", take_agent},
	    {"Range", take_range},
	    {"If-Range", take_if_range},
	    {"Connection", take_connection},
	    {"Content-Length", take_length},
	    {"Transfer-Encoding", take_encoding},
	};
	struct http_span name;

	/* A space before the colon and folded lines: RFC 9112 5.1, 5.2. */
	if (has_control(&line) || memchr(line.p, ':', line.n) == NULL)
		return 400;
	name = cut_before(&line, ':');
	if (!is_token(&name))
		return 400;
	trim(&line);
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (is_word(&name, known[i].name))
			return known[i].take(f, &line);
	return 200;
}

static int
take_head(struct http_request *r, struct http_span rest)
{
	struct fields f = {.r = r};
	struct http_span line;
	int status, worst;

	do
		line = next_line(&rest);
	while (line.n == 0);
	worst = take_first_line(r, line);
	if (worst != 200 && worst != 405)
		return worst;
	while (rest.n > 0) {
		line = next_line(&rest);
		status = line.n == 0 ? 200 : take_field(&f, line);
		if (status == 400)
			return 400;
		if (worst == 200)
			worst = status;
	}
	/* RFC 9112 3.2; clients of boot ROMs speak 1.0. */
	if (!r->old && f.hosts == 0)
		return 400;
	if (f.ranges > 1 || f.conditional)
		r->range.n = 0;
	r->keep = !f.close && (!r->old || f.keep_alive);
	return worst;
}

int
http_request_decode(struct http_request *r, const void *data, size_t len)
{
	const size_t most = len < HTTP_HEAD_MOST ? len : HTTP_HEAD_MOST;
	const size_t end = find_end(data, most);
	const struct http_span head = {data, end};

	if (end == 0)
		return len < HTTP_HEAD_MOST ? 0 : 431;
	memset(r, 0, sizeof(*r));
	r->method = HTTP_METHOD_OTHER;
	r->head_len = end;
	return take_head(r, head);
}
