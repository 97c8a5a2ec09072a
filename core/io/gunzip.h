/* SPDX-License-Identifier: ISC */
#ifndef CORE_IO_GUNZIP_H
#define CORE_IO_GUNZIP_H

#include <stddef.h>
#include <sys/types.h>

/*
 * The bytes of a file that gzip may have compressed (RFC 1952), in several
 * members or one; what is not compressed comes as it is.  All that a damaged
 * one has before its damage comes, too, which zlib's own gzread keeps back.
 */
struct gunzip;

/* NULL without memory.  The descriptor is its own, and closed then, too. */
struct gunzip *gunzip_new(int fd);

/* Bytes, 0 where no more come: at the end, or see gunzip_error. */
ssize_t gunzip_read(struct gunzip *g, void *buf, size_t n);

/*
 * 0; -PX_ECHECKSUM: all came, but some member not as it was compressed;
 * -PX_EIO: it broke off.  Then *ret_why says so in a few words, which stay.
 */
int gunzip_error(const struct gunzip *g, const char **ret_why);
void gunzip_free(struct gunzip *g);

#endif
