/* SPDX-License-Identifier: ISC */
#include "core/boot/path.h"

#include <stdbool.h>
#include <string.h>

#include "core/base/err.h"

static bool
is_slash(char c)
{
	/* Windows loaders ask for \Boot\BCD. */
	return c == '/' || c == '\\';
}

/* "C:\boot": on no disk of ours. */
static bool
has_drive(const char *name)
{
	const char low = (char)(name[0] | 0x20);

	return low >= 'a' && low <= 'z' && name[1] == ':';
}

/*
 * ROMs that read option 67 as a C string ask for the name and the byte behind
 * it: the end mark of the options.
 */
static size_t
healed_length(const char *name)
{
	size_t len = strlen(name);

	while (len > 0 && (unsigned char)name[len - 1] == 0xff)
		len--;
	return len;
}

static int
check_bytes(const char *name, size_t len)
{
	size_t i;

	if (len >= PATH_MAX_BYTES)
		return -PX_ELONG;
	for (i = 0; i < len; i++)
		if ((unsigned char)name[i] < 0x20 || name[i] == 0x7f)
			return -PX_EVALUE;
	return 0;
}

/* Adds one component to path; the length then, or the error. */
static int
add_component(char *path, size_t at, const char *c, size_t len)
{
	if (len == 0 || (len == 1 && c[0] == '.'))
		return (int)at;
	if (len == 2 && c[0] == '.' && c[1] == '.')
		return -PX_EESCAPE;
	if (at == 0 && has_drive(c))
		return -PX_EESCAPE;
	if (at > 0)
		path[at++] = '/';
	memcpy(path + at, c, len);
	return (int)(at + len);
}

int
path_clean(char *ret, size_t cap, const char *name)
{
	const size_t len = healed_length(name);
	char path[PATH_MAX_BYTES];
	size_t i, start = 0;
	int at = check_bytes(name, len);

	if (at < 0)
		return at;
	for (i = 0; i <= len; i++) {
		if (i < len && !is_slash(name[i]))
			continue;
		at = add_component(path, (size_t)at, name + start, i - start);
		if (at < 0)
			return at;
		start = i + 1;
	}
	if (at == 0)
		return -PX_EVALUE;
	if ((size_t)at >= cap)
		return -PX_ELONG;
	memcpy(ret, path, (size_t)at);
	ret[at] = '\0';
	return 0;
}
