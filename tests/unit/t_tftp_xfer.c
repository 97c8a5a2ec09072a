/* SPDX-License-Identifier: ISC */
#include "tests/unit/unit.h"

#include <string.h>

#include "tests/unit/tftp_try.h"

static struct tftp_step
error_saying(struct tftp_xfer *x, uint16_t code, const char *message)
{
	const struct tftp_packet p = {.op = TFTP_ERROR,
	    .code = code,
	    .message = message};

	return tftp_xfer_packet(x, &p, 0);
}

static struct tftp_step
error(struct tftp_xfer *x, uint16_t code)
{
	return error_saying(x, code, "");
}

/* Q03, Q05: repeated, old and future ACKs cause nothing. */
static void
q03_q05_only_the_right_ack_counts(void **state)
{
	struct tftp_xfer x;

	(void)state;
	expect_data(tftp_xfer_begin(&x, &plain, 5000, false, &limits, 0), 0, 1);
	expect_kind(ack(&x, 0), TFTP_STEP_WAIT);
	expect_data(ack(&x, 1), 1, 1);
	expect_data(ack(&x, 2), 2, 1);
	expect_data(ack(&x, 3), 3, 1);
	expect_kind(ack(&x, 3), TFTP_STEP_WAIT);
	expect_kind(ack(&x, 3), TFTP_STEP_WAIT);
	expect_kind(ack(&x, 1), TFTP_STEP_WAIT);
	expect_kind(ack(&x, 8), TFTP_STEP_WAIT);
	expect_kind(ack(&x, 65535), TFTP_STEP_WAIT);
	assert_int_equal(x.retransmits, 0);
	expect_data(ack(&x, 4), 4, 1);
}

/* Q06: a file of whole blocks ends with an empty one. */
static void
q06_whole_blocks_end_with_an_empty_one(void **state)
{
	struct tftp_xfer x;

	(void)state;
	(void)tftp_xfer_begin(&x, &plain, 1024, false, &limits, 0);
	assert_int_equal(x.blocks, 3);
	expect_data(ack(&x, 1), 1, 1);
	expect_data(ack(&x, 2), 2, 1);
	assert_int_equal(tftp_xfer_length(&x, 1), 512);
	assert_int_equal(tftp_xfer_offset(&x, 2), 1024);
	assert_int_equal(tftp_xfer_length(&x, 2), 0);
	expect_done(&x, ack(&x, 3), TFTP_COMPLETE);
	expect_done(&x, ack(&x, 3), TFTP_COMPLETE);
}

/* Q07 */
static void
q07_an_empty_file_is_one_empty_block(void **state)
{
	struct tftp_xfer x;

	(void)state;
	expect_data(tftp_xfer_begin(&x, &plain, 0, false, &limits, 0), 0, 1);
	assert_int_equal(tftp_xfer_length(&x, 0), 0);
	expect_done(&x, ack(&x, 1), TFTP_COMPLETE);
}

static void
lengths_at_every_border(void **state)
{
	static const struct {
		uint64_t size, blocks;
		size_t last;
	} rows[] = {
	    {1, 1, 1},
	    {511, 1, 511},
	    {512, 2, 0},
	    {513, 2, 1},
	    {1023, 2, 511},
	    {1024, 3, 0},
	    {40000000, 78126, 0},
	};
	struct tftp_xfer x;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		(void)tftp_xfer_begin(&x, &plain, rows[i].size, false, &limits,
		    0);
		assert_int_equal(x.blocks, rows[i].blocks);
		assert_int_equal(tftp_xfer_length(&x, x.blocks - 1),
		    rows[i].last);
	}
}

