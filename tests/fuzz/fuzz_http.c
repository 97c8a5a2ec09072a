/* SPDX-License-Identifier: ISC */
/* A request as it comes in, whole or in pieces, and what it is for. */
#include "tests/fuzz/fuzz.h"

#include "core/base/err.h"
#include "core/proto/http_request.h"
#include "core/proto/http_target.h"

static void
check_span(const struct http_span *s, const uint8_t *data, size_t size)
{
	const char *begin = (const char *)data;

	fuzz_must(s->n == 0 || (s->p >= begin && s->p + s->n <= begin + size),
	    "spans lie within the bytes");
}

static void
check_target(const struct http_span *target)
{
	char name[1024] = "before";
	const int err = http_target_decode(name, sizeof(name), target);

	if (err != 0) {
		fuzz_must(err < 0 && strcmp(name, "before") == 0,
		    "results are untouched on failure");
		return;
	}
	fuzz_must(name[0] == '/', "a name begins at the root");
	for (const char *p = name; *p != '\0'; p++)
		fuzz_must((unsigned char)*p >= 0x20 && *p != 0x7f,
		    "no control bytes");
}

static void
check_range(const struct http_span *value, uint64_t size)
{
	struct http_range r = {1, 0};
	const enum http_range_kind kind = http_range_parse(&r, value, size);

	if (kind == HTTP_RANGE_PART)
		fuzz_must(r.begin < r.end && r.end <= size, "within the file");
	else
		fuzz_must(r.begin == 1 && r.end == 0, "untouched");
}

/* However few bytes came first: nothing, or what the whole gives. */
static void
check_pieces(const uint8_t *data, size_t size, int status)
{
	struct http_request r;
	size_t len;
	int before = 0;

	for (len = 0; len < size && before == 0; len++)
		before = http_request_decode(&r, data, len);
	fuzz_must(before == 0 || before == status, "pieces change nothing");
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint8_t *copy = fuzz_copy(data, size);
	struct http_request r;
	int status;

	/* An empty copy holds one byte that nobody has written. */
	status = size == 0 ? 0 : http_request_decode(&r, copy, size);
	check_pieces(copy, size, status);
	if (status != 0 && status != 431) {
		fuzz_must(r.head_len > 0 && r.head_len <= size, "it ends");
		check_span(&r.method_text, copy, size);
		check_span(&r.target, copy, size);
		check_span(&r.host, copy, size);
		check_span(&r.agent, copy, size);
		check_span(&r.range, copy, size);
		check_target(&r.target);
		check_range(&r.range, 1000);
		check_range(&r.range, 0);
	}
	if (status == 200)
		fuzz_must(r.method != HTTP_METHOD_OTHER, "GET and HEAD only");
	free(copy);
	return 0;
}
