/* SPDX-License-Identifier: ISC */
#include "tests/unit/unit.h"

#include <string.h>

#include "core/boot/frame_merge.h"

#define RINGS 3
#define MOST 64

/* Frames are in their rings from their times on; each look takes 1 us. */
static struct {
	int64_t now_us, ahead_us; /* the clock is wrong by that */
	unsigned asked;
	size_t count[RINGS], next[RINGS];
	int64_t time_us[RINGS][MOST];
} wire;
static struct frame_merge merge;

static int
ring_next(void *arg, size_t ring, struct observe_frame *ret)
{
	const size_t n = wire.next[ring];

	(void)arg;
	wire.asked++;
	wire.now_us++;
	if (n == wire.count[ring] || wire.time_us[ring][n] >= wire.now_us)
		return 0;
	memset(ret, 0, sizeof(*ret));
	ret->time_us = wire.time_us[ring][wire.next[ring]++];
	ret->number = ring;
	return 1;
}

static int64_t
wire_now(void *arg)
{
	(void)arg;
	return wire.now_us + wire.ahead_us;
}

static int
setup(void **state)
{
	(void)state;
	memset(&wire, 0, sizeof(wire));
	memset(&merge, 0, sizeof(merge));
	wire.now_us = 1000;
	merge.rings = (struct frame_rings){NULL, ring_next, wire_now};
	merge.count = RINGS;
	return 0;
}

static void
put(size_t ring, int64_t time_us)
{
	wire.time_us[ring][wire.count[ring]++] = time_us;
}

static void
comes(int ring, int64_t time_us)
{
	struct observe_frame f;

	if (ring < 0) {
		assert_false(frame_merge_next(&merge, &f));
		assert_false(frame_merge_waits(&merge));
		return;
	}
	assert_true(frame_merge_next(&merge, &f));
	assert_int_equal(f.time_us, time_us);
	assert_int_equal(f.number, ring);
}

/* A bridge, which has it after its port, and sends it before. */
static void
the_oldest_of_all_rings_is_first(void **state)
{
	(void)state;
	put(0, 11), put(2, 10); /* asked */
	put(0, 20), put(2, 21); /* answered */
	put(1, 20);
	comes(2, 10);
	assert_true(frame_merge_waits(&merge));
	comes(0, 11);
	comes(0, 20);
	comes(1, 20);
	comes(2, 21);
	comes(-1, 0);
}

/* The bridge was empty; then both came before its port was looked at. */
static void
what_was_empty_is_asked_again(void **state)
{
	(void)state;
	put(0, 1001), put(1, 1001), put(2, 1000);
	put(2, 1002);
	comes(2, 1000);
	comes(0, 1001);
	comes(1, 1001);
	comes(2, 1002);
	comes(-1, 0);
	/* All of it again, after a rest. */
	wire.now_us = 5000;
	put(1, 4001), put(0, 4000);
	comes(0, 4000);
	comes(1, 4001);
	comes(-1, 0);
}

/* Where one is busy, the others cost no look for each of its frames. */
static void
an_empty_ring_is_asked_once_in_a_while(void **state)
{
	int64_t i;

	(void)state;
	for (i = 0; i < MOST; i++)
		put(1, i);
	for (i = 0; i < MOST; i++)
		comes(1, i);
	comes(-1, 0);
	assert_in_range(wire.asked, MOST, MOST + 6);
	/* At rest each is asked once. */
	wire.asked = 0;
	comes(-1, 0);
	assert_int_equal(wire.asked, RINGS);
}

static void
a_clock_that_was_set_back_holds_nothing_up(void **state)
{
	(void)state;
	wire.ahead_us = -900;
	put(0, 500), put(1, 400), put(0, 600), put(2, 550);
	comes(1, 400);
	comes(0, 500);
	comes(2, 550);
	comes(0, 600);
	comes(-1, 0);
}

static void
what_is_closed_shows_nothing(void **state)
{
	(void)state;
	put(0, 1), put(1, 2), put(0, 3);
	comes(0, 1);
	frame_merge_forget(&merge, 1);
	comes(0, 3);
	comes(-1, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup(the_oldest_of_all_rings_is_first, setup),
	    cmocka_unit_test_setup(what_was_empty_is_asked_again, setup),
	    cmocka_unit_test_setup(an_empty_ring_is_asked_once_in_a_while,
		setup),
	    cmocka_unit_test_setup(a_clock_that_was_set_back_holds_nothing_up,
		setup),
	    cmocka_unit_test_setup(what_is_closed_shows_nothing, setup),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
