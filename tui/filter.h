/* SPDX-License-Identifier: ISC */
#ifndef TUI_FILTER_H
#define TUI_FILTER_H

#include <stdbool.h>

/*
 * Words that must all be in a row, in any order and any case; !word must not.
 * An empty filter matches everything.
 */
bool filter_match(const char *filter, const char *row);

#endif
