/* SPDX-License-Identifier: ISC */
/*
 * A transfer as a script.  8 bytes of set-up: options asked for (bits), block
 * size (2), window, timeout, file size (3); then pairs of what happens and
 * with which number.
 */
#include "tests/fuzz/fuzz.h"

#include "core/proto/tftp_xfer.h"

#define SET_UP 8

static const struct tftp_limits limits = {.blksize_max = 1468,
    .window_max = 64,
    .timeout_us = 1000000,
    .tries_unverified = 3,
    .linger_us = 6000000,
    .tries = 6};

struct run {
	struct tftp_xfer x;
	uint64_t now, size;
	unsigned sends; /* of what stands out now, without an answer */
	unsigned window; /* its number */
	unsigned resumed; /* the last one that a repeated ACK brought again */
	bool done;
};

/*
 * No more: 6 counted, the quick ones from 25 ms up to 255 s, and one that a
 * repeated ACK asked for.
 */
#define SENDS_MOST 25

static void
check_step(struct run *r, struct tftp_step s)
{
	const struct tftp_xfer *x = &r->x;
	uint64_t i;

	if (r->done)
		fuzz_must(s.kind == TFTP_STEP_DONE, "the end is the end");
	if (s.kind == TFTP_STEP_OACK || s.kind == TFTP_STEP_DATA) {
		fuzz_must(x->deadline_us > r->now, "a timer runs");
		fuzz_must(++r->sends <= SENDS_MOST, "it ends within bounds");
		fuzz_must(x->verified || r->sends <= limits.tries_unverified,
		    "three sends at most to who never answered");
	}
	if (s.kind == TFTP_STEP_DATA) {
		fuzz_must(s.first == x->acked, "from the first not acked");
		fuzz_must(s.count > 0 && s.count <= x->window, "one window");
		fuzz_must(s.first + s.count <= x->blocks, "within the file");
		fuzz_must(!x->oack || x->oack_acked, "not before ACK 0");
		for (i = s.first; i < s.first + s.count; i++)
			fuzz_must((tftp_xfer_length(x, i) == x->blksize) ==
				(i + 1 < x->blocks),
			    "only the last block is short");
	}
	if (s.kind != TFTP_STEP_DONE)
		return;
	r->done = true;
	fuzz_must(x->outcome != TFTP_RUNNING, "an end has an outcome");
	fuzz_must(x->outcome != TFTP_COMPLETE || x->next == x->blocks,
	    "complete only when all was sent");
}

/*
 * The ACK that opened the window, again: nothing in lock-step (RFC 1123
 * 4.2.3.1); else at most the window, and never two windows in a row.
 */
static void
check_repeated(struct run *r, struct tftp_step s)
{
	if (s.kind == TFTP_STEP_WAIT)
		return;
	fuzz_must(s.kind == TFTP_STEP_DATA && r->x.window > 1,
	    "a repeated ACK sends nothing in lock-step");
	fuzz_must(r->resumed == 0 || r->window > r->resumed + 1,
	    "copies do not feed each other");
	fuzz_must(s.count == r->x.next - r->x.acked, "the window once more");
	r->resumed = r->window;
}

static void
do_ack(struct run *r, uint16_t block)
{
	const struct tftp_packet p = {.op = TFTP_ACK, .block = block};
	const uint64_t acked = r->x.acked;
	const bool oack = r->x.oack && !r->x.oack_acked;
	const bool repeated = !oack && block == (uint16_t)acked;
	struct tftp_step s;

	s = tftp_xfer_packet(&r->x, &p, r->now);
	fuzz_must(r->x.acked >= acked, "what is acked stays so");
	if (r->x.acked > acked || (oack && r->x.oack_acked)) {
		r->sends = 0;
		r->window++;
	} else if (!r->done && repeated)
		check_repeated(r, s);
	else if (!r->done)
		fuzz_must(s.kind == TFTP_STEP_WAIT, "no progress, no packet");
	check_step(r, s);
}

static void
do_one(struct run *r, uint8_t what, uint8_t number)
{
	struct tftp_packet p = {.op = TFTP_ERROR,
	    .code = number,
	    .message = ""};

	r->now += number;
	switch (what % 8) {
	case 0: /* the whole window */
		do_ack(r, (uint16_t)r->x.next);
		break;
	case 1: /* near where it stands */
		do_ack(r, (uint16_t)(r->x.acked + number - 100));
		break;
	case 2:
		do_ack(r, (uint16_t)(number * 257));
		break;
	case 3:
		check_step(r, tftp_xfer_packet(&r->x, &p, r->now));
		break;
	case 4:
		p.op = (enum tftp_op)(number % 8);
		if (p.op != TFTP_ACK)
			check_step(r, tftp_xfer_packet(&r->x, &p, r->now));
		break;
	case 5: /* time passes */
		if (r->x.deadline_us > r->now)
			r->now = r->x.deadline_us;
		check_step(r, tftp_xfer_tick(&r->x, r->now));
		break;
	case 6: /* not enough of it */
		if (r->x.deadline_us > r->now && !r->done)
			fuzz_must(tftp_xfer_tick(&r->x, r->now).kind ==
				TFTP_STEP_WAIT,
			    "not before the deadline");
		break;
	case 7:
		if (number == 0)
			check_step(r, tftp_xfer_gone(&r->x));
		break;
	}
}

static void
set_up(struct run *r, const uint8_t *d)
{
	struct tftp_options o = {.blksize = (uint16_t)(8 + (d[1] << 8 | d[2])),
	    .windowsize = (uint16_t)(1 + d[3]),
	    .timeout = (uint8_t)(d[4] == 0 ? 1 : d[4])};
	struct tftp_step s;
	uint8_t i;

	for (i = 0; i < TFTP_OPTION_COUNT; i++)
		if ((d[0] & 1u << i) != 0) {
			o.set = (uint8_t)(o.set | 1u << i);
			o.order[o.count++] = i;
		}
	r->size = (uint64_t)d[5] << 16 | (uint64_t)d[6] << 8 | d[7];
	s = tftp_xfer_begin(&r->x, &o, r->size, (d[0] & 16) != 0, &limits,
	    r->now);
	fuzz_must((r->x.agreed.set & ~o.set) == 0, "only what was asked");
	fuzz_must(r->x.blksize <= limits.blksize_max &&
		r->x.window <= limits.window_max && r->x.window > 0,
	    "within the limits");
	fuzz_must(tftp_xfer_offset(&r->x, r->x.blocks - 1) +
		    tftp_xfer_length(&r->x, r->x.blocks - 1) ==
		r->size,
	    "the blocks are the file");
	check_step(r, s);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct run r = {.now = 1000, .window = 1};
	unsigned left;
	size_t i;

	if (size < SET_UP)
		return 0;
	set_up(&r, data);
	for (i = SET_UP; i + 1 < size; i += 2)
		do_one(&r, data[i], data[i + 1]);
	for (left = SENDS_MOST + 1; left > 0 && !r.done; left--)
		do_one(&r, 5, 0);
	fuzz_must(r.done, "silence ends it");
	return 0;
}
