/* SPDX-License-Identifier: ISC */
#include "tests/unit/db_help.h"

#include <string.h>

#include "db/exec.h"

struct seen {
	size_t n;
	struct lease rows[16];
};

static void
see(void *arg, const struct lease *l)
{
	struct seen *seen = arg;

	assert_true(seen->n < 16);
	seen->rows[seen->n++] = *l;
}

static struct lease
lease(uint32_t addr, unsigned n, enum lease_state state, int64_t expires)
{
	struct lease l = {.addr = addr,
	    .mac = help_mac(n),
	    .state = (uint8_t)state,
	    .expires = expires};

	return l;
}

static void
leases_come_back_as_they_went(void **state)
{
	const struct lease rows[] = {
	    lease(0xffffffff, 1, LEASE_BOUND, INT64_MAX),
	    lease(0xc0000202, 2, LEASE_RELEASED, 0),
	    lease(0xc0000203, 3, LEASE_DECLINED, -1),
	};
	struct seen seen = {0};
	struct db *db = help_open(":memory:", DB_WRITE);

	(void)state;
	assert_int_equal(db_leases_put(db, rows, 3), 0);
	assert_int_equal(db_leases_put(db, rows, 0), 0);
	assert_int_equal(db_leases_each(db, see, &seen), 0);
	assert_int_equal(seen.n, 3);
	assert_int_equal(seen.rows[0].addr, 0xc0000202);
	assert_int_equal(seen.rows[0].state, LEASE_RELEASED);
	assert_true(mac_equal(&seen.rows[1].mac, &rows[2].mac));
	assert_int_equal(seen.rows[1].expires, -1);
	assert_int_equal(seen.rows[2].addr, 0xffffffff);
	assert_true(seen.rows[2].expires == INT64_MAX);
	db_close(db);
}

static void
an_address_has_one_row_its_newest(void **state)
{
	struct lease rows[3] = {
	    lease(7, 1, LEASE_BOUND, 10),
	    lease(7, 2, LEASE_BOUND, 20),
	    lease(8, 1, LEASE_BOUND, 30),
	};
	struct seen seen = {0};
	struct db *db = help_open(":memory:", DB_WRITE);

	(void)state;
	assert_int_equal(db_leases_put(db, rows, 3), 0);
	rows[2].state = LEASE_FREE;
	assert_int_equal(db_leases_put(db, &rows[2], 1), 0);
	assert_int_equal(db_leases_each(db, see, &seen), 0);
	assert_int_equal(seen.n, 1);
	assert_int_equal(seen.rows[0].expires, 20);
	db_close(db);
}

/* Rows that another hand put there do not reach the pool. */
static void
impossible_rows_are_left_out(void **state)
{
	struct seen seen = {0};
	struct db *db = help_open(":memory:", DB_WRITE);

	(void)state;
	assert_int_equal(
	    db_run(db,
		"INSERT INTO leases VALUES"
		" (0, x'525400000001', 2, 9), (-5, x'525400000001', 2, 9),"
		" (4294967296, x'525400000001', 2, 9),"
		" (5, x'5254000000', 2, 9), (6, 'text', 2, 9),"
		" (7, x'525400000001', 99, 9), (8, x'525400000001', 2, 'x');"),
	    0);
	assert_int_equal(db_leases_each(db, see, &seen), 0);
	assert_int_equal(seen.n, 1);
	assert_int_equal(seen.rows[0].addr, 8);
	db_close(db);
}

struct boots {
	size_t n;
	struct db_boot first, last;
};

static void
see_boot(void *arg, const struct db_boot *row)
{
	struct boots *b = arg;

	if (b->n++ == 0)
		b->first = *row;
	b->last = *row;
}

static void
boots_are_capped_per_machine(void **state)
{
	struct db_boot row = {.mac = help_mac(1),
	    .mode = "gpxe",
	    .result = "done",
	    .text = "it's \"here\"; --"};
	const struct mac other = help_mac(2);
	struct boots b = {0};
	struct db *db = help_open(":memory:", DB_WRITE);
	int i;

	(void)state;
	assert_int_equal(tx_begin(db), 0);
	for (i = 0; i < 150; i++) {
		row.began_us = i;
		row.ended_us = i + 1;
		assert_int_equal(db_boot_add(db, &row), 0);
	}
	row.mac = other;
	assert_int_equal(db_boot_add(db, &row), 0);
	assert_int_equal(tx_end(db, 0), 0);
	row.mac = help_mac(1);
	assert_int_equal(db_boots_each(db, &row.mac, 1000, see_boot, &b), 0);
	assert_int_equal(b.n, 100);
	assert_int_equal(b.first.began_us, 149);
	assert_int_equal(b.last.began_us, 50);
	assert_string_equal(b.last.text, "it's \"here\"; --");
	memset(&b, 0, sizeof(b));
	assert_int_equal(db_boots_each(db, NULL, 2, see_boot, &b), 0);
	assert_int_equal(b.n, 2);
	assert_true(mac_equal(&b.first.mac, &other));
	db_close(db);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(leases_come_back_as_they_went),
	    cmocka_unit_test(an_address_has_one_row_its_newest),
	    cmocka_unit_test(impossible_rows_are_left_out),
	    cmocka_unit_test(boots_are_capped_per_machine),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
