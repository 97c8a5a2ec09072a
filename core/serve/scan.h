/* SPDX-License-Identifier: ISC */
#ifndef CORE_SERVE_SCAN_H
#define CORE_SERVE_SCAN_H

#include "core/boot/loaders.h"

struct root;

/* Notes which loaders the boot tree holds and this process may read. */
void scan_loaders(struct loader_set *ret, const struct root *root);

#endif
