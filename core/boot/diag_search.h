/* SPDX-License-Identifier: ISC */
#ifndef CORE_BOOT_DIAG_SEARCH_H
#define CORE_BOOT_DIAG_SEARCH_H

#include "core/boot/boot_case.h"
#include "core/boot/diag_rules.h"

/*
 * What is looked for under many names: that one is missing is normal, that
 * the last one is may leave the machine with nothing to boot.
 */
enum diag_search {
	SEARCH_NONE, /* not one, or it has found what it looked for */
	SEARCH_CONFIG, /* of PXELINUX, GRUB or Windows' boot manager */
	SEARCH_SCRIPT, /* the only one that its iPXE asks for, unbidden */
	SEARCH_KERNEL /* of a Raspberry Pi */
};

/*
 * Was f, its last request, which was refused, the last name of a search, and
 * has it done nothing since?
 */
enum diag_search diag_search_ends(const struct boot_case *c,
    const struct case_file *f, struct diag_say *say);

#endif
