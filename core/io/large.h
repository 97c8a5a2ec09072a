/* SPDX-License-Identifier: ISC */
#ifndef CORE_IO_LARGE_H
#define CORE_IO_LARGE_H

#include <stddef.h>

/*
 * Memory for a table that is looked into at random: in large pages where the
 * kernel has them, since each look would else wait for its page's address as
 * well.  More of it becomes resident; to be freed by free().  NULL: no memory.
 */
void *large_alloc(size_t n);

#endif
