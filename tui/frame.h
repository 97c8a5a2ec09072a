/* SPDX-License-Identifier: ISC */
#ifndef TUI_FRAME_H
#define TUI_FRAME_H

#include "tui/app.h"

/* What stands round every view: status, banners, tabs, message, keys. */

/* Draws it and returns what is left for the view. */
struct area frame_draw(struct app *app, const struct area *whole);

/* That not everything is shown, at the right of a row; all 0: not counted. */
void frame_filter_note(const struct app *app, const struct area *a, int row,
    size_t shown, size_t all);

#endif
