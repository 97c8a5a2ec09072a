/* SPDX-License-Identifier: ISC */
#include "core/boot/story_clock.h"

/* Both clocks are not read at quite the same time. */
#define STEP_US INT64_C(100000)

/* So late a stamp may come. */
#define LATE_US (60 * INT64_C(1000000))

static int64_t
distance(int64_t a, int64_t b)
{
	return a > b ? a - b : b - a;
}

void
story_clock_init(struct story_clock *c, int64_t utc_us, int64_t running_us)
{
	c->base_us = utc_us - running_us;
	c->now_us = c->set_us = utc_us;
	c->ahead_us = c->was_ahead_us = 0;
}

int64_t
story_clock_look(struct story_clock *c, int64_t utc_us, int64_t running_us)
{
	const int64_t now_us = story_clock_from_running(c, running_us);
	const int64_t by_us = utc_us - now_us - c->ahead_us;

	c->now_us = now_us;
	if (distance(by_us, 0) < STEP_US)
		return 0;
	c->was_ahead_us = c->ahead_us;
	c->ahead_us += by_us;
	c->set_us = now_us;
	return by_us;
}

int64_t
story_clock_from_utc(const struct story_clock *c, int64_t utc_us)
{
	const int64_t was_us = utc_us - c->was_ahead_us;
	int64_t us = utc_us - c->ahead_us;

	/* Of two clocks it is from the one that makes it the younger. */
	if (c->now_us - c->set_us < LATE_US &&
	    distance(was_us, c->now_us) < distance(us, c->now_us))
		us = was_us;
	return us < c->now_us ? us : c->now_us;
}

int64_t
story_clock_from_running(const struct story_clock *c, int64_t running_us)
{
	return c->base_us + running_us;
}

int64_t
story_clock_to_utc(const struct story_clock *c, int64_t story_us)
{
	return story_us + c->ahead_us;
}
