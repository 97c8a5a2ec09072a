/* SPDX-License-Identifier: ISC */
#include "core/serve/watch_port.h"

#include <string.h>

#include "core/base/err.h"
#include "core/io/clock.h"
#include "core/io/priv.h"

#define TROUBLES_MOST 50

void
watch_port_close(struct watch_port *p)
{
	watch_port_counts(p, &p->gone);
	/* The loop must not look at a descriptor that is closed. */
	watch_free(p->watch);
	p->watch = NULL;
	capture_live_close(p->live);
	p->live = NULL;
	p->troubles = 0;
}

static enum watch_news
tell_lost(struct watch_port *p)
{
	const bool news = !p->told;

	p->told = true;
	return news ? WATCH_LOST : WATCH_SAME;
}

static enum watch_news
open_port(struct watch_port *p, const struct iface *now, struct text *why)
{
	int err = capture_live_open(&p->live, p->name, why);

	/* Root no more: the one capability that was kept for this. */
	if (err == -PX_EACCESS && priv_raise_raw(true)) {
		text_init(why, why->buf, why->cap);
		err = capture_live_open(&p->live, p->name, why);
		(void)priv_raise_raw(false);
	}
	if (err < 0)
		return tell_lost(p);
	p->index = now->index;
	p->told = false;
	return WATCH_OPENED;
}

enum watch_news
watch_port_follow(struct watch_port *p, const struct iface *now,
    struct text *why)
{
	if (now == NULL || (p->live != NULL && p->index != now->index))
		watch_port_close(p);
	if (now == NULL) {
		text_add(why, "the interface is gone");
		return tell_lost(p);
	}
	if (p->live != NULL)
		return WATCH_SAME;
	return open_port(p, now, why);
}

void
watch_port_counts(struct watch_port *p, struct capture_counts *ret)
{
	struct capture_counts now = {0, 0};

	if (p->live != NULL)
		capture_live_counts(p->live, &now);
	ret->frames = p->gone.frames + now.frames;
	ret->lost = p->gone.lost + now.lost;
}

static int
next_frame(void *arg, size_t n, struct observe_frame *ret)
{
	struct watch_port *p = (struct watch_port *)arg + n;
	const int got = p->live == NULL ? 0 : capture_live_next(p->live, ret);

	if (got < 0 && ++p->troubles >= TROUBLES_MOST)
		watch_port_close(p);
	return got;
}

static int64_t
frames_now(void *arg)
{
	(void)arg;
	return clock_utc_us();
}

void
watch_port_merge(struct frame_merge *m, struct watch_port *ports)
{
	m->rings = (struct frame_rings){ports, next_frame, frames_now};
}
