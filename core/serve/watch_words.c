/* SPDX-License-Identifier: ISC */
#include "core/serve/watch_words.h"

#include <inttypes.h>

void
watch_words_port(struct text *t, const struct watch_port *p,
    enum watch_news news, const char *why)
{
	switch (news) {
	case WATCH_SAME:
		return;
	case WATCH_OPENED:
		text_add(t, "watching the wire on ");
		text_add_visible_str(t, p->name);
		text_addf(t, ", through a ring of %u MB",
		    CAPTURE_LIVE_RING >> 20);
		return;
	case WATCH_LOST:
		text_add(t, "the wire is not watched on ");
		text_add_visible_str(t, p->name);
		text_addf(t, ": %s", why);
		return;
	}
}

bool
watch_words_loss(struct text *t, struct watch_loss *l, uint64_t lost,
    int64_t now_us)
{
	const bool first = l->told == 0;

	if (lost == l->told ||
	    (!first && now_us - l->told_us < WATCH_LOSS_SPAN_US))
		return false;
	text_addf(t,
	    "%" PRIu64 " frames were lost, more than the rings hold came at "
	    "once: what is not shown may have been on the wire",
	    lost - l->told);
	l->told = lost;
	l->told_us = now_us;
	return true;
}

void
watch_words_sum(struct text *t, uint64_t read, uint64_t lost)
{
	text_addf(t,
	    "the wire was watched: %" PRIu64 " frames read, %" PRIu64 " lost",
	    read, lost);
}
