/* SPDX-License-Identifier: ISC */
#include "tests/unit/unit.h"

#include <stdatomic.h>
#include <string.h>
#include <time.h>

#include "core/io/crew.h"

/* Three parts: numbers are made, each is passed on `times`, and checked. */
enum { MAKING, PASSING, CHECKING, PARTS };

struct work {
	struct crew *crew;
	unsigned items, times;
	unsigned pause_every[PARTS]; /* 0: never */
	unsigned at_end; /* more, put by the end of PASSING */
	/* What became of it. */
	unsigned made, passed, checked;
	unsigned ends[PARTS];
	atomic_int at[PARTS]; /* hands */
	atomic_int wrong; /* as no thread but the test's may assert */
	size_t size; /* of an item */
};

struct item {
	unsigned number;
	unsigned char body[3000];
};

static void
expect(struct work *w, bool holds)
{
	if (!holds)
		(void)atomic_fetch_add(&w->wrong, 1);
}

static void
begin(struct work *w, int part, unsigned n)
{
	const struct timespec t = {0, 200000};
	const unsigned every = w->pause_every[part];

	expect(w, atomic_fetch_add(&w->at[part], 1) == 0);
	if (every != 0 && n % every == 0)
		(void)nanosleep(&t, NULL);
}

static void
leave(struct work *w, int part)
{
	(void)atomic_fetch_sub(&w->at[part], 1);
}

static void
put(struct work *w, int part, unsigned number)
{
	struct item *to = crew_room(w->crew, (size_t)part);

	to->number = number;
	memset(to->body, (int)(number % 251), w->size);
	crew_put(w->crew, (size_t)part, offsetof(struct item, body) + w->size);
}

static bool
make(void *arg)
{
	struct work *w = arg;

	begin(w, MAKING, w->made);
	if (w->made < w->items)
		put(w, MAKING, w->made++);
	else
		w->made++;
	leave(w, MAKING);
	return w->made <= w->items;
}

static void
pass(void *arg, void *item)
{
	struct work *w = arg;
	const struct item *it = item;
	unsigned i;

	begin(w, PASSING, w->passed);
	expect(w, it->number == w->passed);
	for (i = 0; i < w->times; i++)
		put(w, PASSING, w->passed * w->times + i);
	w->passed++;
	leave(w, PASSING);
}

static void
check(void *arg, void *item)
{
	struct work *w = arg;
	const struct item *it = item;

	begin(w, CHECKING, w->checked);
	expect(w, it->number == w->checked);
	expect(w, it->body[w->size - 1] == w->checked % 251);
	w->checked++;
	leave(w, CHECKING);
}

static void
end_making(void *arg)
{
	struct work *w = arg;

	w->ends[MAKING]++;
}

static void
end_passing(void *arg)
{
	struct work *w = arg;
	unsigned i;

	for (i = 0; i < w->at_end; i++)
		put(w, PASSING, w->passed * w->times + i);
	w->ends[PASSING]++;
}

static void
end_checking(void *arg)
{
	struct work *w = arg;

	w->ends[CHECKING]++;
}

static const struct crew_part parts[] = {
    [MAKING] = {.make = make, .end = end_making},
    [PASSING] = {.take = pass, .end = end_passing, .most = sizeof(struct item)},
    [CHECKING] = {.take = check,
	.end = end_checking,
	.most = sizeof(struct item)},
};

static void
run_with(struct work w, size_t hands)
{
	unsigned i;

	w.crew = crew_new(parts, PARTS, &w);
	assert_non_null(w.crew);
	crew_run(w.crew, hands);
	crew_free(w.crew);
	assert_int_equal(w.wrong, 0);
	assert_int_equal(w.made, w.items + 1);
	assert_int_equal(w.passed, w.items);
	assert_int_equal(w.checked, w.items * w.times + w.at_end);
	for (i = 0; i < PARTS; i++)
		assert_int_equal(w.ends[i], 1);
}

/* The test's thread alone, up to one for every part. */
static void
run(struct work w)
{
	size_t hands;

	for (hands = 1; hands <= PARTS; hands++)
		run_with(w, hands);
}

/* None, less than a batch, whole belts. */
static void
all_goes_through_in_its_order(void **state)
{
	unsigned n;

	(void)state;
	for (n = 0; n < 40; n++)
		run((struct work){.items = n, .times = 1, .size = 2000});
	run((struct work){.items = 3000, .times = 1, .size = 2000});
	run((struct work){.items = 200000, .times = 1, .size = 8});
	run((struct work){.items = 3000, .times = 0, .size = 2000});
}

static void
parts_of_every_pace_wait_for_each_other(void **state)
{
	(void)state;
	run((struct work){.items = 2000,
	    .times = 1,
	    .size = 1000,
	    .pause_every = {7, 0, 0}});
	run((struct work){.items = 2000,
	    .times = 1,
	    .size = 1000,
	    .pause_every = {0, 7, 0}});
	run((struct work){.items = 2000,
	    .times = 1,
	    .size = 1000,
	    .pause_every = {0, 0, 7}});
	run((struct work){.items = 2000,
	    .times = 1,
	    .size = 1000,
	    .pause_every = {13, 11, 12}});
}

/* More of one item, and at the end, than the belt holds: 64 of 16 KB. */
static void
what_overflows_a_belt_is_worked_off(void **state)
{
	(void)state;
	run((struct work){.items = 3, .times = 2000, .size = 3000});
	run((struct work){.items = 3,
	    .times = 2000,
	    .size = 3000,
	    .pause_every = {0, 0, 100}});
	run((struct work){.items = 700,
	    .times = 1,
	    .at_end = 3000,
	    .size = 3000});
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(all_goes_through_in_its_order),
	    cmocka_unit_test(parts_of_every_pace_wait_for_each_other),
	    cmocka_unit_test(what_overflows_a_belt_is_worked_off),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
