/* SPDX-License-Identifier: ISC */
#include "core/boot/lease.h"

#include <string.h>

#include "core/base/room.h"
#include "core/boot/chain.h"
#include "core/boot/mac_index.h"

#define POOL_MOST 65536u
#define DECLINED_SHARE 10 /* one in so many may be in quarantine */

enum pool_list {
	LIST_FREE, /* the head is given out next */
	LIST_RELEASED, /* then these: machines remember them (M15) */
	LIST_OFFERED,
	LIST_BOUND, /* about in order of expiry; expired ones stay */
	LIST_DECLINED,
	LIST_COUNT
};

/* In which list an address of each state stands. */
/* clang-format off */
static const enum pool_list list_of[] = {
	[LEASE_FREE] = LIST_FREE,
	[LEASE_OFFERED] = LIST_OFFERED,
	[LEASE_BOUND] = LIST_BOUND,
	[LEASE_DECLINED] = LIST_DECLINED,
	[LEASE_RELEASED] = LIST_RELEASED,
};
/* clang-format on */

struct pool_row {
	struct lease lease;
	bool known; /* this machine has had this address bound */
	int64_t stored; /* while it is bound: its end as the disk has it */
};

struct lease_pool {
	struct lease_config config;
	uint32_t count;
	int64_t swept; /* when expired leases were last looked for */
	bool has_swept;
	struct chain lists[LIST_COUNT];
	struct mac_index index;
	struct chain_link *links;
	struct pool_row *rows;
};

static uint32_t
range_count(const struct lease_config *c)
{
	if (!ip4_usable(c->first) || !ip4_usable(c->last) ||
	    c->last < c->first || c->last - c->first >= POOL_MOST)
		return 0;
	return c->last - c->first + 1;
}

size_t
lease_pool_size(const struct lease_config *c)
{
	size_t n = range_count(c);

	if (n == 0)
		return 0;
	return room_for(sizeof(struct lease_pool)) +
	    room_for(n * sizeof(struct pool_row)) +
	    room_for(n * sizeof(struct chain_link)) +
	    mac_index_slots(n) * sizeof(struct mac_slot);
}

struct lease_pool *
lease_pool_init(void *memory, const struct lease_config *c)
{
	char *at = memory;
	struct lease_pool *p = room_take(&at, sizeof(*p));
	size_t n = range_count(c);

	memset(p, 0, sizeof(*p));
	p->config = *c;
	p->count = (uint32_t)n;
	p->rows = room_take(&at, n * sizeof(*p->rows));
	p->links = room_take(&at, n * sizeof(*p->links));
	mac_index_init(&p->index,
	    room_take(&at, mac_index_slots(n) * sizeof(struct mac_slot)),
	    mac_index_slots(n));
	memset(p->rows, 0, n * sizeof(*p->rows));
	for (size_t i = 0; i < LIST_COUNT; i++)
		chain_init(&p->lists[i]);
	for (uint32_t i = 0; i < p->count; i++) {
		p->rows[i].lease.addr = c->first + i;
		chain_push_last(&p->lists[LIST_FREE], p->links, i);
	}
	return p;
}

static bool
in_range(const struct lease_pool *p, uint32_t addr)
{
	return p != NULL && addr >= p->config.first && addr <= p->config.last;
}

/* The only place where a state changes: list and state go together. */
static void
row_move(struct lease_pool *p, uint32_t i, enum lease_state state)
{
	struct pool_row *row = &p->rows[i];

	chain_remove(&p->lists[list_of[row->lease.state]], p->links, i);
	row->lease.state = (uint8_t)state;
	if (state != LEASE_BOUND)
		row->stored = 0;
	chain_push_last(&p->lists[list_of[state]], p->links, i);
}

