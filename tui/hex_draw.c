/* SPDX-License-Identifier: ISC */
#include "tui/hex_draw.h"

#define OFFSET_COLS 6

size_t
hex_draw_width(const struct area *a, int *ret_cols)
{
	const size_t width = a->cols >= 110 ? 16 : 8;

	*ret_cols = a->cols >= 70 ? OFFSET_COLS + 3 * (int)width : 0;
	return *ret_cols > 0 ? width : 0;
}

static bool
is_within(size_t n, size_t offset, size_t len)
{
	return n >= offset && n - offset < len;
}

static bool
is_marked(const struct packet_row *row, size_t n)
{
	size_t i;

	for (i = 0; i < row->more_count; i++)
		if (is_within(n, row->more[i].offset, row->more[i].len))
			return true;
	return is_within(n, row->offset, row->len);
}

static void
draw_line(const struct area *a, int row, int col, const struct hex_draw *h,
    size_t at, size_t width)
{
	char hex[24];
	struct text t;
	size_t i;

	text_init(&t, hex, sizeof(hex));
	text_addf(&t, "%04zx", at);
	(void)area_put(a, row, col, STYLE_DIM, hex);
	for (i = 0; i < width && at + i < h->len; i++) {
		const size_t n = at + i;

		text_init(&t, hex, sizeof(hex));
		text_addf(&t, "%02x", h->bytes[n]);
		(void)area_put(a, row, col + OFFSET_COLS + 3 * (int)i,
		    is_marked(h->row, n) ? STYLE_INPUT : STYLE_NORMAL, hex);
	}
}

void
hex_draw(const struct area *a, int col, const struct hex_draw *h, size_t width)
{
	const size_t rows = a->rows > 0 ? (size_t)a->rows : 0;
	const size_t lines = (h->len + width - 1) / width;
	size_t top = h->row->offset / width, line;

	top = top > rows / 3 ? top - rows / 3 : 0;
	if (top + rows > lines)
		top = lines > rows ? lines - rows : 0;
	for (line = 0; line < rows && top + line < lines; line++)
		draw_line(a, (int)line, col, h, (top + line) * width, width);
}
