/* SPDX-License-Identifier: ISC */
#include <dirent.h>
#include <string.h>
#include <unistd.h>

#include "core/base/text.h"
#include "core/boot/path.h"
#include "core/io/root.h"

/* A boot tree that is larger is not searched to its end. */
#define MOST_NAMES 8192
#define MOST_DEEP 4

struct hunt {
	const struct root *root;
	const char *name, *beside;
	int names; /* seen so far */
	char *ret;
	size_t cap;
};

static bool
holds(const struct hunt *h, const char *folder, const char *name)
{
	char path[PATH_MAX_BYTES];
	struct text t;
	int fd;

	text_init(&t, path, sizeof(path));
	text_addf(&t, "%s/%s", folder, name);
	fd = t.cut ? -1 : root_open_fd(h->root, path);
	if (fd < 0)
		return false;
	(void)close(fd);
	return true;
}

static bool
fits(struct hunt *h, const char *folder)
{
	return folder[0] != '\0' && holds(h, folder, h->name) &&
	    (h->beside[0] == '\0' || holds(h, folder, h->beside)) &&
	    text_copy(h->ret, h->cap, folder);
}

static bool hunt_below(struct hunt *h, const char *folder, int deep);

/* Links are passed over: they may lead in a circle. */
static bool
hunt_entry(struct hunt *h, const char *folder, const struct dirent *entry,
    int deep)
{
	char path[PATH_MAX_BYTES];
	struct text t;

	if ((entry->d_type != DT_DIR && entry->d_type != DT_UNKNOWN) ||
	    entry->d_name[0] == '.')
		return false;
	text_init(&t, path, sizeof(path));
	text_addf(&t, "%s%s%s", folder, folder[0] == '\0' ? "" : "/",
	    entry->d_name);
	return !t.cut && hunt_below(h, path, deep + 1);
}

static bool
hunt_below(struct hunt *h, const char *folder, int deep)
{
	const struct dirent *entry;
	bool found = fits(h, folder);
	int fd;
	DIR *dir;

	if (found || deep == MOST_DEEP)
		return found;
	fd = root_open_dir(h->root, folder[0] == '\0' ? "." : folder);
	dir = fd < 0 ? NULL : fdopendir(fd);
	if (dir == NULL) {
		if (fd >= 0)
			(void)close(fd);
		return false;
	}
	while (
	    !found && h->names++ < MOST_NAMES && (entry = readdir(dir)) != NULL)
		found = hunt_entry(h, folder, entry, deep);
	(void)closedir(dir);
	return found;
}

bool
root_find(void *root, const char *name, const char *beside, char *ret,
    size_t cap)
{
	struct hunt h = {.root = root,
	    .name = name,
	    .beside = beside,
	    .ret = ret,
	    .cap = cap};

	return strchr(name, '/') == NULL && hunt_below(&h, "", 0);
}
