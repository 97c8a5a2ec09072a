/* SPDX-License-Identifier: ISC */
#ifndef CORE_PROTO_NETASCII_H
#define CORE_PROTO_NETASCII_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * From the bytes of a file to netascii (RFC 764, as RFC 1350 1 wants it): CR
 * becomes CR NUL, LF becomes CR LF.  A value that can be copied: converting
 * from a copy gives the same bytes again, which is what a retransmission
 * needs.  A pair may be cut by the end of a block.
 */
struct netascii {
	uint64_t in; /* bytes of the file that are used */
	uint64_t out; /* bytes of the stream that were made */
	bool due; /* the second byte of a pair comes next */
	uint8_t due_byte;
};

void netascii_init(struct netascii *n);

/*
 * Goes on at n->in with src[0..len) of the file; stops when it is used up or
 * out[0..cap) is full.  Returns the bytes written.
 */
size_t netascii_convert(struct netascii *n, const void *src, size_t len,
    void *out, size_t cap);

/* How long src[0..len) becomes. */
uint64_t netascii_size(const void *src, size_t len);

#endif
