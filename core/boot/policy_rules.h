/* SPDX-License-Identifier: ISC */
#ifndef CORE_BOOT_POLICY_RULES_H
#define CORE_BOOT_POLICY_RULES_H

#include <stdbool.h>
#include <stddef.h>

#include "core/boot/policy.h"

/*
 * The rule table of the policy, for policy.c, which decides by it, and
 * policy_text.c, which puts it into words.
 */

/* What is known of one request, its machine and this server. */
enum policy_fact {
	FACT_PROXY = 1 << 0, /* the server hands out no address */
	FACT_DHCP = 1 << 1, /* the request is DHCP, not plain BOOTP */
	FACT_PXE = 1 << 2, /* option 60 says PXEClient: it reads option 43 */
	FACT_LOADER = 1 << 3, /* there is a file for the ROM */
	FACT_LOADER_URL = 1 << 4, /* which is a URL */
	FACT_LOADER_LONG = 1 << 5, /* which its place cannot hold */
	FACT_HTTP = 1 << 6, /* which can be named as an http URL */
	FACT_SCRIPT = 1 << 7, /* a script is set */
	FACT_SCRIPT_LONG = 1 << 8, /* which its place cannot hold */
	FACT_TARGET = 1 << 9, /* there is a root path */
	FACT_ASKS_NAME = 1 << 10 /* option 55 lists 67 */
};
#define POLICY_FACTS 11

/* Which of the machine's names it is told. */
enum policy_name { NAME_NONE, NAME_LOADER, NAME_URL, NAME_SCRIPT, NAME_SAN };

struct policy_rule {
	unsigned modes; /* bit (1 << mode) */
	unsigned stages; /* bit (1 << stage) */
	unsigned archs; /* bit (1 << arch) */
	unsigned need, lack; /* enum policy_fact */
	enum verdict verdict;
	enum reason reason;
	enum policy_name name;
	bool san; /* the root path */
	bool keep_san;
	bool pxelinux; /* options 209, 210 */
};

/* The rules, best first; the last one takes what is left. */
const struct policy_rule *policy_rules(size_t *ret_count);

#endif
