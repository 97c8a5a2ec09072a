/* SPDX-License-Identifier: ISC */
#include "tests/unit/unit.h"

#include <stddef.h>
#include <string.h>
#include <time.h>

#include "core/io/belt.h"
#include "core/io/thread.h"

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

static size_t
size_of(unsigned number)
{
	return offsetof(struct item, body) + len_of(number);
}

struct putter {
	struct belt *b;
	unsigned items, pause_every; /* 0: never */
};

static void
pause_a_moment(void)
{
	const struct timespec t = {0, 200000};

	(void)nanosleep(&t, NULL);
}

static void *
put_all(void *arg)
{
	const struct putter *p = arg;
	unsigned i;

	for (i = 0; i < p->items; i++) {
		struct item *to = belt_room(p->b);

		to->number = i;
		to->len = len_of(i);
		memset(to->body, (int)(i % 251), to->len);
		belt_put(p->b, size_of(i));
		if (p->pause_every != 0 && i % p->pause_every == 0)
			pause_a_moment();
	}
	belt_end(p->b);
	return NULL;
}

/* Takes everything and checks it; returns how many there were. */
static unsigned
take_all(struct belt *b, unsigned pause_every)
{
	const struct item *it;
	unsigned n = 0, i;

	while ((it = belt_take(b)) != NULL) {
		assert_int_equal((uintptr_t)it % sizeof(int64_t), 0);
		assert_int_equal(it->number, n);
		assert_int_equal(it->len, len_of(n));
		for (i = 0; i < it->len; i++)
			assert_int_equal(it->body[i], n % 251);
		if (pause_every != 0 && n % pause_every == 0)
			pause_a_moment();
		n++;
	}
	return n;
}

static void
goes_over(unsigned items, unsigned putter_pauses, unsigned taker_pauses)
{
	struct putter p = {belt_new(sizeof(struct item), BATCH, BATCHES), items,
	    putter_pauses};
	pthread_t thread;

	assert_non_null(p.b);
	assert_true(thread_begin(&thread, put_all, &p));
	assert_int_equal(take_all(p.b, taker_pauses), items);
	/* And that stays so. */
	assert_null(belt_take(p.b));
	(void)pthread_join(thread, NULL);
	belt_free(p.b);
}

/* None, less than a batch, whole ones, the belt full, and one more. */
static void
all_goes_over_in_its_order(void **state)
{
	unsigned n;

	(void)state;
	for (n = 0; n <= BATCH * BATCHES / sizeof(struct item) + 40; n++)
		goes_over(n, 0, 0);
	goes_over(100000, 0, 0);
}

static void
each_side_waits_for_the_other(void **state)
{
	(void)state;
	goes_over(2000, 7, 0);
	goes_over(2000, 0, 7);
	goes_over(2000, 11, 13);
}

/* What lies on it at the end is taken after the end. */
static void
the_end_waits_for_what_was_put(void **state)
{
	struct putter p = {belt_new(sizeof(struct item), BATCH, BATCHES), 8, 0};

	(void)state;
	assert_non_null(p.b);
	(void)put_all(&p);
	assert_int_equal(take_all(p.b, 0), 8);
	belt_free(p.b);
	belt_free(NULL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(all_goes_over_in_its_order),
	    cmocka_unit_test(each_side_waits_for_the_other),
	    cmocka_unit_test(the_end_waits_for_what_was_put),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
