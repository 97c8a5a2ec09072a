/* SPDX-License-Identifier: ISC */
#ifndef CORE_SERVE_RECORDER_H
#define CORE_SERVE_RECORDER_H

#include <stdint.h>

#include "core/base/text.h"
#include "core/boot/event.h"
#include "core/boot/observe.h"
#include "core/serve/frame_keep.h"
#include "core/serve/record_news.h"

/*
 * Keeps the packets of every boot in a file of its own, of so many at once: a
 * boot that is quiet makes room for one that begins, one that goes on does
 * not.  What belongs to a machine is told by its MAC: on the link, or in a
 * DHCP message.  The watch thread's alone.
 */
struct recorder;

/*
 * 0, or the error of recorder_dir_open; as root, before the start.  Borrows
 * the folder's name, and the ring of frames that passed for what a boot began
 * with.
 */
int recorder_new(struct recorder **ret, const char *dir,
    const struct frame_ring *passed, struct text *why);

/*
 * Every frame, in order, before the events that it makes come.  It waits for
 * them, and for what the server tells of before it: of its own transfers, whose
 * data is not captured, frames are made (core/boot/own_frame.h).
 */
void recorder_frame(struct recorder *r, const struct observe_frame *f);

/* Events that know their session: boots begin and end with them. */
void recorder_event(struct recorder *r, const struct event *e);

/*
 * Now and then: so far ahead UTC has been set since the start (0: not).  That
 * makes no boot quiet, nor one that is quiet less so.
 */
void recorder_clock(struct recorder *r, int64_t ahead_us);

/* As the user who writes: a folder that is not his is trouble already. */
void recorder_check(struct recorder *r);

/* Once a second: what came in the one before goes to the disk, which may be
 * full. */
void recorder_flush(struct recorder *r);

/* What there is to tell, borrowed. */
struct record_news *recorder_news(struct recorder *r);

void recorder_free(struct recorder *r);

#endif
