/* SPDX-License-Identifier: ISC */
#ifndef CORE_BOOT_OBSERVE_TCP_H
#define CORE_BOOT_OBSERVE_TCP_H

#include <stdbool.h>
#include <stdint.h>

#include "core/boot/event.h"
#include "core/boot/flow.h"
#include "core/boot/mac_index.h"
#include "core/boot/observe_tftp.h"
#include "core/boot/tcp_heads.h"
#include "core/boot/tcp_knock.h"
#include "core/proto/frame.h"

/*
 * HTTP requests for boot files and iSCSI logins as a watcher sees them, and
 * that TLS was spoken, with whom and how much; and connections that do not
 * come about, whatever they are for (EVENT_WIRE, of iSCSI's port EVENT_ISCSI).
 * Connections are followed by sequence numbers only: no stream is put
 * together but for the heads (tcp_heads.h); of a head that the capture cut
 * counts what it shows.
 */
#define OBSERVE_CONNECTIONS 4096

#define TCP_HOLDS_MOST 60 /* of a minute each */

enum tcp_use { TCP_UNKNOWN, TCP_HTTP, TCP_ISCSI, TCP_TLS };

struct tcp_watch {
	enum tcp_use use;
	struct mac mac; /* link layer's, of the client */
	uint32_t client, server;
	uint16_t server_port;
	struct tcp_knock knock;
	bool told_refused, told_no_lun, told_done;
	bool in_body; /* a response head was whole: body begins at body_seq */
	uint32_t body_seq;
	uint8_t
	    body_frames; /* with the head's; a filter may leave others out */
	bool body_seen; /* more of it than what stands behind its head */
	uint8_t holds; /* minutes that it was waited for without a frame */
	/* By side, the client's first: behind the last byte of its heads. */
	bool has_said[2];
	uint32_t said_seq[2];
	uint32_t early_ack; /* what the last response head acknowledges */
	/* By side, the client's first: its next head begins there, and part
	 * of it is held. */
	bool awaited[2], held[2];
	uint32_t head_seq[2];
	/* HTTP: where the answer is to begin; that its first segment was seen,
	 * and that the two have got past it. */
	uint32_t answer_seq;
	bool answer_begun, answer_past;
	bool unanswered; /* HTTP: the next request comes before the answer */
	bool answers; /* a frame of the server was seen */
	bool asks; /* TLS: the client has sent what nobody can read */
	bool logged; /* iSCSI: the login was answered */
	int64_t began_us, last_us;
	int64_t client_us; /* the last frame of the client */
	int64_t told_us; /* HTTP, TLS: when it was told of last */
	uint64_t frame; /* of the request */
	struct event_http http;
	struct event_iscsi iscsi;
};

struct tcp_watcher {
	struct event_sink out;
	struct flow flow;
	struct tcp_watch *rows;
	struct tcp_heads heads;
	struct mac_index by_mac; /* the last request that it sent */
	struct mac_slot slots[2 * OBSERVE_CONNECTIONS];
	struct flow_key refused; /* the last one, and when */
	int64_t refused_us;
	uint64_t http, iscsi; /* frames that were read as such */
};

/*
 * The segment was sent before, or is shown again by the tap: it begins no
 * other message.  What was sent up to its end is known from now on.
 */
bool tcp_watch_again(struct tcp_watch *x, const struct frame *f,
    bool from_client);

void tcp_watcher_init(struct tcp_watcher *w, void *flow_memory,
    struct tcp_watch *rows, struct event_sink out);
void tcp_watcher_frame(struct tcp_watcher *w, const struct frame *f,
    const struct observed *at);

/* The clock was set back to now: nothing that is kept is later. */
void tcp_watcher_set_back(struct tcp_watcher *w, int64_t now_us);

/*
 * The machine starts anew, asking for an address: what was coming to it ends,
 * though its server may go on for a while.
 */
void tcp_watcher_starts_anew(struct tcp_watcher *w, const struct mac *mac,
    int64_t now_us);

/*
 * Ends what has been quiet for longer than quiet_us; not a body that the
 * capture leaves out.
 */
void tcp_watcher_expire(struct tcp_watcher *w, int64_t now_us,
    int64_t quiet_us);

/* The last frame of what has been quiet longest, INT64_MAX: of nothing; and of
 * what moved last, INT64_MIN. */
int64_t tcp_watcher_quiet_us(const struct tcp_watcher *w);
int64_t tcp_watcher_moved_us(const struct tcp_watcher *w);

/*
 * The capture ends with a frame of this time: what still ran is told in part;
 * a body that had come to a standstill has broken off.
 */
void tcp_watcher_end(struct tcp_watcher *w, int64_t last_us);

#endif
