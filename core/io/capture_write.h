/* SPDX-License-Identifier: ISC */
#ifndef CORE_IO_CAPTURE_WRITE_H
#define CORE_IO_CAPTURE_WRITE_H

#include <stddef.h>
#include <stdint.h>

#include "core/boot/observe.h"

/*
 * A pcapng file that is written frame by frame: section header, an interface
 * a link type, enhanced packets with microseconds (draft-ietf-opsawg-pcapng).
 */
struct capture_write;

/*
 * Makes the file, which must not be there, below the directory (AT_FDCWD:
 * the present one).  0, -PX_EEXIST, -PX_EACCESS, -PX_ENODIR, -PX_EDISKFULL,
 * -PX_EREADONLY, -PX_ENOMEM or -PX_EIO.
 */
int capture_write_open(struct capture_write **ret, int dir_fd,
    const char *name);

/* 0, -PX_EDISKFULL or -PX_EIO: it can only be closed then. */
int capture_write_frame(struct capture_write *w, const struct observe_frame *f);

/* The same with a comment that readers show beside the frame. */
int capture_write_noted(struct capture_write *w, const struct observe_frame *f,
    const char *comment);

/* What is written goes to the disk now.  0, or as of a frame. */
int capture_write_flush(struct capture_write *w);

/* Bytes so far. */
size_t capture_write_size(const struct capture_write *w);

/* 0, or likewise: the last frames did not get to the disk. */
int capture_write_close(struct capture_write *w);

#endif
