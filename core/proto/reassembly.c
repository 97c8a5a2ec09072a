/* SPDX-License-Identifier: ISC */
#include "core/proto/reassembly.h"

#include <string.h>

/* RFC 1122 3.3.2 says 60 to 120 s; a boot client has given up by 30. */
#define REASSEMBLY_LIFE_US (30 * INT64_C(1000000))

/* The pieces of one datagram come in one burst. */
#define TOLD_US (20 * INT64_C(1000))

void
reassembly_init(struct reassembly *ra)
{
	memset(ra, 0, sizeof(*ra));
}

static bool
same_datagram(const struct reassembly_slot *s, const struct frame *f)
{
	return s->used && s->src == f->src && s->dst == f->dst &&
	    s->id == f->ip_id && s->protocol == f->protocol;
}

static void
note_told(struct reassembly *ra, const struct frame *f, int64_t now_us)
{
	struct reassembly_told *t =
	    &ra->told[ra->told_count++ % REASSEMBLY_DATAGRAMS];

	t->src = f->src;
	t->dst = f->dst;
	t->id = f->ip_id;
	t->protocol = f->protocol;
	t->time_us = now_us;
}

/* Its datagram was told a moment ago; a first piece begins another one. */
static bool
was_told(const struct reassembly *ra, const struct frame *f, int64_t now_us)
{
	size_t i;

	for (i = 0; i < REASSEMBLY_DATAGRAMS && i < ra->told_count; i++) {
		const struct reassembly_told *t = &ra->told[i];

		if (f->fragment_offset != 0 && t->src == f->src &&
		    t->dst == f->dst && t->id == f->ip_id &&
		    t->protocol == f->protocol && now_us - t->time_us < TOLD_US)
			return true;
	}
	return false;
}

/* NULL where its datagram was told already. */
static struct reassembly_slot *
find_slot(struct reassembly *ra, const struct frame *f, int64_t now_us)
{
	struct reassembly_slot *oldest = &ra->slots[0];
	size_t i;

	for (i = 0; i < REASSEMBLY_DATAGRAMS; i++) {
		struct reassembly_slot *s = &ra->slots[i];

		if (same_datagram(s, f) &&
		    now_us - s->began_us < REASSEMBLY_LIFE_US)
			return s;
		if (!s->used || (oldest->used && s->order < oldest->order))
			oldest = s;
	}
	if (was_told(ra, f, now_us))
		return NULL;
	if (oldest->used)
		ra->dropped++;
	memset(oldest, 0, sizeof(*oldest));
	oldest->used = true;
	oldest->src = f->src;
	oldest->dst = f->dst;
	oldest->id = f->ip_id;
	oldest->protocol = f->protocol;
	oldest->began_us = now_us;
	oldest->order = ra->count;
	return oldest;
}

/* Marks the units of a piece; false when one was there before. */
static bool
claim_units(struct reassembly_slot *s, size_t first, size_t count)
{
	size_t i;

	for (i = first; i < first + count; i++) {
		const uint8_t bit = (uint8_t)(1u << (i % 8));

		if ((s->units[i / 8] & bit) != 0)
			return false;
		s->units[i / 8] |= bit;
	}
	return true;
}

/* The same piece again. */
static bool
is_copy(const struct reassembly_slot *s, const struct frame *f)
{
	const size_t first = f->fragment_offset / 8u;
	const size_t end = first + (f->wire_len + 7) / 8;
	size_t i;

	if (end > REASSEMBLY_UNITS || f->len == 0)
		return false;
	for (i = first; i < end; i++)
		if ((s->units[i / 8] & 1u << (i % 8)) == 0)
			return false;
	return memcmp(s->data + f->fragment_offset, f->data, f->len) == 0;
}

/* The first piece of what has no room: *f is then what is there of it. */
static bool
is_large(struct frame *f)
{
	struct frame head = *f;

	if (f->fragment_offset != 0 ||
	    frame_decode_transport(&head, f->data, f->len, 0xffff) != 0 ||
	    head.kind != FRAME_UDP || head.wire_len + 8 <= REASSEMBLY_BYTES)
		return false;
	*f = head;
	return true;
}

static bool
take_piece(struct reassembly_slot *s, const struct frame *f)
{
	const size_t at = f->fragment_offset;
	const size_t end = at + f->wire_len;

	if (f->wire_len == 0 || end > REASSEMBLY_BYTES)
		return false;
	if (f->more_fragments && f->wire_len % 8 != 0)
		return false;
	if (s->total != 0 && end > s->total)
		return false;
	if (!f->more_fragments && s->total != 0 && end != s->total)
		return false;
	if (!claim_units(s, at / 8, (f->wire_len + 7) / 8))
		return false;
	if (f->len != 0)
		memcpy(s->data + at, f->data, f->len);
	if (f->len < f->wire_len)
		s->short_capture = true;
	s->have = (uint16_t)(s->have + f->wire_len);
	if (!f->more_fragments)
		s->total = (uint16_t)end;
	return true;
}

bool
reassembly_add(struct reassembly *ra, struct frame *f, int64_t now_us)
{
	struct reassembly_slot *s;
	size_t len;

	ra->count++;
	if (is_large(f)) {
		note_told(ra, f, now_us);
		return true;
	}
	s = find_slot(ra, f, now_us);
	if (s == NULL || is_copy(s, f))
		return false;
	if (!take_piece(s, f)) {
		s->used = false;
		ra->dropped++;
		return false;
	}
	if (s->total == 0 || s->have < s->total)
		return false;
	s->used = false;
	/* With a hole in the capture only the head can be trusted. */
	len = s->short_capture ? 0 : s->total;
	if (s->have != s->total || len == 0) {
		ra->dropped++;
		return false;
	}
	note_told(ra, f, now_us);
	return frame_decode_transport(f, s->data, len, s->total) == 0;
}
