/* SPDX-License-Identifier: ISC */
#include "tests/unit/unit.h"

#include <stdlib.h>
#include <string.h>

#include "core/boot/book.h"
#include "core/boot/lease.h"
#include "core/boot/mac_index.h"

#define NET 0x0a630000u /* 10.99.0.0/24 */
#define MASK 0xffffff00u
#define ADDR(n) (NET + (n))
#define HOSTS_MOST 4

struct world {
	struct book book;
	struct host hosts[HOSTS_MOST];
	uint32_t *slots;
	struct lease_config config;
	void *memory;
	struct lease_pool *pool;
};

static struct mac
nth_mac(uint32_t n)
{
	struct mac m = {{0x02, 0, (uint8_t)(n >> 24), (uint8_t)(n >> 16),
	    (uint8_t)(n >> 8), (uint8_t)n}};

	return (m);
}

/* Hosts 0xaa01, 0xaa02, ... have the addresses fixed[]. */
static void
world_book(struct world *w, const char *const *fixed, size_t n)
{
	free(w->slots);
	w->slots = calloc(book_slots_for(n), sizeof(*w->slots));
	assert_non_null(w->slots);
	for (uint32_t i = 0; i < n; i++) {
		struct mac mac = nth_mac(0xaa01 + i);

		host_init(&w->hosts[i], &mac);
		assert_int_equal(host_set(&w->hosts[i], KEY_IP, fixed[i]), 0);
	}
	book_init(&w->book, w->hosts, n, NULL, 0, w->slots);
}

static void
world_init(struct world *w, uint32_t first, uint32_t last)
{
	memset(w, 0, sizeof(*w));
	w->config.first = ADDR(first);
	w->config.last = ADDR(last);
	w->config.seconds = 3600;
	w->config.offer_seconds = 10;
	w->config.decline_seconds = 600;
	w->memory = malloc(lease_pool_size(&w->config));
	assert_non_null(w->memory);
	w->pool = lease_pool_init(w->memory, &w->config);
	world_book(w, NULL, 0);
}

static void
world_done(struct world *w)
{
	free(w->slots);
	free(w->memory);
}

static uint32_t
offer(struct world *w, uint32_t n, uint32_t wanted, int64_t now)
{
	struct mac mac = nth_mac(n);

	return (lease_offer(w->pool, &w->book, &mac, wanted, NET, MASK, now));
}

static bool
bind_at(struct world *w, uint32_t n, uint32_t addr, int64_t now)
{
	struct mac mac = nth_mac(n);
	struct lease row;

	return (lease_bind(w->pool, &mac, addr, now, &row));
}

static enum lease_check
check(struct world *w, uint32_t n, uint32_t addr, int64_t now)
{
	struct mac mac = nth_mac(n);

	return (lease_check(w->pool, &w->book, &mac, addr, NET, MASK, now));
}

static void
c17_m10_thirty_discovers_use_one_address(void **state)
{
	struct lease_count c;
	struct world w;

	(void)state;
	world_init(&w, 50, 250);
	for (int64_t now = 0; now < 30; now++)
		assert_int_equal(offer(&w, 0xc1, 0, now), ADDR(50));
	lease_counts(w.pool, 29, &c);
	assert_int_equal(c.total, 201);
	assert_int_equal(c.offered, 1);
	assert_int_equal(c.bound, 0);
	lease_counts(w.pool, 60, &c);
	assert_int_equal(c.offered, 0);
	world_done(&w);
}

static void
c18_a_free_wanted_address_is_offered(void **state)
{
	struct world w;

	(void)state;
	world_init(&w, 50, 250);
	assert_int_equal(offer(&w, 0xc1, ADDR(200), 0), ADDR(200));
	/* Held by that offer: the next one gets another. */
	assert_int_equal(offer(&w, 0xc2, ADDR(200), 0), ADDR(50));
	/* Outside the range, or of another network: as if not asked. */
	assert_int_equal(offer(&w, 0xc3, ADDR(20), 0), ADDR(51));
	assert_int_equal(offer(&w, 0xc4, 0xc0a84d05, 0), ADDR(52));
	world_done(&w);
}

