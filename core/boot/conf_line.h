/* SPDX-License-Identifier: ISC */
#ifndef CORE_BOOT_CONF_LINE_H
#define CORE_BOOT_CONF_LINE_H

#include <stdbool.h>
#include <stddef.h>

#include "core/base/buf.h"

/*
 * The lines of a configuration or script that a boot program fetches, as
 * words: what PXELINUX, gPXE, iPXE and GRUB have in common.  What the words
 * mean is others' work.  Empty lines and comments are passed over.
 */
#define CONF_BYTES 1024 /* of a line; the rest of it is left out */
#define CONF_WORDS 48

enum conf_style {
	CONF_PLAIN, /* PXELINUX: blanks part the words */
	CONF_QUOTED, /* gPXE, iPXE: quotes, and '\' goes on on the next line */
	CONF_SHELL /* GRUB: the same; ';' and '{' end a line, '}' is one */
};

struct conf_line {
	size_t count; /* at least 1 */
	const char *word[CONF_WORDS + 1]; /* into bytes; NULL after the last */
	bool cut; /* not all of the line is here */
	char bytes[CONF_BYTES]; /* foreign text */
};

/* The next line, or false at the end of the text. */
bool conf_line_next(struct conf_line *ret, struct rbuf *text,
    enum conf_style style);

/* Is it this word, in any case?  `lower` is lower case. */
bool conf_word_is(const char *word, const char *lower);

/* The word at i, "" where the line is shorter. */
const char *conf_word(const struct conf_line *l, size_t i);

#endif
