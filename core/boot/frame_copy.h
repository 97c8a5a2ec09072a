/* SPDX-License-Identifier: ISC */
#ifndef CORE_BOOT_FRAME_COPY_H
#define CORE_BOOT_FRAME_COPY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/proto/frame.h"

/*
 * The messages of a moment ago, to know one that a tap shows twice: a mirrored
 * port has it as it comes in and as it goes out, two taps each when it comes
 * by, and its heads may differ then (a tag, the TTL).  Nobody sends the same
 * message again so soon.
 */
#define FRAME_COPIES 16
#define FRAME_COPY_US INT64_C(12000)
#define FRAME_COPY_BYTES 1500 /* longer ones are never taken for copies */

/*
 * Zeroed at first.  The bytes decide; they stand apart, since most messages are
 * told apart by their hash.
 */
struct frame_copies {
	size_t next;
	int64_t after_us; /* between the last copy and its like */
	bool elsewhere; /* it was seen in another VLAN, or behind a router */
	struct {
		uint64_t hash;
		int64_t time_us;
	} seen[FRAME_COPIES];
	struct frame_copy {
		uint64_t ends, ports;
		uint32_t place;
		size_t len;
		uint8_t bytes[FRAME_COPY_BYTES];
	} rows[FRAME_COPIES];
};

/* Was this message seen a moment ago?  Remembers it, if not. */
bool frame_copies_take(struct frame_copies *c, const struct frame *f,
    int64_t now_us);

#endif
