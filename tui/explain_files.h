/* SPDX-License-Identifier: ISC */
#ifndef TUI_EXPLAIN_FILES_H
#define TUI_EXPLAIN_FILES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/boot/file_manner.h"
#include "tui/explain.h"

/*
 * Which files a client will ask for after this answer, in their order to the
 * very end, and which of them are there: its loader, that loader's modules,
 * the names under which it looks for a configuration, what that configuration
 * or script names, and so on through every loader that is chained.
 */
enum explain_there {
	EXPLAIN_THERE,
	EXPLAIN_MISSING,
	EXPLAIN_NOT_HERE, /* another server's, or the root is not known */
	EXPLAIN_STEP /* no file: what it does in between */
};

struct explain_file {
	char name[256]; /* foreign text */
	char what[24]; /* "loader", "module", ...; clean */
	enum explain_there there;
	const char *protocol; /* "TFTP"; "" for a step */
	uint64_t size; /* of what is there */
	bool needed; /* the boot surely ends without it */
	bool taken; /* the one that a search ends with */
};

#define EXPLAIN_FILES 96

struct explain_files {
	struct file_manner manner; /* how they are found for it */
	size_t count;
	struct explain_file file[EXPLAIN_FILES];
	bool cut; /* there were more */
	/* Clean text, a line each; "" where there is none. */
	char then[1536]; /* what follows, and what cannot be known */
	char doubts[768]; /* what may be amiss */
	char lacks[768]; /* what surely ends the boot */
};

void explain_files(struct explain_files *ret, const struct explained *x,
    const struct explain_place *place);

/* "there", "not there", ...; "" for a step. */
const char *explain_there_name(enum explain_there there);

#endif
