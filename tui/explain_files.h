/* SPDX-License-Identifier: ISC */
#ifndef TUI_EXPLAIN_FILES_H
#define TUI_EXPLAIN_FILES_H

#include <stddef.h>

#include "tui/explain.h"

/*
 * Which files a client will ask for after this answer, in their order, and
 * which of them are there: its loader, that loader's module, the names under
 * which it looks for a configuration, what that configuration names.
 */
enum explain_there {
	EXPLAIN_THERE,
	EXPLAIN_MISSING,
	EXPLAIN_NOT_HERE /* another server's, or the root is not known */
};

struct explain_file {
	char name[256]; /* foreign text */
	const char *what; /* "loader", "module", ... */
	enum explain_there there;
};

#define EXPLAIN_FILES 24

struct explain_files {
	size_t count;
	struct explain_file file[EXPLAIN_FILES];
	const char *then; /* what follows, or what is amiss; "" = nothing */
	bool amiss;
};

void explain_files(struct explain_files *ret, const struct explained *x,
    const struct explain_place *place);

const char *explain_there_name(enum explain_there there);

#endif
