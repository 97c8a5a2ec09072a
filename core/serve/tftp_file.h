/* SPDX-License-Identifier: ISC */
#ifndef CORE_SERVE_TFTP_FILE_H
#define CORE_SERVE_TFTP_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/proto/netascii.h"

/*
 * The bytes of a transfer out of its file.  All give -PX_EIO when the file
 * ends before its time (it was cut while it was being sent) or cannot be read.
 */

/* Blocks one behind the other, each with room for a head in front. */
struct tftp_blocks {
	uint8_t *data;
	size_t head; /* bytes left free before each block */
	size_t size, last_size; /* of a block, of the last of them */
	size_t count;
};

/*
 * Without may_wait -PX_EAGAIN instead of waiting for a disk, as far as the
 * file's system can tell.
 */
int tftp_file_octets(int fd, uint64_t offset, const struct tftp_blocks *b,
    bool may_wait);

/* Goes on at *at, which is moved behind the last block. */
int tftp_file_netascii(int fd, struct netascii *at,
    const struct tftp_blocks *b);

/*
 * How long a file becomes in netascii.  -PX_ELONG: it is so large that to
 * count would hold up everybody else; nobody converts such files.
 */
int tftp_file_netascii_size(int fd, uint64_t size, uint64_t *ret);

#endif
