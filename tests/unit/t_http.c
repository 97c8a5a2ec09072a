/* SPDX-License-Identifier: ISC */
#include "tests/unit/unit.h"

#include <string.h>

#include "core/base/err.h"
#include "core/proto/http_reply.h"
#include "core/proto/http_request.h"
#include "core/proto/http_target.h"

static struct http_span
span(const char *s)
{
	return (struct http_span){s, strlen(s)};
}

static void
assert_span(struct http_span s, const char *want)
{
	assert_int_equal(s.n, strlen(want));
	assert_memory_equal(s.p, want, s.n);
}

/* What real clients send. */
/* clang-format off */
static const char gpxe[] =
	"GET /boot.gpxe HTTP/1.0\r\n"
	"User-Agent: gPXE/1.0.1\r\n"
	"Host: 192.0.2.1\r\n"
	"\r\n";
static const char edk2[] =
	"HEAD /efi64/syslinux.efi HTTP/1.1\r\n"
	"Host: 192.0.2.1:8080\r\n"
	"Accept: */*\r\n"
	"User-Agent: UefiHttpBoot/1.0\r\n"
	"\r\n";
static const char ipxe[] =
	"GET /initrd.img HTTP/1.1\r\n"
	"Connection: keep-alive\r\n"
	"User-Agent: iPXE/1.21.1\r\n"
	"Host: 192.0.2.1:8080\r\n"
	"Range: bytes=0-99\r\n"
	"\r\n";
/* clang-format on */

static void
reads_real_clients(void **state)
{
	struct http_request r;

	(void)state;
	assert_int_equal(http_request_decode(&r, gpxe, strlen(gpxe)), 200);
	assert_int_equal(r.method, HTTP_GET);
	assert_span(r.target, "/boot.gpxe");
	assert_span(r.agent, "gPXE/1.0.1");
	assert_span(r.host, "192.0.2.1");
	assert_true(r.old);
	assert_false(r.keep);
	assert_int_equal(r.head_len, strlen(gpxe));

	assert_int_equal(http_request_decode(&r, edk2, strlen(edk2)), 200);
	assert_int_equal(r.method, HTTP_HEAD);
	assert_false(r.old);
	assert_true(r.keep);
	assert_int_equal(r.range.n, 0);

	assert_int_equal(http_request_decode(&r, ipxe, strlen(ipxe)), 200);
	assert_true(r.keep);
	assert_span(r.range, "bytes=0-99");
}

/* The same, however the bytes come: nothing before the last of them. */
static void
waits_for_the_whole(void **state)
{
	static const char *const all[] = {gpxe, edk2, ipxe};
	struct http_request r;

	(void)state;
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		for (size_t len = 0; len < strlen(all[i]); len++)
			assert_int_equal(http_request_decode(&r, all[i], len),
			    0);
}

