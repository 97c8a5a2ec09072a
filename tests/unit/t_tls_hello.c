/* SPDX-License-Identifier: ISC */
#include "tests/unit/unit.h"

#include <stdlib.h>
#include <string.h>

#include "core/proto/tls_hello.h"

#define HEAD                                                                   \
	"\x16\3\1\0\x4c\1\0\0\x48\3\3"                                         \
	"0123456789abcdef0123456789abcdef"                                     \
	"\1s\0\2\0\x2f\1\0"
#define OTHER "\0\x0b\0\2\1\0"
#define NAME "\0\0\0\x0d\0\x0b\0\0\x08lab.test"

static const struct {
	const char *bytes;
	size_t len;
	bool hello;
	const char *host;
} rows[] = {
    {HEAD "\0\x17" OTHER NAME, sizeof(HEAD "\0\x17" OTHER NAME) - 1, true,
	"lab.test"},
    {HEAD "\0\6" OTHER, sizeof(HEAD "\0\6" OTHER) - 1, true, ""},
    {HEAD, sizeof(HEAD) - 1, true, ""},
    /* No host name, and one that is longer than what is there. */
    {HEAD "\0\x11\0\0\0\x0d\0\x0b\1\0\x08lab.test",
	sizeof(HEAD "\0\x11\0\0\0\x0d\0\x0b\1\0\x08lab.test") - 1, true, ""},
    {HEAD "\0\x11\0\0\0\x0d\0\x0b\0\0\x09lab.test",
	sizeof(HEAD "\0\x11\0\0\0\x0d\0\x0b\0\0\x09lab.test") - 1, true, ""},
    {"\x16\3\1\0\x4c\2", 6, false, NULL},
    {"\x17\3\1\0\x4c\1", 6, false, NULL},
    {"GET / HTTP/1.0\r\n", 16, false, NULL},
};

static void
a_hello_tells_its_host(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char host[TLS_HOST] = "?";

		assert_int_equal(tls_hello_decode(host, rows[i].bytes,
				     rows[i].len),
		    rows[i].hello);
		if (rows[i].hello)
			assert_string_equal(host, rows[i].host);
	}
}

/* In exact-size memory; what is cut tells no half of a name. */
static void
every_truncation_is_survived(void **state)
{
	(void)state;
	for (size_t n = 0; n < rows[0].len; n++) {
		char host[TLS_HOST] = "";
		uint8_t *copy = malloc(n + 1);

		assert_non_null(copy);
		memcpy(copy + 1, rows[0].bytes, n);
		assert_int_equal(tls_hello_decode(host, copy + 1, n), n >= 6);
		assert_string_equal(host, "");
		free(copy);
	}
}

static void
what_nobody_can_read_is_known(void **state)
{
	(void)state;
	assert_true(tls_is_data("\x17\3\3\0\1x", 6));
	assert_false(tls_is_data("\x16\3\3\0\1x", 6));
	assert_false(tls_is_data("\x17", 1));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_hello_tells_its_host),
	    cmocka_unit_test(every_truncation_is_survived),
	    cmocka_unit_test(what_nobody_can_read_is_known),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
