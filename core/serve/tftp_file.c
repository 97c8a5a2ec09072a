/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "core/serve/tftp_file.h"

#include <errno.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#include "core/base/err.h"
#include "core/serve/tftp_transfer.h"

#define NETASCII_MOST ((uint64_t)16 << 20)

#ifndef RWF_NOWAIT
#define RWF_NOWAIT 8
#endif

/* What is in memory: as preadv, or -1 and EAGAIN, or less than wanted. */
static ssize_t
read_cached(int fd, uint64_t offset, const struct iovec *iov, size_t count)
{
	/* Not every C library has preadv2. */
	return syscall(SYS_preadv2, fd, iov, (long)count, (long)offset,
	    (long)(offset >> 32), RWF_NOWAIT);
}

/* One read puts every block behind its head: nothing is copied again. */
int
tftp_file_octets(int fd, uint64_t offset, const struct tftp_blocks *b,
    bool may_wait)
{
	ssize_t n = -1;
	struct iovec iov[TFTP_WINDOW_MAX];
	size_t i, want = 0;

	for (i = 0; i < b->count; i++) {
		iov[i].iov_base = b->data + i * (b->head + b->size) + b->head;
		iov[i].iov_len = i + 1 < b->count ? b->size : b->last_size;
		want += iov[i].iov_len;
	}
	if (want == 0)
		return 0;
	if (!may_wait) {
		n = read_cached(fd, offset, iov, b->count);
		if (n == (ssize_t)want)
			return 0;
		/* Some of it, or nothing: the rest is on disk, or cut off. */
		if (n >= 0 || errno == EAGAIN)
			return -PX_EAGAIN;
	}
	n = preadv(fd, iov, (int)b->count, (off_t)offset);
	return n == (ssize_t)want ? 0 : -PX_EIO;
}

static int
convert(int fd, struct netascii *at, uint8_t *out, size_t len)
{
	uint8_t chunk[4096];
	size_t made = 0;

	while (made < len) {
		/* One byte of the file makes at least one of the stream. */
		const size_t want = len - made < sizeof(chunk) ? len - made :
								 sizeof(chunk);
		const ssize_t n = pread(fd, chunk, want, (off_t)at->in);

		if (n < 0 || (n == 0 && !at->due))
			return -PX_EIO;
		made += netascii_convert(at, chunk, (size_t)n, out + made,
		    len - made);
	}
	return 0;
}

int
tftp_file_netascii(int fd, struct netascii *at, const struct tftp_blocks *b)
{
	size_t i;
	int err = 0;

	for (i = 0; err == 0 && i < b->count; i++)
		err = convert(fd, at,
		    b->data + i * (b->head + b->size) + b->head,
		    i + 1 < b->count ? b->size : b->last_size);
	return err;
}

int
tftp_file_netascii_size(int fd, uint64_t size, uint64_t *ret)
{
	uint8_t chunk[16384];
	uint64_t at = 0, total = 0;

	if (size > NETASCII_MOST)
		return -PX_ELONG;
	while (at < size) {
		const uint64_t left = size - at;
		const ssize_t n = pread(fd, chunk,
		    left < sizeof(chunk) ? (size_t)left : sizeof(chunk),
		    (off_t)at);

		if (n <= 0)
			return -PX_EIO;
		total += netascii_size(chunk, (size_t)n);
		at += (uint64_t)n;
	}
	*ret = total;
	return 0;
}
