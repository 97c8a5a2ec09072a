/* SPDX-License-Identifier: ISC */
#ifndef TUI_COLUMNS_H
#define TUI_COLUMNS_H

#include "tui/app.h"

/*
 * The columns of Machines as a table: which of them a width has room for,
 * their text, and the order of rows by one of them.
 */
void columns_layout(const struct app *app, int cols, struct layout *ret);
void columns_draw_head(const struct app *app, const struct area *a,
    const struct layout *l);
void columns_draw_row(const struct app *app, const struct area *a, int row,
    const struct layout *l, const struct machine *m);

/* All that is known of a machine as one text, for the filter. */
void columns_row_text(const struct app *app, const struct machine *m,
    struct text *t);

/* What rows are sorted by in a column: a number, then the text. */
int64_t columns_key(const struct app *app, const struct machine *m,
    unsigned column, struct text *t);

/* The first order: by urgency. */
void columns_sort_init(struct app *app);

/* Sorts by a column further right or left, and says so. */
void columns_sort_by(struct app *app, int step);

#endif