/* Q08: 65535, 0, 1, ... and an ACK 0 there is not the first one. */
static void
q08_blocks_roll_over(void **state)
{
	const struct tftp_options o = ask(512, 0, false, 64);
	struct tftp_xfer x;
	struct tftp_step s;
	uint64_t sent = 0;

	(void)state;
	(void)tftp_xfer_begin(&x, &o, 200000 * UINT64_C(512) + 7, false,
	    &limits, 0);
	assert_int_equal(x.blocks, 200001);
	for (s = ack(&x, 0); s.kind == TFTP_STEP_DATA;
	     s = ack(&x, (uint16_t)(s.first + s.count))) {
		assert_int_equal(s.first, sent);
		sent += s.count;
	}
	assert_int_equal(sent, 200001);
	expect_done(&x, s, TFTP_COMPLETE);
}

static void
q08_roll_over_one_by_one(void **state)
{
	struct tftp_xfer x;
	uint32_t i;

	(void)state;
	(void)tftp_xfer_begin(&x, &plain, 70000 * UINT64_C(512), false, &limits,
	    0);
	for (i = 1; i <= 65536; i++)
		expect_data(ack(&x, (uint16_t)i), i, 1);
	expect_kind(ack(&x, 65535), TFTP_STEP_WAIT);
	expect_kind(ack(&x, 0), TFTP_STEP_WAIT);
	expect_data(ack(&x, 1), 65537, 1);
}

/* Q09: all was sent, only the answer to the last block is missing. */
static void
q09_a_lost_last_ack_is_success(void **state)
{
	struct tftp_xfer x;
	struct tftp_step s;

	(void)state;
	(void)tftp_xfer_begin(&x, &plain, 600, false, &limits, 0);
	expect_data(ack(&x, 1), 1, 1);
	do
		s = tftp_xfer_tick(&x, x.deadline_us);
	while (s.kind == TFTP_STEP_DATA);
	expect_done(&x, s, TFTP_COMPLETE);
}

/* Q10: the client's ERROR ends it without a word. */
static void
q10_a_client_error_ends_at_once(void **state)
{
	const struct tftp_options o = ask(1432, 0, false, 0);
	struct tftp_xfer x;

	(void)state;
	(void)tftp_xfer_begin(&x, &plain, 5000, false, &limits, 0);
	(void)ack(&x, 1);
	expect_done(&x, error(&x, 3), TFTP_CLIENT_ERROR);
	assert_int_equal(x.error_code, 3);
	expect_done(&x, tftp_xfer_tick(&x, 100 * SECOND), TFTP_CLIENT_ERROR);
	/* Refuses the options, and had not asked for the size. */
	(void)tftp_xfer_begin(&x, &o, 5000, false, &limits, 0);
	expect_done(&x, error(&x, TFTP_E_OPTION), TFTP_CLIENT_ERROR);
	assert_int_equal(x.error_code, TFTP_E_OPTION);
}

/* Q23: EDK2 says 8 after the OACK, PXE ROMs say 0. */
static void
q23_a_size_probe_is_no_failure(void **state)
{
	const struct tftp_options o = ask(1468, 0, true, 4);
	struct tftp_xfer x;

	(void)state;
	(void)tftp_xfer_begin(&x, &o, 5000, false, &limits, 0);
	expect_done(&x, error(&x, TFTP_E_OPTION), TFTP_PROBE);
	(void)tftp_xfer_begin(&x, &o, 5000, false, &limits, 0);
	expect_done(&x, error(&x, TFTP_E_UNDEFINED), TFTP_PROBE);
	(void)tftp_xfer_begin(&x, &o, 5000, false, &limits, 0);
	expect_done(&x, error(&x, TFTP_E_ACCESS), TFTP_CLIENT_ERROR);
	(void)tftp_xfer_begin(&x, &o, 5000, false, &limits, 0);
	expect_done(&x, error_saying(&x, TFTP_E_OPTION, "Out of memory"),
	    TFTP_CLIENT_ERROR);
	(void)tftp_xfer_begin(&x, &o, 5000, false, &limits, 0);
	(void)ack(&x, 0);
	expect_done(&x, error(&x, TFTP_E_UNDEFINED), TFTP_CLIENT_ERROR);
}

