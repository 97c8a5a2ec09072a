/* SPDX-License-Identifier: ISC */
#include "core/boot/conf_line.h"

#include <string.h>

/* A line while it is read. */
struct reading {
	struct conf_line *line;
	struct wbuf out;
	enum conf_style style;
	uint8_t quote; /* the one that is open, 0: none */
	bool in_word;
};

static void
put(struct reading *r, uint8_t c)
{
	/* One byte is kept for the NUL. */
	if (wbuf_left(&r->out) < 2) {
		r->line->cut = true;
		return;
	}
	wbuf_u8(&r->out, c);
}

static void
begin_word(struct reading *r)
{
	if (r->in_word)
		return;
	r->in_word = true;
	if (r->line->count == CONF_WORDS || wbuf_left(&r->out) < 2) {
		r->line->cut = true;
		return;
	}
	r->line->word[r->line->count++] = r->line->bytes + r->out.len;
}

static void
end_word(struct reading *r)
{
	if (!r->in_word)
		return;
	r->in_word = false;
	r->quote = 0;
	if (wbuf_left(&r->out) > 0)
		wbuf_u8(&r->out, '\0');
}

static void
put_in_word(struct reading *r, uint8_t c)
{
	begin_word(r);
	put(r, c);
}

static uint8_t
peek(const struct rbuf *text)
{
	struct rbuf r = *text;

	return rbuf_u8(&r);
}

/* What quotes and '\' do; false: it is a character like others. */
static bool
take_special(struct reading *r, struct rbuf *text, uint8_t c)
{
	if (r->style == CONF_PLAIN)
		return false;
	if (r->quote != 0) {
		if (c != r->quote)
			put(r, c);
		else
			r->quote = 0;
		return true;
	}
	if (c == '\\') {
		const uint8_t next = rbuf_left(text) > 0 ? rbuf_u8(text) : 0;

		if (next == '\r' && peek(text) == '\n')
			(void)rbuf_u8(text);
		else if (next != '\n' && next != '\r' && next != 0)
			put_in_word(r, next);
		return true;
	}
	if (c == '"' || c == '\'') {
		begin_word(r);
		r->quote = c;
		return true;
	}
	return false;
}

/* A brace that is a word of its own; "${name}" has others. */
static bool
is_brace(const struct reading *r, uint8_t c)
{
	return r->style == CONF_SHELL && !r->in_word && r->quote == 0 &&
	    (c == '{' || c == '}');
}

static bool
ends_line(const struct reading *r, uint8_t c)
{
	if (c == '\n')
		return r->quote == 0 || r->style != CONF_SHELL;
	return c == ';' && r->style == CONF_SHELL && r->quote == 0;
}

static void
skip_line(struct rbuf *text)
{
	while (rbuf_left(text) > 0 && rbuf_u8(text) != '\n')
		;
}

static void
read_line(struct reading *r, struct rbuf *text)
{
	while (rbuf_left(text) > 0) {
		uint8_t c = peek(text);

		/* "}" stands alone, "{" ends its line. */
		if (is_brace(r, c) && c == '}' && r->line->count > 0)
			break;
		c = rbuf_u8(text);
		if (ends_line(r, c))
			break;
		if (is_brace(r, c)) {
			put_in_word(r, c);
			break;
		}
		if (c == '#' && !r->in_word &&
		    (r->style == CONF_SHELL || r->line->count == 0)) {
			skip_line(text);
			break;
		}
		if (take_special(r, text, c))
			continue;
		if (c <= ' ')
			end_word(r);
		else
			put_in_word(r, c);
	}
	end_word(r);
}

bool
conf_line_next(struct conf_line *ret, struct rbuf *text, enum conf_style style)
{
	struct reading r = {.line = ret, .style = style};

	do {
		if (rbuf_left(text) == 0)
			return false;
		ret->count = 0;
		ret->cut = false;
		ret->bytes[sizeof(ret->bytes) - 1] = '\0';
		r.quote = 0;
		r.in_word = false;
		wbuf_init(&r.out, ret->bytes, sizeof(ret->bytes) - 1);
		read_line(&r, text);
	} while (ret->count == 0);
	ret->word[ret->count] = NULL;
	return true;
}

bool
conf_word_is(const char *word, const char *lower)
{
	for (; *word != '\0' && *lower != '\0'; word++, lower++) {
		const char c = *word >= 'A' && *word <= 'Z' ?
		    (char)(*word - 'A' + 'a') :
		    *word;

		if (c != *lower)
			return false;
	}
	return *word == *lower;
}

const char *
conf_word(const struct conf_line *l, size_t i)
{
	return i < l->count ? l->word[i] : "";
}
