/* SPDX-License-Identifier: ISC */
#include "core/boot/frame_merge.h"

/* The ring whose frame is the oldest; the first of several; count: none. */
static size_t
oldest(const struct frame_merge *m)
{
	size_t at = m->count, i;

	for (i = 0; i < m->count; i++)
		if (m->ahead[i].waits &&
		    (at == m->count ||
			m->ahead[i].frame.time_us < m->ahead[at].frame.time_us))
			at = i;
	return at;
}

/* Asks the rings that may hold a frame that is older. */
static void
look_ahead(struct frame_merge *m, int64_t before_us)
{
	int64_t now_us = 0;
	size_t i;

	for (i = 0; i < m->count; i++) {
		struct frame_ahead *a = &m->ahead[i];

		if (a->waits || a->empty_us > before_us)
			continue;
		if (now_us == 0)
			now_us = m->rings.now_us(m->rings.arg);
		a->waits = m->rings.next(m->rings.arg, i, &a->frame) == 1;
		a->empty_us = a->waits ? 0 : now_us;
	}
}

bool
frame_merge_next(struct frame_merge *m, struct observe_frame *ret)
{
	size_t at;

	/* The one whose frame was the last. */
	look_ahead(m, 0);
	at = oldest(m);
	if (at == m->count)
		look_ahead(m, INT64_MAX);
	at = oldest(m);
	if (at == m->count)
		return false;
	/* What was found empty before this frame came may hold one by now. */
	look_ahead(m, m->ahead[at].frame.time_us);
	at = oldest(m);
	*ret = m->ahead[at].frame;
	m->ahead[at].waits = false;
	return true;
}

bool
frame_merge_waits(const struct frame_merge *m)
{
	return oldest(m) < m->count;
}

void
frame_merge_forget(struct frame_merge *m, size_t ring)
{
	m->ahead[ring].waits = false;
	m->ahead[ring].empty_us = 0;
}