/* Q13, Q15: nothing left to acknowledge, so DATA comes at once. */
static void
q13_netascii_has_no_tsize(void **state)
{
	struct tftp_options o = ask(0, 0, true, 0);
	struct tftp_xfer x;

	(void)state;
	expect_data(tftp_xfer_begin(&x, &o, 5000, true, &limits, 0), 0, 1);
	assert_false(x.oack);
	o = ask(1024, 0, true, 0);
	expect_kind(tftp_xfer_begin(&x, &o, 5000, true, &limits, 0),
	    TFTP_STEP_OACK);
	assert_int_equal(x.agreed.set, 1 << TFTP_BLKSIZE);
}

/* Q14, Q15 */
static void
q14_no_options_no_oack(void **state)
{
	const struct tftp_options unknown = {.ignored = 3};
	struct tftp_xfer x;

	(void)state;
	expect_data(tftp_xfer_begin(&x, &plain, 9, false, &limits, 0), 0, 1);
	expect_data(tftp_xfer_begin(&x, &unknown, 9, false, &limits, 0), 0, 1);
	assert_int_equal(x.agreed.count, 0);
}

/* Q17: only ACK 0 answers an OACK; Q04 for it. */
static void
q17_the_oack_is_answered_by_ack_0(void **state)
{
	const struct tftp_options o = ask(1432, 0, true, 0);
	struct tftp_xfer x;

	(void)state;
	expect_kind(tftp_xfer_begin(&x, &o, 5000, false, &limits, 0),
	    TFTP_STEP_OACK);
	expect_kind(ack(&x, 1), TFTP_STEP_WAIT);
	assert_false(x.verified);
	expect_data(ack(&x, 0), 0, 1);
	assert_true(x.verified);
	expect_kind(ack(&x, 0), TFTP_STEP_WAIT);
	expect_data(ack(&x, 1), 1, 1);
}

/* Q16, Q18, Q22, Q24, Q25: values agreed and used. */
static void
options_are_agreed_within_the_limits(void **state)
{
	struct tftp_options o = ask(65464, 3, true, 65535);
	struct tftp_xfer x;

	(void)state;
	o.order[0] = TFTP_WINDOWSIZE;
	o.order[3] = TFTP_BLKSIZE;
	(void)tftp_xfer_begin(&x, &o, 5368709121, false, &limits, 0);
	assert_int_equal(x.agreed.count, 4);
	assert_memory_equal(x.agreed.order, o.order, 4);
	assert_int_equal(x.agreed.blksize, 1468);
	assert_int_equal(x.blksize, 1468);
	assert_int_equal(x.agreed.windowsize, 64);
	assert_int_equal(x.agreed.timeout, 3);
	assert_int_equal(x.deadline_us, 3 * SECOND);
	assert_true(x.agreed.tsize == 5368709121);
	o = ask(8, 0, false, 1);
	(void)tftp_xfer_begin(&x, &o, 100, false, &limits, 0);
	assert_int_equal(x.agreed.blksize, 8);
	assert_int_equal(x.agreed.windowsize, 1);
	assert_int_equal(x.blocks, 13);
	expect_data(ack(&x, 0), 0, 1);
}

static void
a_server_without_windows_does_not_agree_to_them(void **state)
{
	const struct tftp_options o = ask(1024, 0, false, 4);
	struct tftp_limits small = limits;
	struct tftp_xfer x;

	(void)state;
	small.window_max = 0;
	small.blksize_max = 7;
	expect_data(tftp_xfer_begin(&x, &o, 100, false, &small, 0), 0, 1);
	assert_int_equal(x.blksize, 512);
}

