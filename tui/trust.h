/* SPDX-License-Identifier: ISC */
#ifndef TUI_TRUST_H
#define TUI_TRUST_H

#include "core/boot/check.h"
#include "tui/options.h"

struct root;

/*
 * What a subcommand knows of the files below the TFTP root.  Where the root
 * cannot be looked at (another machine's, no right to it), files are taken
 * on trust, which is said once on standard error.
 */
struct trust {
	struct root *root; /* NULL: on trust */
	struct file_lookup files;
	/* The first bytes of a file, with files.arg; NULL: on trust. */
	size_t (*read)(void *arg, const char *path, char *buf, size_t cap);
};

void trust_open(struct trust *t, const struct options *o);
void trust_close(struct trust *t);

#endif
