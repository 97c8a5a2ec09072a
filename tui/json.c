/* SPDX-License-Identifier: ISC */
#include "tui/json.h"

#include <stdio.h>
#include <string.h>

#include "core/base/text.h"
#include "tui/when.h"

/* Of one foreign value; each byte may become as many as eight. */
#define VISIBLE_MOST 4096

json_t *
json_line(void)
{
	json_t *o = json_object();

	json_put(o, "v", json_integer(1));
	return o;
}

void
json_put(json_t *o, const char *key, json_t *value)
{
	(void)json_object_set_new(o, key, value);
}

void
json_put_text(json_t *o, const char *key, const char *foreign)
{
	char buf[VISIBLE_MOST];
	struct text t;

	text_init(&t, buf, sizeof(buf));
	text_add_visible_str(&t, foreign);
	json_put(o, key, json_string(buf));
}

void
json_put_count(json_t *o, const char *key, uint64_t n)
{
	json_put(o, key, json_integer((json_int_t)n));
}

void
json_put_addr(json_t *o, const char *key, uint32_t addr)
{
	char buf[IP4_TEXT];

	json_put(o, key, json_string(ip4_format(buf, addr)));
}

void
json_put_mac(json_t *o, const char *key, const struct mac *mac)
{
	char buf[MAC_TEXT];

	json_put(o, key,
	    mac == NULL ? json_null() : json_string(mac_format(buf, mac)));
}

void
json_put_time(json_t *o, const char *key, int64_t us)
{
	char buf[WHEN_TEXT];

	json_put(o, key, json_string(when_rfc3339(buf, us)));
}

void
json_print(json_t *o)
{
	if (o != NULL && json_dumpf(o, stdout, JSON_COMPACT) == 0)
		(void)fputc('\n', stdout);
	json_decref(o);
}
