/* SPDX-License-Identifier: ISC */
#ifndef CORE_SERVE_WATCH_CLOCK_H
#define CORE_SERVE_WATCH_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

#include "core/base/text.h"
#include "core/boot/event.h"
#include "core/boot/join.h"
#include "core/boot/part.h"
#include "core/boot/story_clock.h"

/*
 * The watch thread's clock: the story's time, whatever happens to UTC, and
 * what the log says when something did.
 */
struct watch_clock {
	struct story_clock story;
	/* Atomic, by clock_running_us: who serves has told all until then. */
	int64_t served_us[PART_SERVERS];
	int64_t slept_us; /* this host in all; the running clock stood */
	int64_t set_us, rest_us; /* UTC was set by, it slept: to be told */
};

void watch_clock_init(struct watch_clock *c);

/* From each thread that serves: up to when it has told all (running clock). */
void watch_clock_serves(struct watch_clock *c, enum part server,
    int64_t before_us);

/* The same of all of them, in the story's time. */
struct join_told watch_clock_served(const struct watch_clock *c);

/* The story's time now. */
int64_t watch_clock_now(struct watch_clock *c);

/* The story's time of a stamp in UTC, of now or shortly before. */
int64_t watch_clock_story(struct watch_clock *c, int64_t utc_us);

/* *to: the event in UTC, whose times are the story's. */
void watch_clock_tell(const struct watch_clock *c, struct event *to,
    const struct event *e);

/* A line for the log, once; false: nothing happened, or there is no more. */
bool watch_clock_news(struct watch_clock *c, struct text *t);

#endif
