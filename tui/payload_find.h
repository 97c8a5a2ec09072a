/* SPDX-License-Identifier: ISC */
#ifndef TUI_PAYLOAD_FIND_H
#define TUI_PAYLOAD_FIND_H

#include <stddef.h>
#include <stdint.h>

#include "core/boot/frame_ring.h"
#include "tui/story.h"

/*
 * The message that a row of the ladder tells of, out of the frames of its
 * moment: a TFTP request, an HTTP request or an iSCSI PDU, put together where
 * it came in several segments.  The first `room` bytes of it go to buf;
 * returns how many they are, 0 where it is not there, and how long all of it
 * was by its own word in *ret_whole.
 */
size_t payload_find(const struct story_line *l, const struct frame_ring *frames,
    uint8_t *buf, size_t room, size_t *ret_whole);

#endif
