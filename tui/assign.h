/* SPDX-License-Identifier: ISC */
#ifndef TUI_ASSIGN_H
#define TUI_ASSIGN_H

#include "core/base/text.h"
#include "core/boot/check.h"
#include "db/db.h"

/*
 * Words like "mode=gpxe" become the settings of one change to a host or a
 * mode, every value judged; one that is refused refuses them all.
 */
struct assign {
	struct db_change *change; /* object is set; sets are added */
	const struct book *book;
	const struct file_lookup *files;
	struct text *why; /* a line for each refusal and warning */
};

/* 0, or -PX_EVALUE after all the words have been looked at. */
int assign_words(struct assign *a, const char *const *words, int count);

#endif
