/* SPDX-License-Identifier: ISC */
#ifndef TESTS_UNIT_TFTP_TRY_H
#define TESTS_UNIT_TFTP_TRY_H

/* A client for tftp_xfer, and what is expected of its steps. */
#include "tests/unit/unit.h"

#include "core/proto/tftp_xfer.h"

#define SECOND UINT64_C(1000000)

static const struct tftp_limits limits = {.blksize_max = 1468,
    .window_max = 64,
    .timeout_us = SECOND,
    .tries_unverified = 3,
    .tries = 6};

static const struct tftp_options plain;

/* The options that are not 0, in the order of RFC 2348, 2349, 7440. */
static inline struct tftp_options
ask(uint16_t blksize, uint8_t timeout, bool tsize, uint16_t windowsize)
{
	struct tftp_options o = {.blksize = blksize,
	    .timeout = timeout,
	    .windowsize = windowsize};
	const bool has[TFTP_OPTION_COUNT] = {[TFTP_BLKSIZE] = blksize != 0,
	    [TFTP_TIMEOUT] = timeout != 0,
	    [TFTP_TSIZE] = tsize,
	    [TFTP_WINDOWSIZE] = windowsize != 0};
	uint8_t i;

	for (i = 0; i < TFTP_OPTION_COUNT; i++)
		if (has[i]) {
			o.set = (uint8_t)(o.set | 1u << i);
			o.order[o.count++] = i;
		}
	return o;
}

static inline struct tftp_step
ack_at(struct tftp_xfer *x, uint16_t block, uint64_t now)
{
	const struct tftp_packet p = {.op = TFTP_ACK, .block = block};

	return tftp_xfer_packet(x, &p, now);
}

static inline struct tftp_step
ack(struct tftp_xfer *x, uint16_t block)
{
	return ack_at(x, block, 0);
}

static inline void
expect_data(struct tftp_step s, uint64_t first, uint64_t count)
{
	assert_int_equal(s.kind, TFTP_STEP_DATA);
	assert_int_equal(s.first, first);
	assert_int_equal(s.count, count);
}

static inline void
expect_kind(struct tftp_step s, enum tftp_step_kind kind)
{
	assert_int_equal(s.kind, kind);
}

static inline void
expect_done(const struct tftp_xfer *x, struct tftp_step s,
    enum tftp_outcome outcome)
{
	assert_int_equal(s.kind, TFTP_STEP_DONE);
	assert_string_equal(tftp_outcome_name(x->outcome),
	    tftp_outcome_name(outcome));
	assert_int_equal(x->outcome, outcome);
}

#endif
