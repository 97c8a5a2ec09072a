/* SPDX-License-Identifier: ISC */
#ifndef TUI_KEY_BAR_H
#define TUI_KEY_BAR_H

struct app;
struct area;

/*
 * The last row: the keys that do something where one is, as many as there is
 * room for.  The view is drawn first: it knows whether it has a row.
 */
void key_bar_draw(const struct app *app, const struct area *a, int row);

#endif
