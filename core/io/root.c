/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "core/io/root.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/queue.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "core/base/err.h"
#include "core/boot/builtin.h"

/* O_NONBLOCK: a FIFO in the tree must not hold up everybody (M20). */
#define FILE_FLAGS (O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)

struct shared_file {
	LIST_ENTRY(shared_file) entries;
	struct root_file file; /* what is given out */
	dev_t dev;
	ino_t ino;
	size_t users;
};

struct root {
	int fd;
	char *path;
	size_t open_count;
	LIST_HEAD(, shared_file) files;
};

static int
error_of(int error)
{
	switch (error) {
	case ENOENT:
	case ENOTDIR:
	case ENAMETOOLONG:
	case EINVAL:
		return -PX_ENOENT;
	case EACCES:
	case EPERM:
		return -PX_EACCESS;
	case EXDEV: /* openat2: out of the tree */
	case ELOOP: /* and a link where none may be, or links in a circle */
		return -PX_EESCAPE;
	case EISDIR:
	case ENXIO: /* a socket, a device without a driver */
	case ENODEV:
		return -PX_EISDIR;
	case EMFILE:
	case ENFILE:
		return -PX_EFULL;
	case ENOMEM:
		return -PX_ENOMEM;
	default:
		return -PX_EIO;
	}
}

int
root_open(struct root **ret, const char *path, struct text *why)
{
	struct root *r = calloc(1, sizeof(*r));
	int error;

	if (r == NULL)
		return -PX_ENOMEM;
	LIST_INIT(&r->files);
	r->path = strdup(path);
	r->fd = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (r->fd == -1 || r->path == NULL) {
		error = errno;
		text_add(why, "cannot open the boot directory ");
		text_add_visible_str(why, path);
		text_addf(why,
		    ": %s; make it, or name another with --tftp-root",
		    strerror(error));
		root_free(r);
		return error == ENOTDIR ? -PX_EISDIR : error_of(error);
	}
	*ret = r;
	return 0;
}

const char *
root_path(const struct root *r)
{
	return r->path;
}

size_t
root_open_count(const struct root *r)
{
	return r->open_count;
}

/* One component clean[0..len) below the directory `at`. */
static int
open_part(int at, const char *clean, size_t len, int flags)
{
	char part[256];

	if (len >= sizeof(part)) {
		errno = ENAMETOOLONG;
		return -1;
	}
	memcpy(part, clean, len);
	part[len] = '\0';
	if (strcmp(part, "..") == 0) {
		errno = EXDEV;
		return -1;
	}
	return openat(at, part, flags | O_NOFOLLOW);
}

/*
 * Without openat2 (a kernel before 5.6, a filter that forbids it): component
 * by component, and no symbolic link at all.
 */
static int
walk(int root, const char *clean, int flags)
{
	int at = root, next;

	for (;;) {
		const size_t len = strcspn(clean, "/");
		const bool last = clean[len] == '\0';

		next = open_part(at, clean, len,
		    last ? flags : O_PATH | O_DIRECTORY | O_CLOEXEC);
		if (at != root)
			(void)close(at);
		if (next == -1 || last)
			return next;
		at = next;
		clean += len + 1;
	}
}

static int
open_beneath(int root, const char *clean, int flags)
{
	const struct open_how how = {.flags = (unsigned)flags,
	    .resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS};
	int tries, fd = -1;

	/* EAGAIN: something was renamed during the look-up. */
	for (tries = 0; tries < 8; tries++) {
		fd = (int)syscall(SYS_openat2, root, clean, &how, sizeof(how));
		if (fd != -1 || (errno != EAGAIN && errno != EINTR))
			break;
	}
	if (fd == -1 && (errno == ENOSYS || errno == EPERM))
		fd = walk(root, clean, flags);
	return fd;
}

/* A built-in file as a descriptor like any other; -1 when there is none. */
static int
open_builtin(const char *clean)
{
	const char *text = builtin_find(clean);
	const size_t len = text == NULL ? 0 : strlen(text);
	int fd;

	if (text == NULL) {
		errno = ENOENT;
		return -1;
	}
	fd = memfd_create(clean, MFD_CLOEXEC);
	if (fd != -1 && write(fd, text, len) != (ssize_t)len) {
		(void)close(fd);
		fd = -1;
	}
	return fd;
}

/* The descriptor of a regular file, and what it is. */
static int
open_regular(const struct root *r, const char *clean, struct stat *st)
{
	int fd = open_beneath(r->fd, clean, FILE_FLAGS);
	int err = 0;

	if (fd == -1 && errno == ENOENT)
		fd = open_builtin(clean);

	if (fd == -1)
		return error_of(errno);
	if (fstat(fd, st) != 0)
		err = error_of(errno);
	else if (!S_ISREG(st->st_mode))
		err = -PX_EISDIR;
	if (err == 0)
		return fd;
	(void)close(fd);
	return err;
}

int
root_open_fd(const struct root *r, const char *clean)
{
	struct stat st;

	return open_regular(r, clean, &st);
}

int
root_open_dir(const struct root *r, const char *clean)
{
	return open_beneath(r->fd, clean, FILE_FLAGS | O_DIRECTORY);
}

static bool
is_same(const struct shared_file *f, const struct stat *st)
{
	return f->ino == st->st_ino && f->dev == st->st_dev &&
	    f->file.size == (uint64_t)st->st_size &&
	    f->file.modified.tv_sec == st->st_mtim.tv_sec &&
	    f->file.modified.tv_nsec == st->st_mtim.tv_nsec;
}

static struct shared_file *
share(struct root *r, int fd, const struct stat *st)
{
	struct shared_file *f;

	LIST_FOREACH(f, &r->files, entries)
	if (is_same(f, st)) {
		(void)close(fd);
		return f;
	}
	f = calloc(1, sizeof(*f));
	if (f == NULL) {
		(void)close(fd);
		return NULL;
	}
	f->dev = st->st_dev;
	f->ino = st->st_ino;
	f->file.fd = fd;
	f->file.size = (uint64_t)st->st_size;
	f->file.modified = st->st_mtim;
	LIST_INSERT_HEAD(&r->files, f, entries);
	r->open_count++;
	return f;
}

int
root_open_file(struct root *r, const char *clean, const struct root_file **ret)
{
	struct shared_file *f;
	struct stat st;
	const int fd = open_regular(r, clean, &st);

	if (fd < 0)
		return fd;
	f = share(r, fd, &st);
	if (f == NULL)
		return -PX_ENOMEM;
	f->users++;
	*ret = &f->file;
	return 0;
}

void
root_close_file(struct root *r, const struct root_file *file)
{
	struct shared_file *f;

	LIST_FOREACH(f, &r->files, entries)
	if (&f->file == file)
		break;
	if (f == NULL || --f->users > 0)
		return;
	LIST_REMOVE(f, entries);
	r->open_count--;
	(void)close(f->file.fd);
	free(f);
}

void
root_free(struct root *r)
{
	if (r == NULL)
		return;
	if (r->fd != -1)
		(void)close(r->fd);
	free(r->path);
	free(r);
}
