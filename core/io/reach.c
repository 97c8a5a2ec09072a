/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "core/io/reach.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "core/base/err.h"
#include "core/io/priv.h"

/* The class that applies is the first that fits, as in the kernel. */
static bool
bits_allow(const struct stat *st, const struct priv_user *u)
{
	const mode_t want = S_ISDIR(st->st_mode) ? 1 : 4;

	if (st->st_uid == u->uid)
		return (st->st_mode >> 6 & want) != 0;
	if (st->st_gid == u->gid)
		return (st->st_mode >> 3 & want) != 0;
	return (st->st_mode & want) != 0;
}

static bool
may_as(const char *path, const struct priv_user *u)
{
	struct stat st;

	if (stat(path, &st) != 0)
		return false;
	if (priv_can_become(u))
		return bits_allow(&st, u);
	return access(path, S_ISDIR(st.st_mode) ? X_OK : R_OK) == 0;
}

bool
reach_may(const char *path, const struct priv_user *u)
{
	char *real = realpath(path, NULL), *slash;
	bool may = real != NULL && may_as("/", u);

	for (slash = real == NULL ? NULL : strchr(real + 1, '/');
	     may && slash != NULL; slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		may = may_as(real, u);
		*slash = '/';
	}
	may = may && may_as(real, u);
	free(real);
	return may;
}

int
reach_space(const char *path, uint64_t *ret_free, uint64_t *ret_total)
{
	struct statvfs v;

	if (statvfs(path, &v) != 0)
		return errno == ENOENT ? -PX_ENOENT : -PX_EIO;
	*ret_free = (uint64_t)v.f_bavail * v.f_frsize;
	*ret_total = (uint64_t)v.f_blocks * v.f_frsize;
	return 0;
}