static void
row_set_mac(struct lease_pool *p, uint32_t i, const struct mac *mac)
{
	struct pool_row *row = &p->rows[i];
	uint32_t old = mac_index_find(&p->index, &row->lease.mac);

	if (old == i)
		mac_index_remove(&p->index, &row->lease.mac);
	row->known = false;
	row->stored = 0;
	row->lease.mac = *mac;
	mac_index_put(&p->index, mac, i);
}

/* Free again, its machine forgotten. */
static void
row_forget(struct lease_pool *p, uint32_t i)
{
	static const struct mac nobody;
	struct pool_row *row = &p->rows[i];

	if (mac_index_find(&p->index, &row->lease.mac) == i)
		mac_index_remove(&p->index, &row->lease.mac);
	row_move(p, i, LEASE_FREE);
	row->known = false;
	row->lease.mac = nobody;
	row->lease.expires = 0;
}

/* An offer that came to nothing. */
static void
row_drop_offer(struct lease_pool *p, uint32_t i)
{
	if (p->rows[i].known)
		row_move(p, i, LEASE_RELEASED);
	else
		row_forget(p, i);
}

static bool
row_held(const struct pool_row *row, int64_t now)
{
	const struct lease *l = &row->lease;

	return (l->state == LEASE_OFFERED || l->state == LEASE_BOUND ||
		   l->state == LEASE_DECLINED) &&
	    l->expires > now;
}

static uint32_t
row_of_mac(const struct lease_pool *p, const struct mac *mac)
{
	return p == NULL ? MAC_INDEX_NONE : mac_index_find(&p->index, mac);
}

/* The longest that a lease from the store is believed in: the lease time may
 * have been longer when it was given. */
#define BELIEVED_SECONDS (8 * 86400)

static int64_t
believed_end(const struct lease_config *c, const struct lease *l, int64_t now)
{
	const uint32_t most = l->state == LEASE_DECLINED ? c->decline_seconds :
	    c->seconds > BELIEVED_SECONDS                ? c->seconds :
							   BELIEVED_SECONDS;

	return l->expires > now + most ? now + most : l->expires;
}

static bool
restore_bound(struct lease_pool *p, const struct lease *l)
{
	const uint32_t i = l->addr - p->config.first;
	const uint32_t old = row_of_mac(p, &l->mac);

	if (old != MAC_INDEX_NONE && old != i) {
		if (p->rows[old].lease.expires >= l->expires)
			return false;
		row_forget(p, old);
	}
	row_set_mac(p, i, &l->mac);
	p->rows[i].known = true;
	p->rows[i].lease.expires = l->expires;
	row_move(p, i, (enum lease_state)l->state);
	lease_stored(p, l);
	return true;
}

bool
lease_restore(struct lease_pool *p, const struct lease *l, int64_t now)
{
	struct lease believed = *l;
	uint32_t i;

	if (!in_range(p, l->addr) || !mac_usable(&l->mac))
		return false;
	if (l->state > LEASE_RELEASED || l->state == LEASE_FREE ||
	    l->state == LEASE_OFFERED)
		return false;
	believed.expires = believed_end(&p->config, l, now);
	if (l->state != LEASE_DECLINED)
		return restore_bound(p, &believed);
	i = l->addr - p->config.first;
	row_forget(p, i);
	row_move(p, i, LEASE_DECLINED);
	p->rows[i].lease.expires = believed.expires;
	return true;
}

void
lease_stored(struct lease_pool *p, const struct lease *l)
{
	struct pool_row *row;

	if (l->state != LEASE_BOUND || !in_range(p, l->addr))
		return;
	row = &p->rows[l->addr - p->config.first];
	/* News of a state that has passed says nothing of the present one. */
	if (row->lease.state == LEASE_BOUND &&
	    row->lease.expires == l->expires &&
	    mac_equal(&row->lease.mac, &l->mac))
		row->stored = l->expires;
}

bool
lease_serves(const struct lease_pool *p, uint32_t network, uint32_t mask)
{
	return p != NULL && (p->config.first & mask) <= (network & mask) &&
	    (p->config.last & mask) >= (network & mask);
}

