/* SPDX-License-Identifier: ISC */
#include "core/serve/frame_keep.h"

#include <stdlib.h>

struct frame_ring *
frame_keep_new(void)
{
	void *memory = malloc(frame_ring_size(KEEP_FRAMES, KEEP_BYTES));

	return memory == NULL ?
	    NULL :
	    frame_ring_init(memory, KEEP_FRAMES, KEEP_BYTES);
}

void
frame_keep_free(struct frame_ring *r)
{
	free(r);
}

void
frame_keep_put(struct frame_ring *r, const struct observe_frame *f)
{
	struct observe_frame cut = *f;

	if (frame_is_bulk(f))
		frame_cut_bulk(&cut);
	frame_ring_put(r, &cut);
}
