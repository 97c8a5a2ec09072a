/* SPDX-License-Identifier: ISC */
#include "tui/grid.h"

#include <stdlib.h>
#include <string.h>

bool
grid_resize(struct grid *g, int rows, int cols)
{
	struct cell *cells;

	rows = rows < 1 ? 1 : rows > GRID_MOST ? GRID_MOST : rows;
	cols = cols < 1 ? 1 : cols > GRID_MOST ? GRID_MOST : cols;
	cells = calloc((size_t)rows * (size_t)cols, sizeof(*cells));
	if (cells == NULL)
		return false;
	free(g->cells);
	g->cells = cells;
	g->rows = rows;
	g->cols = cols;
	grid_clear(g);
	return true;
}

void
grid_done(struct grid *g)
{
	free(g->cells);
	g->cells = NULL;
	g->rows = g->cols = 0;
}

void
grid_clear(struct grid *g)
{
	const size_t n = (size_t)g->rows * (size_t)g->cols;
	size_t i;

	for (i = 0; i < n; i++)
		g->cells[i] = (struct cell){' ', STYLE_NORMAL, false};
	g->cursor_row = g->cursor_col = -1;
}

struct area
grid_area(struct grid *g)
{
	return (struct area){g, 0, 0, g->rows, g->cols};
}

static void
add_code(struct text *t, uint32_t code)
{
	char utf8[5] = "";

	if (code < 0x80)
		utf8[0] = (char)code;
	else if (code < 0x800) {
		utf8[0] = (char)(0xc0 | code >> 6);
		utf8[1] = (char)(0x80 | (code & 0x3f));
	} else if (code < 0x10000) {
		utf8[0] = (char)(0xe0 | code >> 12);
		utf8[1] = (char)(0x80 | (code >> 6 & 0x3f));
		utf8[2] = (char)(0x80 | (code & 0x3f));
	} else {
		utf8[0] = (char)(0xf0 | code >> 18);
		utf8[1] = (char)(0x80 | (code >> 12 & 0x3f));
		utf8[2] = (char)(0x80 | (code >> 6 & 0x3f));
		utf8[3] = (char)(0x80 | (code & 0x3f));
	}
	text_add(t, utf8);
}

void
grid_to_text(const struct grid *g, struct text *t)
{
	int row, col, last;

	for (row = 0; row < g->rows; row++) {
		const struct cell *c = g->cells + (size_t)row * (size_t)g->cols;

		for (last = g->cols; last > 0 && c[last - 1].code == ' ';)
			last--;
		for (col = 0; col < last; col++)
			if (c[col].code != 0)
				add_code(t, c[col].code);
		text_add_char(t, '\n');
	}
}

/* The next code point of a clean string; '?' for a byte that is not. */
static uint32_t
next_code(const char **s)
{
	uint32_t code;
	const size_t len = text_utf8_decode(*s, strlen(*s), &code);

	if (len == 0 || text_width(code) < 1) {
		*s += len == 0 ? 1 : len;
		return '?';
	}
	*s += len;
	return code;
}

int
grid_width(const char *s)
{
	int n = 0;

	while (*s != '\0')
		n += text_width(next_code(&s));
	return n;
}

/* What a terminal without UTF-8 is shown for the few that we draw. */
static uint32_t
to_ascii(uint32_t code)
{
	/* clang-format off */
	static const struct {
		uint32_t code;
		char ascii;
	} rows[] = {
		{0x2026, '~'}, {0x2192, '>'}, {0x2190, '<'}, {0x2500, '-'},
		{0x2502, '|'}, {0x2022, '*'}, {0x25b8, '>'}, {0x2191, '^'},
		{0x2193, 'v'}, {0x00b7, '.'}, {0x2014, '-'}, {0x21b5, '/'},
		{0x2588, '#'}, {0x2591, '.'}, {0x253c, '+'}, {0x25b6, '>'},
		{0x25c0, '<'},
	};
	/* clang-format on */
	size_t i;

	if (code < 0x7f)
		return code;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (rows[i].code == code)
			return (uint32_t)rows[i].ascii;
	return '?';
}

static struct cell *
area_cell(const struct area *a, int row, int col)
{
	if (row < 0 || row >= a->rows || col < 0 || col >= a->cols)
		return NULL;
	row += a->row;
	col += a->col;
	if (row >= a->grid->rows || col >= a->grid->cols)
		return NULL;
	return a->grid->cells + (size_t)row * (size_t)a->grid->cols + col;
}

/* One code point; a wide one that does not fit whole is left out. */
static int
area_code(const struct area *a, int row, int col, enum grid_style style,
    uint32_t code)
{
	const int width = a->grid->ascii ? 1 : text_width(code);
	struct cell *c = area_cell(a, row, col);
	struct cell *right = area_cell(a, row, col + width - 1);

	if (c == NULL || right == NULL)
		return col + width;
	right->code = 0;
	right->style = (uint8_t)style;
	c->code = a->grid->ascii ? to_ascii(code) : code;
	c->style = (uint8_t)style;
	return col + width;
}

