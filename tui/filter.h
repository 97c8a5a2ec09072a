/* SPDX-License-Identifier: ISC */
#ifndef TUI_FILTER_H
#define TUI_FILTER_H

#include <stdbool.h>
#include <stddef.h>

#include "core/base/text.h"

/*
 * What rows to show, as an operator types it:
 *
 *   web01                  a word anywhere in the row, in any case
 *   mode:gpxe file:"a b"   ... in one field
 *   1a-b1-05, 001ab105     of a MAC three bytes or more, however written
 *   not x, !x, x and y, x y, x or y, ( ... )
 *
 * "and" binds tighter than "or".  What is still being typed, a lone ! or a
 * field without its word, excludes nothing.
 */
enum filter_field {
	FILTER_MAC,
	FILTER_IP,
	FILTER_STAGE,
	FILTER_MODE,
	FILTER_KIND,
	FILTER_FILE,
	FILTER_ERROR,
	FILTER_FIELDS
};

struct filter_row {
	const char *all; /* the whole row */
	const char *field[FILTER_FIELDS]; /* NULL: like the whole row */
};

/* True also where there is nothing or no sense in the filter. */
bool filter_match(const char *filter, const struct filter_row *row);

/* NULL, or what is wrong with it in a few words. */
const char *filter_wrong(const char *filter);

/* The words that a field has now: calls `offer` for each. */
struct filter_words {
	void *arg;
	void (*each)(void *arg, enum filter_field field,
	    void (*offer)(void *to, const char *word), void *to);
};

/*
 * What may follow at the end: appends the rest of a field's name, of a mode,
 * a stage or one of `words` (may be NULL) as far as it is certain; one with
 * blanks is quoted.  False: nothing is.
 */
bool filter_complete(const char *filter, const struct filter_words *words,
    struct text *ret);

/*
 * All that may follow there, two blanks between them, as many as `ret` has
 * room for and then the sign of more.  Returns how many there are.
 */
size_t filter_choices(const char *filter, const struct filter_words *words,
    struct text *ret);

#endif
