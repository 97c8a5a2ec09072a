/* SPDX-License-Identifier: ISC */
#include "core/boot/capture_clock.h"

#include "core/proto/dhcp.h"
#include "core/proto/frame.h"
#include "core/proto/tftp.h"

#define TICK_US INT64_C(1000000)
#define GAP_US (30 * TICK_US)

/*
 * A boot that is quiet is over after 60 s, a transfer as well; some wait for
 * minutes.  Nothing waits as long as QUIET_US: the cost of a silence has an
 * end, whatever its length.
 */
#define SOON_US (65 * TICK_US)
#define SELDOM_US (10 * TICK_US)
#define QUIET_US (900 * TICK_US)

/* It goes on with what was under way, or says nothing of it. */
static bool
begins_nothing(const struct observe_frame *f)
{
	struct frame head;

	if (frame_decode(&head, f->link, f->data, f->len) != 0)
		return true;
	if (head.kind == FRAME_TCP)
		return (head.tcp_flags & (FRAME_TCP_SYN | FRAME_TCP_ACK)) !=
		    FRAME_TCP_SYN;
	return head.kind != FRAME_UDP ||
	    (head.dst_port != TFTP_PORT && head.dst_port != DHCP_PORT_SERVER &&
		head.dst_port != DHCP_PORT_CLIENT &&
		head.dst_port != DHCP_PORT_PXE);
}

/*
 * After a time without any frame at all: a clock that was set forward, if
 * what was under way goes on right after it.  Until that is known silence
 * means nothing.
 */
static bool
is_jump(struct capture_clock *c, const struct observe_frame *f, bool busy)
{
	const bool gap = c->seen_us != 0 && f->time_us - c->seen_us >= GAP_US;

	c->seen_us = f->time_us;
	if (gap)
		c->doubted = busy && begins_nothing(f);
	else if (c->doubted)
		c->doubted = f->time_us - c->ticked_us < TICK_US &&
		    begins_nothing(f);
	if (gap && c->doubted)
		c->ticked_us = f->time_us;
	return c->doubted;
}

bool
capture_clock_move(struct capture_clock *c, const struct observe_frame *f,
    bool busy, int64_t *ret_from_us)
{
	const int64_t now_us = f->time_us;
	const bool doubted = c->doubted;

	if (c->first_us == 0)
		c->first_us = c->ticked_us = now_us;
	if (now_us > c->last_us)
		c->last_us = now_us;
	if (is_jump(c, f, busy))
		return false;
	/* It may also jump back between frames. */
	if (!doubted && now_us - c->ticked_us < TICK_US &&
	    now_us >= c->ticked_us)
		return false;
	*ret_from_us = c->ticked_us;
	c->ticked_us = now_us;
	return true;
}

int64_t
capture_clock_next(int64_t from_us, int64_t at_us, int64_t to_us)
{
	const int64_t quiet_us = at_us - from_us;

	if (quiet_us >= QUIET_US)
		return to_us;
	return at_us + (quiet_us < SOON_US ? TICK_US : SELDOM_US);
}
