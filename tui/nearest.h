/* SPDX-License-Identifier: ISC */
#ifndef TUI_NEAREST_H
#define TUI_NEAREST_H

#include <stddef.h>

/*
 * "Did you mean ...?": keeps the closest of the words it is shown.  The
 * distance counts letters put in, left out, changed or swapped with their
 * neighbour; a word more than a third wrong is not offered.
 */
struct nearest {
	const char *asked;
	const char *best; /* NULL: nothing near */
	size_t distance;
};

void nearest_init(struct nearest *n, const char *asked);

/* The word is borrowed for as long as the answer is used. */
void nearest_offer(struct nearest *n, const char *word);

#endif