static bool
in_network(uint32_t addr, uint32_t network, uint32_t mask)
{
	uint32_t host = addr & ~mask;

	if ((addr & mask) != (network & mask))
		return false;
	/* The two ends are the network and its broadcast (RFC 1122 3.2.1.3),
	 * but not in a /31 or /32. */
	return ~mask < 2 || (host != 0 && host != ~mask);
}

/*
 * The fixed address of the book as far as the machine can have it now: on
 * this network, not found in use, and not still leased to another from
 * before it was fixed.
 */
static uint32_t
fixed_address(const struct lease_pool *p, const struct host *h,
    uint32_t network, uint32_t mask, int64_t now)
{
	const struct pool_row *row;

	if (h == NULL || h->ip == 0 || !in_network(h->ip, network, mask))
		return 0;
	if (!in_range(p, h->ip))
		return h->ip;
	row = &p->rows[h->ip - p->config.first];
	if (!row_held(row, now) || row->lease.state == LEASE_OFFERED)
		return h->ip;
	if (row->lease.state == LEASE_DECLINED)
		return 0;
	return mac_equal(&row->lease.mac, &h->mac) ? h->ip : 0;
}

static bool
fixed_for_another(const struct book *book, const struct mac *mac, uint32_t addr)
{
	const struct host *h = book_find_ip(book, addr);

	return h != NULL && !mac_equal(&h->mac, mac);
}

/* Ends what has run out, where that is cheap: both lists are in order. */
static void
reap(struct lease_pool *p, int64_t now)
{
	uint32_t i;

	while ((i = p->lists[LIST_OFFERED].first) != CHAIN_END &&
	    p->rows[i].lease.expires <= now)
		row_drop_offer(p, i);
	while ((i = p->lists[LIST_DECLINED].first) != CHAIN_END &&
	    p->rows[i].lease.expires <= now)
		row_forget(p, i);
}

/*
 * Takes back expired leases; only when nothing is free, so that a machine
 * finds its old address as long as possible, and once a second at most,
 * since it walks all leases.
 */
static void
sweep(struct lease_pool *p, int64_t now)
{
	uint32_t i, after;

	if (p->has_swept && p->swept == now)
		return;
	p->has_swept = true;
	p->swept = now;
	for (i = p->lists[LIST_BOUND].first; i != CHAIN_END; i = after) {
		after = p->links[i].after;
		if (p->rows[i].lease.expires <= now)
			row_move(p, i, LEASE_RELEASED);
	}
}

struct fit {
	const struct book *book;
	const struct mac *mac;
	uint32_t network, mask;
};

static bool
row_fits(const struct lease_pool *p, uint32_t i, const struct fit *f)
{
	uint32_t addr = p->rows[i].lease.addr;

	return in_network(addr, f->network, f->mask) &&
	    !fixed_for_another(f->book, f->mac, addr);
}

/* The first of a list that fits; what does not goes behind the others. */
static uint32_t
list_take(struct lease_pool *p, enum pool_list list, const struct fit *f)
{
	struct chain *c = &p->lists[list];

	for (uint32_t n = c->count; n > 0; n--) {
		uint32_t i = c->first;

		if (row_fits(p, i, f))
			return i;
		chain_remove(c, p->links, i);
		chain_push_last(c, p->links, i);
	}
	return MAC_INDEX_NONE;
}

/*
 * An offer is worth nothing until its REQUEST: when all else is taken the
 * oldest one goes to the next client, so a flood that never asks further
 * cannot empty the pool (reference L02, M15).
 */
static uint32_t
pick_free(struct lease_pool *p, const struct fit *f, int64_t now)
{
	uint32_t i = list_take(p, LIST_FREE, f);

	if (i == MAC_INDEX_NONE)
		i = list_take(p, LIST_RELEASED, f);
	if (i == MAC_INDEX_NONE) {
		sweep(p, now);
		i = list_take(p, LIST_RELEASED, f);
	}
	if (i == MAC_INDEX_NONE)
		i = list_take(p, LIST_OFFERED, f);
	return i;
}

