/* SPDX-License-Identifier: ISC */
#ifndef CORE_PROTO_TFTP_XFER_H
#define CORE_PROTO_TFTP_XFER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/proto/tftp.h"

/*
 * One transfer from server to client as a state machine: packets and ticks
 * in, steps out.  It never sees the file's bytes, a socket or a clock: the
 * caller reads `length` bytes at `offset` for each DATA it is told to send
 * and gives the time (any monotonic microseconds) with each call.
 *
 * A duplicate ACK never causes a second DATA (no sorcerer's apprentice); a
 * lost last ACK is success; blocks roll over from 65535 to 0.  Once the client
 * has answered, what is lost is sent again after the measured round trip, with
 * doubling waits, well before the whole time-out.  Who never answers is sent
 * little, but listened to for longer.
 */
struct tftp_limits {
	uint16_t blksize_max; /* path MTU - 32 */
	uint16_t window_max;
	/* Of a retransmission; doubled, capped.  A first answer is sent again
	 * after a quarter of it, unless the client named its own. */
	uint64_t timeout_us;
	uint8_t tries_unverified; /* sends before the peer first answered */
	/* And so long after the last of them it may still answer: clients
	 * ask and acknowledge again every few seconds. */
	uint64_t linger_us;
	uint8_t tries; /* sends of one window afterwards */
};

enum tftp_outcome {
	TFTP_RUNNING,
	TFTP_COMPLETE,
	TFTP_INCOMPLETE, /* fell silent in the middle */
	TFTP_CLIENT_ERROR, /* the client sent ERROR */
	TFTP_SERVER_ERROR, /* we did */
	TFTP_NO_REPLY, /* never answered at all */
	TFTP_PROBE /* size probe: OACK then ERROR 8 or 0: normal */
};

struct tftp_xfer {
	struct tftp_limits limits;
	struct tftp_options agreed; /* what the OACK says */
	bool oack; /* there is one */
	uint16_t blksize, window;
	uint64_t size; /* bytes that will be sent */
	uint64_t blocks; /* DATA packets in all; the last may be empty */
	uint64_t acked; /* blocks acknowledged */
	uint64_t next; /* next block to send, from 0 */
	bool oack_acked;
	bool verified; /* the peer has answered once */
	uint8_t sends; /* of the present window, the quick ones not counted */
	bool resent; /* the present window was sent more than once */
	bool resumed; /* ... at once, since its first block was lost */
	bool resumed_before; /* so was the window before */
	uint64_t sent_us; /* the present window, first */
	uint64_t wait_us; /* the wait that runs now */
	uint64_t rtt_us, rtt_var_us; /* measured; 0: not yet */
	uint64_t deadline_us;
	uint64_t retransmits; /* DATA or OACK packets sent again */
	enum tftp_outcome outcome;
	uint16_t error_code; /* client's ERROR */
};

/* What to do now. */
enum tftp_step_kind {
	TFTP_STEP_WAIT, /* until deadline_us */
	TFTP_STEP_OACK, /* send tftp_encode_oack(&x->agreed) */
	TFTP_STEP_DATA, /* send blocks first .. first + count - 1 */
	TFTP_STEP_DONE /* x->outcome says how */
};

struct tftp_step {
	enum tftp_step_kind kind;
	uint64_t first; /* from 0; on the wire (first + 1) & 0xffff */
	uint64_t count;
};

/*
 * Begins a transfer of `size` bytes for a decoded request; `size` is what
 * will be sent (after conversion for netascii, whose tsize is not acked).
 */
struct tftp_step tftp_xfer_begin(struct tftp_xfer *x,
    const struct tftp_options *asked, uint64_t size, bool netascii,
    const struct tftp_limits *limits, uint64_t now_us);

/* A packet from the right TID; anything but ACK and ERROR changes nothing. */
struct tftp_step tftp_xfer_packet(struct tftp_xfer *x,
    const struct tftp_packet *p, uint64_t now_us);

/* The deadline has passed (or not: then WAIT). */
struct tftp_step tftp_xfer_tick(struct tftp_xfer *x, uint64_t now_us);

/*
 * What is to be sent could not be read until now: the window again, its time
 * begins anew.
 */
struct tftp_step tftp_xfer_late(struct tftp_xfer *x, uint64_t now_us);

/*
 * Nothing more will be sent unless the client answers, and what was sent is
 * no longer on its way: who asks the same again is in earnest.
 */
bool tftp_xfer_lingers(const struct tftp_xfer *x, uint64_t now_us);

/* We give up (file error): outcome SERVER_ERROR. */
void tftp_xfer_abort(struct tftp_xfer *x);

/* The peer's port is closed (ICMP): ends as after silence. */
struct tftp_step tftp_xfer_gone(struct tftp_xfer *x);

/* Byte range of a block: offset and length in the stream that is sent. */
uint64_t tftp_xfer_offset(const struct tftp_xfer *x, uint64_t block);
size_t tftp_xfer_length(const struct tftp_xfer *x, uint64_t block);

/* For programs; one that runs as its capture ends is incomplete. */
const char *tftp_outcome_name(enum tftp_outcome o);

#endif
