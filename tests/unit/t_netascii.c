/* SPDX-License-Identifier: ISC */
#include "tests/unit/unit.h"

#include <string.h>

#include "core/proto/netascii.h"

/* Q13 */
static const uint8_t sample[] = "a\nb\rc\r\n\n\r";
static const uint8_t converted[] = "a\r\nb\r\0c\r\0\r\n\r\n\r";
#define SAMPLE_LEN (sizeof(sample) - 1)
#define CONVERTED_LEN sizeof(converted) /* its own NUL ends the last CR */

static void
line_ends_are_converted(void **state)
{
	uint8_t out[64];
	struct netascii n;

	(void)state;
	assert_int_equal(netascii_size(sample, SAMPLE_LEN), CONVERTED_LEN);
	assert_int_equal(netascii_size("", 0), 0);
	netascii_init(&n);
	assert_int_equal(netascii_convert(&n, sample, SAMPLE_LEN, out,
			     sizeof(out)),
	    CONVERTED_LEN);
	assert_memory_equal(out, converted, CONVERTED_LEN);
	assert_int_equal(n.in, SAMPLE_LEN);
	assert_int_equal(n.out, CONVERTED_LEN);
}

/* A pair may be cut by a block; from a copy the same bytes come again. */
static void
blocks_of_every_size_join_to_the_same(void **state)
{
	uint8_t out[64], again[64];
	struct netascii n, copy;
	size_t cap, made;

	(void)state;
	for (cap = 1; cap <= CONVERTED_LEN; cap++) {
		netascii_init(&n);
		do {
			const uint64_t at = n.out;

			copy = n;
			made = netascii_convert(&n, sample + n.in,
			    SAMPLE_LEN - n.in, out + at, cap);
			(void)netascii_convert(&copy, sample + copy.in,
			    SAMPLE_LEN - copy.in, again, cap);
			assert_memory_equal(again, out + at, made);
			assert_memory_equal(&copy, &n, sizeof(n));
		} while (made == cap);
		assert_int_equal(n.out, CONVERTED_LEN);
		assert_memory_equal(out, converted, CONVERTED_LEN);
	}
}

/* The source may come in pieces as well. */
static void
pieces_of_every_size_join_to_the_same(void **state)
{
	uint8_t out[64];
	struct netascii n;
	size_t piece;

	(void)state;
	for (piece = 1; piece <= SAMPLE_LEN; piece++) {
		netascii_init(&n);
		while (n.in < SAMPLE_LEN) {
			const size_t left = SAMPLE_LEN - n.in;

			(void)netascii_convert(&n, sample + n.in,
			    left < piece ? left : piece, out + n.out,
			    sizeof(out) - n.out);
		}
		assert_int_equal(n.out, CONVERTED_LEN);
		assert_memory_equal(out, converted, CONVERTED_LEN);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(line_ends_are_converted),
	    cmocka_unit_test(blocks_of_every_size_join_to_the_same),
	    cmocka_unit_test(pieces_of_every_size_join_to_the_same),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
