/* SPDX-License-Identifier: ISC */
#include "tui/filter.h"

#include <string.h>
#include <strings.h>

static bool
has_word(const char *row, const char *word, size_t len)
{
	for (; *row != '\0'; row++)
		if (strncasecmp(row, word, len) == 0)
			return true;
	return false;
}

bool
filter_match(const char *filter, const char *row)
{
	for (;;) {
		bool not ;
		size_t len;

		filter += strspn(filter, " ");
		if (*filter == '\0')
			return true;
		not = *filter == '!';
		filter += not ;
		len = strcspn(filter, " ");
		/* A lone ! is a word that is still being typed. */
		if (len > 0 && has_word(row, filter, len) == not )
			return false;
		filter += len;
	}
}
