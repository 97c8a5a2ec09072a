/* SPDX-License-Identifier: ISC */
#ifndef CORE_SERVE_RECORDER_DIR_H
#define CORE_SERVE_RECORDER_DIR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/text.h"

/*
 * The folder of recorded boots and its ceiling: by number and by bytes, the
 * oldest go first.  Only files of our own naming are counted or removed.
 */
#define RECORD_NAME 64
#define RECORD_FILES 500
#define RECORD_BYTES (256u << 20)
#define RECORD_FILE_BYTES (4u << 20) /* one of them */
#define RECORD_OPEN 64 /* at once */

struct recorder_dir {
	int fd; /* -1: closed */
	size_t count; /* names[] in the order of their time */
	uint64_t bytes;
	struct {
		char name[RECORD_NAME];
		uint64_t size;
	} files[RECORD_FILES];
};

/* Makes the folder when it is missing; -PX_EACCESS, -PX_EIO, why. */
int recorder_dir_open(struct recorder_dir *d, const char *path,
    struct text *why);

/*
 * Where the path names another folder by now, or none, that is opened or made;
 * 0 or -PX_EACCESS, -PX_ENODIR, -PX_EDISKFULL, -PX_EREADONLY, -PX_EIO.
 */
int recorder_dir_follow(struct recorder_dir *d, const char *path);

bool recorder_dir_writable(const struct recorder_dir *d);
void recorder_dir_close(struct recorder_dir *d);

/*
 * Makes room for one more file that may become so large at first, and enters
 * its name; -PX_EACCESS or -PX_EIO where an older one cannot be removed.
 */
int recorder_dir_add(struct recorder_dir *d, const char *name, uint64_t most);

/*
 * It may become so large from here on, or became so in the end; false: it is
 * not there any more, others needed the room.
 */
bool recorder_dir_sized(struct recorder_dir *d, const char *name,
    uint64_t size);

/* It could not be made: others have its room. */
void recorder_dir_forget(struct recorder_dir *d, const char *name);

/* It failed: where nothing of it got to the disk, no file stays. */
void recorder_dir_drop_empty(struct recorder_dir *d, const char *name);

#endif