/* clang-format off */
static const struct {
	const char *text;
	int status;
	bool keep;
} requests[] = {
	/* versions and connections */
	{ "GET / HTTP/1.1\r\nHost: a\r\n\r\n", 200, true },
	{ "GET / HTTP/1.1\nHost: a\n\n", 200, true },
	{ "\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", 200, true },
	{ "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", 200, false },
	{ "GET / HTTP/1.1\r\nHost: a\r\nConnection: x ,  CLOSE\r\n\r\n", 200,
	    false },
	{ "GET / HTTP/1.0\r\n\r\n", 200, false },
	{ "GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n", 200, true },
	{ "GET / HTTP/1.9\r\nhost:\r\n\r\n", 200, true },
	{ "GET / HTTP/2.0\r\n\r\n", 505, false },
	{ "GET / HTTP/0.9\r\n\r\n", 505, false },
	{ "GET /\r\n\r\n", 400, false },
	{ "GET / HTTP/1\r\n\r\n", 400, false },
	{ "GET / HTTP/1.x\r\n\r\n", 400, false },
	{ "GET / http/1.0\r\n\r\n", 400, false },
	{ "GET / HTTP/1.0 \r\n\r\n", 400, false },
	{ "GET  / HTTP/1.0\r\n\r\n", 400, false },
	{ "GET /a b HTTP/1.0\r\n\r\n", 400, false },
	{ " GET / HTTP/1.0\r\n\r\n", 400, false },
	{ "GET\t/ HTTP/1.0\r\n\r\n", 400, false },
	/* methods */
	{ "POST / HTTP/1.0\r\n\r\n", 405, false },
	{ "POST / HTTP/1.0\r\nContent-Length: 3\r\n\r\n", 405, false },
	{ "get / HTTP/1.0\r\n\r\n", 405, false },
	{ "G@T / HTTP/1.0\r\n\r\n", 400, false },
	/* Host: RFC 9112 3.2 */
	{ "GET / HTTP/1.1\r\n\r\n", 400, false },
	{ "GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n", 400, false },
	{ "GET / HTTP/1.0\r\nHost: a\r\nHost: b\r\n\r\n", 400, false },
	/* bodies */
	{ "GET / HTTP/1.0\r\nContent-Length: 0\r\n\r\n", 200, false },
	{ "GET / HTTP/1.0\r\nContent-Length: 1\r\n\r\n", 413, false },
	{ "GET / HTTP/1.0\r\nContent-Length: -1\r\n\r\n", 400, false },
	{ "GET / HTTP/1.0\r\nContent-Length: 0, 5\r\n\r\n", 400, false },
	{ "GET / HTTP/1.0\r\nContent-Length:\r\n\r\n", 400, false },
	{ "GET / HTTP/1.0\r\nContent-Length: 0\r\nContent-Length: 9\r\n\r\n",
	    413, false },
	{ "GET / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n", 413, false },
	{ "GET / HTTP/1.0\r\nTransfer-Encoding: x\r\nContent-Length: 0"
	    "\r\n\r\n", 413, false },
	/* the form of fields */
	{ "GET / HTTP/1.0\r\nA : b\r\n\r\n", 400, false },
	{ "GET / HTTP/1.0\r\nA: b\r\n c\r\n\r\n", 400, false },
	{ "GET / HTTP/1.0\r\nA\r\n\r\n", 400, false },
	{ "GET / HTTP/1.0\r\n: b\r\n\r\n", 400, false },
	{ "GET / HTTP/1.0\r\nA:b\tc\r\n\r\n", 200, false },
	{ "GET / HTTP/1.0\r\nA: \x1b[2J\r\n\r\n", 400, false },
	{ "GET / HTTP/1.0\r\nA: b\rc\r\n\r\n", 400, false },
	{ "GET /\x7f HTTP/1.0\r\n\r\n", 400, false },
};
/* clang-format on */

static void
judges_requests(void **state)
{
	struct http_request r;

	(void)state;
	for (size_t i = 0; i < sizeof(requests) / sizeof(requests[0]); i++) {
		const char *text = requests[i].text;
		int status = http_request_decode(&r, text, strlen(text));

		if (status != requests[i].status)
			print_error("%s", text);
		assert_int_equal(status, requests[i].status);
		assert_int_equal(r.head_len, strlen(text));
		if (status == 200)
			assert_int_equal(r.keep, requests[i].keep);
	}
}

/* X07: what a C string would end at is no end. */
static void
refuses_nul(void **state)
{
	static const char *const texts[] = {
	    "GET /pxelinux.0@x HTTP/1.0\r\n\r\n",
	    "GET /pxelinux.0 HTTP/1.0@x\r\n\r\n",
	    "GET /pxelinux.0 HTTP/1.0\r\nA: b@\r\n\r\n",
	    "GET /pxelinux.0 HTTP/1.0\r\n@: b\r\n\r\n",
	};
	char bytes[64];
	struct http_request r;

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		const size_t len = strlen(texts[i]);

		memcpy(bytes, texts[i], len);
		*(char *)memchr(bytes, '@', len) = '\0';
		assert_int_equal(http_request_decode(&r, bytes, len), 400);
	}
}