static void
c19_reserved_addresses_go_to_nobody_else(void **state)
{
	static const char *const fixed[] = {"10.99.0.20", "10.99.0.51"};
	struct world w;

	(void)state;
	world_init(&w, 50, 53);
	world_book(&w, fixed, 2);
	assert_int_not_equal(offer(&w, 0xc1, ADDR(20), 0), ADDR(20));
	assert_int_equal(offer(&w, 0xc2, ADDR(51), 0), ADDR(52));
	assert_int_equal(offer(&w, 0xc3, 0, 0), ADDR(53));
	assert_true(bind_at(&w, 0xc1, ADDR(50), 0));
	assert_true(bind_at(&w, 0xc2, ADDR(52), 0));
	assert_true(bind_at(&w, 0xc3, ADDR(53), 0));
	assert_int_equal(offer(&w, 0xc4, 0, 0), 0);
	assert_int_equal(check(&w, 0xc4, ADDR(51), 0), LEASE_OTHERS);
	/* L03: with the pool gone the reserved ones are still served. */
	assert_int_equal(offer(&w, 0xaa01, 0, 0), ADDR(20));
	assert_int_equal(offer(&w, 0xaa02, 0, 0), ADDR(51));
	assert_int_equal(check(&w, 0xaa02, ADDR(51), 0), LEASE_OK);
	assert_true(bind_at(&w, 0xaa02, ADDR(51), 0));
	world_done(&w);
}

static void
c20_a_new_reservation_wins_over_the_old_lease(void **state)
{
	static const char *const fixed[] = {"10.99.0.20"};
	struct mac mac = nth_mac(0xaa01);
	struct lease row;
	struct world w;

	(void)state;
	world_init(&w, 50, 250);
	assert_int_equal(offer(&w, 0xaa01, 0, 0), ADDR(50));
	assert_true(bind_at(&w, 0xaa01, ADDR(50), 0));
	world_book(&w, fixed, 1);
	assert_int_equal(offer(&w, 0xaa01, ADDR(50), 1), ADDR(20));
	assert_int_equal(check(&w, 0xaa01, ADDR(50), 1), LEASE_OTHERS);
	assert_int_equal(check(&w, 0xaa01, ADDR(20), 1), LEASE_OK);
	/* Outside the range: a row to store, and the old one is free. */
	assert_true(lease_bind(w.pool, &mac, ADDR(20), 1, &row));
	assert_int_equal(row.addr, ADDR(20));
	assert_int_equal(row.state, LEASE_BOUND);
	assert_int_equal(row.expires, 3601);
	assert_true(mac_equal(&row.mac, &mac));
	assert_null(lease_by_mac(w.pool, &mac));
	assert_int_equal(lease_by_addr(w.pool, ADDR(50))->state, LEASE_FREE);
	assert_null(lease_by_addr(w.pool, ADDR(20)));
	world_done(&w);
}

static void
c20_a_fixed_address_still_leased_to_another_waits(void **state)
{
	static const char *const fixed[] = {"10.99.0.50"};
	struct world w;

	(void)state;
	world_init(&w, 50, 250);
	assert_int_equal(offer(&w, 0xc1, 0, 0), ADDR(50));
	assert_true(bind_at(&w, 0xc1, ADDR(50), 0));
	world_book(&w, fixed, 1);
	assert_int_equal(offer(&w, 0xaa01, 0, 1), ADDR(51));
	assert_int_equal(check(&w, 0xaa01, ADDR(51), 1), LEASE_OK);
	/* The other learns at its renewal that it has to go. */
	assert_int_equal(check(&w, 0xc1, ADDR(50), 1), LEASE_OTHERS);
	assert_int_equal(offer(&w, 0xc1, ADDR(50), 2), ADDR(52));
	assert_int_equal(offer(&w, 0xaa01, 0, 3), ADDR(50));
	assert_true(bind_at(&w, 0xaa01, ADDR(50), 3));
	world_done(&w);
}

