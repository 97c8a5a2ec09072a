/* SPDX-License-Identifier: ISC */
#ifndef CORE_PROTO_REASSEMBLY_H
#define CORE_PROTO_REASSEMBLY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/proto/frame.h"

/*
 * IPv4 fragments put together, RFC 791 3.2, within fixed memory: a few
 * datagrams at a time, the oldest goes when another begins.  Overlapping
 * pieces end their datagram (RFC 5722's rule: no honest sender makes them),
 * but for the same piece again, as a mirrored port shows it.  Of a UDP datagram
 * that has no room here (a TFTP block of 8192 bytes) the first piece is told as
 * what the capture has of it.
 */
#define REASSEMBLY_DATAGRAMS 8
#define REASSEMBLY_BYTES 4096 /* of one datagram: far over any boot message */
#define REASSEMBLY_UNITS (REASSEMBLY_BYTES / 8)

struct reassembly_slot {
	bool used;
	bool short_capture; /* bytes are missing from the capture */
	uint32_t src, dst;
	uint16_t id;
	uint8_t protocol;
	uint16_t total; /* 0: the last piece has not come */
	uint16_t have; /* bytes so far */
	uint64_t order;
	int64_t began_us;
	uint8_t units[REASSEMBLY_UNITS / 8]; /* bit per 8 bytes held */
	uint8_t data[REASSEMBLY_BYTES];
};

/* A datagram that was told: what still comes of it is no other one. */
struct reassembly_told {
	uint32_t src, dst;
	uint16_t id;
	uint8_t protocol;
	int64_t time_us;
};

struct reassembly {
	struct reassembly_told told[REASSEMBLY_DATAGRAMS];
	uint64_t told_count;
	uint64_t count; /* fragments taken */
	uint64_t dropped; /* datagrams given up */
	struct reassembly_slot slots[REASSEMBLY_DATAGRAMS];
};

void reassembly_init(struct reassembly *ra);

/*
 * Takes a FRAME_FRAGMENT.  True when its datagram is whole: f then is what
 * the datagram is (UDP, ...), its payload borrowed from ra until the next
 * call.  False: more must come, or it was refused (counted).
 */
bool reassembly_add(struct reassembly *ra, struct frame *f, int64_t now_us);

#endif
