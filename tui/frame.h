/* SPDX-License-Identifier: ISC */
#ifndef TUI_FRAME_H
#define TUI_FRAME_H

#include "tui/app.h"

/* What stands round every view: status, banners, tabs, message, keys. */

/* Draws it and returns what is left for the view. */
struct area frame_draw(struct app *app, const struct area *whole);

#endif
