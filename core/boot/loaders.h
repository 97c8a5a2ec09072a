/* SPDX-License-Identifier: ISC */
#ifndef CORE_BOOT_LOADERS_H
#define CORE_BOOT_LOADERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/boot/client.h"
#include "core/boot/mode.h"

/*
 * Which file a ROM is told, by mode and architecture: a const table of
 * candidates, best first; and what kind of loader a file is by its head.
 */
#define LOADER_CANDIDATES 3

struct loader_row {
	enum boot_mode mode;
	enum client_arch arch;
	const char *candidates[LOADER_CANDIDATES]; /* NULL after the last */
};

/* The row, or NULL: no loader is known for this pair. */
const struct loader_row *loader_row(enum boot_mode mode, enum client_arch arch);

/* All rows; for the doctor, the help and the scan of the root. */
const struct loader_row *loader_rows(size_t *ret_count);

/*
 * Which candidates the root holds: bit c of have[row] for candidate c of row
 * loader_rows()[row].  The server scans its root; all bits set = unknown.
 */
struct loader_set {
	uint8_t have[MODE_COUNT * ARCH_COUNT];
};

/* What the head of a file says it is. */
enum loader_kind {
	LOADER_OTHER, /* data, script, anything not told apart */
	LOADER_BIOS, /* raw NBP: no MZ, starts with code */
	LOADER_IA32, /* PE machine 014c */
	LOADER_X64, /* 8664 */
	LOADER_ARM32, /* 01c0, 01c2, 01c4 */
	LOADER_ARM64, /* aa64 */
	LOADER_SCRIPT, /* #!gpxe: gPXE and iPXE run it */
	LOADER_IPXE_SCRIPT, /* #!ipxe: iPXE alone does */
	LOADER_LINUX /* bzImage: UEFI runs its stub, gPXE and iPXE run it */
};

/*
 * Judges head[0..len) (1024 bytes are enough) of a file.  A bzImage with an
 * EFI stub is LOADER_LINUX.
 */
enum loader_kind loader_kind(const void *head, size_t len);

/* Can this architecture's ROM run it?  LOADER_OTHER: true for BIOS. */
bool loader_fits(enum loader_kind kind, enum client_arch arch);

/* By its name alone: .0, .kpxe, .efi...  A script is none. */
bool loader_has_name(const char *name);

const char *loader_kind_name(enum loader_kind kind);

#endif
