/* SPDX-License-Identifier: ISC */
#ifndef TESTS_UNIT_COMPARED_H
#define TESTS_UNIT_COMPARED_H

#include "tests/unit/unit.h"

#include <string.h>

#include "tui/compare.h"

/* The row of that name; the test fails where there is none. */
static inline const struct compare_row *
compared_row(const struct compare *c, const char *name)
{
	size_t i;

	for (i = 0; i < c->count; i++)
		if (strcmp(c->rows[i].name, name) == 0)
			return &c->rows[i];
	fail_msg("no row %s", name);
	return NULL;
}

#endif
