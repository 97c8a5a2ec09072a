/* SPDX-License-Identifier: ISC */
#ifndef CORE_IO_CAPTURE_NG_H
#define CORE_IO_CAPTURE_NG_H

#include <stdbool.h>
#include <stdio.h>

#include "core/boot/observe.h"

/*
 * Frames of a pcapng file (draft-ietf-opsawg-pcapng): several sections and
 * interfaces, each with its own link type and clock, which libpcap's reader
 * refuses.  Frames of links that are not read here are passed over, but keep
 * their numbers.
 */
struct capture_ng;

/* NULL without memory.  The stream stays the caller's. */
struct capture_ng *capture_ng_new(FILE *in);

/* 1, 0 or -PX_EIO as capture_file_next; -PX_ENOMEM. */
int capture_ng_next(struct capture_ng *c, struct observe_frame *ret);

/*
 * The link type of frames that were passed over, while none was read; -1:
 * there is none.
 */
int capture_ng_strange(const struct capture_ng *c);

/* As capture_file_is_coarse. */
bool capture_ng_is_coarse(const struct capture_ng *c);

/* As capture_file_dropped. */
uint64_t capture_ng_dropped(const struct capture_ng *c);

const char *capture_ng_why(const struct capture_ng *c);
void capture_ng_free(struct capture_ng *c);

#endif