static void
l02_m15_a_flood_of_discovers_costs_nothing(void **state)
{
	struct world w;

	(void)state;
	world_init(&w, 50, 250);
	assert_int_equal(offer(&w, 1, 0, 0), ADDR(50));
	assert_true(bind_at(&w, 1, ADDR(50), 0));
	for (uint32_t n = 0; n < 100000; n++) {
		uint32_t addr = offer(&w, 1000 + n, 0, n / 20000);

		assert_int_not_equal(addr, 0);
		assert_int_not_equal(addr, ADDR(50));
	}
	assert_int_not_equal(offer(&w, 2, 0, 5), 0);
	assert_int_equal(check(&w, 1, ADDR(50), 5), LEASE_OK);
	world_done(&w);
}

static void
l02_a_request_beats_an_offer_that_took_its_address(void **state)
{
	struct world w;

	(void)state;
	world_init(&w, 50, 50);
	assert_int_equal(offer(&w, 1, 0, 0), ADDR(50));
	assert_int_equal(offer(&w, 2, 0, 1), ADDR(50));
	assert_int_equal(check(&w, 1, ADDR(50), 2), LEASE_UNKNOWN);
	assert_true(bind_at(&w, 1, ADDR(50), 2));
	assert_int_equal(check(&w, 2, ADDR(50), 2), LEASE_OTHERS);
	assert_false(bind_at(&w, 2, ADDR(50), 2));
	assert_int_equal(offer(&w, 2, 0, 2), 0);
	world_done(&w);
}

static void
l03_known_machines_keep_their_leases_when_the_pool_is_full(void **state)
{
	struct world w;

	(void)state;
	world_init(&w, 50, 250);
	for (uint32_t n = 0; n < 1000; n++) {
		uint32_t addr = offer(&w, n, 0, 0);

		if (addr != 0)
			assert_true(bind_at(&w, n, addr, 0));
	}
	for (uint32_t n = 0; n < 201; n++)
		assert_int_equal(offer(&w, n, 0, 1), ADDR(50 + n));
	assert_int_equal(offer(&w, 5000, 0, 3599), 0);
	/* Expired: the least recently bound one goes first. */
	assert_int_equal(offer(&w, 5000, 0, 3600), ADDR(50));
	/* The others still find theirs. */
	assert_int_equal(offer(&w, 7, 0, 3601), ADDR(57));
	world_done(&w);
}

static void
c15_a_declined_address_rests(void **state)
{
	struct mac mac = nth_mac(1);
	struct lease row;
	struct world w;

	(void)state;
	world_init(&w, 50, 69);
	assert_int_equal(offer(&w, 1, 0, 0), ADDR(50));
	assert_true(bind_at(&w, 1, ADDR(50), 0));
	assert_true(lease_decline(w.pool, &mac, ADDR(50), 5, &row));
	assert_int_equal(row.state, LEASE_DECLINED);
	assert_int_equal(row.expires, 605);
	assert_int_equal(offer(&w, 1, ADDR(50), 5), ADDR(51));
	assert_int_equal(check(&w, 1, ADDR(50), 5), LEASE_OTHERS);
	for (uint32_t n = 100; n < 118; n++)
		assert_int_not_equal(offer(&w, n, 0, 599), ADDR(50));
	assert_int_not_equal(offer(&w, 2, ADDR(50), 604), ADDR(50));
	assert_int_equal(offer(&w, 3, ADDR(50), 605), ADDR(50));
	world_done(&w);
}

