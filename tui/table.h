/* SPDX-License-Identifier: ISC */
#ifndef TUI_TABLE_H
#define TUI_TABLE_H

#include <stddef.h>
#include <stdio.h>

#include "core/base/text.h"

/*
 * Rows and columns for people, aligned by what the cells hold; an empty cell
 * is "-", so that a script still counts columns.
 */
#define TABLE_COLUMNS 10
#define TABLE_CELL 512

struct table {
	const char *const *titles;
	size_t columns, rows;
	void *arg;
	/* Writes one cell; asked for twice. */
	void (*cell)(void *arg, size_t row, size_t column, struct text *t);
};

void table_print(FILE *out, const struct table *table);

/* Columns that a line of text takes on a terminal. */
size_t table_width(const char *s);

#endif
