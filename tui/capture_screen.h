/* SPDX-License-Identifier: ISC */
#ifndef TUI_CAPTURE_SCREEN_H
#define TUI_CAPTURE_SCREEN_H

#include "tui/options.h"
#include "tui/status.h"

/* The screen over the capture of -r: no server, no privileges, no changes. */
enum status capture_screen(const struct options *o);

#endif
