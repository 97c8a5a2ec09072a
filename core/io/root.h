/* SPDX-License-Identifier: ISC */
#ifndef CORE_IO_ROOT_H
#define CORE_IO_ROOT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#include "core/base/text.h"

struct file_fact;

/*
 * The boot tree as a directory descriptor: opened once, as root; from then on
 * every name is resolved below it and nowhere else, by the kernel itself
 * (openat2) where it can.  Symbolic links may lead about inside the tree.
 * Only regular files are given out, and no open ever blocks.  What is not
 * there may be built in (boot/builtin.h).
 */
struct root;

/*
 * An open file, shared by all who have the same one open.  Its size is the
 * one at opening; read it with pread.
 */
struct root_file {
	int fd;
	uint64_t size;
	struct timespec modified;
};

/* 0, or -PX_ENOENT, -PX_EACCESS, -PX_EISDIR, ... and a sentence in why. */
int root_open(struct root **ret, const char *path, struct text *why);

/* The directory's own path as given; for the operator, never for a client. */
const char *root_path(const struct root *r);

/*
 * Opens what a clean path (boot/path.h) names.  0 and the file, which
 * root_close_file takes back; or -PX_ENOENT, -PX_EACCESS, -PX_EISDIR
 * (anything that is not a regular file), -PX_EESCAPE (a link out of the
 * tree), -PX_EFULL (no descriptors left), -PX_ENOMEM, -PX_EIO.  Not for two
 * threads at once.
 */
int root_open_file(struct root *r, const char *clean,
    const struct root_file **ret);
void root_close_file(struct root *r, const struct root_file *f);

/* How many different files are open now. */
size_t root_open_count(const struct root *r);

/*
 * A file's descriptor without the sharing, for any thread; the caller closes
 * it.  Errors as above.
 */
int root_open_fd(const struct root *r, const char *clean);

/*
 * What is known of a file by the name as a person or a client writes it: the
 * function of a struct file_lookup (boot/check.h) whose arg is the root.
 */
void root_fact(void *root, const char *name, struct file_fact *ret);

/* A folder's descriptor, for reading its names; the caller closes it. */
int root_open_dir(const struct root *r, const char *clean);

/*
 * A file that is there under a name that differs from this one in case only,
 * as a path below the root; false when there is none.  For any thread; the
 * function of a struct file_lookup.
 */
bool root_like(void *root, const char *name, char *ret, size_t cap);

/*
 * The first folder below the top one, links aside, that holds a file called
 * `name`, and one called `beside` ("": whatever); four folders deep, and no
 * more than some thousand names.  As root_like.
 */
bool root_find(void *root, const char *name, const char *beside, char *ret,
    size_t cap);

/* Every file must have been given back. */
void root_free(struct root *r);

#endif
