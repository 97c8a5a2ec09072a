/* SPDX-License-Identifier: ISC */
#ifndef TUI_LADDER_H
#define TUI_LADDER_H

#include <stdio.h>

#include "core/base/text.h"
#include "tui/story.h"

/* A boot's story as lines of text: for `read` and for the Session view. */

/* The head: machine, kind, mode, how it ended, how long it took. */
void ladder_head(struct text *t, const struct story *s);

/*
 * One line: time since the beginning, since the line before (the first: 0),
 * arrow, server, words, how often.
 */
void ladder_line(struct text *t, const struct story *s, size_t line);

/* The head and one line a stage. */
void ladder_print_brief(FILE *out, const struct story *s);

/* The head and every line. */
void ladder_print(FILE *out, const struct story *s);

#endif
