/* SPDX-License-Identifier: ISC */
/*
 * Preloaded: a disk that hangs.  Each fsync takes SLOW_FSYNC_MS longer, and
 * the first reading of a file whose name holds "cold" SLOW_READ_MS.
 */
#include <dlfcn.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

/* Preloading is between symbols, which C has no other words for. */
#define REAL(name) ((typeof(&name))(uintptr_t)dlsym(RTLD_NEXT, #name))

static void
hang(const char *variable)
{
	const char *value = getenv(variable);
	const long ms = value == NULL ? 0 : strtol(value, NULL, 10);
	const struct timespec t = {ms / 1000, ms % 1000 * 1000000};

	if (ms > 0)
		(void)nanosleep(&t, NULL);
}

static void
hang_when_cold(int fd)
{
	static atomic_bool warm;
	char link[64], path[512];
	ssize_t n;

	if (atomic_load(&warm))
		return;
	(void)snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	n = readlink(link, path, sizeof(path) - 1);
	if (n <= 0)
		return;
	path[n] = '\0';
	if (strstr(path, "/cold") == NULL)
		return;
	hang("SLOW_READ_MS");
	atomic_store(&warm, 1);
}

int
fsync(int fd)
{
	hang("SLOW_FSYNC_MS");
	return REAL(fsync)(fd);
}

int
fdatasync(int fd)
{
	hang("SLOW_FSYNC_MS");
	return REAL(fdatasync)(fd);
}

ssize_t
pread(int fd, void *buf, size_t n, off_t at)
{
	hang_when_cold(fd);
	return REAL(pread)(fd, buf, n, at);
}

ssize_t
preadv(int fd, const struct iovec *iov, int count, off_t at)
{
	hang_when_cold(fd);
	return REAL(preadv)(fd, iov, count, at);
}
