/* SPDX-License-Identifier: ISC */
#include "tui/table.h"

#include <string.h>

size_t
table_width(const char *s)
{
	size_t left = strlen(s), width = 0, n;
	uint32_t code;
	int columns;

	while (left > 0) {
		n = text_utf8_decode(s, left, &code);
		if (n == 0)
			n = 1;
		columns = n == 1 ? 1 : text_width(code);
		width += columns > 0 ? (size_t)columns : 0;
		s += n;
		left -= n;
	}
	return width;
}

/* Row 0 is the titles. */
static void
write_cell(const struct table *table, size_t row, size_t column, char *buf)
{
	struct text t;

	text_init(&t, buf, TABLE_CELL);
	if (row == 0)
		text_add(&t, table->titles[column]);
	else
		table->cell(table->arg, row - 1, column, &t);
	if (t.len == 0)
		text_add_char(&t, '-');
}

static void
print_row(FILE *out, const struct table *table, size_t row,
    const size_t *widths)
{
	char buf[TABLE_CELL];
	size_t column, pad;

	for (column = 0; column < table->columns; column++) {
		write_cell(table, row, column, buf);
		(void)fputs(buf, out);
		if (column + 1 == table->columns)
			break;
		pad = widths[column] - table_width(buf) + 2;
		(void)fprintf(out, "%*s", (int)pad, "");
	}
	(void)fputc('\n', out);
}

void
table_print(FILE *out, const struct table *table)
{
	size_t widths[TABLE_COLUMNS] = {0}, row, column, width;
	char buf[TABLE_CELL];

	for (row = 0; row <= table->rows; row++)
		for (column = 0; column < table->columns; column++) {
			write_cell(table, row, column, buf);
			width = table_width(buf);
			if (width > widths[column])
				widths[column] = width;
		}
	for (row = 0; row <= table->rows; row++)
		print_row(out, table, row, widths);
}
