/* SPDX-License-Identifier: ISC */
/* The spans of a head are in its bytes. */
#include "tests/fuzz/fuzz.h"

#include "core/proto/http_head.h"

static void
in(const struct http_span *s, const uint8_t *data, size_t size)
{
	fuzz_must(s->n == 0 ||
		((const uint8_t *)s->p >= data &&
		    (const uint8_t *)s->p + s->n <= data + size),
	    "a span is in the head");
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint8_t *copy = fuzz_copy(data, size);
	struct http_head h;

	if (http_head_decode(&h, copy, size)) {
		in(&h.method, copy, size);
		in(&h.target, copy, size);
		in(&h.host, copy, size);
		in(&h.agent, copy, size);
		fuzz_must(!h.whole || h.head_len <= size, "it ends in here");
		fuzz_must(h.response || h.method.n > 0, "a request has one");
	}
	free(copy);
	return 0;
}
