/* SPDX-License-Identifier: ISC */
#ifndef TUI_GRID_H
#define TUI_GRID_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/text.h"

/*
 * The screen as cells.  Views draw into an area of a grid and know nothing of
 * the terminal; tests read the grid as text.  Styles say what a thing means;
 * term_curses.c says how this terminal shows it.
 */
enum grid_style {
	STYLE_NORMAL,
	STYLE_DIM,
	STYLE_BOLD,
	STYLE_TITLE, /* status line and key bar */
	STYLE_HEAD, /* column headers */
	STYLE_KEY, /* the key in a key bar */
	STYLE_GOOD,
	STYLE_BUSY,
	STYLE_WARN,
	STYLE_BAD,
	STYLE_ALARM, /* a banner that must not be missed */
	STYLE_INPUT, /* where text is typed */
	STYLE_COUNT
};

struct cell {
	uint32_t code; /* 0: right half of the wide one before it */
	uint8_t style; /* enum grid_style */
	bool marked; /* in the selected row */
};

struct grid {
	int rows, cols;
	bool ascii; /* the terminal has no UTF-8 */
	struct cell *cells;
	int cursor_row, cursor_col; /* -1: hidden */
};

#define GRID_MOST 1000 /* rows or columns */

/* A rectangle that clips; by value. */
struct area {
	struct grid *grid;
	int row, col, rows, cols;
};

/* A blank grid of this size (limited to 1..GRID_MOST); false: no memory. */
bool grid_resize(struct grid *g, int rows, int cols);
void grid_done(struct grid *g);
void grid_clear(struct grid *g);
struct area grid_area(struct grid *g);

/* Every row with trailing blanks cut and a newline. */
void grid_to_text(const struct grid *g, struct text *t);

/* Columns that a clean UTF-8 string takes. */
int grid_width(const char *s);

/* Rows of so many columns that area_wrap() needs for it, one at least. */
int grid_rows(const char *s, int cols);

/* The part from row on, at most `rows` high; never outside the whole. */
struct area area_part(const struct area *a, int row, int rows);

/* The part from col on. */
struct area area_right(const struct area *a, int col);

/* Draws a clean string (text.h) and returns the column after it. */
int area_put(const struct area *a, int row, int col, enum grid_style style,
    const char *s);

/* Exactly `width` columns: padded, or cut with a mark that says so. */
int area_field(const struct area *a, int row, int col, int width,
    enum grid_style style, const char *s);

/* The same, right-aligned. */
int area_field_right(const struct area *a, int row, int col, int width,
    enum grid_style style, const char *s);

/* The whole row blank, in a style. */
void area_fill(const struct area *a, int row, enum grid_style style);

/*
 * At the right end, over what stands there: where that hides anything, the
 * blank that s begins with becomes a mark.
 */
void area_over(const struct area *a, int row, enum grid_style style,
    const char *s);

/* Marks the row as the selected one. */
void area_mark(const struct area *a, int row);

/*
 * Words broken over rows from `row` on; returns the rows used.  The later rows
 * begin under the first word.
 */
int area_wrap(const struct area *a, int row, enum grid_style style,
    const char *s);

/* The same; the later rows begin at that column: a sign stands before it. */
int area_wrap_in(const struct area *a, int row, int indent,
    enum grid_style style, const char *s);

void area_cursor(const struct area *a, int row, int col);

#endif
