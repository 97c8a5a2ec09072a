/* SPDX-License-Identifier: ISC */
#ifndef CORE_BOOT_SCREEN_CODE_H
#define CORE_BOOT_SCREEN_CODE_H

#include <stddef.h>

/*
 * What a client shows on its own screen when it gives up, and what that says
 * about the wire.  BIOS ROMs and EDK2 use the same numbers with different
 * meanings, so the kind of firmware belongs to the question.
 */
enum screen_firmware {
	SCREEN_BIOS = 1 << 0,
	SCREEN_EDK2 = 1 << 1,
	SCREEN_IPXE = 1 << 2,
	SCREEN_ANY = (1 << 3) - 1
};

struct screen_code {
	const char *code; /* "E53"; of iPXE the digits that tell */
	unsigned firmware; /* enum screen_firmware bits */
	const char *meaning;
	const char *look; /* what to look for on the wire */
	const char *slugs[3]; /* findings that fit, the likeliest first */
};

/* All rows, for tests. */
const struct screen_code *screen_code_rows(size_t *ret_count);

/*
 * The n-th row for what an operator typed: "PXE-E53", "e53", "E16 edk2",
 * "2d03e1", "https://ipxe.org/2d03e13b".  A word about the firmware (bios,
 * edk2, uefi, ipxe) narrows `firmware`.  NULL after the last.
 */
const struct screen_code *screen_code_find(const char *typed, unsigned firmware,
    size_t n);

/* "BIOS", "EDK2", "iPXE"; of several "BIOS or EDK2". */
const char *screen_firmware_name(unsigned firmware);

#endif