static uint32_t
pick_wanted(const struct lease_pool *p, const struct fit *f, uint32_t wanted,
    int64_t now)
{
	uint32_t i;

	if (!in_range(p, wanted))
		return MAC_INDEX_NONE;
	i = wanted - p->config.first;
	if (row_held(&p->rows[i], now) || !row_fits(p, i, f))
		return MAC_INDEX_NONE;
	return i;
}

static uint32_t
row_offer(struct lease_pool *p, uint32_t i, const struct mac *mac, int64_t now)
{
	struct pool_row *row = &p->rows[i];

	if (!mac_equal(&row->lease.mac, mac))
		row_set_mac(p, i, mac);
	/* A lease that still runs stays what it is: RFC 2131 4.3.1. */
	if (row->lease.state == LEASE_BOUND && row_held(row, now))
		return row->lease.addr;
	row_move(p, i, LEASE_OFFERED);
	row->lease.expires = now + p->config.offer_seconds;
	return row->lease.addr;
}

uint32_t
lease_offer(struct lease_pool *p, const struct book *book,
    const struct mac *mac, uint32_t wanted, uint32_t network, uint32_t mask,
    int64_t now)
{
	struct fit f = {book, mac, network, mask};
	uint32_t fixed, i;

	if (p != NULL)
		reap(p, now);
	/* Nobody else is ever offered it, so there is nothing to hold. */
	fixed = fixed_address(p, book_find(book, mac), network, mask, now);
	if (fixed != 0)
		return fixed;
	if (!lease_serves(p, network, mask))
		return 0;
	i = row_of_mac(p, mac);
	if (i != MAC_INDEX_NONE && row_fits(p, i, &f))
		return row_offer(p, i, mac, now);
	if (i != MAC_INDEX_NONE)
		row_forget(p, i);
	i = pick_wanted(p, &f, wanted, now);
	if (i == MAC_INDEX_NONE)
		i = pick_free(p, &f, now);
	if (i == MAC_INDEX_NONE)
		return 0;
	return row_offer(p, i, mac, now);
}

enum lease_check
lease_check(const struct lease_pool *p, const struct book *book,
    const struct mac *mac, uint32_t addr, uint32_t network, uint32_t mask,
    int64_t now)
{
	const struct pool_row *row;
	uint32_t fixed;

	if (!in_network(addr, network, mask))
		return LEASE_OUTSIDE;
	if (fixed_for_another(book, mac, addr))
		return LEASE_OTHERS;
	fixed = fixed_address(p, book_find(book, mac), network, mask, now);
	if (fixed != 0)
		return fixed == addr ? LEASE_OK : LEASE_OTHERS;
	if (!in_range(p, addr))
		return LEASE_OUTSIDE;
	row = &p->rows[addr - p->config.first];
	if (row->lease.state == LEASE_DECLINED && row_held(row, now))
		return LEASE_OTHERS;
	if (row_of_mac(p, mac) == addr - p->config.first)
		return LEASE_OK;
	if (row->lease.state == LEASE_BOUND && row_held(row, now))
		return LEASE_OTHERS;
	/* Known, but with another address. */
	return row_of_mac(p, mac) == MAC_INDEX_NONE ? LEASE_UNKNOWN :
						      LEASE_OTHERS;
}

