/* SPDX-License-Identifier: ISC */
#ifndef CORE_BOOT_OBSERVE_H
#define CORE_BOOT_OBSERVE_H

#include <stddef.h>
#include <stdint.h>

#include "core/boot/event.h"
#include "core/proto/frame.h"

/*
 * The observer: captured frames in, events with origin `wire` out.  It reads
 * DHCP and 4011, follows each TFTP transfer from its request to the ports
 * that the two agree on, HTTP requests and iSCSI logins, and tells of ARP,
 * ICMP refusals and BPDUs.  Live and from a file it is the same code.
 *
 * Events that have no MAC of their own carry the link layer's as a hint:
 * has_mac false, mac set.  Memory is the caller's and does not grow.
 */
struct observe;

struct observe_frame {
	uint64_t number; /* from 1 */
	int64_t time_us;
	enum frame_link link;
	const uint8_t *data;
	size_t len; /* captured */
	size_t wire_len; /* as it was on the wire; 0: as captured */
};

struct observe_counts {
	uint64_t frames;
	uint64_t malformed; /* headers or messages that do not parse */
	uint64_t malformed_frame; /* the first of them, 0: none */
	int malformed_err; /* and its -PX_E... */
	uint64_t cut; /* not all of the frame was captured, and it is missed */
	uint64_t dhcp, tftp, http, iscsi; /* frames of each */
	uint64_t solicits; /* by firmware, for a boot over IPv6 */
	uint64_t fragments_lost; /* datagrams never completed */
};

size_t observe_size(void);
struct observe *observe_init(void *memory, struct event_sink out);

/* Its events carry no bytes of the messages themselves from here on. */
void observe_leave_packets(struct observe *o);

/* 0, or the negative error for which the frame counts as malformed or cut. */
int observe_frame(struct observe *o, const struct observe_frame *f);

/*
 * A TFTP transfer that our own server follows: nothing more is told of it.
 * Also from within the event of its request.
 */
void observe_forget(struct observe *o, uint32_t client, uint16_t port);

/* Ends conversations that have been quiet for too long. */
void observe_tick(struct observe *o, int64_t now_us);

/* When observe_tick will end the next one, INT64_MAX: none. */
int64_t observe_due(const struct observe *o);

/* Was a conversation under way with the last frame, or right before it? */
bool observe_is_busy(const struct observe *o);

/* The capture is over: ends every conversation as it stands. */
void observe_end(struct observe *o);

void observe_counts(const struct observe *o, struct observe_counts *ret);

#endif
