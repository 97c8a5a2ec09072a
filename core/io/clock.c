/* SPDX-License-Identifier: ISC */
#include "core/io/clock.h"

#include <time.h>

static int64_t
read_us(clockid_t id)
{
	struct timespec ts;

	(void)clock_gettime(id, &ts);
	return (int64_t)ts.tv_sec * 1000000 + ts.tv_nsec / 1000;
}

int64_t
clock_utc_us(void)
{
	return read_us(CLOCK_REALTIME);
}

int64_t
clock_boot_us(void)
{
	return read_us(CLOCK_BOOTTIME);
}

int64_t
clock_running_us(void)
{
	return read_us(CLOCK_MONOTONIC);
}

int64_t
clock_steady_base(void)
{
	return clock_utc_us() - clock_boot_us();
}
