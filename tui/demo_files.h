/* SPDX-License-Identifier: ISC */
#ifndef TUI_DEMO_FILES_H
#define TUI_DEMO_FILES_H

#include "core/base/text.h"

/*
 * The demonstration's files: one temporary folder with the boot tree, a
 * database and an empty configuration.  The loaders are made up: a few
 * instructions that wait and start the machine again, then padding.
 */
#define DEMO_PATH 256

struct demo_files {
	char folder[DEMO_PATH];
	char root[DEMO_PATH]; /* the boot tree */
	char db[DEMO_PATH];
	char config[DEMO_PATH];
};

int demo_files_make(struct demo_files *f, struct text *why);

/* Removes the folder and all in it. */
void demo_files_remove(const struct demo_files *f);

#endif
