/* SPDX-License-Identifier: ISC */
#ifndef CORE_BOOT_STORY_CLOCK_H
#define CORE_BOOT_STORY_CLOCK_H

#include <stdint.h>

/*
 * The time of a live story.  UTC may be set while boots are under way, by hours
 * where a server finds its NTP server late: what waits for time to pass must
 * not take that for time.  So a story goes by the running clock
 * (clock_running_us), in UTC as it was at the start, and each stamp is brought
 * over on its way in and out.  A capture file has its own (capture_clock.h).
 */
struct story_clock {
	int64_t base_us; /* the story's time less that of the running clock */
	int64_t now_us; /* the story's time as of the last look */
	int64_t ahead_us; /* of the story's time, UTC */
	int64_t was_ahead_us; /* likewise, before UTC was set last */
	int64_t set_us; /* the story's time then */
};

/* Both clocks, read at once. */
void story_clock_init(struct story_clock *c, int64_t utc_us,
    int64_t running_us);

/* The same again, often: by how much UTC was set in between, 0: it was not. */
int64_t story_clock_look(struct story_clock *c, int64_t utc_us,
    int64_t running_us);

/*
 * The story's time of a stamp in UTC that is not much older than the last
 * look; it may be from before UTC was set.  Never later than that look.
 */
int64_t story_clock_from_utc(const struct story_clock *c, int64_t utc_us);

int64_t story_clock_from_running(const struct story_clock *c,
    int64_t running_us);

/* A story's time in UTC as it is by now. */
int64_t story_clock_to_utc(const struct story_clock *c, int64_t story_us);

#endif
