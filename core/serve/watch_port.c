/* SPDX-License-Identifier: ISC */
#include "core/serve/watch_port.h"

#include <string.h>

#include "core/base/err.h"
#include "core/io/priv.h"

void
watch_port_close(struct watch_port *p)
{
	watch_port_counts(p, &p->gone);
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
