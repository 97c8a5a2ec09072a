/* SPDX-License-Identifier: ISC */
#ifndef CORE_PROTO_HTTP_TARGET_H
#define CORE_PROTO_HTTP_TARGET_H

#include <stddef.h>
#include <stdint.h>

#include "core/proto/http_head.h"

/*
 * What a request is for: the name in its target, the part of the file, and
 * the type by which firmware knows what to do with it.
 */

/*
 * The name in a request target (RFC 9112 3.2), as the client means it: with
 * scheme and host cut off, without '?' and '#' and what follows them, each
 * %XX decoded once.  What may be opened by that name is path_clean's to say.
 * 0, -PX_EVALUE (no path, a broken escape, a control byte) or -PX_ELONG.
 */
int http_target_decode(char *ret, size_t cap, const struct http_span *target);

enum http_range_kind {
	HTTP_RANGE_WHOLE, /* none, or one to be ignored */
	HTTP_RANGE_PART,
	HTTP_RANGE_OUTSIDE /* of the file: 416 */
};

struct http_range {
	uint64_t begin, end; /* the byte behind the last */
};

/* A Range field's value for a file of that size (RFC 9110 14.1, 14.2). */
enum http_range_kind http_range_parse(struct http_range *ret,
    const struct http_span *value, uint64_t size);

/* "application/efi", ...: UEFI's HTTP Boot goes by it, not by the name. */
const char *http_content_type(const char *name);

#endif
