/* SPDX-License-Identifier: ISC */
#include "tests/unit/unit.h"

#include <string.h>

#include "core/boot/capture_clock.h"
#include "core/boot/frame_order.h"

#define MS INT64_C(1000)

struct play {
	const char *name;
	int64_t came_ms[8]; /* ends at END */
	unsigned leave[8]; /* in this order, by their places above */
};

#define END INT64_MIN

/* clang-format off */
static const struct play plays[] = {
	{"in order", {1, 2, 3, END}, {0, 1, 2}},
	{"neighbours changed", {2, 1, 4, 3, END}, {1, 0, 3, 2}},
	{"two places late", {3, 2, 1, 4, END}, {2, 1, 0, 3}},
	{"one time", {5, 5, 5, 5, END}, {0, 1, 2, 3}},
	{"one time, after a later", {6, 5, 5, END}, {1, 2, 0}},
	{"late by all that is late", {101, 1, 102, END}, {1, 0, 2}},
	{"set back", {1000, 1001, 5, 6, END}, {0, 1, 2, 3}},
	{"set back, then late", {1000, 5, 4, 6, END}, {0, 2, 1, 3}},
	{"set back twice", {900, 500, 1, 2, END}, {0, 1, 2, 3}},
	{"forward, then late", {1, 3600001, 3600000, END}, {0, 2, 1}},
	{"set forward and back", {1, 3600001, 2, 1, END}, {0, 1, 3, 2}},
	{"before all time", {-1, -2, 0, END}, {1, 0, 2}},
};
/* clang-format on */

static void
frames_leave_by_time(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(plays) / sizeof(plays[0]); i++) {
		const struct play *p = &plays[i];
		unsigned place[FRAME_ORDER_MOST], came = 0, left = 0;
		struct frame_order o;
		int slot;

		print_message("%s\n", p->name);
		frame_order_init(&o);
		for (;;) {
			const bool end = p->came_ms[came] == END;

			slot = frame_order_take(&o, end);
			if (slot >= 0)
				assert_int_equal(place[slot], p->leave[left++]);
			else if (end)
				break;
			else {
				slot = (int)frame_order_put(&o,
				    p->came_ms[came] * MS);
				place[slot] = came++;
			}
		}
		assert_int_equal(left, came);
	}
}

/* A frame leaves as soon as none that is late can come before it. */
static void
it_holds_no_more_than_its_window(void **state)
{
	struct frame_order o;
	unsigned i;
	int slot;

	(void)state;
	frame_order_init(&o);
	slot = (int)frame_order_put(&o, 0);
	assert_int_equal(frame_order_take(&o, false), -1);
	(void)frame_order_put(&o, FRAME_ORDER_US);
	assert_int_equal(frame_order_take(&o, false), -1);
	(void)frame_order_put(&o, FRAME_ORDER_US + 1);
	assert_int_equal(frame_order_take(&o, false), slot);
	assert_int_equal(frame_order_take(&o, false), -1);

	frame_order_init(&o);
	for (i = 0; i < FRAME_ORDER_MOST; i++) {
		assert_int_equal(frame_order_take(&o, false), -1);
		slot = (int)frame_order_put(&o, -(int64_t)i);
	}
	assert_int_equal(frame_order_take(&o, false), slot);
	assert_int_equal(frame_order_take(&o, false), -1);
}

/* Whatever comes: each frame leaves once, and no slot has two of them. */
static void
none_is_lost_or_doubled(void **state)
{
	bool used[FRAME_ORDER_MOST] = {false};
	unsigned put = 0, taken = 0, seed = 1;
	struct frame_order o;
	int slot;

	(void)state;
	frame_order_init(&o);
	while (taken < 100000) {
		slot = frame_order_take(&o, put == 100000);
		if (slot >= 0) {
			assert_true(used[slot]);
			used[slot] = false;
			taken++;
			continue;
		}
		assert_true(put < 100000);
		seed = seed * 1103515245u + 12345u;
		slot = (int)frame_order_put(&o,
		    (int64_t)put * 2000 + (seed >> 16) % 150000);
		assert_false(used[slot]);
		used[slot] = true;
		put++;
	}
	assert_int_equal(frame_order_take(&o, true), -1);
}

#define S INT64_C(1000000)

/* A frame that goes on with something, or says nothing; true: time passed. */
static bool
moves(struct capture_clock *c, int64_t at_us, bool busy, int64_t *ret_from_us)
{
	static const uint8_t data[64];
	const struct observe_frame f = {.data = data,
	    .len = sizeof(data),
	    .wire_len = sizeof(data),
	    .link = FRAME_ETHERNET,
	    .number = 1,
	    .time_us = at_us};

	return capture_clock_move(c, &f, busy, ret_from_us);
}

static void
a_silence_lasts_from_the_last_tick_on(void **state)
{
	struct capture_clock c = {0};
	int64_t from_us = 0;

	(void)state;
	assert_false(moves(&c, 1000 * S, false, &from_us));
	assert_false(moves(&c, 1000 * S + 1, false, &from_us));
	assert_true(moves(&c, 1010 * S, true, &from_us));
	assert_int_equal(from_us, 1000 * S);
	assert_true(moves(&c, 90000 * S, false, &from_us));
	assert_int_equal(from_us, 1010 * S);
	/* While something was under way it may be a clock that was set. */
	assert_false(moves(&c, 190000 * S, true, &from_us));
	assert_true(moves(&c, 190001 * S, true, &from_us));
	assert_int_equal(from_us, 190000 * S);
}

/* Each second at first; in a year no more often than in a quarter of an hour.
 */
static void
a_silence_costs_no_more_the_longer_it_is(void **state)
{
	const int64_t year_us = 365 * 86400 * S;
	int64_t at_us = 0;
	unsigned ticks = 0;

	(void)state;
	for (; at_us < year_us; ticks++) {
		const int64_t next = capture_clock_next(0, at_us, year_us);

		assert_true(next > at_us);
		if (at_us < 62 * S)
			assert_int_equal(next, at_us + S);
		at_us = next;
	}
	assert_int_equal(at_us, year_us);
	assert_true(ticks < 160);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_silence_costs_no_more_the_longer_it_is),
	    cmocka_unit_test(a_silence_lasts_from_the_last_tick_on),
	    cmocka_unit_test(frames_leave_by_time),
	    cmocka_unit_test(it_holds_no_more_than_its_window),
	    cmocka_unit_test(none_is_lost_or_doubled),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