static void
reads_one_of_several(void **state)
{
	char two[sizeof(gpxe) + sizeof(edk2)];
	struct http_request r;

	(void)state;
	memcpy(two, gpxe, strlen(gpxe));
	memcpy(two + strlen(gpxe), edk2, sizeof(edk2));
	assert_int_equal(http_request_decode(&r, two, strlen(two)), 200);
	assert_int_equal(r.head_len, strlen(gpxe));
	assert_int_equal(http_request_decode(&r, two + r.head_len,
			     strlen(two) - r.head_len),
	    200);
	assert_span(r.target, "/efi64/syslinux.efi");
}

static void
bounds_the_head(void **state)
{
	static char bytes[HTTP_HEAD_MOST + 64];
	struct http_request r;

	(void)state;
	memset(bytes, 'a', sizeof(bytes));
	memcpy(bytes, "GET / HTTP/1.0\r\nA: ", 19);
	assert_int_equal(http_request_decode(&r, bytes, HTTP_HEAD_MOST - 1), 0);
	assert_int_equal(http_request_decode(&r, bytes, HTTP_HEAD_MOST), 431);
	memcpy(bytes + HTTP_HEAD_MOST - 4, "\r\n\r\n", 4);
	assert_int_equal(http_request_decode(&r, bytes, HTTP_HEAD_MOST), 200);
	/* One byte too far: the same, whether it is here or not. */
	memcpy(bytes + HTTP_HEAD_MOST - 4, "a\r\n\r\n", 5);
	assert_int_equal(http_request_decode(&r, bytes, HTTP_HEAD_MOST), 431);
	assert_int_equal(http_request_decode(&r, bytes, HTTP_HEAD_MOST + 1),
	    431);
}

/* Ranges that cannot be told apart count as none. */
static void
forgets_doubtful_ranges(void **state)
{
	static const char *const texts[] = {
	    "GET / HTTP/1.0\r\nRange: bytes=0-1\r\nRange: bytes=2-3\r\n\r\n",
	    "GET / HTTP/1.0\r\nRange: bytes=0-1\r\nIf-Range: \"a\"\r\n\r\n",
	};
	struct http_request r;

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		assert_int_equal(http_request_decode(&r, texts[i],
				     strlen(texts[i])),
		    200);
		assert_int_equal(r.range.n, 0);
	}
}

/* clang-format off */
static const struct {
	const char *target, *name;
	int err;
} targets[] = {
	{ "/pxelinux.0", "/pxelinux.0", 0 },
	{ "/", "/", 0 },
	{ "/a%20b%2Fc%2fd", "/a b/c/d", 0 },
	{ "/a?b=%00", "/a", 0 },
	{ "/a#b", "/a", 0 },
	{ "/a#b?c", "/a", 0 },
	{ "/a%3fb%23c", "/a?b#c", 0 },
	/* once only */
	{ "/%252e%252e/a", "/%2e%2e/a", 0 },
	{ "/%2e%2e/a", "/../a", 0 },
	{ "/..%5ca", "/..\\a", 0 },
	{ "/%c0%ae", "/\xc0\xae", 0 },
	{ "/\xff", "/\xff", 0 },
	{ "http://192.0.2.1:8080/a/b?c", "/a/b", 0 },
	{ "HTTP://h/", "/", 0 },
	{ "http://h", NULL, -PX_EVALUE },
	{ "https://h/a", NULL, -PX_EVALUE },
	{ "h:80", NULL, -PX_EVALUE },
	{ "*", NULL, -PX_EVALUE },
	{ "", NULL, -PX_EVALUE },
	{ "a", NULL, -PX_EVALUE },
	{ "/%", NULL, -PX_EVALUE },
	{ "/%4", NULL, -PX_EVALUE },
	{ "/%4g", NULL, -PX_EVALUE },
	{ "/% 4", NULL, -PX_EVALUE },
	{ "/%00", NULL, -PX_EVALUE },
	{ "/pxelinux.0%00x", NULL, -PX_EVALUE },
	{ "/a%0d%0ab", NULL, -PX_EVALUE },
	{ "/a%1b", NULL, -PX_EVALUE },
	{ "/a%7f", NULL, -PX_EVALUE },
	{ "/a\nb", NULL, -PX_EVALUE },
	{ "/0123456789012345678901234567890", NULL, -PX_ELONG },
	{ "/%30%31%3234567890123456789012345678", "/012345678901234567890123456"
	    "78", 0 },
};
/* clang-format on */

