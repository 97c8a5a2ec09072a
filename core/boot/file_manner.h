/* SPDX-License-Identifier: ISC */
#ifndef CORE_BOOT_FILE_MANNER_H
#define CORE_BOOT_FILE_MANNER_H

#include <stdbool.h>
#include <stddef.h>

#include "core/base/addr.h"
#include "core/base/text.h"
#include "core/boot/book.h"

/*
 * How a machine is given its files, by TFTP and HTTP: where else a name is
 * looked for that is not there as it was asked for.  A request for a file
 * shows no kind of client, so these are settings of hosts and modes only.
 */
struct file_manner {
	bool ignore_case; /* under a name that differs in case only */
	bool single_port; /* TFTP: the transfer stays on port 69 */
	bool from_wire; /* TFTP: asked before this host's packet filter */
	char fallback[128]; /* in this folder, by its last part; "" none */
};

/*
 * What counts for the machine: its own settings, else those of the mode that
 * it is in; mac NULL (not known who asks): of the mode for strangers.
 */
void file_manner_find(struct file_manner *m, const struct book *book,
    const struct mac *mac, enum boot_mode default_mode);

/* Has any machine or mode `from-wire`? */
bool file_manner_any_from_wire(const struct book *book);

/* "in any case; else in lib/; ...", nothing for the usual manner. */
void file_manner_text(struct text *t, const struct file_manner *m);

/*
 * "syslinux/menu.c32" for "boot/menu.c32"; false: no folder is set, or none
 * that makes a path.
 */
bool file_manner_fallback(const struct file_manner *m, const char *clean,
    char *ret, size_t cap);

#endif
