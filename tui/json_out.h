/* SPDX-License-Identifier: ISC */
#ifndef TUI_JSON_OUT_H
#define TUI_JSON_OUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/addr.h"

/*
 * A JSON object of one level written straight into the caller's buffer, with
 * the habits of json.h and byte for byte what jansson makes of the same: for
 * the events of a capture of a million packets, which need no tree.  Keys are
 * our own words and written as they are; a key is put once.
 */
struct json_out {
	char *buf;
	size_t cap, len;
	bool full; /* something did not fit: nothing of it is to be used */
};

/* {"v":1 */
void json_out_begin(struct json_out *o, char *buf, size_t cap);

/* Ends the object and its NUL; its length, 0 when it did not fit. */
size_t json_out_end(struct json_out *o);

/* Foreign text is made visible first; NULL is "". */
void json_out_text(struct json_out *o, const char *key, const char *foreign);
void json_out_count(struct json_out *o, const char *key, uint64_t n);
void json_out_bool(struct json_out *o, const char *key, bool value);
void json_out_null(struct json_out *o, const char *key);
void json_out_addr(struct json_out *o, const char *key, uint32_t addr);
void json_out_mac(struct json_out *o, const char *key, const struct mac *mac);
void json_out_time(struct json_out *o, const char *key, int64_t us);

/* An array: begin, items, end. */
void json_out_array(struct json_out *o, const char *key);
void json_out_item_count(struct json_out *o, uint64_t n);
void json_out_item_text(struct json_out *o, const char *foreign);
void json_out_array_end(struct json_out *o);

#endif
