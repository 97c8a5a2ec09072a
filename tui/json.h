/* SPDX-License-Identifier: ISC */
#ifndef TUI_JSON_H
#define TUI_JSON_H

#include <jansson.h>
#include <stdint.h>

#include "core/base/addr.h"

/*
 * The habits of every JSON object that leaves the program: one a line,
 * "v":1 first, foreign text made visible and so valid UTF-8, addresses as
 * text, times as RFC 3339.  Without memory a key is left out.
 */

/* {"v":1}; NULL without memory, which every function here takes. */
json_t *json_line(void);

/* Takes the value's reference; a NULL value is left out. */
void json_put(json_t *o, const char *key, json_t *value);
void json_put_text(json_t *o, const char *key, const char *foreign);
void json_put_count(json_t *o, const char *key, uint64_t n);
void json_put_addr(json_t *o, const char *key, uint32_t addr);
void json_put_mac(json_t *o, const char *key, const struct mac *mac);
void json_put_time(json_t *o, const char *key, int64_t us);

/* Prints the line to standard output and drops the reference. */
void json_print(json_t *o);

#endif
