/* SPDX-License-Identifier: ISC */
#include "core/io/large.h"

#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>

#define LARGE_PAGE ((size_t)2 << 20) /* of amd64; elsewhere no harm */

void *
large_alloc(size_t n)
{
	const size_t rest = n % LARGE_PAGE;
	void *p;

	if (n > SIZE_MAX - LARGE_PAGE)
		return NULL;
	n += rest == 0 ? 0 : LARGE_PAGE - rest;
	p = aligned_alloc(LARGE_PAGE, n);
	if (p != NULL)
		(void)madvise(p, n, MADV_HUGEPAGE);
	return p;
}
