/* SPDX-License-Identifier: ISC */
#include "core/boot/boot_case.h"

#include <string.h>

/* Looks at a case; what fills it stands in boot_case.c. */

const struct case_ask *
case_last_ask(const struct boot_case *c)
{
	return c->ask_count == 0 ? NULL : &c->ask[c->ask_count - 1];
}

const struct case_ask *
case_last_ask_of(const struct boot_case *c, enum dhcp_type type)
{
	size_t i;

	for (i = c->ask_count; i > 0; i--)
		if (c->ask[i - 1].type == type)
			return &c->ask[i - 1];
	return NULL;
}

unsigned
case_discovers_after(const struct boot_case *c, int64_t time_us)
{
	unsigned n = 0;
	size_t i;

	for (i = 0; i < c->ask_count; i++)
		n += c->ask[i].type == DHCP_DISCOVER &&
		    c->ask[i].time_us > time_us && !c->ask[i].passed_on;
	return n;
}

const struct case_reply *
case_last_reply_of(const struct boot_case *c, enum dhcp_type type)
{
	size_t i;

	for (i = c->reply_count; i > 0; i--)
		if (c->reply[i - 1].type == type)
			return &c->reply[i - 1];
	return NULL;
}

const struct case_reply *
case_lease(const struct boot_case *c)
{
	size_t i;

	for (i = c->reply_count; i > 0; i--)
		if (c->reply[i - 1].type == DHCP_ACK &&
		    !c->reply[i - 1].orphan && c->reply[i - 1].yiaddr != 0)
			return &c->reply[i - 1];
	return NULL;
}

const struct case_file *
case_last_file(const struct boot_case *c)
{
	return c->file_count == 0 ? NULL : &c->file[c->file_count - 1];
}

const struct case_file *
case_file_named(const struct boot_case *c, const char *name)
{
	size_t i;

	for (i = c->file_count; i > 0; i--)
		if (strcmp(c->file[i - 1].file, name) == 0)
			return &c->file[i - 1];
	return NULL;
}

bool
case_asked_page_since(const struct boot_case *c, int64_t time_us)
{
	size_t i;

	for (i = 0; i < c->page_count; i++)
		if (c->page[i].time_us >= time_us &&
		    c->page[i].http.reach == HTTP_REACHED)
			return true;
	return false;
}

bool
case_is_proxy(const struct case_reply *r)
{
	return r->yiaddr == 0 && r->facts.pxe_class;
}
