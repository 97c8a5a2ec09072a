/* SPDX-License-Identifier: ISC */
#ifndef CORE_BOOT_OBSERVE_TFTP_H
#define CORE_BOOT_OBSERVE_TFTP_H

#include <stdbool.h>
#include <stdint.h>

#include "core/boot/event.h"
#include "core/boot/flow.h"
#include "core/boot/mac_index.h"
#include "core/boot/tftp_tid.h"
#include "core/proto/frame.h"
#include "core/proto/tftp.h"

/* TFTP transfers as a watcher sees them, from both sides or one only. */
#define OBSERVE_TRANSFERS 4096

struct tftp_watch {
	struct tftp_options asked;
	struct mac mac; /* link layer's, of the client */
	uint32_t client, server;
	uint16_t client_port;
	struct tftp_tid tid;
	uint16_t blksize, window;
	uint8_t granted, beyond; /* options of the OACK, as of an event */
	uint32_t answer; /* who answered, where that is not the server */
	uint16_t vlan;
	bool writes; /* WRQ */
	bool answered, oack, data_seen, heard, last_seen;
	uint64_t top; /* highest block of DATA, rolled over or not */
	uint64_t acked;
	uint64_t bytes, tsize;
	uint64_t retransmits;
	/* What one side sent again since the other's last packet, or anything
	 * new; of the client with what it sent again, too. */
	uint16_t client_vain, server_vain;
	uint64_t number, frame; /* of the transfer; of its request */
	int64_t began_us, last_us;
	int64_t moved_us; /* the last message that was new */
	int64_t told_us; /* when it was told of last */
	int64_t asked_us, server_us; /* its last request; what came back */
	int64_t client_us; /* what it said last */
	bool mirrored; /* the tap shows each frame twice */
	char file[256];
};

/* Where a transfer came from that is over. */
struct tftp_past {
	uint32_t client;
	uint16_t client_port, server_port;
	bool whole;
};

#define TFTP_PAST 64 /* the last ones */

struct tftp_watcher {
	struct event_sink out;
	struct flow flow;
	struct mac_index by_mac; /* the last transfer that it asked for */
	struct mac_slot slots[OBSERVE_TRANSFERS * 2];
	struct tftp_watch *rows;
	uint64_t transfers;
	struct tftp_past past[TFTP_PAST];
	size_t past_next;
};

/* When and on which frame something was seen. */
struct observed {
	uint64_t frame;
	int64_t time_us;
	uint16_t vlan;
};

/* How long after that time; a clock that was set back makes no span of it. */
uint64_t observed_since(const struct observed *at, int64_t began_us);

/* A time that was kept is not later than now. */
void observed_before(int64_t *us, int64_t now_us);

void tftp_watcher_init(struct tftp_watcher *w, void *flow_memory,
    struct tftp_watch *rows, struct event_sink out);

/*
 * True when the datagram is TFTP: to port 69, or of a transfer that is
 * followed.  *ret_err is then 0 or why it does not parse.
 */
bool tftp_watcher_frame(struct tftp_watcher *w, const struct frame *f,
    const struct observed *at, int *ret_err);

/* The client's or the server's port was refused (ICMP). */
void tftp_watcher_refused(struct tftp_watcher *w, const struct frame *f,
    const struct observed *at);

/*
 * The transfer of a client's port is followed by somebody else: our own
 * server.  Also from within the event of its request.
 */
void tftp_watcher_forget(struct tftp_watcher *w, uint32_t client,
    uint16_t port);

/* The clock was set back to now: nothing that is kept is later. */
void tftp_watcher_set_back(struct tftp_watcher *w, int64_t now_us);

/*
 * The machine starts anew, asking for an address: what it was fetching ends,
 * though its server may go on for a while.
 */
void tftp_watcher_starts_anew(struct tftp_watcher *w, const struct mac *mac,
    int64_t now_us);

/* Ends what has been quiet since before `before_us`. */
void tftp_watcher_expire(struct tftp_watcher *w, int64_t before_us);

/* The last frame of what has been quiet longest, INT64_MAX: of nothing; and of
 * what moved last, INT64_MIN. */
int64_t tftp_watcher_quiet_us(const struct tftp_watcher *w);
int64_t tftp_watcher_moved_us(const struct tftp_watcher *w);

/*
 * The capture ends with a frame of this time: so does all that runs.  What
 * still moved did not break off: its outcome is TFTP_RUNNING.
 */
void tftp_watcher_end(struct tftp_watcher *w, int64_t last_us);

#endif
