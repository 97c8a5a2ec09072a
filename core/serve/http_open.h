/* SPDX-License-Identifier: ISC */
#ifndef CORE_SERVE_HTTP_OPEN_H
#define CORE_SERVE_HTTP_OPEN_H

#include "core/boot/file_manner.h"
#include "core/io/root.h"
#include "core/proto/http_reply.h"
#include "core/proto/http_request.h"

/*
 * Finds the file that a request is for, by TFTP's rules: fills status, type,
 * length, part and size of the answer.  *ret_file is open when the status is
 * 200 or 206, NULL otherwise.
 */
void http_open(struct http_reply *ret, const struct root_file **ret_file,
    struct root *root, const struct http_request *r,
    const struct file_manner *manner);

#endif
