/* SPDX-License-Identifier: ISC */
#include "tests/unit/unit.h"

#include <string.h>

#include "core/base/hash.h"
#include "core/boot/frame_copy.h"
#include "core/boot/frame_double.h"

#define T0 INT64_C(1800000000000000)

static struct frame_copies copies;

static int
setup(void **state)
{
	(void)state;
	memset(&copies, 0, sizeof(copies));
	return 0;
}

/* Of a client at .1 to a server at .2, by BOOTP's ports. */
static bool
take(const void *data, size_t len, int64_t us)
{
	const struct frame f = {.kind = FRAME_UDP,
	    .src = 0xc0000201,
	    .dst = 0xc0000202,
	    .src_port = 68,
	    .dst_port = 67,
	    .data = data,
	    .len = len};

	return frame_copies_take(&copies, &f, T0 + us);
}

static void
the_same_within_a_moment_is_a_copy(void **state)
{
	(void)state;
	assert_false(take("hello", 5, 0));
	assert_true(take("hello", 5, 1));
	assert_true(take("hello", 5, FRAME_COPY_US - 1));
	assert_false(take("hello", 5, FRAME_COPY_US));
	/* A clock that was set back. */
	assert_false(take("hello", 5, -FRAME_COPY_US));
	assert_false(take("hallo", 5, FRAME_COPY_US));
	assert_false(take("hell", 4, FRAME_COPY_US));
}

/* Of two cards on one wire the later one may be read first. */
static void
the_older_one_may_come_second(void **state)
{
	(void)state;
	assert_false(take("hello", 5, 300));
	assert_true(take("hello", 5, 0));
	assert_int_equal(copies.after_us, 300);
	assert_true(take("hello", 5, 301 - FRAME_COPY_US));
	assert_false(take("hello", 5, 300 - FRAME_COPY_US));
}

static void
other_ends_are_another_message(void **state)
{
	struct frame f = {.src = 1, .dst = 2, .src_port = 68, .dst_port = 67};

	(void)state;
	f.data = (const uint8_t *)"hello";
	f.len = 5;
	assert_false(frame_copies_take(&copies, &f, T0));
	f.dst = 3;
	assert_false(frame_copies_take(&copies, &f, T0));
	f.src_port = 69;
	assert_false(frame_copies_take(&copies, &f, T0));
	f.src = 4;
	assert_false(frame_copies_take(&copies, &f, T0));
	assert_true(frame_copies_take(&copies, &f, T0));
}

static void
only_the_latest_are_remembered(void **state)
{
	static const uint8_t long_one[FRAME_COPY_BYTES + 1];
	uint8_t i;

	(void)state;
	for (i = 0; i <= FRAME_COPIES; i++)
		assert_false(take(&i, 1, i));
	i = 1;
	assert_true(take(&i, 1, 20));
	i = 0;
	assert_false(take(&i, 1, 20));
	assert_false(take(long_one, FRAME_COPY_BYTES, 20));
	assert_true(take(long_one, FRAME_COPY_BYTES, 20));
	/* Too long, and nothing at all: told as often as it comes. */
	for (i = 0; i < 2; i++) {
		assert_false(take(long_one, sizeof(long_one), 20));
		assert_false(take(long_one, 0, 20));
	}
}

/* As somebody would who wants a message of his to be left out. */
static void
one_hash_does_not_make_a_copy(void **state)
{
	uint64_t words[16] = {1, 2, 3, 4}, other[16];
	uint64_t lane;

	(void)state;
	memcpy(other, words, sizeof(other));
	/* The words 2, 6 and 10 are hashed one into the other. */
	lane = hash_mix(0, words[2]);
	other[6] = 99;
	other[10] = words[10] ^ hash_mix(lane, words[6]) ^
	    hash_mix(lane, other[6]);
	assert_true(hash_bytes(7, words, sizeof(words)) ==
	    hash_bytes(7, other, sizeof(other)));
	assert_false(take(words, sizeof(words), 0));
	assert_false(take(other, sizeof(other), 1));
	assert_true(take(words, sizeof(words), 2));
	assert_true(take(other, sizeof(other), 3));
}

static struct frame_doubles doubles;

/* A block of a transfer, in a datagram of that number. */
static bool
doubled(uint32_t block, uint16_t ip_id, int64_t us)
{
	struct frame f = {.kind = FRAME_UDP,
	    .src = 0xc0000202,
	    .dst = 0xc0000201,
	    .src_port = 30000,
	    .dst_port = 2070,
	    .ip_id = ip_id};

	f.data = (const uint8_t *)&block;
	f.len = f.wire_len = sizeof(block);
	return frame_doubles_take(&doubles, &f, T0 + us);
}

/* Nothing is a copy until something was shown twice, in that while. */
static void
two_taps_show_each_frame_twice(void **state)
{
	uint32_t i;

	(void)state;
	memset(&doubles, 0, sizeof(doubles));
	assert_false(doubled(1, 7, 0));
	assert_false(doubled(1, 7, 20));
	/* That is a mirrored port. */
	assert_false(frame_doubles_learn(&doubles, 20, T0));
	assert_false(doubled(1, 7, 30));
	assert_true(frame_doubles_learn(&doubles, 4000, T0));
	for (i = 2; i < 1000; i++)
		assert_false(doubled(i, (uint16_t)i, i));
	for (i = 2; i < 1000; i++)
		assert_true(doubled(i, (uint16_t)i, 5000 + i));
	/* Read in another order than they came in. */
	assert_false(doubled(2000, 2000, 6000));
	assert_true(doubled(2000, 2000, 5999));
	/* Sent again: by its number, or by its time. */
	assert_false(doubled(3, 3000, 5100));
	assert_false(doubled(4, 4, 4 + 9001));
}

static void
what_is_shown_once_is_no_part_of_two_taps(void **state)
{
	const int64_t minute = 60000000;
	uint32_t i;

	(void)state;
	memset(&doubles, 0, sizeof(doubles));
	assert_true(frame_doubles_learn(&doubles, 4000, T0));
	/* A wait at a menu is none. */
	assert_false(doubled(1, 1, minute));
	assert_true(doubled(1, 1, minute + 4000));
	for (i = 0; i < 1002; i++)
		assert_false(doubled(i, 9, 2 * minute + i));
	assert_false(doubled(2000, 9, 2 * minute + 1100));
	assert_false(doubled(2000, 9, 2 * minute + 1200));
	assert_true(frame_doubles_learn(&doubles, 4000, T0 + 3 * minute));
	/* A clock that was set back. */
	assert_false(doubled(1, 1, 0));
	assert_int_equal(doubles.within_us, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup(the_same_within_a_moment_is_a_copy, setup),
	    cmocka_unit_test_setup(the_older_one_may_come_second, setup),
	    cmocka_unit_test_setup(other_ends_are_another_message, setup),
	    cmocka_unit_test_setup(only_the_latest_are_remembered, setup),
	    cmocka_unit_test_setup(one_hash_does_not_make_a_copy, setup),
	    cmocka_unit_test(two_taps_show_each_frame_twice),
	    cmocka_unit_test(what_is_shown_once_is_no_part_of_two_taps),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
