/* SPDX-License-Identifier: ISC */
#ifndef CORE_PROTO_HTTP_REPLY_H
#define CORE_PROTO_HTTP_REPLY_H

#include <stdbool.h>
#include <stdint.h>

#include "core/base/text.h"
#include "core/proto/http_target.h"

/*
 * The head of an answer.  A length always, never chunks: gPXE 1.0.1 takes
 * the head of a chunk for the first bytes of the file.  A space behind every
 * colon: it needs that too.
 */
#define HTTP_REPLY_MOST 512

struct http_reply {
	uint16_t status;
	const char *type;
	uint64_t length; /* of the body, or of the one HEAD is told about */
	struct http_range part; /* 206 */
	uint64_t size; /* of the file: 206, 416 */
	bool old; /* to HTTP/1.0 */
	bool keep;
	int64_t now_s; /* since 1970 */
};

void http_reply_encode(struct text *t, const struct http_reply *r);

/* "Not Found"; never NULL. */
const char *http_status_text(uint16_t status);

#endif
