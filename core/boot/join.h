/* SPDX-License-Identifier: ISC */
#ifndef CORE_BOOT_JOIN_H
#define CORE_BOOT_JOIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/boot/event.h"
#include "core/boot/part.h"

/*
 * Two streams become one story: what our server did and what the wire showed.
 * A message that both tell is one event, the server's, with the wire's time
 * and frame; it stands where the wire saw it.  A request that the wire shows
 * on its way to us and that our sockets did not get within a second goes on as
 * the wire's, marked `unheard`: that is what a local firewall looks like.
 * What one interface of ours refuses for want of an address and another hears,
 * too, is that one's to tell.  Everything else passes in the order of its time.
 *
 * On a busy host the server's word comes late, and that is no firewall: a
 * request waits until the server has told all that it did up to a second after
 * it.  A server that stands still (core/boot/standstill.h) is not waited for:
 * nothing is said of what it was sent.  What had to go on without its word is
 * told again when the word comes, marked `copy`.
 *
 * Memory is the caller's and does not grow: where too much waits, the oldest
 * goes on before its time.
 */
#define JOIN_ADDRS 64
#define JOIN_MACS 16
#define JOIN_HOLD_US INT64_C(1000000)
#define JOIN_STILL_US (8 * INT64_C(1000000)) /* without a word */

/* Who we are on the wire. */
struct join_self {
	size_t addr_count, mac_count;
	uint32_t addrs[JOIN_ADDRS];
	struct mac macs[JOIN_MACS];
	uint16_t http_port; /* 0: we serve no HTTP */
	bool serves; /* our sockets are open, also where no address is */
	bool many; /* on several interfaces, perhaps of one wire */
};

struct join;

size_t join_size(void);
struct join *join_init(void *memory, struct event_sink out);

/* The addresses changed; copied. */
void join_self(struct join *j, const struct join_self *self);

/* True for an address of ours. */
bool join_is_ours(const struct join *j, uint32_t addr);

/*
 * An event of either origin; passed on by join_release, in time, or at once
 * when it is our own and nothing waits before it.  False when it was the wire's
 * view of what our server told already: it ends here.
 */
bool join_take(struct join *j, const struct event *e);

/* Up to when the events of each server of ours are all here. */
struct join_told {
	int64_t us[PART_SERVERS];
};

/* The time that all of them have told up to; those that stand still aside. */
int64_t join_told_until(const struct join_told *told, int64_t now_us);

/*
 * Passes on what need not wait any more.  Returns when to call again, 0 when
 * nothing waits.
 */
int64_t join_release(struct join *j, int64_t now_us,
    const struct join_told *told);

/*
 * The time that the story has come to: now, or that of what waits.  What is
 * not told by then may still be among it.
 */
int64_t join_until(const struct join *j, int64_t now_us);

/* Own events up to now were lost: nothing can be said of what waits. */
void join_lost(struct join *j, int64_t now_us);

/* Passes on everything: the end. */
void join_flush(struct join *j);

/* Events that were both the server's and the wire's. */
uint64_t join_pairs(const struct join *j);

#endif
