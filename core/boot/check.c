/* SPDX-License-Identifier: ISC */
#include "core/boot/check.h"

#include <string.h>

bool
name_is_url(const char *name)
{
	static const char scheme[] = "abcdefghijklmnopqrstuvwxyz"
				     "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-.";
	const size_t n = strspn(name, scheme);

	/* gPXE and iPXE take "C:\x" and "a:b" for files, so do we. */
	return n > 0 && strncmp(name + n, "://", 3) == 0;
}
