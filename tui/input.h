/* SPDX-License-Identifier: ISC */
#ifndef TUI_INPUT_H
#define TUI_INPUT_H

#include <stdbool.h>
#include <stddef.h>

#include "tui/grid.h"

/* One line of text being typed: UTF-8, never more than `most` bytes. */
#define INPUT_MAX 256

struct input {
	char text[INPUT_MAX];
	size_t len, at; /* bytes; at: where the next character goes */
	size_t most;
};

/* `most` bytes without the NUL; what of `text` does not fit is cut. */
void input_init(struct input *in, size_t most, const char *text);

/* True: the key was for the line. */
bool input_key(struct input *in, int key);

/* A star for each letter; for a copy that is drawn. */
void input_hide(struct input *in);

/* Draws it in `width` columns with the cursor; what is left of it scrolls. */
void input_draw(const struct input *in, const struct area *a, int row, int col,
    int width);

#endif
