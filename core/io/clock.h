/* SPDX-License-Identifier: ISC */
#ifndef CORE_IO_CLOCK_H
#define CORE_IO_CLOCK_H

#include <stdint.h>

/* Microseconds since 1970, UTC, for what people read: may jump. */
int64_t clock_utc_us(void);

/*
 * A clock that never jumps and goes on while the machine sleeps.  As
 * clock_steady_base() + clock_boot_us() it is UTC as it was believed at the
 * start: leases neither die nor live on when somebody sets the time.
 */
int64_t clock_boot_us(void);
int64_t clock_steady_base(void);

/* The same, but it stands while the machine sleeps. */
int64_t clock_running_us(void);

#endif
