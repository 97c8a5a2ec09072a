/* SPDX-License-Identifier: ISC */
#ifndef TUI_BUNDLE_H
#define TUI_BUNDLE_H

#include <stddef.h>

#include "core/base/text.h"
#include "core/boot/event.h"

struct findings;
struct frame_pick;
struct stories;

/*
 * The newest events as they came, so that a machine's can be handed to
 * somebody else; of a transfer only its beginning and its end.
 */
#define EVENTS_KEPT 4096

struct kept_events {
	struct event *rows;
	uint64_t next;
};

/* False: no memory. */
bool kept_events_init(struct kept_events *k);
void kept_events_done(struct kept_events *k);
void kept_events_take(struct kept_events *k, const struct event *e);

/* What is known of one machine, borrowed. */
struct bundle {
	struct mac mac;
	const struct kept_events *events;
	const struct findings *findings;
	const struct stories *stories;
	const struct frame_pick *pick; /* its packets */
};

/*
 * Writes verdict.txt (findings and every boot as a ladder), events.json and,
 * where there are any, packets.pcapng into a new directory below TMPDIR or
 * /tmp.  0 with its name in where, or -PX_EIO and why not.
 */
int bundle_save(const struct bundle *b, struct text *where);

#endif
