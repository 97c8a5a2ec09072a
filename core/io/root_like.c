/* SPDX-License-Identifier: ISC */
#include <dirent.h>
#include <fcntl.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "core/base/text.h"
#include "core/boot/path.h"
#include "core/io/root.h"

/* Names of one folder that are looked at: a boot tree has fewer. */
#define MOST_NAMES 4096

/* A name of the directory `fd` (taken over) that differs only in case. */
static bool
find_like(int fd, const char *part, size_t len, char *ret, size_t cap)
{
	const struct dirent *entry;
	bool found = false;
	int looked = 0;
	DIR *dir = fd == -1 ? NULL : fdopendir(fd);

	if (dir == NULL) {
		if (fd != -1)
			(void)close(fd);
		return false;
	}
	while (
	    !found && looked++ < MOST_NAMES && (entry = readdir(dir)) != NULL)
		found = strlen(entry->d_name) == len &&
		    strncasecmp(entry->d_name, part, len) == 0 &&
		    text_copy(ret, cap, entry->d_name);
	(void)closedir(dir);
	return found;
}

/* The folder that is open so far: the tree itself, or one below it. */
static int
open_folder(const struct root *r, const char *path)
{
	return root_open_dir(r, path[0] == '\0' ? "." : path);
}

bool
root_like(void *root, const char *name, char *ret, size_t cap)
{
	char clean[PATH_MAX_BYTES], so_far[PATH_MAX_BYTES] = "", part[256];
	const char *at = clean;
	struct text t;

	if (path_clean(clean, sizeof(clean), name) != 0)
		return false;
	text_init(&t, so_far, sizeof(so_far));
	while (*at != '\0') {
		const size_t len = strcspn(at, "/");

		if (!find_like(open_folder(root, so_far), at, len, part,
			sizeof(part)))
			return false;
		if (t.len > 0)
			text_add_char(&t, '/');
		text_add(&t, part);
		at += len;
		at += *at == '/';
	}
	/* The very name is there: then it is not its case that is wrong. */
	return !t.cut && strcmp(so_far, clean) != 0 &&
	    text_copy(ret, cap, so_far);
}
