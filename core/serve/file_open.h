/* SPDX-License-Identifier: ISC */
#ifndef CORE_SERVE_FILE_OPEN_H
#define CORE_SERVE_FILE_OPEN_H

#include "core/boot/file_manner.h"
#include "core/io/root.h"

/*
 * Opens the file that a clean path names, or, where it is not there, the one
 * that the machine's manner finds for it: in another case, then in its other
 * folder.  As root_open_file.
 */
int file_open(struct root *root, const char *clean,
    const struct file_manner *manner, const struct root_file **ret);

#endif