static void
decodes_targets(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(targets) / sizeof(targets[0]); i++) {
		const struct http_span s = span(targets[i].target);
		char name[32] = "before";

		assert_int_equal(http_target_decode(name, sizeof(name), &s),
		    targets[i].err);
		assert_string_equal(name,
		    targets[i].err == 0 ? targets[i].name : "before");
	}
}

/* clang-format off */
static const struct {
	const char *value;
	uint64_t size;
	enum http_range_kind kind;
	uint64_t begin, end;
} ranges[] = {
	{ "bytes=0-1023", 5000, HTTP_RANGE_PART, 0, 1024 },
	{ "bytes=0-0", 1, HTTP_RANGE_PART, 0, 1 },
	{ "bytes=10-", 100, HTTP_RANGE_PART, 10, 100 },
	{ "bytes=10-1000", 100, HTTP_RANGE_PART, 10, 100 },
	{ "Bytes=99-99", 100, HTTP_RANGE_PART, 99, 100 },
	{ "bytes=-1", 100, HTTP_RANGE_PART, 99, 100 },
	{ "bytes=-1000", 100, HTTP_RANGE_PART, 0, 100 },
	{ "bytes=0-99999999999999999999999", 100, HTTP_RANGE_PART, 0, 100 },
	{ "bytes=5000000000-5000000001", 6000000000, HTTP_RANGE_PART,
	    5000000000, 5000000002 },
	{ "bytes=100-", 100, HTTP_RANGE_OUTSIDE, 0, 0 },
	{ "bytes=100-200", 100, HTTP_RANGE_OUTSIDE, 0, 0 },
	{ "bytes=18446744073709551616-", 100, HTTP_RANGE_OUTSIDE, 0, 0 },
	{ "bytes=-0", 100, HTTP_RANGE_OUTSIDE, 0, 0 },
	{ "bytes=0-", 0, HTTP_RANGE_OUTSIDE, 0, 0 },
	{ "bytes=-1", 0, HTTP_RANGE_OUTSIDE, 0, 0 },
	{ "", 100, HTTP_RANGE_WHOLE, 0, 0 },
	{ "bytes", 100, HTTP_RANGE_WHOLE, 0, 0 },
	{ "bytes=", 100, HTTP_RANGE_WHOLE, 0, 0 },
	{ "bytes=-", 100, HTTP_RANGE_WHOLE, 0, 0 },
	{ "bytes=5", 100, HTTP_RANGE_WHOLE, 0, 0 },
	{ "bytes=5-4", 100, HTTP_RANGE_WHOLE, 0, 0 },
	{ "bytes=0-1,4-5", 100, HTTP_RANGE_WHOLE, 0, 0 },
	{ "bytes=0-1x", 100, HTTP_RANGE_WHOLE, 0, 0 },
	{ "bytes= 0-1", 100, HTTP_RANGE_WHOLE, 0, 0 },
	{ "lines=0-1", 100, HTTP_RANGE_WHOLE, 0, 0 },
};
/* clang-format on */

static void
parses_ranges(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(ranges) / sizeof(ranges[0]); i++) {
		const struct http_span s = span(ranges[i].value);
		struct http_range r = {0, 0};

		assert_int_equal(http_range_parse(&r, &s, ranges[i].size),
		    ranges[i].kind);
		assert_int_equal(r.begin, ranges[i].begin);
		assert_int_equal(r.end, ranges[i].end);
	}
}

static void
knows_types(void **state)
{
	(void)state;
	assert_string_equal(http_content_type("efi64/syslinux.efi"),
	    "application/efi");
	assert_string_equal(http_content_type("A.EFI"), "application/efi");
	assert_string_equal(http_content_type("a.iso"),
	    "application/vnd.efi-iso");
	assert_string_equal(http_content_type("initrd.img"),
	    "application/vnd.efi-img");
	assert_string_equal(http_content_type("boot.gpxe"), "text/plain");
	assert_string_equal(http_content_type("boot.ipxe"), "text/plain");
	assert_string_equal(http_content_type("vmlinuz"),
	    "application/octet-stream");
	assert_string_equal(http_content_type("efi"),
	    "application/octet-stream");
	assert_string_equal(http_content_type(".efi"),
	    "application/octet-stream");
}