static void
a06_decline_and_release_are_for_the_holder(void **state)
{
	struct mac holder = nth_mac(1), other = nth_mac(2);
	struct lease row;
	struct world w;

	(void)state;
	world_init(&w, 50, 69);
	assert_int_equal(offer(&w, 1, 0, 0), ADDR(50));
	/* An offer is nothing that one could decline. */
	assert_false(lease_decline(w.pool, &holder, ADDR(50), 1, &row));
	assert_true(bind_at(&w, 1, ADDR(50), 0));
	assert_false(lease_release(w.pool, &other, ADDR(50), 1, &row));
	assert_false(lease_decline(w.pool, &other, ADDR(50), 1, &row));
	assert_false(lease_release(w.pool, &holder, ADDR(51), 1, &row));
	assert_int_equal(check(&w, 1, ADDR(50), 1), LEASE_OK);
	/* At most a tenth rests, however many are declined. */
	for (uint32_t n = 10; n < 20; n++) {
		struct mac mac = nth_mac(n);
		uint32_t addr = offer(&w, n, 0, 1);
		struct lease_count c;

		assert_true(bind_at(&w, n, addr, 1));
		assert_true(lease_decline(w.pool, &mac, addr, 1, &row));
		lease_counts(w.pool, 1, &c);
		assert_true(c.declined <= 2);
	}
	world_done(&w);
}

static void
c16_a_released_address_is_remembered(void **state)
{
	struct mac mac = nth_mac(1);
	struct lease row;
	struct world w;

	(void)state;
	world_init(&w, 50, 69);
	assert_int_equal(offer(&w, 1, 0, 0), ADDR(50));
	assert_true(bind_at(&w, 1, ADDR(50), 0));
	assert_true(lease_release(w.pool, &mac, ADDR(50), 9, &row));
	assert_int_equal(row.state, LEASE_RELEASED);
	assert_int_equal(row.expires, 9);
	assert_false(lease_release(w.pool, &mac, ADDR(50), 9, &row));
	for (uint32_t n = 2; n < 21; n++)
		assert_int_not_equal(offer(&w, n, 0, 10), ADDR(50));
	assert_int_equal(offer(&w, 1, 0, 11), ADDR(50));
	/* Not taken up: remembered all the same. */
	assert_int_equal(offer(&w, 1, 0, 40), ADDR(50));
	assert_int_equal(lease_by_mac(w.pool, &mac)->addr, ADDR(50));
	world_done(&w);
}

static void
c07_a_forgotten_offer_is_free(void **state)
{
	struct mac mac = nth_mac(1);
	struct lease_count c;
	struct world w;

	(void)state;
	world_init(&w, 50, 69);
	assert_int_equal(offer(&w, 1, 0, 0), ADDR(50));
	lease_forget_offer(w.pool, &mac);
	lease_counts(w.pool, 0, &c);
	assert_int_equal(c.offered, 0);
	assert_null(lease_by_mac(w.pool, &mac));
	assert_int_equal(offer(&w, 2, ADDR(50), 0), ADDR(50));
	/* A bound one is not forgotten so. */
	assert_true(bind_at(&w, 2, ADDR(50), 0));
	mac = nth_mac(2);
	lease_forget_offer(w.pool, &mac);
	assert_int_equal(check(&w, 2, ADDR(50), 0), LEASE_OK);
	world_done(&w);
}

static void
c08_c11_check_tells_known_from_unknown(void **state)
{
	struct world w;

	(void)state;
	world_init(&w, 50, 250);
	assert_int_equal(check(&w, 1, ADDR(200), 0), LEASE_UNKNOWN);
	assert_int_equal(check(&w, 1, ADDR(20), 0), LEASE_OUTSIDE);
	assert_int_equal(check(&w, 1, 0xc0a84d05, 0), LEASE_OUTSIDE);
	assert_int_equal(offer(&w, 1, 0, 0), ADDR(50));
	assert_true(bind_at(&w, 1, ADDR(50), 0));
	assert_int_equal(check(&w, 1, ADDR(50), 1), LEASE_OK);
	/* Also after it ran out, as long as nobody else has it. */
	assert_int_equal(check(&w, 1, ADDR(50), 5000), LEASE_OK);
	assert_int_equal(check(&w, 1, ADDR(51), 1), LEASE_OTHERS);
	world_done(&w);
}

