/* SPDX-License-Identifier: ISC */
#ifndef CORE_BOOT_FRAME_DOUBLE_H
#define CORE_BOOT_FRAME_DOUBLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/proto/frame.h"

/*
 * A capture of two taps put together shows each frame twice, milliseconds
 * apart: by then a transfer has gone on, and what comes looks as if it was sent
 * again.  That it does is learned from a message of a client (frame_copy.h) or
 * one that has come to another VLAN or behind a router in between: a server may
 * really send one twice.  From then on, and while copies come, a frame that is
 * the same but for what a switch or router changes (tag, TTL, MACs) is one. Its
 * IP identification counts, too: senders that number their packets give what
 * they send again another one.
 */
#define FRAME_DOUBLE_SETS 512 /* a while's frames at 1 Gbit/s are some 1000 */
#define FRAME_DOUBLE_ROWS 8

/* Zeroed at first. */
struct frame_doubles {
	int64_t within_us; /* 0: nothing is shown twice */
	int64_t last_us; /* when it was, last */
	unsigned once; /* frames since then */
	struct frame_double {
		uint64_t ends, hash;
		int64_t time_us;
	} seen[FRAME_DOUBLE_SETS][FRAME_DOUBLE_ROWS];
};

/*
 * A message was shown again so long after it came.  False: so soon that its
 * copy is known for one without this.
 */
bool frame_doubles_learn(struct frame_doubles *d, int64_t after_us,
    int64_t now_us);

/* Is it a copy?  Costs nothing where nothing was learned. */
bool frame_doubles_take(struct frame_doubles *d, const struct frame *f,
    int64_t now_us);

#endif
