/* SPDX-License-Identifier: ISC */
#include "tests/unit/unit.h"

#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/serve/serve_thread.h"

#define PATIENCE_MS 20000
#define ROUNDS_MOST 20

/* What the thread did, as letters in their order: it writes, we read. */
struct owner {
	struct serve_thread *thread;
	int said[2]; /* a pipe */
	int disk[2]; /* what it waits for, where it hangs */
	bool hangs;
	int64_t told_us; /* of its last round */
};

/* Books are passed on, not looked into. */
static char book_memory[3];

static struct book *
book_number(size_t n)
{
	return (struct book *)(void *)&book_memory[n];
}

static struct owner o;

static void
say(char letter)
{
	assert_int_equal(write(o.said[1], &letter, 1), 1);
}

static void
begin(void *arg)
{
	(void)arg;
	assert_null(serve_thread_book(o.thread));
	say('b');
}

static void
take_ifaces(void *arg, const struct iface *rows, size_t count)
{
	(void)arg;
	say(iface_find(rows, count, "lo") != NULL ? 'i' : '?');
}

static void
take_book(void *arg, struct book *book)
{
	char byte;

	(void)arg;
	assert_ptr_equal(book, serve_thread_book(o.thread));
	say((char)('0' + (book == book_number(1))));
	if (o.hangs)
		assert_int_equal(read(o.disk[0], &byte, 1), 1);
}

static void
book_free(struct book *book)
{
	if (book != NULL)
		say(book == book_number(0) ? 'x' : 'y');
}

static void
take_mail(void *arg, const struct mail *mail)
{
	(void)arg;
	if (mail->ticket == 7)
		say(mail->stored ? 'm' : '?');
}

static void
round_told(void *arg, enum part part, int64_t told_us)
{
	assert_ptr_equal(arg, &o);
	assert_int_equal(part, PART_HTTP);
	assert_true(told_us >= o.told_us);
	o.told_us = told_us;
}

static void
own_round(void *arg)
{
	(void)arg;
	say('r');
}

/* Waits for this letter; others pass when `any`. */
static void
expect(char letter, bool any)
{
	struct pollfd p = {.fd = o.said[0], .events = POLLIN};
	char got = '\0';
	int most = ROUNDS_MOST;

	/* Its rounds come for ever: what does not come among some never does.
	 */
	do {
		assert_true(most-- > 0);
		assert_int_equal(poll(&p, 1, PATIENCE_MS), 1);
		assert_int_equal(read(o.said[0], &got, 1), 1);
	} while (any && got != letter);
	assert_int_equal(got, letter);
}

static void
start(bool hangs)
{
	const struct serve_thread_config config = {.part = PART_HTTP,
	    .name = "px-test",
	    .book_free = book_free,
	    .round_arg = &o,
	    .round = round_told};
	const struct serve_thread_calls calls = {.arg = &o,
	    .begin = begin,
	    .ifaces = take_ifaces,
	    .book = take_book,
	    .mail = take_mail,
	    .round = own_round};

	memset(&o, 0, sizeof(o));
	o.hangs = hangs;
	assert_int_equal(pipe(o.said), 0);
	assert_int_equal(pipe(o.disk), 0);
	assert_int_equal(serve_thread_new(&o.thread, &config, &calls), 0);
	assert_non_null(serve_thread_base(o.thread));
	assert_int_equal(serve_thread_start(o.thread), 0);
	expect('b', false);
	expect('i', false);
}

static void
end(void)
{
	serve_thread_free(o.thread);
	for (size_t i = 0; i < 2; i++) {
		assert_int_equal(close(o.said[i]), 0);
		assert_int_equal(close(o.disk[i]), 0);
	}
}

/* A book is there as long as somebody may look into it. */
static void
it_takes_what_others_put(void **state)
{
	(void)state;
	start(false);
	serve_thread_put_book(o.thread, book_number(0));
	expect('0', true);
	serve_thread_put_book(o.thread, book_number(1));
	expect('1', true);
	expect('x', true);
	mailbox_settled(serve_thread_mail(o.thread), 7, true);
	expect('m', true);
	expect('r', true);
	expect('r', true);
	assert_true(serve_thread_stop(o.thread));
	assert_true(serve_thread_stop(o.thread));
	/* Ours again, now that it has ended. */
	assert_true(o.told_us > 0);
	serve_thread_free(o.thread);
	o.thread = NULL;
	expect('y', true);
	end();
}

static void
who_hangs_is_not_waited_for_for_ever(void **state)
{
	(void)state;
	start(true);
	serve_thread_put_book(o.thread, book_number(1));
	expect('1', true);
	assert_false(serve_thread_stop(o.thread));
	/* The disk is back. */
	assert_int_equal(write(o.disk[1], "", 1), 1);
	assert_true(serve_thread_stop(o.thread));
	end();
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(it_takes_what_others_put),
	    cmocka_unit_test(who_hangs_is_not_waited_for_for_ever),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
