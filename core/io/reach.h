/* SPDX-License-Identifier: ISC */
#ifndef CORE_IO_REACH_H
#define CORE_IO_REACH_H

#include <stdbool.h>
#include <stdint.h>

struct priv_user;

/*
 * May this user, without supplementary groups, read the file or enter the
 * folder, and enter all above it?  By the mode bits, links resolved; where
 * this process could not become the user, it asks for itself, since then
 * nobody else will serve.
 */
bool reach_may(const char *path, const struct priv_user *u);

/* Room on the disk of a path; 0, -PX_ENOENT or -PX_EIO. */
int reach_space(const char *path, uint64_t *ret_free, uint64_t *ret_total);

#endif
