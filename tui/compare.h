/* SPDX-License-Identifier: ISC */
#ifndef TUI_COMPARE_H
#define TUI_COMPARE_H

#include <stdbool.h>
#include <stddef.h>

#include "core/boot/outline.h"
#include "tui/packets.h"
#include "tui/story.h"

/*
 * Two messages or two boots side by side: what has the same name stands in
 * one row, in the order of the left one, what only one has in a row of its
 * own.  Time alone makes no difference unless a person would feel it, and of
 * what a long boot's middle may have had nothing is said.
 */
#define COMPARE_ROWS 528
#define COMPARE_TEXT 200

/* MINOR: as it must be between two messages, or slower. */
enum compare_verdict { COMPARE_SAME, COMPARE_MINOR, COMPARE_DIFFERS };

struct compare_row {
	char name[40];
	char text[2][COMPARE_TEXT]; /* clean; "" = not there */
	enum compare_verdict verdict;
};

struct compare {
	char title[2][COMPARE_TEXT]; /* clean */
	size_t count;
	size_t differing;
	size_t unjudged; /* perhaps only left out on the other side */
	size_t first; /* the first row that differs; count: none does */
	struct compare_row rows[COMPARE_ROWS];
};

/* One of the two boots: told whole, or what the history keeps of it. */
struct compare_boot {
	const char *title;
	const struct story *story; /* NULL: from the history */
	const char *mode, *result;
	uint64_t took_us;
	struct outline outline;
};

/* False: no memory. */
bool compare_packets(struct compare *c, const struct packet *left,
    const struct packet *right);
bool compare_boots(struct compare *c, const struct compare_boot *left,
    const struct compare_boot *right);

/* A boot as it is told; its title is the caller's. */
void compare_story(struct compare_boot *b, const struct story *s);

#endif
