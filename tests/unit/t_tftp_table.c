/* SPDX-License-Identifier: ISC */
#include "tests/unit/unit.h"

#include <stdlib.h>

#include "core/base/err.h"
#include "core/serve/tftp_table.h"

#define CLIENT 0xc0000200u /* 192.0.2.0 */

static void
add(struct tftp_table *t, struct tftp_entry *e, uint32_t client, uint16_t port,
    bool onlink)
{
	e->client = client;
	e->port = port;
	assert_int_equal(tftp_table_add(t, e, onlink), 0);
}

static void
entries_are_found_by_address_and_port(void **state)
{
	struct tftp_table *t = tftp_table_new(10);
	struct tftp_entry e[3];

	(void)state;
	add(t, &e[0], CLIENT + 1, 2070, true);
	add(t, &e[1], CLIENT + 1, 2071, true);
	add(t, &e[2], CLIENT + 2, 2070, true);
	assert_ptr_equal(tftp_table_find(t, CLIENT + 1, 2071), &e[1]);
	assert_ptr_equal(tftp_table_find(t, CLIENT + 2, 2070), &e[2]);
	assert_null(tftp_table_find(t, CLIENT + 2, 2071));
	assert_int_equal(tftp_table_count(t), 3);
	tftp_table_remove(t, &e[1]);
	assert_null(tftp_table_find(t, CLIENT + 1, 2071));
	tftp_table_remove(t, tftp_table_any(t));
	tftp_table_remove(t, tftp_table_any(t));
	assert_null(tftp_table_any(t));
	assert_int_equal(tftp_table_count(t), 0);
	tftp_table_free(t);
}

/* L06: the oldest that never answered goes; who has answered stays. */
static void
l06_the_oldest_unverified_makes_room(void **state)
{
	struct tftp_table *t = tftp_table_new(4);
	struct tftp_entry e[5], *victim;
	uint16_t i;

	(void)state;
	for (i = 0; i < 4; i++)
		add(t, &e[i], CLIENT + i, 2070, true);
	assert_int_equal(tftp_table_add(t, &e[4], true), -PX_EFULL);
	tftp_table_verify(t, &e[0]);
	tftp_table_verify(t, &e[0]);
	assert_true(tftp_table_victim(t, CLIENT + 9, true, &victim));
	assert_ptr_equal(victim, &e[1]);
	for (i = 1; i < 4; i++)
		tftp_table_verify(t, &e[i]);
	assert_false(tftp_table_victim(t, CLIENT + 9, true, &victim));
	tftp_table_remove(t, &e[2]);
	assert_true(tftp_table_victim(t, CLIENT + 9, true, &victim));
	assert_null(victim);
	for (i = 0; i < 4; i++)
		if (i != 2)
			tftp_table_remove(t, &e[i]);
	tftp_table_free(t);
}

/* A /24 beyond the router has 64, a neighbour 1024. */
static void
l06_every_source_has_its_share(void **state)
{
	struct tftp_table *t = tftp_table_new(4096);
	struct tftp_entry *e = calloc(2000, sizeof(*e)), *victim;
	uint16_t i;

	(void)state;
	assert_non_null(e);
	for (i = 0; i < 64; i++) {
		assert_true(tftp_table_victim(t, CLIENT + i, false, &victim));
		assert_null(victim);
		add(t, &e[i], CLIENT + i, 2070, false);
	}
	assert_true(tftp_table_victim(t, CLIENT + 200, false, &victim));
	assert_ptr_equal(victim, &e[0]);
	assert_true(tftp_table_victim(t, CLIENT + 256, false, &victim));
	assert_null(victim);
	tftp_table_verify(t, &e[0]);
	assert_true(tftp_table_victim(t, CLIENT + 200, false, &victim));
	assert_null(victim);
	for (; i < 64 + 1024; i++)
		add(t, &e[i], CLIENT + 1, i, true);
	assert_true(tftp_table_victim(t, CLIENT + 1, true, &victim));
	assert_ptr_equal(victim, &e[64]);
	assert_true(tftp_table_victim(t, CLIENT + 2, true, &victim));
	assert_null(victim);
	while ((victim = tftp_table_any(t)) != NULL)
		tftp_table_remove(t, victim);
	free(e);
	tftp_table_free(t);
}

/* X01: many requests of one source, and no answer to any of them. */
static void
x01_crowds_are_doubted_until_one_answers(void **state)
{
	struct tftp_table *t = tftp_table_new(20);
	struct tftp_entry e[10];
	uint16_t i;

	(void)state;
	for (i = 0; i < 10; i++)
		add(t, &e[i], CLIENT + (i == 9), i, true);
	for (i = 0; i < 10; i++)
		assert_int_equal(tftp_table_doubts(&e[i]), i >= 5 && i < 9);
	tftp_table_remove(t, &e[0]);
	assert_true(tftp_table_doubts(&e[8]));
	tftp_table_verify(t, &e[1]);
	for (i = 1; i < 10; i++)
		assert_false(tftp_table_doubts(&e[i]));
	for (i = 1; i < 10; i++)
		tftp_table_remove(t, &e[i]);
	tftp_table_free(t);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(entries_are_found_by_address_and_port),
	    cmocka_unit_test(x01_crowds_are_doubted_until_one_answers),
	    cmocka_unit_test(l06_the_oldest_unverified_makes_room),
	    cmocka_unit_test(l06_every_source_has_its_share),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
