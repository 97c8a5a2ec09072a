/* SPDX-License-Identifier: ISC */
#ifndef TUI_PLACE_H
#define TUI_PLACE_H

#include "core/base/text.h"

struct priv_user;

/*
 * Where the database lies: its directory is made when it is missing, and all
 * of it belongs to the user who serves.
 */

/* 0, also where it is there already; -PX_EACCESS and why not. */
int place_make(const char *db, struct text *why);

/*
 * Gives the database's files away, and its directory when that is our own:
 * named pxeconsole.  -PX_EACCESS names the file.
 */
int place_give(const char *db, const struct priv_user *u, struct text *why);

/*
 * A folder that the serving user writes to: made when it is missing, and only
 * then given away.
 */
void place_folder(const char *dir, const struct priv_user *u);

#endif
