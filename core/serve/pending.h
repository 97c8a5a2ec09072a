/* SPDX-License-Identifier: ISC */
#ifndef CORE_SERVE_PENDING_H
#define CORE_SERVE_PENDING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/boot/event.h"
#include "core/boot/reply.h"

/*
 * Replies that wait for their lease to be on disk, in the order of their
 * tickets.  A fixed number: what does not fit is not sent, and the client
 * asks again.
 */
#define OUTGOING_MAX 1600 /* longest DHCP message that we build */

/* One reply, ready to leave. */
struct outgoing {
	struct route route;
	unsigned port; /* which of the server's interfaces */
	uint16_t from_port; /* 67 or 4011 */
	uint32_t src;
	bool has_lease;
	bool covered; /* what it promises does not hang on the lease's row */
	bool left; /* sent already: only the lease is still to be told */
	struct lease lease;
	struct event event; /* published when it has left */
	size_t len;
	uint8_t bytes[OUTGOING_MAX];
};

struct pending;

struct pending *pending_new(size_t most);
void pending_free(struct pending *p);
bool pending_full(const struct pending *p);

/*
 * Copies the reply, which waits from now_us on; tickets must come in rising
 * order.  False: full.
 */
bool pending_put(struct pending *p, uint64_t ticket, const struct outgoing *o,
    int64_t now_us);

/* The i-th oldest, borrowed until the next drop; NULL: there are not so many.
 */
struct outgoing *pending_at(struct pending *p, size_t i);

/* Since when the oldest has waited; INT64_MAX: none waits. */
int64_t pending_since(const struct pending *p);

/*
 * Replies whose tickets are at most `ticket`, the oldest first and up to
 * `most`: borrowed until pending_drop() has taken that many out.
 */
size_t pending_ready(struct pending *p, uint64_t ticket, struct outgoing **ret,
    size_t most);
void pending_drop(struct pending *p, size_t count);

#endif
