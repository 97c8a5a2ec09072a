/* SPDX-License-Identifier: ISC */
#ifndef CORE_IO_CAPTURE_LOSS_H
#define CORE_IO_CAPTURE_LOSS_H

#include <stdbool.h>
#include <stdint.h>

#include "core/base/buf.h"

/*
 * What a pcapng file says of frames that its writer could not keep: interface
 * statistics blocks (draft-ietf-opsawg-pcapng 4.6), as dumpcap writes one for
 * each interface at the end.
 */
#define CAPTURE_LOSS_BLOCK 5u

struct capture_loss {
	uint32_t interface;
	uint64_t received; /* with those that were dropped; 0: not told */
	uint64_t dropped; /* by the interface and by the system */
};

/* A block's body.  False: it is none. */
bool capture_loss_read(struct rbuf body, bool little, struct capture_loss *ret);

/*
 * Is so much missing that what is not seen may have been there?  Of the blocks
 * at the file's end, before any frame of it is read; false for a pipe.
 */
bool capture_loss_is_high(int fd);

#endif
