/* SPDX-License-Identifier: ISC */
#ifndef CORE_SIM_FETCH_H
#define CORE_SIM_FETCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/sim/kind.h"

/*
 * One file over TFTP as firmware fetches it: in lockstep or in windows, with
 * a request for the size before it where the kind makes one.  Bytes in and
 * out; the caller has the addresses and the clock.
 */
#define SIM_HEAD 2048 /* so much of a file is kept */

enum sim_fetch_state {
	SIM_FETCH_PROBE, /* asked for the size only */
	SIM_FETCH_ASKED, /* asked for the file */
	SIM_FETCH_DATA,
	SIM_FETCH_DONE,
	SIM_FETCH_MISSING, /* the server has no such file */
	SIM_FETCH_FAILED, /* `why` says it */
	SIM_FETCH_COUNT
};

struct sim_fetch {
	const struct sim_kind *kind;
	enum sim_fetch_state state;
	char file[SIM_TEXT_MAX];
	uint16_t port, server_port; /* ours; the server's, 0: not known */
	uint16_t blksize, window;
	uint64_t block; /* last one taken, from 1 */
	uint16_t unacked;
	uint64_t bytes, size; /* size: tsize, 0 = not told */
	uint8_t head[SIM_HEAD + 1]; /* the file's start, NUL-terminated */
	size_t head_len;
	unsigned tries;
	uint64_t deadline_us;
	const char *why;
	/* what is to be sent, to server_port or 69; out_len 0: nothing */
	uint8_t out[512];
	size_t out_len;
	uint16_t out_port; /* where to; 0: port 69 */
	bool again; /* the probe is over: ask from the next port */
};

void sim_fetch_begin(struct sim_fetch *f, const struct sim_kind *k,
    const char *file, uint16_t port, uint64_t now_us);

/* A datagram to f->port from the server. */
void sim_fetch_packet(struct sim_fetch *f, uint16_t from, const void *data,
    size_t len, uint64_t now_us);
void sim_fetch_tick(struct sim_fetch *f, uint64_t now_us);

#endif
