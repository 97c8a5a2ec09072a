/* SPDX-License-Identifier: ISC */
#include "core/serve/recorder_dir.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/err.h"

/* "20261123T194105-525400001a01-12.pcapng" */
static bool
is_ours(const char *name)
{
	const size_t n = strlen(name);

	return n > 36 && n < RECORD_NAME && name[8] == 'T' && name[15] == '-' &&
	    name[28] == '-' && strspn(name, "0123456789") == 8 &&
	    strcmp(name + n - 7, ".pcapng") == 0;
}

/* One that cannot be removed goes on to take room: the ceiling holds. */
static int
remove_first(struct recorder_dir *d)
{
	if (unlinkat(d->fd, d->files[0].name, 0) != 0 && errno != ENOENT)
		return errno == EACCES || errno == EPERM ? -PX_EACCESS :
							   -PX_EIO;
	d->bytes -= d->files[0].size;
	d->count--;
	memmove(&d->files[0], &d->files[1], d->count * sizeof(d->files[0]));
	return 0;
}

static void
insert(struct recorder_dir *d, const char *name, uint64_t size)
{
	size_t at = d->count;

	/* Names begin with their time. */
	while (at > 0 && strcmp(d->files[at - 1].name, name) > 0)
		at--;
	memmove(&d->files[at + 1], &d->files[at],
	    (d->count - at) * sizeof(d->files[0]));
	(void)text_copy(d->files[at].name, RECORD_NAME, name);
	d->files[at].size = size;
	d->count++;
	d->bytes += size;
}

static bool
is_full(const struct recorder_dir *d, uint64_t most)
{
	return d->count == RECORD_FILES || d->bytes + most > RECORD_BYTES;
}

int
recorder_dir_add(struct recorder_dir *d, const char *name, uint64_t most)
{
	int err;

	while (d->count > 0 && is_full(d, most))
		if ((err = remove_first(d)) != 0)
			return err;
	insert(d, name, most);
	return 0;
}

bool
recorder_dir_sized(struct recorder_dir *d, const char *name, uint64_t size)
{
	size_t i = d->count;

	while (i > 0 && strcmp(d->files[i - 1].name, name) != 0)
		i--;
	if (i == 0)
		return false;
	d->bytes = d->bytes - d->files[i - 1].size + size;
	d->files[i - 1].size = size;
	for (; i > 0 && d->bytes > RECORD_BYTES; i--)
		if (remove_first(d) != 0)
			return false;
	return i > 0;
}

/*
 * A folder is listed in no order: what is older than all others goes.  What
 * cannot go is not entered where there is no room for its name, but counts.
 */
static void
enter(struct recorder_dir *d, const char *name, uint64_t size)
{
	const bool goes = d->count > 0 && is_full(d, size) &&
	    strcmp(name, d->files[0].name) < 0;

	if (goes ? unlinkat(d->fd, name, 0) != 0 :
		   recorder_dir_add(d, name, size) != 0)
		d->bytes += size;
}

/* What earlier runs left. */
static void
list(struct recorder_dir *d)
{
	const int fd = openat(d->fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *dir = fd == -1 ? NULL : fdopendir(fd);
	const struct dirent *e;
	struct stat st;

	if (dir == NULL) {
		if (fd != -1)
			(void)close(fd);
		return;
	}
	while ((e = readdir(dir)) != NULL)
		if (is_ours(e->d_name) &&
		    fstatat(d->fd, e->d_name, &st, AT_SYMLINK_NOFOLLOW) == 0 &&
		    S_ISREG(st.st_mode))
			enter(d, e->d_name, (uint64_t)st.st_size);
	(void)closedir(dir);
}

/* Opens the folder, made when it is missing; -1 with errno. */
static int
open_folder(const char *path)
{
	if (mkdir(path, 0750) != 0 && errno != EEXIST)
		return -1;
	return open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

int
recorder_dir_open(struct recorder_dir *d, const char *path, struct text *why)
{
	memset(d, 0, sizeof(*d));
	d->fd = open_folder(path);
	if (d->fd == -1) {
		text_add(why, "cannot record into ");
		text_add_visible_str(why, path);
		text_addf(why, ": %s", strerror(errno));
		return errno == EACCES ? -PX_EACCESS : -PX_EIO;
	}
	list(d);
	return 0;
}

/*
 * Where the way to it is closed to who writes, it was open before: what the
 * descriptor has is what there is.
 */
static bool
is_still_there(const struct recorder_dir *d, const char *path)
{
	struct stat ours, there;

	if (fstat(d->fd, &ours) != 0 || ours.st_nlink == 0)
		return false;
	if (stat(path, &there) != 0)
		return errno != ENOENT && errno != ENOTDIR;
	return there.st_dev == ours.st_dev && there.st_ino == ours.st_ino;
}

static int
err_of(int cause)
{
	switch (cause) {
	case EACCES:
	case EPERM:
		return -PX_EACCESS;
	case ENOENT:
	case ENOTDIR:
		return -PX_ENODIR;
	case ENOSPC:
	case EDQUOT:
		return -PX_EDISKFULL;
	case EROFS:
		return -PX_EREADONLY;
	default:
		return -PX_EIO;
	}
}

/* Then that it may not be made is not what there is to say. */
static bool
is_missing(const char *path)
{
	struct stat st;

	return stat(path, &st) != 0 && errno == ENOENT;
}

int
recorder_dir_follow(struct recorder_dir *d, const char *path)
{
	int fd;

	if (is_still_there(d, path))
		return 0;
	fd = open_folder(path);
	if (fd == -1) {
		const int err = err_of(errno);

		return is_missing(path) ? -PX_ENODIR : err;
	}
	recorder_dir_close(d);
	memset(d, 0, sizeof(*d));
	d->fd = fd;
	list(d);
	return 0;
}

void
recorder_dir_forget(struct recorder_dir *d, const char *name)
{
	size_t i = d->count;

	while (i > 0 && strcmp(d->files[i - 1].name, name) != 0)
		i--;
	if (i == 0)
		return;
	d->bytes -= d->files[i - 1].size;
	d->count--;
	memmove(&d->files[i - 1], &d->files[i],
	    (d->count - (i - 1)) * sizeof(d->files[0]));
}

void
recorder_dir_drop_empty(struct recorder_dir *d, const char *name)
{
	struct stat st;

	if (fstatat(d->fd, name, &st, AT_SYMLINK_NOFOLLOW) == 0 &&
	    S_ISREG(st.st_mode) && st.st_size == 0 &&
	    unlinkat(d->fd, name, 0) == 0)
		recorder_dir_forget(d, name);
}

bool
recorder_dir_writable(const struct recorder_dir *d)
{
	return faccessat(d->fd, ".", W_OK | X_OK, AT_EACCESS) == 0;
}

void
recorder_dir_close(struct recorder_dir *d)
{
	if (d->fd >= 0)
		(void)close(d->fd);
	d->fd = -1;
}
