/* SPDX-License-Identifier: ISC */
#ifndef CORE_BOOT_PATH_H
#define CORE_BOOT_PATH_H

#include <stddef.h>

/*
 * From the name a client asks for to a clean path below the root: '\' is
 * '/', leading and doubled slashes go, "." components go, a trailing 0xFF
 * (ROMs that read option 67 without its NUL) goes.
 */
#define PATH_MAX_BYTES 1024

/*
 * 0 and the path ("" never), or -PX_EESCAPE (a ".." component, a drive
 * letter), -PX_ELONG, -PX_EVALUE (empty, control bytes).
 */
int path_clean(char *ret, size_t cap, const char *name);

#endif