/* Q26: an ACK inside the window says which block was lost. */
static void
q26_the_window_resumes_at_the_lost_block(void **state)
{
	const struct tftp_options o = ask(512, 0, false, 4);
	struct tftp_xfer x;

	(void)state;
	(void)tftp_xfer_begin(&x, &o, 20 * 512, false, &limits, 0);
	expect_data(ack(&x, 0), 0, 4);
	expect_data(ack(&x, 1), 1, 4);
	expect_data(ack(&x, 5), 5, 4);
	/* The first of a window lost: said by an ACK that came before. */
	expect_kind(ack(&x, 5), TFTP_STEP_WAIT);
	expect_data(tftp_xfer_tick(&x, x.deadline_us), 5, 4);
	assert_int_equal(x.retransmits, 4);
	expect_kind(ack(&x, 10), TFTP_STEP_WAIT);
	expect_data(ack(&x, 9), 9, 4);
}

/* RFC 7440 4, and no copies of copies. */
static void
the_lost_first_block_of_a_window_is_sent_at_once(void **state)
{
	const struct tftp_options o = ask(512, 0, false, 4);
	struct tftp_xfer x;

	(void)state;
	(void)tftp_xfer_begin(&x, &o, 40 * 512, false, &limits, 0);
	expect_data(ack_at(&x, 0, 1000), 0, 4);
	expect_data(ack_at(&x, 4, 2000), 4, 4);
	/* A copy from the way, then the client itself, then again. */
	expect_kind(ack_at(&x, 4, 2400), TFTP_STEP_WAIT);
	expect_data(ack_at(&x, 4, 3000), 4, 4);
	assert_int_equal(x.retransmits, 4);
	expect_kind(ack_at(&x, 4, 4000), TFTP_STEP_WAIT);
	/* The next window waits for its time, the one after need not. */
	expect_data(ack_at(&x, 8, 4500), 8, 4);
	expect_kind(ack_at(&x, 8, 6000), TFTP_STEP_WAIT);
	expect_data(ack_at(&x, 12, 6500), 12, 4);
	expect_data(ack_at(&x, 12, 8000), 12, 4);
}

/* The time a disk took is no round trip. */
static void
a_window_that_was_read_late_begins_anew(void **state)
{
	const struct tftp_options o = ask(512, 0, false, 4);
	struct tftp_xfer x;

	(void)state;
	(void)tftp_xfer_begin(&x, &o, 40 * 512, false, &limits, 0);
	expect_data(ack_at(&x, 0, 1000), 0, 4);
	expect_data(tftp_xfer_late(&x, SECOND), 0, 4);
	assert_int_equal(x.deadline_us, SECOND + x.wait_us);
	assert_int_equal(x.retransmits, 0);
	expect_data(ack_at(&x, 4, SECOND + 1000), 4, 4);
	assert_true(x.rtt_us < 1100);
	tftp_xfer_abort(&x);
	expect_kind(tftp_xfer_late(&x, SECOND), TFTP_STEP_DONE);
}

/* Q27: the last window is as short as the file. */
static void
q27_a_short_last_window(void **state)
{
	const struct tftp_options o = ask(512, 0, false, 4);
	struct tftp_xfer x;

	(void)state;
	(void)tftp_xfer_begin(&x, &o, 5 * 512 + 1, false, &limits, 0);
	expect_data(ack(&x, 0), 0, 4);
	expect_data(ack(&x, 4), 4, 2);
	expect_data(ack(&x, 5), 5, 1);
	expect_done(&x, ack(&x, 6), TFTP_COMPLETE);
}

/* Q34: the port is closed: no more packets, by how far it was. */
static void
q34_a_closed_port_ends_it(void **state)
{
	struct tftp_xfer x;

	(void)state;
	(void)tftp_xfer_begin(&x, &plain, 5000, false, &limits, 0);
	expect_done(&x, tftp_xfer_gone(&x), TFTP_NO_REPLY);
	(void)tftp_xfer_begin(&x, &plain, 5000, false, &limits, 0);
	(void)ack(&x, 1);
	expect_done(&x, tftp_xfer_gone(&x), TFTP_INCOMPLETE);
	(void)tftp_xfer_begin(&x, &plain, 600, false, &limits, 0);
	(void)ack(&x, 1);
	expect_done(&x, tftp_xfer_gone(&x), TFTP_COMPLETE);
	expect_done(&x, tftp_xfer_gone(&x), TFTP_COMPLETE);
}

