/* SPDX-License-Identifier: ISC */
#ifndef TUI_TERM_H
#define TUI_TERM_H

#include <stdbool.h>

#include "core/base/text.h"
#include "tui/grid.h"

/*
 * The terminal: shows a grid, reads keys.  The only file that knows curses is
 * behind it.  What curses writes is kept until the terminal takes it, so a
 * terminal that stands still stops nobody; while it does, nothing new is
 * drawn.  One terminal a process.
 */
struct terminal;

/*
 * Takes standard input and output.  0, or -PX_EIO with a sentence in why: no
 * terminal, TERM unset, unknown or dumb.
 */
int term_open(struct terminal **ret, struct text *why);

/* Puts the terminal back as it was; NULL is fine. */
void term_close(struct terminal *t);

/* To be polled: keys, and a byte for each change of size. */
int term_key_fd(const struct terminal *t);
int term_resize_fd(const struct terminal *t);

/* To be polled for writing while term_waits() says so. */
int term_out_fd(const struct terminal *t);
bool term_waits(const struct terminal *t);

/* No UTF-8 here: grids are to be ASCII. */
bool term_is_ascii(const struct terminal *t);

void term_size(struct terminal *t, int *ret_rows, int *ret_cols);

/* Draws what has changed; `all` forgets what is there first. */
void term_draw(struct terminal *t, const struct grid *g, bool all);

/* Writes what the terminal takes now; false: the terminal is gone. */
bool term_flush(struct terminal *t);

/* The next key (press.h); PRESS_NONE: none waits, PRESS_GONE: no terminal. */
int term_key(struct terminal *t);

#endif