static const char *
encode(char *buf, size_t cap, const struct http_reply *r)
{
	struct text t;

	text_init(&t, buf, cap);
	http_reply_encode(&t, r);
	assert_false(t.cut);
	return buf;
}

static void
encodes_replies(void **state)
{
	struct http_reply r = {.status = 200,
	    .type = "application/efi",
	    .length = 5000000000,
	    .keep = true,
	    .now_s = 784111777};
	char buf[HTTP_REPLY_MOST];

	(void)state;
	assert_string_equal(encode(buf, sizeof(buf), &r),
	    "HTTP/1.1 200 OK\r\n"
	    "Server: pxeconsole\r\n"
	    "Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n"
	    "Content-Type: application/efi\r\n"
	    "Content-Length: 5000000000\r\n"
	    "Accept-Ranges: bytes\r\n"
	    "\r\n");
	r.old = true;
	assert_non_null(strstr(encode(buf, sizeof(buf), &r),
	    "\r\nConnection: keep-alive\r\n"));
	r.keep = false;
	assert_non_null(
	    strstr(encode(buf, sizeof(buf), &r), "\r\nConnection: close\r\n"));
	r.status = 206;
	r.part = (struct http_range){10, 20};
	r.size = 100;
	assert_non_null(strstr(encode(buf, sizeof(buf), &r),
	    "\r\nContent-Range: bytes 10-19/100\r\n"));
	r.status = 416;
	assert_non_null(strstr(encode(buf, sizeof(buf), &r),
	    "\r\nContent-Range: bytes */100\r\n"));
	r.status = 405;
	assert_non_null(
	    strstr(encode(buf, sizeof(buf), &r), "\r\nAllow: GET, HEAD\r\n"));
}

/* Each against the C library's own calendar would be no test of ours. */
static void
knows_the_calendar(void **state)
{
	static const struct {
		int64_t at;
		const char *date;
	} dates[] = {
	    {0, "Date: Thu, 01 Jan 1970 00:00:00 GMT\r\n"},
	    {-1, "Date: Thu, 01 Jan 1970 00:00:00 GMT\r\n"},
	    {951782399, "Date: Mon, 28 Feb 2000 23:59:59 GMT\r\n"},
	    {951782400, "Date: Tue, 29 Feb 2000 00:00:00 GMT\r\n"},
	    {1709251199, "Date: Thu, 29 Feb 2024 23:59:59 GMT\r\n"},
	    {1709251200, "Date: Fri, 01 Mar 2024 00:00:00 GMT\r\n"},
	    {1798761599, "Date: Thu, 31 Dec 2026 23:59:59 GMT\r\n"},
	    {4107542400, "Date: Mon, 01 Mar 2100 00:00:00 GMT\r\n"},
	};
	char buf[HTTP_REPLY_MOST];

	(void)state;
	for (size_t i = 0; i < sizeof(dates) / sizeof(dates[0]); i++) {
		const struct http_reply r = {.status = 404,
		    .type = "text/plain",
		    .now_s = dates[i].at};

		assert_non_null(
		    strstr(encode(buf, sizeof(buf), &r), dates[i].date));
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(reads_real_clients),
	    cmocka_unit_test(waits_for_the_whole),
	    cmocka_unit_test(judges_requests),
	    cmocka_unit_test(refuses_nul),
	    cmocka_unit_test(reads_one_of_several),
	    cmocka_unit_test(bounds_the_head),
	    cmocka_unit_test(forgets_doubtful_ranges),
	    cmocka_unit_test(decodes_targets),
	    cmocka_unit_test(parses_ranges),
	    cmocka_unit_test(knows_types),
	    cmocka_unit_test(encodes_replies),
	    cmocka_unit_test(knows_the_calendar),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
