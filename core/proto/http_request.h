/* SPDX-License-Identifier: ISC */
#ifndef CORE_PROTO_HTTP_REQUEST_H
#define CORE_PROTO_HTTP_REQUEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/proto/http_head.h"

/*
 * The head of a request as our server reads it (RFC 9112): strict, because
 * what two readers could understand in two ways is refused.  The watcher's
 * tolerant reader is http_head.h.
 */
#define HTTP_HEAD_MOST 8192

enum http_method { HTTP_GET, HTTP_HEAD, HTTP_METHOD_OTHER };

/* Spans are borrowed from the bytes, and foreign. */
struct http_request {
	enum http_method method;
	struct http_span method_text, target;
	struct http_span host, agent;
	struct http_span range; /* none when it is to be ignored */
	bool old; /* HTTP/1.0 */
	bool keep; /* the connection is for more than this request */
	size_t head_len; /* where the next request begins */
};

/*
 * Reads the head at the beginning of the bytes.  Gives the status to answer
 * with: 0, not all of it is here yet; 200, all is well so far; any other is
 * a refusal, after which the connection must end.  What was understood until
 * then stands in *r; only after 0 nothing does.
 */
int http_request_decode(struct http_request *r, const void *data, size_t len);

#endif
