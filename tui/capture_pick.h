/* SPDX-License-Identifier: ISC */
#ifndef TUI_CAPTURE_PICK_H
#define TUI_CAPTURE_PICK_H

#include <stdbool.h>

struct frame_pick;

/*
 * Fills the pick from a capture file that was read before.  Where a whole
 * transfer has no room and heads will do, it gets those of bulk data, so
 * that the beginning of what is asked for stays.  False: it cannot be read
 * again, as standard input and pipes, which would wait for ever.
 */
bool capture_pick(struct frame_pick *pick, const char *path);

#endif
