/* SPDX-License-Identifier: ISC */
#include "core/serve/scan.h"

#include <string.h>
#include <unistd.h>

#include "core/io/root.h"

void
scan_loaders(struct loader_set *ret, const struct root *root)
{
	size_t count, row, c;
	const struct loader_row *rows = loader_rows(&count);

	memset(ret, 0, sizeof(*ret));
	for (row = 0; row < count; row++) {
		for (c = 0; c < LOADER_CANDIDATES; c++) {
			const char *name = rows[row].candidates[c];
			int fd;

			if (name == NULL)
				break;
			fd = root_open_fd(root, name);
			if (fd < 0)
				continue;
			(void)close(fd);
			ret->have[row] |= (uint8_t)(1U << c);
		}
	}
}
