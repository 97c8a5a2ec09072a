/* SPDX-License-Identifier: ISC */
#include "tui/payload_find.h"

#include <string.h>

#include "core/base/buf.h"
#include "core/proto/frame.h"
#include "core/proto/iscsi_pdu.h"
#include "core/proto/tftp.h"
#include "tui/payload_rows.h"

#define LAST_CHARACTER 12 /* the longest that a text leaves out: \u{10ffff} */
#define BHS 48 /* RFC 7143 11.2.1 */

/* What of a connection is there, one segment after the other. */
struct gathering {
	struct frame begin;
	uint32_t next_seq;
	uint8_t *buf;
	size_t room, len;
};

static bool
begins(const struct frame *f, const char *word)
{
	const size_t len = strlen(word);

	return f->len >= len && memcmp(f->data, word, len) == 0;
}

static bool
is_request(const struct frame *f)
{
	return begins(f, "GET ") || begins(f, "HEAD ") || begins(f, "POST ");
}

/* A connection that is refused or not answered has no PDU. */
static bool
is_pdu(const struct frame *f, const struct story_line *l)
{
	struct iscsi_pdu pdu;

	if (!iscsi_pdu_decode(&pdu, f->data, f->len))
		return false;
	switch (l->iscsi) {
	case ISCSI_CONNECT:
	case ISCSI_LOGIN:
		return pdu.kind == ISCSI_PDU_LOGIN;
	case ISCSI_RESPONSE:
		return pdu.kind == ISCSI_PDU_LOGIN_RESPONSE;
	case ISCSI_NO_LUN:
		return pdu.no_lun;
	default:
		return false;
	}
}

/* The file's name stands in the request; the row may have its beginning. */
static bool
names_it(const struct frame *f, const struct story_line *l)
{
	const size_t len = strlen(l->brief);
	struct packet_row row;

	if (!payload_row(EVENT_TFTP, f->data, f->len, 1, &row))
		return false;
	return len + LAST_CHARACTER < STORY_BRIEF ?
	    strcmp(row.text, l->brief) == 0 :
	    strncmp(row.text, l->brief, len) == 0;
}

/* Is it a message of this kind, the way that the row points? */
static bool
is_like(const struct frame *f, const struct story_line *l)
{
	const uint32_t server = l->arrow == STORY_TO_CLIENT ? f->src : f->dst;

	if (l->server != 0 && server != l->server)
		return false;
	if (l->kind == EVENT_TFTP)
		return f->kind == FRAME_UDP && f->dst_port == TFTP_PORT &&
		    names_it(f, l);
	if (f->kind != FRAME_TCP || f->len == 0)
		return false;
	return l->kind == EVENT_HTTP ? is_request(f) : is_pdu(f, l);
}

/* The event may lag its frame: the nearest. */
static bool
find_begin(const struct story_line *l, const struct frame_ring *frames,
    uint32_t *ret)
{
	const uint32_t count = frame_ring_count(frames);
	int64_t best = INT64_MAX, off;
	struct observe_frame f;
	struct frame head;
	uint32_t i;

	for (i = 0; i < count; i++) {
		frame_ring_at(frames, i, &f);
		off = f.time_us > l->time_us ? f.time_us - l->time_us :
					       l->time_us - f.time_us;
		if (off >= best ||
		    frame_decode(&head, f.link, f.data, f.len) != 0 ||
		    !is_like(&head, l))
			continue;
		best = off;
		*ret = i;
	}
	return best != INT64_MAX;
}

static bool
goes_on(const struct gathering *g, const struct frame *f)
{
	const struct frame *b = &g->begin;

	return f->kind == FRAME_TCP && f->len > 0 && f->src == b->src &&
	    f->dst == b->dst && f->src_port == b->src_port &&
	    f->dst_port == b->dst_port && f->tcp_seq == g->next_seq;
}

static void
take(struct gathering *g, const struct frame *f)
{
	const size_t left = g->room - g->len;
	const size_t n = f->len < left ? f->len : left;

	memcpy(g->buf + g->len, f->data, n);
	g->len += n;
	g->next_seq = f->tcp_seq + (uint32_t)f->len;
	/* Behind what was not captured the rest would stand wrong. */
	if (f->len < f->wire_len)
		g->room = g->len;
}

/* The header, what is behind it, and the data padded to words. */
static size_t
pdu_size(const uint8_t *bytes, size_t len)
{
	struct rbuf r;
	uint32_t lengths;

	rbuf_init(&r, bytes, len);
	(void)rbuf_u32(&r);
	lengths = rbuf_u32(&r);
	return BHS + (size_t)(lengths >> 24) * 4 +
	    (((lengths & 0xffffff) + 3) & ~(size_t)3);
}

/* How long it says it is. */
static size_t
whole_size(enum event_kind kind, const uint8_t *bytes, size_t len)
{
	static const char end[] = "\r\n\r\n";
	size_t i;

	if (kind == EVENT_ISCSI)
		return pdu_size(bytes, len);
	if (kind != EVENT_HTTP)
		return len;
	for (i = 0; i + sizeof(end) - 1 <= len; i++)
		if (memcmp(bytes + i, end, sizeof(end) - 1) == 0)
			return len;
	return len + 1;
}

size_t
payload_find(const struct story_line *l, const struct frame_ring *frames,
    uint8_t *buf, size_t room, size_t *ret_whole)
{
	const uint32_t count = frame_ring_count(frames);
	struct gathering g = {.buf = buf, .room = room};
	struct observe_frame f;
	struct frame next;
	uint32_t i;

	*ret_whole = 0;
	if (!find_begin(l, frames, &i))
		return 0;
	frame_ring_at(frames, i, &f);
	(void)frame_decode(&g.begin, f.link, f.data, f.len);
	take(&g, &g.begin);
	*ret_whole = g.begin.kind == FRAME_TCP ?
	    whole_size(l->kind, buf, g.len) :
	    g.begin.wire_len;
	while (++i < count && g.len < g.room && g.len < *ret_whole) {
		frame_ring_at(frames, i, &f);
		if (frame_decode(&next, f.link, f.data, f.len) != 0 ||
		    !goes_on(&g, &next))
			continue;
		take(&g, &next);
		*ret_whole = whole_size(l->kind, buf, g.len);
	}
	return g.len;
}
