/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "core/io/resident.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/uio.h>

/* Fetched at once; the kernel may take it in smaller bites. */
#define AHEAD_BYTES (2 << 20)
/* The kernel fetches runs: what stands between two points is there, too. */
#define STEP_BYTES (128u << 10)

static bool
is_resident(int fd, uint64_t offset)
{
	char byte;
	const struct iovec iov = {.iov_base = &byte, .iov_len = 1};

	return preadv2(fd, &iov, 1, (off_t)offset, RWF_NOWAIT) != -1 ||
	    errno != EAGAIN;
}

bool
resident_or_begin(int fd, uint64_t offset, size_t len)
{
	size_t at = 0;

	while (at < len && is_resident(fd, offset + at))
		at += STEP_BYTES;
	if (at >= len && is_resident(fd, offset + len - 1))
		return true;
	(void)posix_fadvise(fd, (off_t)offset, AHEAD_BYTES,
	    POSIX_FADV_WILLNEED);
	return false;
}
