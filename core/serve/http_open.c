/* SPDX-License-Identifier: ISC */
#include "core/serve/http_open.h"

#include "core/base/err.h"
#include "core/boot/path.h"
#include "core/serve/file_open.h"

/* What a client is told: never more of the server than that (X11). */
static uint16_t
status_of(int err)
{
	/* clang-format off */
	static const struct {
		int err;
		uint16_t status;
	} statuses[] = {
		{ -PX_ENOENT, 404 },
		{ -PX_EISDIR, 404 },
		{ -PX_EVALUE, 404 },
		{ -PX_ELONG, 414 },
		{ -PX_EACCESS, 403 },
		{ -PX_EESCAPE, 403 },
		{ -PX_EFULL, 503 },
		{ -PX_ENOMEM, 503 },
	};
	/* clang-format on */

	for (size_t i = 0; i < sizeof(statuses) / sizeof(statuses[0]); i++)
		if (statuses[i].err == err)
			return statuses[i].status;
	return 500;
}

/* Which bytes of it, by the request's Range. */
static void
choose_part(struct http_reply *ret, const struct http_request *r)
{
	static const uint16_t statuses[] = {
	    [HTTP_RANGE_WHOLE] = 200,
	    [HTTP_RANGE_PART] = 206,
	    [HTTP_RANGE_OUTSIDE] = 416,
	};

	ret->part.begin = 0;
	ret->part.end = ret->size;
	/* RFC 9110 14.2: Range is defined for GET only. */
	if (r->method == HTTP_GET)
		ret->status = statuses[http_range_parse(&ret->part, &r->range,
		    ret->size)];
	ret->length = ret->part.end - ret->part.begin;
}

void
http_open(struct http_reply *ret, const struct root_file **ret_file,
    struct root *root, const struct http_request *r,
    const struct file_manner *manner)
{
	char name[PATH_MAX_BYTES], clean[PATH_MAX_BYTES];
	const struct root_file *file;
	int err = http_target_decode(name, sizeof(name), &r->target);

	*ret_file = NULL;
	if (err == -PX_EVALUE) {
		ret->status = 400;
		return;
	}
	if (err == 0)
		err = path_clean(clean, sizeof(clean), name);
	if (err == 0)
		err = file_open(root, clean, manner, &file);
	if (err != 0) {
		ret->status = status_of(err);
		return;
	}
	ret->status = 200;
	ret->type = http_content_type(clean);
	ret->size = file->size;
	choose_part(ret, r);
	if (ret->status == 416)
		root_close_file(root, file);
	else
		*ret_file = file;
}
