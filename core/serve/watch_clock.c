/* SPDX-License-Identifier: ISC */
#include "core/serve/watch_clock.h"

#include "core/io/clock.h"

#define SECOND INT64_C(1000000)

/* What is read between two others of the same time is of that time. */
#define AT_ONCE_US 1000
#define READS_MOST 8

static void
read_both(int64_t *utc_us, int64_t *running_us)
{
	int64_t before_us;
	int i = 0;

	do {
		before_us = clock_running_us();
		*utc_us = clock_utc_us();
		*running_us = clock_running_us();
	} while (*running_us - before_us > AT_ONCE_US && ++i < READS_MOST);
}

static int64_t
read_slept(void)
{
	return clock_boot_us() - clock_running_us();
}

void
watch_clock_init(struct watch_clock *c)
{
	int64_t utc_us, running_us;

	read_both(&utc_us, &running_us);
	story_clock_init(&c->story, utc_us, running_us);
	for (enum part p = 0; p < PART_SERVERS; p++)
		watch_clock_serves(c, p, running_us);
	c->slept_us = read_slept();
	c->set_us = c->rest_us = 0;
}

void
watch_clock_serves(struct watch_clock *c, enum part server, int64_t before_us)
{
	__atomic_store_n(&c->served_us[server], before_us, __ATOMIC_RELEASE);
}

struct join_told
watch_clock_served(const struct watch_clock *c)
{
	struct join_told t;

	for (size_t p = 0; p < PART_SERVERS; p++)
		t.us[p] = story_clock_from_running(&c->story,
		    __atomic_load_n(&c->served_us[p], __ATOMIC_ACQUIRE));
	return t;
}

int64_t
watch_clock_now(struct watch_clock *c)
{
	int64_t utc_us, running_us, by_us, slept_us;

	read_both(&utc_us, &running_us);
	by_us = story_clock_look(&c->story, utc_us, running_us);
	if (by_us != 0) {
		slept_us = read_slept();
		c->rest_us += slept_us - c->slept_us;
		c->set_us += by_us - (slept_us - c->slept_us);
		c->slept_us = slept_us;
	}
	return c->story.now_us;
}

int64_t
watch_clock_story(struct watch_clock *c, int64_t utc_us)
{
	const int64_t age_us = c->story.now_us - (utc_us - c->story.ahead_us);

	/* Younger than the last look, or UTC was set since. */
	if (age_us < 0 || age_us > SECOND)
		(void)watch_clock_now(c);
	return story_clock_from_utc(&c->story, utc_us);
}

void
watch_clock_tell(const struct watch_clock *c, struct event *to,
    const struct event *e)
{
	event_copy(to, e);
	to->time_us = story_clock_to_utc(&c->story, e->time_us);
	if (e->wire_us != 0)
		to->wire_us = story_clock_to_utc(&c->story, e->wire_us);
}

static void
add_span(struct text *t, int64_t us)
{
	text_add_span(t, (uint64_t)((us + SECOND / 2) / SECOND));
}

bool
watch_clock_news(struct watch_clock *c, struct text *t)
{
	const int64_t set_us = c->set_us, rest_us = c->rest_us;

	c->set_us = 0;
	if (set_us >= SECOND || set_us <= -SECOND) {
		text_add(t,
		    set_us > 0 ? "the clock was set forward by " :
				 "the clock was set back by ");
		add_span(t, set_us > 0 ? set_us : -set_us);
		return true;
	}
	c->rest_us = 0;
	if (rest_us < SECOND)
		return false;
	text_add(t, "this host slept for ");
	add_span(t, rest_us);
	return true;
}
