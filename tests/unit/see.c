/* SPDX-License-Identifier: ISC */
#include "tests/unit/see.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/buf.h"
#include "tests/unit/unit.h"

struct event got[SEE_MOST];
size_t got_count, answered_count;
struct observe *o;
int64_t now_us;
size_t snap;
uint8_t hops;

static uint64_t number;

static void
take(void *arg, const struct event *e)
{
	(void)arg;
	/* That it is answered is told once, for those who wait for it. */
	if (e->kind == EVENT_TFTP && e->u.tftp.phase == TFTP_PHASE_PROGRESS) {
		assert_true(e->u.tftp.answered || e->u.tftp.heard);
		answered_count++;
		return;
	}
	assert_true(got_count < sizeof(got) / sizeof(got[0]));
	got[got_count++] = *e;
}

int
see_setup(void **state)
{
	const struct event_sink sink = {NULL, take};

	(void)state;
	o = observe_init(malloc(observe_size()), sink);
	got_count = answered_count = 0;
	number = 0;
	hops = 0;
	now_us = 1000 * SECOND;
	return 0;
}

int
see_teardown(void **state)
{
	(void)state;
	free(o);
	return 0;
}

static void
put_heads(struct wbuf *w, const struct ends *e, uint8_t protocol, size_t len,
    uint16_t vlan)
{
	wbuf_put(w, "\x52\x54\x00\x00\x00\x02\x52\x54\x00\x00\x00\x01", 12);
	if (vlan != 0) {
		wbuf_u16(w, 0x8100);
		wbuf_u16(w, vlan);
	}
	wbuf_u16(w, 0x0800);
	wbuf_u16(w, 0x4500);
	wbuf_u16(w, (uint16_t)(20 + len));
	wbuf_u32(w, 0x12340000);
	wbuf_u8(w, (uint8_t)(64 - hops));
	wbuf_u8(w, protocol);
	wbuf_u16(w, 0);
	wbuf_u32(w, e->src);
	wbuf_u32(w, e->dst);
	wbuf_u16(w, e->src_port);
	wbuf_u16(w, e->dst_port);
}

int
see(const uint8_t *data, size_t len)
{
	const struct observe_frame f = {.number = ++number,
	    .time_us = now_us,
	    .link = FRAME_ETHERNET,
	    .data = data,
	    .len = snap > 0 && snap < len ? snap : len,
	    .wire_len = len};

	now_us += 1000;
	return observe_frame(o, &f);
}

int
see_udp(struct ends e, const void *data, size_t len, uint16_t vlan)
{
	uint8_t bytes[1600];
	struct wbuf w;

	wbuf_init(&w, bytes, sizeof(bytes));
	put_heads(&w, &e, 17, 8 + len, vlan);
	wbuf_u16(&w, (uint16_t)(8 + len));
	wbuf_u16(&w, 0);
	wbuf_put(&w, data, len);
	assert_false(w.bad);
	return see(bytes, w.len);
}

int
see_segment(struct ends e, uint8_t flags, uint32_t seq, const void *data,
    size_t len)
{
	return see_acked(e, flags, seq, 0, data, len);
}

int
see_acked(struct ends e, uint8_t flags, uint32_t seq, uint32_t ack,
    const void *data, size_t len)
{
	uint8_t bytes[600];
	struct wbuf w;

	wbuf_init(&w, bytes, sizeof(bytes));
	put_heads(&w, &e, 6, 20 + len, 0);
	wbuf_u32(&w, seq);
	wbuf_u32(&w, ack);
	wbuf_u8(&w, 0x50);
	wbuf_u8(&w, flags);
	wbuf_zero(&w, 6);
	wbuf_put(&w, data, len);
	return see(bytes, w.len);
}

int
see_tcp(struct ends e, uint8_t flags, uint32_t seq, const char *text)
{
	return see_segment(e, flags, seq, text, strlen(text));
}
