/* SPDX-License-Identifier: ISC */
#ifndef CORE_BOOT_DIAG_ROOT_H
#define CORE_BOOT_DIAG_ROOT_H

#include "core/boot/boot_case.h"
#include "core/boot/check.h"
#include "core/boot/event.h"

/*
 * What our root knows of the file that the case asked for last, in the event
 * that it took last: what kind of loader it is, what there is of a name that is
 * much like it, in which folder a module is that it lacks.  It goes into the
 * case; what `files` has no function for stays unknown.
 */
void diag_root_look(const struct file_lookup *files, struct boot_case *c,
    const struct event *e);

#endif
