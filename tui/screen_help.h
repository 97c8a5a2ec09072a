/* SPDX-License-Identifier: ISC */
#ifndef TUI_SCREEN_HELP_H
#define TUI_SCREEN_HELP_H

#include "core/base/addr.h"

struct app;

/* Asks what a client shows on its screen and explains it; mac may be NULL. */
void screen_help_ask(struct app *app, const struct mac *mac);

#endif
