/* SPDX-License-Identifier: ISC */
#include "tests/unit/unit.h"

#include <stddef.h>
#include <string.h>

#include "core/io/belt.h"

#define BATCH 256 /* bytes: a handful of items */
#define BATCHES 4
#define MOST_BODY 57

struct item {
	unsigned number;
	unsigned len;
	uint8_t body[MOST_BODY];
};

/* Of many lengths, the least and the most among them. */
static unsigned
len_of(unsigned number)
{
	return number % (MOST_BODY + 1);
}

/* True: its batch is full. */
static bool
put(struct belt *b, unsigned number)
{
	struct item *to = belt_room(b);

	to->number = number;
	to->len = len_of(number);
	memset(to->body, (int)(number % 251), to->len);
	return belt_put(b, offsetof(struct item, body) + to->len);
}

/* All items of the oldest batch, from that number on; returns the next. */
static unsigned
take_batch(struct belt *b, unsigned number)
{
	const struct item *it;
	unsigned i;

	while ((it = belt_take(b)) != NULL) {
		assert_int_equal((uintptr_t)it % sizeof(int64_t), 0);
		assert_int_equal(it->number, number);
		assert_int_equal(it->len, len_of(number));
		for (i = 0; i < it->len; i++)
			assert_int_equal(it->body[i], number % 251);
		number++;
	}
	belt_give_back(b);
	return number;
}

/* Fills batches until so many wait; returns the next number. */
static unsigned
fill(struct belt *b, unsigned number, size_t batches)
{
	while (belt_full(b) < batches)
		if (put(b, number++))
			belt_hand_over(b);
	return number;
}

/* Round and round, with every number of batches on it. */
static void
items_come_out_as_they_went_in(void **state)
{
	struct belt *b = belt_new(sizeof(struct item), BATCH, BATCHES);
	unsigned in = 0, out = 0, round;

	(void)state;
	assert_non_null(b);
	for (round = 0; round < 200; round++) {
		const size_t batches = 1 + round % BATCHES;

		in = fill(b, in, batches);
		assert_int_equal(belt_full(b), batches);
		assert_int_equal(belt_empty(b), BATCHES - batches);
		while (belt_full(b) > round % 2)
			out = take_batch(b, out);
	}
	while (belt_full(b) > 0)
		out = take_batch(b, out);
	assert_int_equal(out, in);
	assert_true(in > 200 * BATCH / sizeof(struct item));
	belt_free(b);
}

/* A batch that is not full, and none where nothing was put. */
static void
what_was_begun_goes_over(void **state)
{
	struct belt *b = belt_new(sizeof(struct item), BATCH, BATCHES);

	(void)state;
	assert_non_null(b);
	belt_hand_over(b);
	assert_int_equal(belt_full(b), 0);
	assert_false(put(b, 0));
	assert_int_equal(belt_full(b), 0);
	belt_hand_over(b);
	assert_int_equal(belt_full(b), 1);
	assert_int_equal(take_batch(b, 0), 1);
	assert_int_equal(belt_full(b), 0);
	belt_free(b);
	belt_free(NULL);
}

/* The largest item always has room where the batch was not called full. */
static void
a_batch_holds_what_it_says(void **state)
{
	struct belt *b = belt_new(sizeof(struct item), BATCH, 2);
	const unsigned largest = MOST_BODY;
	unsigned n = 1;

	(void)state;
	assert_non_null(b);
	while (!put(b, largest))
		n++;
	assert_true(n >= BATCH / 96 && n <= BATCH / sizeof(struct item));
	belt_hand_over(b);
	while (belt_take(b) != NULL)
		n--;
	assert_int_equal(n, 0);
	belt_free(b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(items_come_out_as_they_went_in),
	    cmocka_unit_test(what_was_begun_goes_over),
	    cmocka_unit_test(a_batch_holds_what_it_says),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
