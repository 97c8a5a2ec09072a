/* SPDX-License-Identifier: ISC */
#ifndef TUI_READING_H
#define TUI_READING_H

#include <stdbool.h>
#include <stdint.h>

#include "core/base/text.h"
#include "core/boot/event.h"
#include "core/boot/observe.h"
#include "tui/story.h"

/*
 * A capture read from its beginning to its end: the frames go through the
 * same observer and tracker as on the wire, the capture's own clock drives
 * them.  What comes out is counted, told as stories, and handed on.
 */
struct reading;
struct servers;

#define READING_SLUGS 96 /* more than the diagnosis has rules */

struct reading_counts {
	struct observe_counts seen;
	uint64_t dhcp[DHCP_TYPE_COUNT];
	uint64_t bootrequests, bootreplies; /* without option 53 */
	uint64_t tftp[TFTP_PROBE + 1]; /* ended transfers by outcome */
	uint64_t sessions;
	uint64_t errors; /* findings of severity error that were raised */
	size_t slugs;
	struct {
		const char *slug;
		uint64_t count;
	} finding[READING_SLUGS];
	int64_t first_us, last_us; /* times of the first and last frame */
	uint64_t dropped; /* frames, by who wrote the file */
	bool broken; /* the file ends inside a frame or is damaged */
};

/* What an event adds to the counts of all that is told. */
void reading_count(struct reading_counts *c, const struct event *e);

/*
 * Reads path ("-": standard input) whole; `each` (may be empty) gets every
 * event in order.  0, or the error of capture_file_open with why; a file
 * that breaks off is no error: `broken` is set and why says where.
 */
int reading_run(struct reading **ret, const char *path, struct event_sink each,
    struct text *why);

/* The same with stories in brief, and nobody who gets the events. */
int reading_brief(struct reading **ret, const char *path, struct text *why);

/* The same where events are all that is wanted: it has no stories. */
int reading_pass(struct reading **ret, const char *path, struct event_sink each,
    struct text *why);
void reading_free(struct reading *r);

/*
 * The same for frames that come from somewhere else: reading_frame for each
 * in order, reading_end once after the last.  0 or -PX_ENOMEM.
 */
int reading_new(struct reading **ret, struct event_sink each);
void reading_frame(struct reading *r, const struct observe_frame *f);
void reading_end(struct reading *r);

const struct reading_counts *reading_counts(const struct reading *r);
/* NULL after reading_pass. */
const struct stories *reading_stories(const struct reading *r);

/* Who answered in it; in a capture no address is ours. */
const struct servers *reading_servers(const struct reading *r);

#endif