struct area
area_part(const struct area *a, int row, int rows)
{
	struct area part = *a;

	row = row < 0 ? 0 : row > a->rows ? a->rows : row;
	rows = rows < 0 ? 0 : rows > a->rows - row ? a->rows - row : rows;
	part.row += row;
	part.rows = rows;
	return part;
}

struct area
area_right(const struct area *a, int col)
{
	struct area part = *a;

	col = col < 0 ? 0 : col > a->cols ? a->cols : col;
	part.col += col;
	part.cols -= col;
	return part;
}

int
area_put(const struct area *a, int row, int col, enum grid_style style,
    const char *s)
{
	while (*s != '\0')
		col = area_code(a, row, col, style, next_code(&s));
	return col;
}

int
area_field(const struct area *a, int row, int col, int width,
    enum grid_style style, const char *s)
{
	const int end = col + width;
	const bool cut = grid_width(s) > width;
	const int stop = cut ? end - 1 : end;

	if (width <= 0)
		return col;
	while (*s != '\0' && col < stop) {
		const uint32_t code = next_code(&s);

		if (col + text_width(code) > stop)
			break;
		col = area_code(a, row, col, style, code);
	}
	while (col < stop)
		col = area_code(a, row, col, style, ' ');
	if (cut)
		col = area_code(a, row, col, style, 0x2026);
	return col;
}

int
area_field_right(const struct area *a, int row, int col, int width,
    enum grid_style style, const char *s)
{
	int pad = width - grid_width(s);

	while (pad-- > 0 && width-- > 0)
		col = area_code(a, row, col, style, ' ');
	return area_field(a, row, col, width, style, s);
}

void
area_fill(const struct area *a, int row, enum grid_style style)
{
	int col;

	for (col = 0; col < a->cols; col++)
		(void)area_code(a, row, col, style, ' ');
}

void
area_over(const struct area *a, int row, enum grid_style style, const char *s)
{
	const int width = grid_width(s), from = a->cols - width;
	const struct cell *c;
	bool hides = false;
	int col;

	for (col = from > 0 ? from : 0; col < a->cols; col++)
		hides |= (c = area_cell(a, row, col)) != NULL && c->code != ' ';
	col = from > 0 ? from : 0;
	(void)area_field(a, row, col, a->cols - col, style, s);
	if (hides)
		(void)area_code(a, row, col, style, 0x2026);
}

void
area_mark(const struct area *a, int row)
{
	struct cell *c;
	int col;

	for (col = 0; (c = area_cell(a, row, col)) != NULL; col++)
		c->marked = true;
}

/* Bytes of s that fit on one row, broken at a space where there is one. */
static size_t
row_bytes(const char *s, int cols)
{
	const char *p = s, *space = NULL;
	int n = 0;

	while (*p != '\0') {
		const char *here = p;

		if (*p == ' ')
			space = p;
		n += text_width(next_code(&p));
		if (n > cols)
			return space != NULL && space > s ?
			    (size_t)(space - s) :
			    here > s ? (size_t)(here - s) :
				       (size_t)(p - s);
	}
	return (size_t)(p - s);
}

/* A sentence lines up: its later rows begin where its first word does. */
static int
own_indent(const char *s)
{
	return (int)strspn(s, " ");
}

static int
indent_fits(int indent, int cols)
{
	return indent < cols / 2 ? indent : 0;
}

int
grid_rows(const char *s, int cols)
{
	const int indent = indent_fits(own_indent(s), cols);
	int rows = 0;

	do {
		s += row_bytes(s, rows == 0 ? cols : cols - indent);
		s += strspn(s, " ");
		rows++;
	} while (*s != '\0');
	return rows;
}

int
area_wrap_in(const struct area *a, int row, int indent, enum grid_style style,
    const char *s)
{
	const int first = row;
	int col = 0;

	indent = indent_fits(indent, a->cols);
	while (*s != '\0' && row < a->rows) {
		const char *end = s + row_bytes(s, a->cols - col);

		/* On the last row the cut shows. */
		if (row == a->rows - 1 && *end != '\0') {
			(void)area_field(a, row++, col, a->cols - col, style,
			    s);
			break;
		}
		while (s < end)
			col = area_code(a, row, col, style, next_code(&s));
		while (*s == ' ')
			s++;
		col = indent;
		row++;
	}
	return row - first;
}

int
area_wrap(const struct area *a, int row, enum grid_style style, const char *s)
{
	return area_wrap_in(a, row, own_indent(s), style, s);
}

void
area_cursor(const struct area *a, int row, int col)
{
	if (area_cell(a, row, col) == NULL)
		return;
	a->grid->cursor_row = a->row + row;
	a->grid->cursor_col = a->col + col;
}
