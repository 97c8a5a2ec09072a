/* SPDX-License-Identifier: ISC */
#include "core/serve/file_open.h"

#include "core/base/err.h"
#include "core/boot/path.h"

static int
open_like(struct root *root, const char *path, bool ignore_case,
    const struct root_file **ret)
{
	char like[PATH_MAX_BYTES];
	int err = root_open_file(root, path, ret);

	if (err == -PX_ENOENT && ignore_case &&
	    root_like(root, path, like, sizeof(like)))
		err = root_open_file(root, like, ret);
	return err;
}

int
file_open(struct root *root, const char *clean,
    const struct file_manner *manner, const struct root_file **ret)
{
	char other[PATH_MAX_BYTES];
	int err = open_like(root, clean, manner->ignore_case, ret);

	if (err == -PX_ENOENT &&
	    file_manner_fallback(manner, clean, other, sizeof(other)))
		err = open_like(root, other, manner->ignore_case, ret);
	return err;
}
