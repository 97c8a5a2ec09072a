/* SPDX-License-Identifier: ISC */
#include "tests/unit/unit.h"

#include "tests/unit/tftp_try.h"

/* An ACK that means nothing must not put off the retransmission either. */
static void
q03_a_repeated_ack_leaves_the_timer_alone(void **state)
{
	struct tftp_xfer x;
	uint64_t deadline;

	(void)state;
	(void)tftp_xfer_begin(&x, &plain, 5000, false, &limits, 0);
	(void)ack_at(&x, 1, 1000);
	deadline = x.deadline_us;
	expect_kind(ack_at(&x, 1, 2000), TFTP_STEP_WAIT);
	expect_kind(ack_at(&x, 0, 3000), TFTP_STEP_WAIT);
	assert_int_equal(x.deadline_us, deadline);
}

/* M17, X01: at most three DATA to a client that never answers. */
static void
m17_three_sends_to_a_silent_client(void **state)
{
	struct tftp_xfer x;

	(void)state;
	expect_data(tftp_xfer_begin(&x, &plain, 5000, false, &limits, 0), 0, 1);
	expect_kind(tftp_xfer_tick(&x, SECOND / 4 - 1), TFTP_STEP_WAIT);
	/* Once soon: it may just have been lost; then with patience. */
	expect_data(tftp_xfer_tick(&x, SECOND / 4), 0, 1);
	assert_int_equal(x.deadline_us, SECOND / 4 + 2 * SECOND);
	expect_kind(tftp_xfer_tick(&x, 2 * SECOND), TFTP_STEP_WAIT);
	expect_data(tftp_xfer_tick(&x, 3 * SECOND), 0, 1);
	expect_done(&x, tftp_xfer_tick(&x, 7 * SECOND), TFTP_NO_REPLY);
	expect_done(&x, tftp_xfer_tick(&x, 8 * SECOND), TFTP_NO_REPLY);
	assert_int_equal(x.retransmits, 2);
}

/* X01: who may get nothing twice has the whole time-out to answer. */
static void
x01_one_send_waits_its_time(void **state)
{
	const struct tftp_limits once = {.blksize_max = 1468,
	    .window_max = 64,
	    .timeout_us = SECOND,
	    .tries_unverified = 1,
	    .tries = 7};
	struct tftp_xfer x;

	(void)state;
	expect_data(tftp_xfer_begin(&x, &plain, 5000, false, &once, 0), 0, 1);
	expect_kind(tftp_xfer_tick(&x, SECOND / 4), TFTP_STEP_WAIT);
	assert_int_equal(x.deadline_us, SECOND);
	expect_done(&x, tftp_xfer_tick(&x, SECOND), TFTP_NO_REPLY);
	assert_int_equal(x.retransmits, 0);
}

/* M18: the same for the OACK. */
static void
m18_three_oacks_to_a_silent_client(void **state)
{
	const struct tftp_options o = ask(1432, 0, true, 16);
	struct tftp_xfer x;

	(void)state;
	expect_kind(tftp_xfer_begin(&x, &o, 5000, false, &limits, 0),
	    TFTP_STEP_OACK);
	expect_kind(tftp_xfer_tick(&x, SECOND), TFTP_STEP_OACK);
	expect_kind(tftp_xfer_tick(&x, 3 * SECOND), TFTP_STEP_OACK);
	expect_done(&x, tftp_xfer_tick(&x, 7 * SECOND), TFTP_NO_REPLY);
}

