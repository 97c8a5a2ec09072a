/* SPDX-License-Identifier: ISC */
#ifndef CORE_SERVE_FRAME_KEEP_H
#define CORE_SERVE_FRAME_KEEP_H

#include "core/boot/frame_pick.h"

/*
 * What passed on the wire of late, for who wants to save it or look at it.
 * Of others' bulk data the head is enough: it says which block and how long.
 */
#define KEEP_FRAMES 32768
#define KEEP_BYTES (8u << 20)

/* Memory is touched as frames come; NULL: there is none. */
struct frame_ring *frame_keep_new(void);
void frame_keep_free(struct frame_ring *r);

void frame_keep_put(struct frame_ring *r, const struct observe_frame *f);

#endif
