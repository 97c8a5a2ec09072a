/* SPDX-License-Identifier: ISC */
#include "core/boot/builtin.h"

#include <stddef.h>
#include <string.h>

struct builtin {
	const char *path, *text;
};

static const struct builtin files[] = {
    {BUILTIN_SAN_GPXE, "#!gpxe\nsanboot ${root-path}\n"},
    {BUILTIN_SAN_IPXE, "#!ipxe\n"},
};

const char *
builtin_find(const char *path)
{
	size_t i;

	for (i = 0; i < sizeof(files) / sizeof(files[0]); i++)
		if (strcmp(files[i].path, path) == 0)
			return files[i].text;
	return NULL;
}
