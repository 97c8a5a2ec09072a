/* SPDX-License-Identifier: ISC */
#include "core/boot/frame_order.h"

#include <string.h>

void
frame_order_init(struct frame_order *o)
{
	unsigned i;

	memset(o, 0, sizeof(*o));
	for (i = 0; i < FRAME_ORDER_MOST; i++)
		o->unused[i] = (uint8_t)i;
}

static uint8_t *
line_at(struct frame_order *o, unsigned i)
{
	return &o->line[(o->first + i) % FRAME_ORDER_MOST];
}

unsigned
frame_order_put(struct frame_order *o, int64_t time_us)
{
	unsigned at = o->count;
	const uint8_t slot = o->unused[FRAME_ORDER_MOST - 1 - o->count];

	if (o->count == 0 || time_us > o->newest_us) {
		o->newest_us = time_us;
	} else if (o->newest_us - time_us > FRAME_ORDER_US) {
		o->sealed = o->count;
		o->newest_us = time_us;
	}
	for (; at > o->sealed && o->time_us[*line_at(o, at - 1)] > time_us;
	     at--)
		*line_at(o, at) = *line_at(o, at - 1);
	*line_at(o, at) = slot;
	o->time_us[slot] = time_us;
	o->count++;
	return slot;
}

int
frame_order_take(struct frame_order *o, bool end)
{
	const uint8_t slot = *line_at(o, 0);

	if (o->count == 0 ||
	    (!end && o->sealed == 0 && o->count < FRAME_ORDER_MOST &&
		o->newest_us - o->time_us[slot] <= FRAME_ORDER_US))
		return -1;
	o->first = (o->first + 1) % FRAME_ORDER_MOST;
	o->count--;
	o->sealed -= o->sealed > 0;
	o->unused[FRAME_ORDER_MOST - 1 - o->count] = slot;
	return slot;
}
