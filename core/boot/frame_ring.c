/* SPDX-License-Identifier: ISC */
#include "core/boot/frame_ring.h"

#include <string.h>

#include "core/base/room.h"

struct ring_row {
	uint64_t number;
	int64_t time_us;
	enum frame_link link;
	size_t at, len, wire_len;
};

struct frame_ring {
	uint32_t most, first, count; /* rows */
	size_t bytes, next; /* of data; where the next one goes */
	struct ring_row *rows;
	uint8_t *data;
};

size_t
frame_ring_size(uint32_t frames, size_t bytes)
{
	return room_for(sizeof(struct frame_ring)) +
	    room_for(frames * sizeof(struct ring_row)) + bytes;
}

struct frame_ring *
frame_ring_init(void *memory, uint32_t frames, size_t bytes)
{
	char *at = memory;
	struct frame_ring *r = room_take(&at, sizeof(*r));

	memset(r, 0, sizeof(*r));
	r->most = frames;
	r->bytes = bytes;
	r->rows = room_take(&at, frames * sizeof(*r->rows));
	r->data = (uint8_t *)at;
	return r;
}

void
frame_ring_clear(struct frame_ring *r)
{
	r->first = r->count = 0;
	r->next = 0;
}

static struct ring_row *
row_at(const struct frame_ring *r, uint32_t i)
{
	return &r->rows[(r->first + i) % r->most];
}

static void
drop_first(struct frame_ring *r)
{
	r->first = (r->first + 1) % r->most;
	r->count--;
}

/* An empty one has a place, too: the order of places is that of rows. */
static size_t
room_of(size_t len)
{
	return len == 0 ? 1 : len;
}

/* Frames lie in one piece each: the end of the room may stay unused. */
static size_t
make_room(struct frame_ring *r, size_t len)
{
	const size_t at = r->next + len > r->bytes ? 0 : r->next;

	while (r->count > 0) {
		const struct ring_row *old = row_at(r, 0);
		const bool behind = old->at >= r->next && r->next != 0;

		/* Begun anew at the front: what lay behind goes, too. */
		if (r->count < r->most &&
		    (at != 0 || r->next == 0 || !behind) &&
		    (old->at >= at + len || old->at + room_of(old->len) <= at))
			break;
		drop_first(r);
	}
	return at;
}

void
frame_ring_put(struct frame_ring *r, const struct observe_frame *f)
{
	struct ring_row *row;
	size_t at;

	if (room_of(f->len) > r->bytes || r->most == 0)
		return;
	at = make_room(r, room_of(f->len));
	row = row_at(r, r->count++);
	row->number = f->number;
	row->time_us = f->time_us;
	row->link = f->link;
	row->at = at;
	row->len = f->len;
	row->wire_len = f->wire_len;
	if (f->len > 0)
		memcpy(r->data + at, f->data, f->len);
	r->next = at + room_of(f->len);
}

uint32_t
frame_ring_count(const struct frame_ring *r)
{
	return r->count;
}

void
frame_ring_at(const struct frame_ring *r, uint32_t i, struct observe_frame *ret)
{
	const struct ring_row *row = row_at(r, i);

	ret->number = row->number;
	ret->time_us = row->time_us;
	ret->link = row->link;
	ret->data = r->data + row->at;
	ret->len = row->len;
	ret->wire_len = row->wire_len;
}

bool
frame_ring_get(const struct frame_ring *r, uint64_t number,
    struct observe_frame *ret)
{
	const uint64_t first = frame_ring_first(r);
	uint32_t low = 0, high = r->count;

	if (r->count == 0 || number < first)
		return false;
	while (high - low > 1) {
		const uint32_t middle = low + (high - low) / 2;

		if (row_at(r, middle)->number <= number)
			low = middle;
		else
			high = middle;
	}
	if (row_at(r, low)->number != number)
		return false;
	frame_ring_at(r, low, ret);
	return true;
}

uint64_t
frame_ring_first(const struct frame_ring *r)
{
	return r->count == 0 ? 0 : row_at(r, 0)->number;
}

uint64_t
frame_ring_last(const struct frame_ring *r)
{
	return r->count == 0 ? 0 : row_at(r, r->count - 1)->number;
}
