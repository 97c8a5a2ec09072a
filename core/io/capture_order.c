/* SPDX-License-Identifier: ISC */
#include "core/io/capture_order.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/err.h"
#include "core/boot/frame_order.h"

struct kept {
	struct observe_frame frame;
	uint8_t *bytes;
	size_t room;
};

struct capture_order {
	struct capture_file *file;
	struct frame_order order;
	int got; /* of the file's last frame: 1, 0 or an error */
	struct kept kept[FRAME_ORDER_MOST];
};

struct capture_order *
capture_order_new(struct capture_file *file)
{
	struct capture_order *o = calloc(1, sizeof(*o));

	if (o == NULL)
		return NULL;
	o->file = file;
	o->got = 1;
	frame_order_init(&o->order);
	return o;
}

/* The next frame's bytes take this one's place. */
static int
keep(struct capture_order *o, const struct observe_frame *f)
{
	/* All of one time: they stay as they came. */
	const int64_t time_us = capture_file_is_coarse(o->file) ? 0 :
								  f->time_us;
	struct kept *k = &o->kept[frame_order_put(&o->order, time_us)];
	size_t room = f->len < 2048 ? 2048 : f->len;
	uint8_t *bytes;

	k->frame = *f;
	k->frame.len = 0;
	if (room > k->room) {
		bytes = realloc(k->bytes, room);
		if (bytes == NULL)
			return -PX_ENOMEM;
		k->bytes = bytes;
		k->room = room;
	}
	if (f->len > 0)
		memcpy(k->bytes, f->data, f->len);
	k->frame.data = k->bytes;
	k->frame.len = f->len;
	return 1;
}

int
capture_order_next(struct capture_order *o, struct observe_frame *ret)
{
	struct observe_frame f;
	int slot;

	while ((slot = frame_order_take(&o->order, o->got != 1)) < 0) {
		if (o->got != 1)
			return o->got;
		o->got = capture_file_next(o->file, &f);
		if (o->got == 1)
			o->got = keep(o, &f);
	}
	*ret = o->kept[slot].frame;
	return 1;
}

void
capture_order_free(struct capture_order *o)
{
	size_t i;

	if (o == NULL)
		return;
	for (i = 0; i < FRAME_ORDER_MOST; i++)
		free(o->kept[i].bytes);
	free(o);
}
