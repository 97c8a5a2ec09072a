/* SPDX-License-Identifier: ISC */
#include "tests/unit/unit.h"

#include <string.h>

#include "core/proto/http_head.h"

static void
check_span(const struct http_span *s, const char *text)
{
	assert_int_equal(s->n, strlen(text));
	assert_memory_equal(s->p, text, s->n);
}

static bool
decode(struct http_head *h, const char *text)
{
	return http_head_decode(h, text, strlen(text));
}

static void
a_request_is_read(void **state)
{
	const char text[] = "GET /ok.gpxe HTTP/1.0\r\nUser-Agent: gPXE/1.0.1"
			    "\r\nhost:  10.77.0.1\r\n\r\n";
	struct http_head h;

	(void)state;
	assert_true(decode(&h, text));
	assert_false(h.response);
	check_span(&h.method, "GET");
	check_span(&h.target, "/ok.gpxe");
	check_span(&h.agent, "gPXE/1.0.1");
	check_span(&h.host, "10.77.0.1");
	assert_true(h.whole);
	assert_int_equal(h.head_len, strlen(text));
}

static void
a_response_is_read(void **state)
{
	const char text[] = "HTTP/1.1 206 Partial Content\r\n"
			    "Content-Length: 1234\r\n\r\nbody";
	struct http_head h;

	(void)state;
	assert_true(decode(&h, text));
	assert_true(h.response);
	assert_int_equal(h.status, 206);
	assert_true(h.has_length);
	assert_int_equal(h.length, 1234);
	assert_false(h.chunked);
	assert_true(h.whole);
	assert_int_equal(h.head_len, strlen(text) - 4);
	assert_true(decode(&h,
	    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"));
	assert_true(h.chunked);
	assert_false(h.has_length);
	/* More digits than a number has. */
	assert_true(decode(&h,
	    "HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n"));
	assert_false(h.has_length);
	assert_false(h.whole);
}

static void
what_is_no_head_is_none(void **state)
{
	struct http_head h;

	(void)state;
	assert_false(decode(&h, ""));
	assert_false(decode(&h, "\r\n"));
	assert_false(decode(&h, "hello"));
	assert_false(decode(&h, "SSH-2.0-OpenSSH_9.2\r\n"));
	assert_false(decode(&h, "\x16\x03\x01\x02"));
}

/* A capture may cut a head anywhere: what is told stays in what is there. */
static void
every_cut_is_bounded(void **state)
{
	const char text[] = "GET /a/long/name HTTP/1.1\r\nHost: x\r\n"
			    "User-Agent: y\r\n\r\n";
	struct http_head h;

	(void)state;
	for (size_t n = 0; n < strlen(text); n++) {
		if (!http_head_decode(&h, text, n))
			continue;
		assert_false(h.whole);
		assert_true(
		    h.target.n == 0 || h.target.p + h.target.n <= text + n);
		assert_true(
		    h.agent.n == 0 || h.agent.p + h.agent.n <= text + n);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_request_is_read),
	    cmocka_unit_test(a_response_is_read),
	    cmocka_unit_test(what_is_no_head_is_none),
	    cmocka_unit_test(every_cut_is_bounded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