/* Q04: six sends or more once the client has answered, each later. */
static void
q04_a_known_client_gets_more_tries(void **state)
{
	struct tftp_xfer x;
	uint64_t now = 200, before = 0;
	int sends = 1;

	(void)state;
	(void)tftp_xfer_begin(&x, &plain, 5000, false, &limits, 0);
	expect_data(ack_at(&x, 1, now), 1, 1);
	for (;;) {
		struct tftp_step s;

		assert_true(x.deadline_us > now);
		assert_true(x.deadline_us - now >= before);
		before = x.deadline_us - now;
		now = x.deadline_us;
		s = tftp_xfer_tick(&x, now);
		if (s.kind == TFTP_STEP_DONE)
			break;
		expect_data(s, 1, 1);
		sends++;
	}
	assert_in_range(sends, 6, 14);
	/* As patient as with 1 + 2 + 4 + 8 + 8 + 8 s. */
	assert_in_range(now, 31 * SECOND, 34 * SECOND);
	assert_int_equal(x.outcome, TFTP_INCOMPLETE);
	assert_int_equal(x.retransmits, sends - 1);
}

/* A measured round trip makes the first retransmission quick. */
static void
q04_round_trips_are_measured(void **state)
{
	struct tftp_xfer x;
	uint64_t now = 0;
	uint16_t block;

	(void)state;
	(void)tftp_xfer_begin(&x, &plain, 50000, false, &limits, 0);
	assert_int_equal(x.deadline_us, SECOND / 4);
	for (block = 1; block <= 20; block++) {
		now += 300;
		(void)ack_at(&x, block, now);
	}
	assert_int_equal(x.deadline_us - now, 25000);
	for (block = 21; block <= 60; block++) {
		now += 100000;
		(void)ack_at(&x, block, now);
	}
	assert_in_range(x.deadline_us - now, 100000, SECOND);
}

/* Slow from its first block on, after an OACK that it answered at once. */
static unsigned
sends_to_slow_client(uint64_t answers_after_us)
{
	const struct tftp_options o = ask(512, 0, true, 1);
	struct tftp_xfer x;
	uint64_t now = 100, answer;
	unsigned sends = 1;
	uint16_t block;

	(void)tftp_xfer_begin(&x, &o, 40000, false, &limits, 0);
	(void)ack_at(&x, 0, now);
	for (block = 1; x.outcome == TFTP_RUNNING; block++) {
		answer = now + answers_after_us;
		while (x.deadline_us < answer) {
			expect_data(tftp_xfer_tick(&x, x.deadline_us),
			    block - 1u, 1);
			sends++;
		}
		now = answer;
		if (ack_at(&x, block, now).kind == TFTP_STEP_DATA)
			sends++;
	}
	assert_int_equal(x.outcome, TFTP_COMPLETE);
	assert_int_equal(block - 1, 40000 / 512 + 1);
	return sends;
}

/* RFC 6298 5.7: what took longer than expected is expected from then on. */
static void
q04_a_slow_client_is_learnt(void **state)
{
	static const uint64_t delays[] = {10000, 30000, 100000, 400000, 900000};
	const unsigned blocks = 40000 / 512 + 1;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(delays) / sizeof(delays[0]); i++)
		assert_in_range(sends_to_slow_client(delays[i]), blocks,
		    blocks + 8);
}

/* Karn: an answer to one of two sends measures nothing. */
static void
q04_retransmissions_measure_nothing(void **state)
{
	struct tftp_xfer x;

	(void)state;
	(void)tftp_xfer_begin(&x, &plain, 5000, false, &limits, 0);
	(void)tftp_xfer_tick(&x, SECOND);
	expect_data(ack_at(&x, 1, SECOND + 10), 1, 1);
	assert_int_equal(x.rtt_us, 0);
	assert_int_equal(x.deadline_us, 2 * SECOND + 10);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(q03_a_repeated_ack_leaves_the_timer_alone),
	    cmocka_unit_test(m17_three_sends_to_a_silent_client),
	    cmocka_unit_test(x01_one_send_waits_its_time),
	    cmocka_unit_test(m18_three_oacks_to_a_silent_client),
	    cmocka_unit_test(q04_a_known_client_gets_more_tries),
	    cmocka_unit_test(q04_round_trips_are_measured),
	    cmocka_unit_test(q04_a_slow_client_is_learnt),
	    cmocka_unit_test(q04_retransmissions_measure_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
