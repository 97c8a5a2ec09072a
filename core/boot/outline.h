/* SPDX-License-Identifier: ISC */
#ifndef CORE_BOOT_OUTLINE_H
#define CORE_BOOT_OUTLINE_H

#include <stddef.h>
#include <stdint.h>

#include "core/base/text.h"
#include "core/boot/event.h"

/*
 * A boot in a few lines: its stages, when each began and with which file.
 * What the history keeps, and what two boots are compared by.
 */
#define OUTLINE_MOST 16
#define OUTLINE_TEXT 1024 /* what outline_text needs at most */

struct outline_row {
	enum boot_stage stage;
	uint32_t at_ms; /* since the boot began */
	char what[40]; /* clean */
};

struct outline {
	size_t count;
	struct outline_row rows[OUTLINE_MOST];
};

/* One more stage; what is foreign text.  More than there is room: left out. */
void outline_add(struct outline *o, enum boot_stage stage, int64_t at_us,
    const char *what);

/* As text, a line a stage, and back; a line that is none is left out. */
void outline_text(const struct outline *o, struct text *t);
void outline_read(struct outline *o, const char *text);

#endif
