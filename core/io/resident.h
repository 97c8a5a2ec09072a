/* SPDX-License-Identifier: ISC */
#ifndef CORE_IO_RESIDENT_H
#define CORE_IO_RESIDENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * True when these bytes of a file are in memory, so that to send them waits
 * for no disk.  Otherwise the kernel begins to fetch them, and some more, and
 * this returns at once.  Where it cannot be known (a file system without
 * RWF_NOWAIT) they count as there.
 */
bool resident_or_begin(int fd, uint64_t offset, size_t len);

#endif
