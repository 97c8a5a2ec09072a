/* SPDX-License-Identifier: ISC */
#include "tui/input.h"

#include <string.h>

#include "tui/press.h"

void
input_init(struct input *in, size_t most, const char *text)
{
	memset(in, 0, sizeof(*in));
	in->most = most < INPUT_MAX - 1 ? most : INPUT_MAX - 1;
	(void)text_copy(in->text, in->most + 1, text);
	in->len = strlen(in->text);
	in->at = in->len;
}

static bool
inside(const struct input *in, size_t at)
{
	return ((unsigned char)in->text[at] & 0xc0) == 0x80;
}

static size_t
before(const struct input *in, size_t at)
{
	if (at == 0)
		return 0;
	for (at--; at > 0 && inside(in, at);)
		at--;
	return at;
}

static size_t
after(const struct input *in, size_t at)
{
	if (at >= in->len)
		return in->len;
	for (at++; at < in->len && inside(in, at);)
		at++;
	return at;
}

static void
cut(struct input *in, size_t from, size_t to)
{
	memmove(in->text + from, in->text + to, in->len - to + 1);
	in->len -= to - from;
	in->at = from;
}

static void
insert(struct input *in, int key)
{
	const uint32_t code = (uint32_t)key;
	char utf8[4];
	size_t n = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
	size_t i;

	if (in->len + n > in->most)
		return;
	utf8[0] = (char)(n == 1 ? code :
				  (0xf00 >> n & 0xff) | code >> 6 * (n - 1));
	for (i = 1; i < n; i++)
		utf8[i] = (char)(0x80 | (code >> 6 * (n - 1 - i) & 0x3f));
	memmove(in->text + in->at + n, in->text + in->at, in->len - in->at + 1);
	memcpy(in->text + in->at, utf8, n);
	in->at += n;
	in->len += n;
}

bool
input_key(struct input *in, int key)
{
	if (key == PRESS_LEFT || key == PRESS_CTRL('b'))
		in->at = before(in, in->at);
	else if (key == PRESS_RIGHT || key == PRESS_CTRL('f'))
		in->at = after(in, in->at);
	else if (key == PRESS_HOME || key == PRESS_CTRL('a'))
		in->at = 0;
	else if (key == PRESS_END || key == PRESS_CTRL('e'))
		in->at = in->len;
	else if (key == PRESS_BACKSPACE)
		cut(in, before(in, in->at), in->at);
	else if (key == PRESS_DELETE || key == PRESS_CTRL('d'))
		cut(in, in->at, after(in, in->at));
	else if (key == PRESS_CTRL('u'))
		cut(in, 0, in->at);
	else if (key == PRESS_CTRL('k'))
		cut(in, in->at, in->len);
	else if (key >= 0x20 && key < PRESS_UP && text_width((uint32_t)key) > 0)
		insert(in, key);
	else
		return false;
	return true;
}

void
input_hide(struct input *in)
{
	size_t from, to = 0, at = in->at;

	for (from = 0; from < in->len; from++) {
		if (inside(in, from))
			continue;
		if (from < in->at)
			at = to + 1;
		in->text[to++] = '*';
	}
	in->text[to] = '\0';
	in->len = to;
	in->at = in->at == 0 ? 0 : at;
}

void
input_draw(const struct input *in, const struct area *a, int row, int col,
    int width)
{
	char head[INPUT_MAX];
	size_t from = 0;
	int cut;

	if (width < 3)
		return;
	(void)text_copy(head, in->at + 1, in->text);
	/* What is left out at the left has its mark there. */
	cut = grid_width(head) >= width ? 1 : 0;
	while (grid_width(head + from) >= width - cut)
		from = after(in, from);
	if (cut > 0)
		(void)area_put(a, row, col, STYLE_INPUT, "\xe2\x80\xa6");
	(void)area_field(a, row, col + cut, width - cut, STYLE_INPUT,
	    in->text + from);
	area_cursor(a, row, col + cut + grid_width(head + from));
}