static void
c38_leases_come_back_from_the_store(void **state)
{
	struct lease l = {ADDR(60), nth_mac(1), LEASE_BOUND, 5000};
	struct lease_count c;
	struct world w;

	(void)state;
	world_init(&w, 50, 250);
	assert_true(lease_restore(w.pool, &l, 10));
	assert_int_equal(offer(&w, 1, 0, 10), ADDR(60));
	assert_int_equal(check(&w, 2, ADDR(60), 10), LEASE_OTHERS);
	lease_counts(w.pool, 10, &c);
	assert_int_equal(c.bound, 1);
	/* A second row of the machine: the later one counts. */
	l.addr = ADDR(61);
	l.expires = 4000;
	assert_false(lease_restore(w.pool, &l, 10));
	l.expires = 6000;
	assert_true(lease_restore(w.pool, &l, 10));
	assert_int_equal(offer(&w, 1, 0, 10), ADDR(61));
	assert_int_equal(check(&w, 2, ADDR(60), 10), LEASE_UNKNOWN);
	l.addr = ADDR(20);
	assert_false(lease_restore(w.pool, &l, 10));
	l.addr = ADDR(62);
	l.state = LEASE_DECLINED;
	l.expires = 100;
	assert_true(lease_restore(w.pool, &l, 10));
	assert_int_equal(offer(&w, 2, ADDR(62), 99), ADDR(50));
	assert_int_equal(offer(&w, 3, ADDR(62), 100), ADDR(62));
	l.state = 77;
	assert_false(lease_restore(w.pool, &l, 10));
	world_done(&w);
}

/* The clock was years ahead when they were given, or is behind now. */
static void
no_lease_from_the_store_lasts_for_years(void **state)
{
	struct lease l = {ADDR(50), nth_mac(1), LEASE_BOUND, 400000000};
	struct world w;

	(void)state;
	world_init(&w, 50, 51);
	assert_true(lease_restore(w.pool, &l, 1000));
	l.addr = ADDR(51);
	l.state = LEASE_DECLINED;
	assert_true(lease_restore(w.pool, &l, 1000));
	assert_int_equal(offer(&w, 2, 0, 1000), 0);
	/* A quarantine has its time, a lease eight days at most. */
	assert_int_equal(offer(&w, 2, 0, 1600), ADDR(51));
	assert_int_equal(offer(&w, 3, ADDR(50), 999 + 691200), ADDR(51));
	assert_int_equal(offer(&w, 4, ADDR(50), 1000 + 691200), ADDR(50));
	world_done(&w);
}

static void
n06_a_clock_that_goes_back_ends_no_lease(void **state)
{
	struct world w;

	(void)state;
	world_init(&w, 50, 51);
	assert_int_equal(offer(&w, 1, 0, 1000000), ADDR(50));
	assert_true(bind_at(&w, 1, ADDR(50), 1000000));
	assert_int_equal(offer(&w, 2, 0, 0), ADDR(51));
	assert_true(bind_at(&w, 2, ADDR(51), 0));
	assert_int_equal(offer(&w, 3, 0, 1), 0);
	assert_int_equal(check(&w, 1, ADDR(50), 1), LEASE_OK);
	/* The lease of 2 has run out, that of 1 has not. */
	assert_int_equal(offer(&w, 3, 0, 4000), ADDR(51));
	world_done(&w);
}

