/* SPDX-License-Identifier: ISC */
#ifndef CORE_PROTO_HTTP_HEAD_H
#define CORE_PROTO_HTTP_HEAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * The head of an HTTP request or response as a watcher reads it, from the
 * bytes of its first segment, which a capture may have cut (RFC 9112).
 * Spans are borrowed and foreign.
 */
struct http_span {
	const char *p;
	size_t n; /* 0: absent or beyond the cut */
};

struct http_head {
	bool response;
	struct http_span method, target; /* requests */
	struct http_span host, agent; /* request fields */
	uint16_t status; /* responses */
	bool has_length, chunked, whole; /* whole: the empty line was seen */
	uint64_t length; /* Content-Length */
	size_t head_len; /* bytes up to the body, when whole */
};

/* False when the bytes do not begin an HTTP message. */
bool http_head_decode(struct http_head *h, const void *data, size_t len);

#endif
