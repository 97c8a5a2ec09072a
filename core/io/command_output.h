/* SPDX-License-Identifier: ISC */
#ifndef CORE_IO_COMMAND_OUTPUT_H
#define CORE_IO_COMMAND_OUTPUT_H

#include <stddef.h>

/*
 * What a system tool prints: looked for in the system's own folders alone,
 * run without a shell and with an empty environment, its standard error
 * thrown away.
 */

/*
 * argv[0] is the plain name.  0 and its standard output with a NUL, which the
 * caller frees; -PX_ENOENT (no such tool), -PX_EACCESS (it failed, as without
 * rights), -PX_ELONG (more than `most` bytes), -PX_ENOMEM, -PX_EIO.
 */
int command_output(char **ret, size_t most, const char *const *argv);

#endif
