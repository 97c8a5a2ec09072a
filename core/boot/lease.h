/* SPDX-License-Identifier: ISC */
#ifndef CORE_BOOT_LEASE_H
#define CORE_BOOT_LEASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/addr.h"
#include "core/boot/book.h"

/*
 * The address pool of server mode dhcp: which machine has which address.
 * Keyed by MAC (a boot client's ROM, loader and system are one machine, RFC
 * 2131 4.2 notwithstanding: reference M10, C21).  An OFFER holds an address
 * for some seconds only.  Memory is the caller's, the ceiling is the pool.
 * Where there is no range the pool is NULL and the book alone has addresses:
 * all but lease_restore, lease_bind, lease_stored and lease_counts take that.
 */
enum lease_state {
	LEASE_FREE,
	LEASE_OFFERED, /* held, not on disk */
	LEASE_BOUND,
	LEASE_DECLINED, /* quarantined */
	LEASE_RELEASED /* free again; the machine is remembered */
};

struct lease {
	uint32_t addr;
	struct mac mac;
	uint8_t state; /* enum lease_state */
	int64_t expires; /* seconds, the caller's clock */
};

struct lease_pool; /* lives in the caller's memory */

struct lease_config {
	uint32_t first, last; /* inclusive */
	uint32_t seconds; /* lease time */
	uint32_t offer_seconds; /* an OFFER's hold: 10 */
	uint32_t decline_seconds; /* quarantine: 600 */
};

/*
 * Bytes of memory for a pool of this range; 0 when the range is unusable or
 * over 65,536 addresses.
 */
size_t lease_pool_size(const struct lease_config *c);
struct lease_pool *lease_pool_init(void *memory, const struct lease_config *c);

/*
 * A lease read from the store at start; false when outside the range or when
 * a later one of the same machine is there.  None lasts longer than 8 days, or
 * the lease time where that is longer: its end may be from a clock that was
 * years ahead, or this one is behind.
 */
bool lease_restore(struct lease_pool *p, const struct lease *l, int64_t now);

/* Has the pool an address on this network? */
bool lease_serves(const struct lease_pool *p, uint32_t network, uint32_t mask);

/*
 * The address for a machine: its fixed one from the book, what it has or had,
 * what it asks for if free, else the least recently used.  `network/mask` is
 * the ingress network; only an address inside it fits.  The same machine
 * always gets the same answer while it holds one.  0: none left.
 */
uint32_t lease_offer(struct lease_pool *p, const struct book *book,
    const struct mac *mac, uint32_t wanted, uint32_t network, uint32_t mask,
    int64_t now);

enum lease_check {
	LEASE_OK, /* may be acknowledged */
	LEASE_OTHERS, /* somebody else's, or this machine's is another */
	LEASE_OUTSIDE, /* not on this network or not ours to give */
	LEASE_UNKNOWN /* could be had, but we know nothing of this client */
};

/* May this machine have this address? (REQUEST, renewal, reboot) */
enum lease_check lease_check(const struct lease_pool *p,
    const struct book *book, const struct mac *mac, uint32_t addr,
    uint32_t network, uint32_t mask, int64_t now);

/*
 * Binds until now + seconds and gives the row to be stored; what the machine
 * had before is free.  An address outside the range is bound by the book
 * alone: it gets its row, and the pool keeps nothing.  False: somebody
 * else's.
 */
bool lease_bind(struct lease_pool *p, const struct mac *mac, uint32_t addr,
    int64_t now, struct lease *ret);

/* True, and the row to be stored, when the machine really held it. */
bool lease_release(struct lease_pool *p, const struct mac *mac, uint32_t addr,
    int64_t now, struct lease *ret);

/* At most a tenth of the pool is in quarantine at once (reference A06). */
bool lease_decline(struct lease_pool *p, const struct mac *mac, uint32_t addr,
    int64_t now, struct lease *ret);

/* The disk has this lease now. */
void lease_stored(struct lease_pool *p, const struct lease *l);

/*
 * For how many seconds from now on the disk vouches for this binding; 0: not
 * at all.
 */
uint32_t lease_stored_left(const struct lease_pool *p, const struct mac *mac,
    uint32_t addr, int64_t now);

/* Takes back an OFFER that was not taken up. */
void lease_forget_offer(struct lease_pool *p, const struct mac *mac);

const struct lease *lease_by_mac(const struct lease_pool *p,
    const struct mac *mac);
const struct lease *lease_by_addr(const struct lease_pool *p, uint32_t addr);

struct lease_count {
	uint32_t total, bound, offered, declined;
};
void lease_counts(const struct lease_pool *p, int64_t now,
    struct lease_count *ret);

#endif