static void
two_networks_share_one_range_only_where_it_lies(void **state)
{
	struct mac mac = nth_mac(1);
	struct world w;

	(void)state;
	world_init(&w, 50, 250);
	assert_int_equal(lease_offer(w.pool, &w.book, &mac, 0, 0x0a620000, MASK,
			     0),
	    0);
	assert_true(bind_at(&w, 1, ADDR(50), 0));
	assert_int_equal(lease_offer(w.pool, &w.book, &mac, 0, 0x0a620000, MASK,
			     0),
	    0);
	assert_int_equal(check(&w, 1, ADDR(50), 0), LEASE_OK);
	/* A /29: its ends and what lies outside it are not given. */
	mac = nth_mac(2);
	assert_int_equal(lease_offer(w.pool, &w.book, &mac, 0, ADDR(56),
			     0xfffffff8, 0),
	    ADDR(57));
	world_done(&w);
}

static void
ranges_that_cannot_be_are_refused(void **state)
{
	struct lease_config c = {0};

	(void)state;
	assert_int_equal(lease_pool_size(&c), 0);
	c.first = ADDR(50);
	c.last = ADDR(49);
	assert_int_equal(lease_pool_size(&c), 0);
	c.last = c.first + 65536;
	assert_int_equal(lease_pool_size(&c), 0);
	c.last = c.first + 65535;
	assert_true(lease_pool_size(&c) > 0);
	c.first = c.last = 0xe0000001;
	assert_int_equal(lease_pool_size(&c), 0);
}

/* No address twice, no machine twice, whatever happens in what order. */
static void
random_life_keeps_one_address_a_machine(void **state)
{
	static const char *const fixed[] = {"10.99.0.55", "10.99.0.20"};
	uint32_t seed = 1, held[40] = {0};
	int64_t until[40] = {0};
	struct world w;

	(void)state;
	world_init(&w, 50, 79);
	world_book(&w, fixed, 2);
	for (int64_t now = 0; now < 20000; now++) {
		struct mac mac;
		struct lease row;
		uint32_t n, addr;

		seed = seed * 1664525u + 1013904223u;
		n = (seed >> 16) % 40;
		mac = nth_mac(n);
		addr = offer(&w, n, ADDR(50 + (seed >> 24) % 30), now);
		if (addr == 0 || (seed >> 8) % 4 == 0)
			continue;
		assert_int_not_equal(addr, ADDR(55));
		assert_true(lease_bind(w.pool, &mac, addr, now, &row));
		for (uint32_t k = 0; k < 40; k++)
			assert_false(
			    k != n && held[k] == addr && until[k] > now);
		held[n] = addr;
		until[n] = row.expires;
		if ((seed >> 10) % 5 == 0) {
			assert_true(
			    lease_release(w.pool, &mac, addr, now, &row));
			until[n] = 0;
		} else if ((seed >> 10) % 50 == 1) {
			assert_true(
			    lease_decline(w.pool, &mac, addr, now, &row));
			until[n] = 0;
		}
	}
	world_done(&w);
}

/* The index by MAC against a plain array, through a long life. */
static void
mac_index_agrees_with_a_list(void **state)
{
	static struct mac_slot slots[256];
	uint32_t rows[100], seed = 7;
	struct mac_index x;

	(void)state;
	assert_int_equal(mac_index_slots(100), 256);
	mac_index_init(&x, slots, 256);
	for (size_t i = 0; i < 100; i++)
		rows[i] = MAC_INDEX_NONE;
	for (uint32_t n = 0; n < 100000; n++) {
		struct mac mac;
		uint32_t i;

		seed = seed * 1664525u + 1013904223u;
		i = (seed >> 16) % 100;
		mac = nth_mac(i);
		assert_int_equal(mac_index_find(&x, &mac), rows[i]);
		if ((seed >> 8) % 2 == 0) {
			rows[i] = n;
			mac_index_put(&x, &mac, n);
		} else {
			rows[i] = MAC_INDEX_NONE;
			mac_index_remove(&x, &mac);
		}
	}
	for (uint32_t i = 0; i < 100; i++) {
		struct mac mac = nth_mac(i);

		assert_int_equal(mac_index_find(&x, &mac), rows[i]);
	}
}

