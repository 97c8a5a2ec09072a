/* SPDX-License-Identifier: ISC */
#include "core/proto/tftp_xfer.h"

#include <string.h>

/* Doubling stops here, unless the client itself asked for longer. */
#define WAIT_MAX_US UINT64_C(8000000)
/* No retransmission sooner, however near the client. */
#define WAIT_MIN_US UINT64_C(25000)
/* The part of the time-out after which a first answer is sent once more. */
#define QUICK 4

static const struct tftp_step done = {.kind = TFTP_STEP_DONE};
static const struct tftp_step wait = {.kind = TFTP_STEP_WAIT};

static uint16_t
least(uint16_t a, uint16_t b)
{
	return a < b ? a : b;
}

static uint64_t
least_us(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

static void
agree(struct tftp_options *o, enum tftp_option which)
{
	o->set = (uint8_t)(o->set | 1u << which);
	o->order[o->count++] = (uint8_t)which;
}

/*
 * RFC 2347: an answer holds only what was asked, pxelinux rejects anything
 * else; in the order of asking.
 */
static void
negotiate(struct tftp_xfer *x, const struct tftp_options *asked, bool netascii,
    enum tftp_option which)
{
	uint16_t most;

	switch (which) {
	case TFTP_BLKSIZE:
		most = least(asked->blksize, x->limits.blksize_max);
		if (most < TFTP_BLKSIZE_MIN)
			return;
		x->blksize = most;
		x->agreed.blksize = x->blksize;
		break;
	case TFTP_TIMEOUT:
		if (asked->timeout == 0)
			return;
		x->limits.timeout_us = asked->timeout * UINT64_C(1000000);
		x->agreed.timeout = asked->timeout;
		break;
	case TFTP_TSIZE:
		/* RFC 2349 2: the size is of the file, in octet mode. */
		if (netascii)
			return;
		x->agreed.tsize = x->size;
		break;
	case TFTP_WINDOWSIZE:
		most = least(asked->windowsize, x->limits.window_max);
		if (most == 0)
			return;
		x->window = most;
		x->agreed.windowsize = x->window;
		break;
	case TFTP_OPTION_COUNT:
		return;
	}
	agree(&x->agreed, which);
}

/* What stands out now: the OACK, or the blocks from acked up to next. */
static struct tftp_step
present_step(const struct tftp_xfer *x)
{
	struct tftp_step s = {.kind = TFTP_STEP_OACK};

	if (x->oack && !x->oack_acked)
		return s;
	s.kind = TFTP_STEP_DATA;
	s.first = x->acked;
	s.count = x->next - x->acked;
	return s;
}

/* The first wait for an answer: by round trips, when any was measured. */
static uint64_t
first_wait(const struct tftp_xfer *x)
{
	const bool asked = (x->agreed.set & 1u << TFTP_TIMEOUT) != 0;
	uint64_t us = x->rtt_us + 4 * x->rtt_var_us;

	/* A client that waits for it has just asked: most answer at once. */
	if (!x->verified && !asked)
		return x->limits.timeout_us / QUICK;
	if (x->rtt_us == 0)
		return x->limits.timeout_us;
	us = us > WAIT_MIN_US ? us : WAIT_MIN_US;
	return least_us(us, x->limits.timeout_us);
}

/*
 * RFC 6298 5 (5.7), Karn: after a window that was sent again its longer wait
 * stays, until an answer shows how long one takes.  Else a client that is slow
 * from some block on would be sent each one several times for ever.
 */
static uint64_t
next_wait(const struct tftp_xfer *x)
{
	const uint64_t us = first_wait(x);
	const uint64_t kept = x->resent ?
	    least_us(x->wait_us, x->limits.timeout_us) :
	    0;

	return us > kept ? us : kept;
}

static struct tftp_step
send_anew(struct tftp_xfer *x, uint64_t now_us)
{
	const uint64_t left = x->blocks - x->acked;
	const uint64_t wait_us = next_wait(x);

	if (!x->oack || x->oack_acked)
		x->next = x->acked + (left < x->window ? left : x->window);
	x->sends = 1;
	x->resent = false;
	x->resumed_before = x->resumed;
	x->resumed = false;
	x->sent_us = now_us;
	x->wait_us = wait_us;
	x->deadline_us = now_us + x->wait_us;
	return present_step(x);
}

struct tftp_step
tftp_xfer_begin(struct tftp_xfer *x, const struct tftp_options *asked,
    uint64_t size, bool netascii, const struct tftp_limits *limits,
    uint64_t now_us)
{
	uint8_t i;

	memset(x, 0, sizeof(*x));
	x->limits = *limits;
	x->size = size;
	x->blksize = TFTP_BLKSIZE_DEFAULT;
	x->window = 1;
	for (i = 0; i < asked->count; i++)
		negotiate(x, asked, netascii,
		    (enum tftp_option)asked->order[i]);
	x->oack = x->agreed.count > 0;
	/* RFC 1350 6: a block that is not full ends, so one always comes. */
	x->blocks = size / x->blksize + 1;
	return send_anew(x, now_us);
}

static struct tftp_step
finish(struct tftp_xfer *x, enum tftp_outcome outcome)
{
	x->outcome = outcome;
	return done;
}

/*
 * Nothing more will come.  When all that is missing is the answer to the last
 * blocks, the file is there: its last ACK was lost, or the client, having all,
 * never sent one (RFC 1350 6).
 */
static struct tftp_step
finish_silent(struct tftp_xfer *x)
{
	if (!x->verified)
		return finish(x, TFTP_NO_REPLY);
	return finish(x,
	    x->next == x->blocks ? TFTP_COMPLETE : TFTP_INCOMPLETE);
}

/*
 * RFC 6298 2; by Karn's rule not from answers that may belong to either of
 * two sends.
 */
static void
measure(struct tftp_xfer *x, uint64_t now_us)
{
	const uint64_t sample = now_us - x->sent_us + 1;
	uint64_t off;

	if (x->resent || now_us < x->sent_us)
		return;
	if (x->rtt_us == 0) {
		x->rtt_us = sample;
		x->rtt_var_us = sample / 2;
		return;
	}
	off = sample > x->rtt_us ? sample - x->rtt_us : x->rtt_us - sample;
	x->rtt_var_us = (3 * x->rtt_var_us + off) / 4;
	x->rtt_us = (7 * x->rtt_us + sample) / 8;
}

/*
 * The ACK that opened the present window, once more.  In lock-step it must not
 * cause a second DATA (RFC 1123 4.2.3.1), but with windows it also says that
 * the first block of this one was lost (RFC 7440 4).  A copy made on the way
 * comes sooner than half a round trip after the window; and never two windows
 * in a row, so that copies of windows and of their ACKs cannot feed each
 * other.
 */
static struct tftp_step
resume(struct tftp_xfer *x, uint64_t now_us)
{
	struct tftp_step s;

	if (x->window == 1 || x->rtt_us == 0 || x->resumed ||
	    x->resumed_before || x->next == x->acked ||
	    2 * (now_us - x->sent_us) < x->rtt_us)
		return wait;
	x->resumed = true;
	x->resent = true;
	x->deadline_us = now_us + x->wait_us;
	s = present_step(x);
	x->retransmits += s.count;
	return s;
}

static struct tftp_step
take_ack(struct tftp_xfer *x, uint16_t block, uint64_t now_us)
{
	/* How far it is beyond the last ACK: exact across the roll-over. */
	const uint16_t ahead = (uint16_t)(block - (uint16_t)x->acked);

	if (x->oack && !x->oack_acked) {
		if (block != 0)
			return wait;
		x->oack_acked = true;
	} else {
		/*
		 * An old or a future one means nothing.  Inside the window it
		 * names the last block that came in order: the next window
		 * begins at the lost one (RFC 7440 4).
		 */
		if (ahead == 0)
			return resume(x, now_us);
		if (ahead > x->next - x->acked)
			return wait;
		x->acked += ahead;
	}
	measure(x, now_us);
	x->verified = true;
	if (x->acked == x->blocks)
		return finish(x, TFTP_COMPLETE);
	return send_anew(x, now_us);
}

/*
 * EDK2 and other ROMs ask for the size, then refuse the OACK with code 8 or 0
 * and come again: that is how they allocate their memory.
 */
static struct tftp_step
take_error(struct tftp_xfer *x, const struct tftp_packet *p)
{
	const bool asked_size = (x->agreed.set & 1u << TFTP_TSIZE) != 0;
	const bool probe = x->oack && !x->oack_acked && asked_size &&
	    (p->code == TFTP_E_OPTION || p->code == TFTP_E_UNDEFINED) &&
	    !tftp_says_why(p->message);

	x->verified = true;
	x->error_code = p->code;
	return finish(x, probe ? TFTP_PROBE : TFTP_CLIENT_ERROR);
}

struct tftp_step
tftp_xfer_packet(struct tftp_xfer *x, const struct tftp_packet *p,
    uint64_t now_us)
{
	if (x->outcome != TFTP_RUNNING)
		return done;
	switch (p->op) {
	case TFTP_ACK:
		return take_ack(x, p->block, now_us);
	case TFTP_ERROR:
		return take_error(x, p);
	case TFTP_RRQ:
	case TFTP_WRQ:
	case TFTP_DATA:
	case TFTP_OACK:
		break;
	}
	return wait;
}

/*
 * Twice the wait.  The quick tries that a measured round trip allows come on
 * top of those that are counted: a client that stops to write a disk is given
 * as long as one that never answered so fast.
 */
static void
back_off(struct tftp_xfer *x)
{
	const uint64_t base = x->limits.timeout_us;
	const uint64_t twice = 2 * x->wait_us;

	if (!x->verified && x->wait_us < base) {
		x->sends++;
		x->wait_us = 2 * base;
		return;
	}
	if (x->wait_us < base) {
		x->wait_us = twice < base ? twice : base;
		return;
	}
	x->sends++;
	if (twice <= WAIT_MAX_US)
		x->wait_us = twice;
}

/*
 * All is sent that it may get (X01), but its answer has its time: one that was
 * lost comes again.  In steps, since a transfer that is no longer in doubt may
 * go on sending.
 */
static struct tftp_step
linger(struct tftp_xfer *x)
{
	const uint64_t base = x->limits.timeout_us;
	const uint64_t whole = !x->verified && x->limits.linger_us > base ?
	    x->limits.linger_us :
	    base;
	uint64_t longer = x->wait_us < base ? base : 2 * x->wait_us;

	if (x->wait_us >= whole)
		return finish_silent(x);
	if (longer > whole)
		longer = whole;
	x->deadline_us += longer - x->wait_us;
	x->wait_us = longer;
	return wait;
}

static bool
is_spent(const struct tftp_xfer *x)
{
	return x->sends >=
	    (x->verified ? x->limits.tries : x->limits.tries_unverified);
}

bool
tftp_xfer_lingers(const struct tftp_xfer *x, uint64_t now_us)
{
	const uint64_t last_us = x->deadline_us - x->wait_us;

	return !x->verified && is_spent(x) &&
	    now_us >= last_us + x->limits.timeout_us;
}

struct tftp_step
tftp_xfer_tick(struct tftp_xfer *x, uint64_t now_us)
{
	struct tftp_step s;

	if (x->outcome != TFTP_RUNNING)
		return done;
	if (now_us < x->deadline_us)
		return wait;
	if (is_spent(x))
		return linger(x);
	back_off(x);
	x->resent = true;
	x->deadline_us = now_us + x->wait_us;
	s = present_step(x);
	x->retransmits += s.kind == TFTP_STEP_OACK ? 1 : s.count;
	return s;
}

struct tftp_step
tftp_xfer_late(struct tftp_xfer *x, uint64_t now_us)
{
	if (x->outcome != TFTP_RUNNING)
		return done;
	x->sent_us = now_us;
	x->deadline_us = now_us + x->wait_us;
	return present_step(x);
}

void
tftp_xfer_abort(struct tftp_xfer *x)
{
	x->outcome = TFTP_SERVER_ERROR;
}

struct tftp_step
tftp_xfer_gone(struct tftp_xfer *x)
{
	return x->outcome == TFTP_RUNNING ? finish_silent(x) : done;
}

uint64_t
tftp_xfer_offset(const struct tftp_xfer *x, uint64_t block)
{
	return block * x->blksize;
}

size_t
tftp_xfer_length(const struct tftp_xfer *x, uint64_t block)
{
	const uint64_t left = x->size - tftp_xfer_offset(x, block);

	return left < x->blksize ? (size_t)left : x->blksize;
}

const char *
tftp_outcome_name(enum tftp_outcome o)
{
	switch (o) {
	case TFTP_COMPLETE:
		return "complete";
	case TFTP_RUNNING:
	case TFTP_INCOMPLETE:
		return "incomplete";
	case TFTP_CLIENT_ERROR:
	case TFTP_SERVER_ERROR:
		return "error";
	case TFTP_NO_REPLY:
		return "no-reply";
	case TFTP_PROBE:
		return "probe";
	}
	return "unknown";
}
