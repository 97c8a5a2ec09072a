/* SPDX-License-Identifier: ISC */
#ifndef CORE_BOOT_ELF_NEEDED_H
#define CORE_BOOT_ELF_NEEDED_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Which other modules a Syslinux module needs: it is an ELF file with the
 * names in its dynamic section (DT_NEEDED), as a shared library has them.
 */
#define ELF_NEEDED 8
#define ELF_NAME 64

struct elf_needed {
	size_t count;
	char name[ELF_NEEDED][ELF_NAME]; /* foreign text */
};

/* False: no little-endian ELF file, or a damaged one. */
bool elf_needed_read(struct elf_needed *ret, const void *file, size_t len);

#endif