static void
the_disk_vouches_for_what_it_has(void **state)
{
	const struct mac a = nth_mac(1), b = nth_mac(2);
	struct lease first, second, released;
	struct world w;

	(void)state;
	world_init(&w, 10, 12);
	assert_true(lease_bind(w.pool, &a, ADDR(10), 1000, &first));
	assert_int_equal(lease_stored_left(w.pool, &a, ADDR(10), 1000), 0);
	lease_stored(w.pool, &first);
	assert_int_equal(lease_stored_left(w.pool, &a, ADDR(10), 1000), 3600);
	assert_int_equal(lease_stored_left(w.pool, &b, ADDR(10), 1000), 0);
	assert_int_equal(lease_stored_left(w.pool, &a, ADDR(11), 1000), 0);
	/* Extended, but the disk has not heard of it. */
	assert_true(lease_bind(w.pool, &a, ADDR(10), 1600, &second));
	assert_int_equal(lease_stored_left(w.pool, &a, ADDR(10), 1600), 3000);
	lease_stored(w.pool, &first);
	assert_int_equal(lease_stored_left(w.pool, &a, ADDR(10), 1600), 3000);
	lease_stored(w.pool, &second);
	assert_int_equal(lease_stored_left(w.pool, &a, ADDR(10), 1600), 3600);
	assert_int_equal(lease_stored_left(w.pool, &a, ADDR(10), 5200), 0);
	/* Given back: late news of the old lease do not count. */
	assert_true(lease_release(w.pool, &a, ADDR(10), 1700, &released));
	lease_stored(w.pool, &second);
	assert_int_equal(lease_stored_left(w.pool, &a, ADDR(10), 1700), 0);
	lease_stored(w.pool, &released);
	/* From the disk itself. */
	second.addr = ADDR(11);
	second.mac = b;
	assert_true(lease_restore(w.pool, &second, 1700));
	assert_int_equal(lease_stored_left(w.pool, &b, ADDR(11), 1700), 3500);
	second.addr = ADDR(99);
	lease_stored(w.pool, &second);
	world_done(&w);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_disk_vouches_for_what_it_has),
	    cmocka_unit_test(mac_index_agrees_with_a_list),
	    cmocka_unit_test(c17_m10_thirty_discovers_use_one_address),
	    cmocka_unit_test(c18_a_free_wanted_address_is_offered),
	    cmocka_unit_test(c19_reserved_addresses_go_to_nobody_else),
	    cmocka_unit_test(c20_a_new_reservation_wins_over_the_old_lease),
	    cmocka_unit_test(c20_a_fixed_address_still_leased_to_another_waits),
	    cmocka_unit_test(l02_m15_a_flood_of_discovers_costs_nothing),
	    cmocka_unit_test(
		l02_a_request_beats_an_offer_that_took_its_address),
	    cmocka_unit_test(
		l03_known_machines_keep_their_leases_when_the_pool_is_full),
	    cmocka_unit_test(c15_a_declined_address_rests),
	    cmocka_unit_test(a06_decline_and_release_are_for_the_holder),
	    cmocka_unit_test(c16_a_released_address_is_remembered),
	    cmocka_unit_test(c07_a_forgotten_offer_is_free),
	    cmocka_unit_test(c08_c11_check_tells_known_from_unknown),
	    cmocka_unit_test(c38_leases_come_back_from_the_store),
	    cmocka_unit_test(no_lease_from_the_store_lasts_for_years),
	    cmocka_unit_test(n06_a_clock_that_goes_back_ends_no_lease),
	    cmocka_unit_test(two_networks_share_one_range_only_where_it_lies),
	    cmocka_unit_test(ranges_that_cannot_be_are_refused),
	    cmocka_unit_test(random_life_keeps_one_address_a_machine),
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
