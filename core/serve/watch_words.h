/* SPDX-License-Identifier: ISC */
#ifndef CORE_SERVE_WATCH_WORDS_H
#define CORE_SERVE_WATCH_WORDS_H

#include <stdbool.h>
#include <stdint.h>

#include "core/base/text.h"
#include "core/serve/watch_port.h"

/*
 * What the log says of the wire: where it is watched and how well.  Lost
 * frames are a line now and then, not one a second, and the last line tells
 * of all of them.
 */
#define WATCH_LOSS_SPAN_US (10 * INT64_C(1000000))

struct watch_loss {
	uint64_t told; /* frames that a line has told of */
	int64_t told_us;
};

/* What became of a port, and why; nothing for WATCH_SAME. */
void watch_words_port(struct text *t, const struct watch_port *p,
    enum watch_news news, const char *why);

/* Is a line due of `lost` frames in all?  Its words, once. */
bool watch_words_loss(struct text *t, struct watch_loss *l, uint64_t lost,
    int64_t now_us);

/* The last line. */
void watch_words_sum(struct text *t, uint64_t read, uint64_t lost);

#endif
