/* SPDX-License-Identifier: ISC */
#ifndef TUI_STORY_LINES_H
#define TUI_STORY_LINES_H

#include "tui/story.h"

/*
 * The lines of one story in bounded memory.  Of too many its beginning, a
 * quarter, and its newest stay; a remark says how many are left out between
 * them.
 */

/* At the end, with a copy of the line's words; `most` is a power of two. */
void story_lines_add(struct story *st, size_t most, const struct story_line *l);

/* A line of the story's own about what follows it. */
void story_lines_remark(struct story *st, size_t most, int64_t time_us,
    const char *text);

/* Another line's words, as a copy of its own; false: no memory for it. */
bool story_line_take_words(struct story_line *to, const struct story_line *l);

/* None any more; of its memory stays what a short story takes. */
void story_lines_forget(struct story *st);

#endif
