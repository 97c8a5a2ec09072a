/* SPDX-License-Identifier: ISC */
#include "tests/unit/unit.h"

#include <poll.h>
#include <pthread.h>
#include <string.h>

#include "core/io/queue.h"

#define PUTTERS 3
#define PUTS 20000

struct item {
	unsigned putter, number;
};

static bool
readable(const struct queue *q)
{
	struct pollfd p = {.fd = queue_fd(q), .events = POLLIN};

	return poll(&p, 1, 0) == 1;
}

static void
a_full_queue_refuses_and_counts(void **state)
{
	struct queue *q = queue_new(sizeof(int), 2);
	int v = 1, got[4];

	(void)state;
	assert_non_null(q);
	assert_false(readable(q));
	assert_true(queue_put(q, &v));
	assert_true(readable(q));
	v = 2;
	assert_true(queue_put(q, &v));
	v = 3;
	assert_false(queue_put(q, &v));
	assert_int_equal(queue_refused(q), 1);
	assert_int_equal(queue_take(q, got, 1), 1);
	assert_int_equal(got[0], 1);
	assert_true(readable(q));
	v = 4;
	assert_true(queue_put(q, &v));
	assert_int_equal(queue_take(q, got, 4), 2);
	assert_int_equal(got[0], 2);
	assert_int_equal(got[1], 4);
	assert_false(readable(q));
	assert_int_equal(queue_take(q, got, 4), 0);
	queue_free(q);
	queue_free(NULL);
}

struct putter {
	pthread_t thread;
	struct queue *q;
	unsigned id;
};

static void *
put_all(void *arg)
{
	struct putter *p = arg;

	for (unsigned n = 0; n < PUTS; n++) {
		struct item i = {p->id, n};

		/* Full: the taker is on its way. */
		while (!queue_put(p->q, &i))
			(void)poll(NULL, 0, 1);
	}
	return NULL;
}

/* Nothing is lost, each putter's items stay in order, no wake-up is missed. */
static void
threads_share_a_queue(void **state)
{
	struct queue *q = queue_new(sizeof(struct item), 64);
	struct putter p[PUTTERS];
	unsigned next[PUTTERS] = {0}, total = 0;

	(void)state;
	assert_non_null(q);
	for (unsigned n = 0; n < PUTTERS; n++) {
		p[n].q = q;
		p[n].id = n;
		assert_int_equal(pthread_create(&p[n].thread, NULL, put_all,
				     &p[n]),
		    0);
	}
	while (total < PUTTERS * PUTS) {
		struct pollfd fd = {.fd = queue_fd(q), .events = POLLIN};
		struct item got[16];
		size_t n;

		assert_int_equal(poll(&fd, 1, 10000), 1);
		n = queue_take(q, got, 16);
		total += (unsigned)n;
		for (size_t i = 0; i < n; i++) {
			assert_int_equal(got[i].number, next[got[i].putter]);
			next[got[i].putter]++;
		}
	}
	for (unsigned n = 0; n < PUTTERS; n++) {
		assert_int_equal(pthread_join(p[n].thread, NULL), 0);
		assert_int_equal(next[n], PUTS);
	}
	assert_false(readable(q));
	queue_free(q);
}

struct wide {
	unsigned char bytes[1000]; /* the last line is a short one */
};

/* Bytes at every place, in turns more and less of them; the rest is zero. */
static struct wide
wide_number(unsigned n)
{
	struct wide w = {{0}};
	size_t i;

	for (i = 0; i < n % 17; i++)
		w.bytes[(n * 31 + i * 63) % sizeof(w.bytes)] =
		    (unsigned char)(n + i);
	w.bytes[sizeof(w.bytes) - 1] = (unsigned char)n;
	return w;
}

/* Whatever their zeros, items come out as they went in, round and round. */
static void
zeros_take_no_room(void **state)
{
	struct queue *q = queue_new_within(sizeof(struct wide), 1000, 16000);
	struct wide zero = {{0}}, got[8];
	unsigned put = 0, taken = 0, refused = 0;
	size_t n, i;

	(void)state;
	assert_non_null(q);
	while (taken < 20000) {
		struct wide w = wide_number(put);

		if (queue_put(q, &w)) {
			put++;
			continue;
		}
		assert_int_equal(queue_refused(q), ++refused);
		/* More than as they stand would find room. */
		assert_true(put - taken > 16);
		n = queue_take(q, got, 1 + put % 8);
		for (i = 0; i < n; i++) {
			w = wide_number(taken++);
			assert_memory_equal(&got[i], &w, sizeof(w));
		}
	}
	while ((n = queue_take(q, got, 8)) > 0)
		taken += (unsigned)n;
	assert_int_equal(taken, put);
	for (n = 0; queue_put(q, &zero); n++)
		continue;
	assert_true(n > 300);
	queue_free(q);
}

/* What stands behind the first bytes is not the item's: it takes no room. */
static void
only_the_first_bytes_go(void **state)
{
	struct queue *q = queue_new_within(sizeof(struct wide), 1000, 16000);
	struct wide w, want, got;
	unsigned n;
	size_t size;

	(void)state;
	assert_non_null(q);
	for (size = 0; size <= sizeof(w); size++) {
		memset(&w, 0xa5, sizeof(w));
		memset(&want, 0, sizeof(want));
		memset(&want, 0xa5, size);
		assert_true(queue_put_first(q, &w, size));
		assert_int_equal(queue_take(q, &got, 1), 1);
		assert_memory_equal(&got, &want, sizeof(got));
	}
	for (n = 0; queue_put_first(q, &w, 100); n++)
		continue;
	assert_true(n > 100);
	queue_free(q);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_full_queue_refuses_and_counts),
	    cmocka_unit_test(threads_share_a_queue),
	    cmocka_unit_test(zeros_take_no_room),
	    cmocka_unit_test(only_the_first_bytes_go),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
