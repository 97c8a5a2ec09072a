/* SPDX-License-Identifier: ISC */
#ifndef CORE_IO_CONFINE_H
#define CORE_IO_CONFINE_H

/*
 * Takes system calls away that a server of files and packets never makes:
 * running programs, looking into other processes, mounting, loading code
 * into the kernel, setting the clock.  They fail with EPERM from here on, in
 * every thread that is started later.  A list of what is refused, not of
 * what is allowed: the C library and the kernel may grow without us.
 *
 * 0, or -PX_EACCESS where the kernel has no seccomp.
 */
int confine_syscalls(void);

#endif