/* X09: the file shrank. */
static void
x09_an_abort_is_ours(void **state)
{
	struct tftp_xfer x;

	(void)state;
	(void)tftp_xfer_begin(&x, &plain, 5000, false, &limits, 0);
	(void)ack(&x, 1);
	tftp_xfer_abort(&x);
	expect_done(&x, ack(&x, 2), TFTP_SERVER_ERROR);
}

/* Requests and data that go astray change nothing. */
static void
other_packets_change_nothing(void **state)
{
	static const enum tftp_op ops[] = {TFTP_RRQ, TFTP_WRQ, TFTP_DATA,
	    TFTP_OACK};
	struct tftp_xfer x, before;
	size_t i;

	(void)state;
	(void)tftp_xfer_begin(&x, &plain, 5000, false, &limits, 0);
	before = x;
	for (i = 0; i < sizeof(ops) / sizeof(ops[0]); i++) {
		const struct tftp_packet p = {.op = ops[i], .block = 1};

		expect_kind(tftp_xfer_packet(&x, &p, 5), TFTP_STEP_WAIT);
		assert_memory_equal(&x, &before, sizeof(x));
	}
}

static void
outcomes_have_the_words_of_the_stream(void **state)
{
	(void)state;
	assert_string_equal(tftp_outcome_name(TFTP_COMPLETE), "complete");
	assert_string_equal(tftp_outcome_name(TFTP_INCOMPLETE), "incomplete");
	assert_string_equal(tftp_outcome_name(TFTP_CLIENT_ERROR), "error");
	assert_string_equal(tftp_outcome_name(TFTP_SERVER_ERROR), "error");
	assert_string_equal(tftp_outcome_name(TFTP_NO_REPLY), "no-reply");
	assert_string_equal(tftp_outcome_name(TFTP_PROBE), "probe");
	assert_string_equal(tftp_outcome_name(TFTP_RUNNING), "incomplete");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(q03_q05_only_the_right_ack_counts),
	    cmocka_unit_test(q06_whole_blocks_end_with_an_empty_one),
	    cmocka_unit_test(q07_an_empty_file_is_one_empty_block),
	    cmocka_unit_test(lengths_at_every_border),
	    cmocka_unit_test(q08_blocks_roll_over),
	    cmocka_unit_test(q08_roll_over_one_by_one),
	    cmocka_unit_test(q09_a_lost_last_ack_is_success),
	    cmocka_unit_test(q10_a_client_error_ends_at_once),
	    cmocka_unit_test(q23_a_size_probe_is_no_failure),
	    cmocka_unit_test(q13_netascii_has_no_tsize),
	    cmocka_unit_test(q14_no_options_no_oack),
	    cmocka_unit_test(q17_the_oack_is_answered_by_ack_0),
	    cmocka_unit_test(options_are_agreed_within_the_limits),
	    cmocka_unit_test(a_server_without_windows_does_not_agree_to_them),
	    cmocka_unit_test(q26_the_window_resumes_at_the_lost_block),
	    cmocka_unit_test(the_lost_first_block_of_a_window_is_sent_at_once),
	    cmocka_unit_test(a_window_that_was_read_late_begins_anew),
	    cmocka_unit_test(q27_a_short_last_window),
	    cmocka_unit_test(q34_a_closed_port_ends_it),
	    cmocka_unit_test(x09_an_abort_is_ours),
	    cmocka_unit_test(other_packets_change_nothing),
	    cmocka_unit_test(outcomes_have_the_words_of_the_stream),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