bool
lease_bind(struct lease_pool *p, const struct mac *mac, uint32_t addr,
    int64_t now, struct lease *ret)
{
	uint32_t i = addr - p->config.first;
	uint32_t old = row_of_mac(p, mac);
	struct pool_row *row;

	if (in_range(p, addr)) {
		row = &p->rows[i];
		if (row->lease.state != LEASE_OFFERED && row_held(row, now) &&
		    old != i)
			return false;
	}
	if (old != MAC_INDEX_NONE && (old != i || !in_range(p, addr)))
		row_forget(p, old);
	memset(ret, 0, sizeof(*ret));
	ret->addr = addr;
	ret->mac = *mac;
	ret->state = LEASE_BOUND;
	ret->expires = now + p->config.seconds;
	if (!in_range(p, addr))
		return true;
	if (old != i)
		row_set_mac(p, i, mac);
	row_move(p, i, LEASE_BOUND);
	p->rows[i].known = true;
	p->rows[i].lease.expires = ret->expires;
	return true;
}

/* The row this machine has bound, and it is this address. */
static uint32_t
row_bound(const struct lease_pool *p, const struct mac *mac, uint32_t addr)
{
	uint32_t i = row_of_mac(p, mac);

	if (i == MAC_INDEX_NONE || p->rows[i].lease.addr != addr ||
	    p->rows[i].lease.state != LEASE_BOUND)
		return MAC_INDEX_NONE;
	return i;
}

uint32_t
lease_stored_left(const struct lease_pool *p, const struct mac *mac,
    uint32_t addr, int64_t now)
{
	const uint32_t i = row_bound(p, mac, addr);

	if (i == MAC_INDEX_NONE || p->rows[i].stored <= now)
		return 0;
	return (uint32_t)(p->rows[i].stored - now);
}

bool
lease_release(struct lease_pool *p, const struct mac *mac, uint32_t addr,
    int64_t now, struct lease *ret)
{
	uint32_t i = row_bound(p, mac, addr);

	if (i == MAC_INDEX_NONE)
		return false;
	row_move(p, i, LEASE_RELEASED);
	p->rows[i].lease.expires = now;
	*ret = p->rows[i].lease;
	return true;
}

bool
lease_decline(struct lease_pool *p, const struct mac *mac, uint32_t addr,
    int64_t now, struct lease *ret)
{
	struct chain *quarantine;
	uint32_t i = row_bound(p, mac, addr);
	uint32_t most;

	if (i == MAC_INDEX_NONE)
		return false;
	reap(p, now);
	quarantine = &p->lists[LIST_DECLINED];
	most = p->count / DECLINED_SHARE;
	if (quarantine->count >= (most == 0 ? 1 : most))
		row_forget(p, quarantine->first);
	mac_index_remove(&p->index, mac);
	row_move(p, i, LEASE_DECLINED);
	p->rows[i].lease.expires = now + p->config.decline_seconds;
	*ret = p->rows[i].lease;
	return true;
}

void
lease_forget_offer(struct lease_pool *p, const struct mac *mac)
{
	uint32_t i = row_of_mac(p, mac);

	if (i != MAC_INDEX_NONE && p->rows[i].lease.state == LEASE_OFFERED)
		row_drop_offer(p, i);
}

const struct lease *
lease_by_mac(const struct lease_pool *p, const struct mac *mac)
{
	uint32_t i = row_of_mac(p, mac);

	return i == MAC_INDEX_NONE ? NULL : &p->rows[i].lease;
}

const struct lease *
lease_by_addr(const struct lease_pool *p, uint32_t addr)
{
	return in_range(p, addr) ? &p->rows[addr - p->config.first].lease :
				   NULL;
}

void
lease_counts(const struct lease_pool *p, int64_t now, struct lease_count *ret)
{
	memset(ret, 0, sizeof(*ret));
	ret->total = p->count;
	for (uint32_t i = 0; i < p->count; i++) {
		if (!row_held(&p->rows[i], now))
			continue;
		switch ((enum lease_state)p->rows[i].lease.state) {
		case LEASE_OFFERED:
			ret->offered++;
			break;
		case LEASE_BOUND:
			ret->bound++;
			break;
		case LEASE_DECLINED:
			ret->declined++;
			break;
		case LEASE_FREE:
		case LEASE_RELEASED:
			break;
		}
	}
}
