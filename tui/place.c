/* SPDX-License-Identifier: ISC */
#include "tui/place.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "core/base/err.h"
#include "core/io/priv.h"

#define PLACE_MOST 600
#define OWN_NAME "pxeconsole"

/* The directory of a path, without its last '/'; false: there is none. */
static bool
directory_of(char ret[PLACE_MOST], const char *path)
{
	char *slash;

	if (!text_copy(ret, PLACE_MOST, path))
		return false;
	slash = strrchr(ret, '/');
	if (slash == NULL || slash == ret)
		return false;
	*slash = '\0';
	return true;
}

int
place_make(const char *db, struct text *why)
{
	char dir[PLACE_MOST];

	if (!directory_of(dir, db) || mkdir(dir, 0755) == 0 || errno == EEXIST)
		return 0;
	text_add(why, "cannot make the directory ");
	text_add_visible_str(why, dir);
	text_addf(why, ": %s", strerror(errno));
	return -PX_EACCESS;
}

static bool
is_own(const char *dir)
{
	const char *name = strrchr(dir, '/');

	return strcmp(name == NULL ? dir : name + 1, OWN_NAME) == 0;
}

int
place_give(const char *db, const struct priv_user *u, struct text *why)
{
	static const char *const endings[] = {"", "-wal", "-shm", ".lock",
	    ".backup"};
	char path[PLACE_MOST];
	struct text t;

	for (size_t n = 0; n < sizeof(endings) / sizeof(endings[0]); n++) {
		text_init(&t, path, sizeof(path));
		text_addf(&t, "%s%s", db, endings[n]);
		if (priv_give(path, u) < 0) {
			text_add(why, "cannot give ");
			text_add_visible_str(why, path);
			text_addf(why, " to user %s", u->name);
			return -PX_EACCESS;
		}
	}
	if (directory_of(path, db) && is_own(path))
		(void)priv_give(path, u);
	return 0;
}

void
place_folder(const char *dir, const struct priv_user *u)
{
	if (mkdir(dir, 0750) == 0)
		(void)priv_give(dir, u);
}
