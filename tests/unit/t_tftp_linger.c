/* SPDX-License-Identifier: ISC */
#include "tests/unit/unit.h"

#include "core/proto/tftp_xfer.h"

#define SECOND UINT64_C(1000000)

/* What becomes of a transfer whose client has not answered yet. */
static const struct tftp_options plain;

static void
expect_data(struct tftp_step s, uint64_t first, uint64_t count)
{
	assert_int_equal(s.kind, TFTP_STEP_DATA);
	assert_int_equal(s.first, first);
	assert_int_equal(s.count, count);
}

/* As the server sets it. */
static const struct tftp_limits patient = {.blksize_max = 1468,
    .window_max = 64,
    .timeout_us = SECOND / 2,
    .tries_unverified = 3,
    .linger_us = 6 * SECOND,
    .tries = 7};

/* To the deadline, as a timer would, as long as only waiting comes of it. */
static struct tftp_step
tick_on(struct tftp_xfer *x, uint64_t *now)
{
	struct tftp_step s;

	do {
		*now = x->deadline_us;
		s = tftp_xfer_tick(x, *now);
	} while (s.kind == TFTP_STEP_WAIT);
	return s;
}

/*
 * curl without options on a wire that loses: it has block 1, its ACKs were
 * lost, and it acknowledges again after 5 s.
 */
static void
a_late_first_ack_goes_on(void **state)
{
	const struct tftp_packet first = {.op = TFTP_ACK, .block = 1};
	struct tftp_xfer x;
	uint64_t now = 0, last;

	(void)state;
	expect_data(tftp_xfer_begin(&x, &plain, 5000, false, &patient, 0), 0,
	    1);
	expect_data(tick_on(&x, &now), 0, 1);
	expect_data(tick_on(&x, &now), 0, 1);
	last = now;
	assert_in_range(last, SECOND, 2 * SECOND);
	for (; now < last + 5 * SECOND; now += SECOND / 100)
		assert_int_equal(tftp_xfer_tick(&x, now).kind, TFTP_STEP_WAIT);
	expect_data(tftp_xfer_packet(&x, &first, now), 1, 1);
	assert_int_equal(x.retransmits, 2);
}

/* The time that it is listened to has an end, and nothing is sent in it. */
static void
x01_a_silent_client_is_listened_to_for_a_while(void **state)
{
	const uint64_t last = SECOND / 8 + SECOND;
	struct tftp_limits once = patient;
	struct tftp_xfer x;
	uint64_t now = 0;

	(void)state;
	(void)tftp_xfer_begin(&x, &plain, 5000, false, &patient, 0);
	expect_data(tick_on(&x, &now), 0, 1);
	expect_data(tick_on(&x, &now), 0, 1);
	assert_int_equal(now, last);
	assert_false(tftp_xfer_lingers(&x, last + SECOND / 2 - 1));
	assert_true(tftp_xfer_lingers(&x, last + SECOND / 2));
	assert_int_equal(tick_on(&x, &now).kind, TFTP_STEP_DONE);
	assert_int_equal(x.outcome, TFTP_NO_REPLY);
	assert_int_equal(now, last + 6 * SECOND);
	/* Nothing twice, and as long. */
	once.tries_unverified = 1;
	(void)tftp_xfer_begin(&x, &plain, 5000, false, &once, 0);
	assert_int_equal(tick_on(&x, &now).kind, TFTP_STEP_DONE);
	assert_int_equal(x.outcome, TFTP_NO_REPLY);
	assert_int_equal(now, 6 * SECOND);
	/* No longer in doubt: the rest of what it may get, without delay. */
	(void)tftp_xfer_begin(&x, &plain, 5000, false, &once, 0);
	assert_int_equal(tftp_xfer_tick(&x, SECOND / 8).kind, TFTP_STEP_WAIT);
	x.limits.tries_unverified = 3;
	expect_data(tftp_xfer_tick(&x, SECOND / 2), 0, 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_late_first_ack_goes_on),
	    cmocka_unit_test(x01_a_silent_client_is_listened_to_for_a_while),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
