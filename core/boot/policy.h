/* SPDX-License-Identifier: ISC */
#ifndef CORE_BOOT_POLICY_H
#define CORE_BOOT_POLICY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/text.h"
#include "core/boot/book.h"
#include "core/boot/client.h"
#include "core/boot/loaders.h"
#include "core/boot/manner.h"

/*
 * Mode x stage x architecture -> what the machine is told, and why.  Never
 * fails: "ignored because ..." is an answer.  One const table of rules
 * (policy_rules.c); the first row that matches decides.
 */
enum verdict {
	VERDICT_BOOT, /* boot data as below (and an address in mode dhcp) */
	VERDICT_ADDRESS, /* an address only; in proxy mode: silence */
	VERDICT_LOCAL_MENU, /* PXE menu with one item: local boot */
	VERDICT_SILENT /* no answer at all */
};

/* Why; each has a sentence and is named in JSON, `explain` and on screen. */
enum reason {
	REASON_NONE,
	REASON_MODE_IGNORE, /* the operator said: no answer */
	REASON_LOCAL_MENU, /* ROM: told to boot its disk */
	REASON_LOCAL_NO_NAME, /* gPXE/iPXE: no name, so it leaves */
	REASON_LOCAL_HTTP, /* HTTP boot client: nothing to give */
	REASON_LOCAL_SILENT, /* proxy: silence sends it on */
	REASON_NOT_A_BOOT_CLIENT, /* operating system: address only */
	REASON_ASKS_NAME, /* another DHCP client that asks for option 67 */
	REASON_LOADER_DHCP, /* a loader's bare DHCP: name in file field */
	REASON_ROM_PXELINUX,
	REASON_GPXE_PXELINUX,
	REASON_ROM_CHAIN,
	REASON_GPXE_SCRIPT,
	REASON_GPXE_NO_SCRIPT, /* mode gpxe without script */
	REASON_GPXE_SAN,
	REASON_GPXE_SAN_INSTALL,
	REASON_IPXE_SAN_INSTALLER,
	REASON_PROXY_SAN, /* the root path with a script of ours */
	REASON_NO_TARGET, /* iscsi without a usable root path */
	REASON_UBOOT_SEARCH, /* U-Boot finds pxelinux.cfg by itself */
	REASON_UBOOT_PROXY, /* where it heeds a proxy */
	REASON_SLOF_SEARCH, /* so does SLOF */
	REASON_SLOF_PROXY, /* it reads the DHCP server's ACK only */
	REASON_HTTP_URL,
	REASON_HTTP_NO_URL, /* HTTP client, but no URL can be made */
	REASON_URL_FOR_ROM, /* a PXE ROM cannot read a URL */
	REASON_NAME_TOO_LONG, /* over 127 bytes for the file field */
	REASON_NO_LOADER, /* none known for this architecture */
	REASON_PROXY_NOT_PXE, /* proxy mode serves boot clients only */
	REASON_NO_MODE, /* neither the host nor --default-mode has one */
	REASON_COUNT
};

/* What the server is: constant while it runs. */
struct server_facts {
	bool proxy; /* proxyDHCP: no addresses */
	bool no_frames; /* sockets only: who has no address is told by broadcast
			 */
	uint32_t addr; /* ours on the ingress network: siaddr, option 54 */
	uint16_t http_port; /* 0: no HTTP */
	enum boot_mode default_mode;
	enum placement placement;
	const struct loader_set *loaders; /* NULL: not known */
};

#define BOOT_NAME_MAX 256

/* Everything points into static tables, the book or the decision itself. */
struct decision {
	enum verdict verdict;
	enum reason reason;
	unsigned row; /* of the rule table, for `explain` */
	unsigned known; /* facts that the rules saw, likewise */
	enum boot_mode mode; /* in force */
	bool by_once; /* it came from the host's `once` */
	bool by_default; /* no mode of its own: --default-mode */
	const struct host *host; /* NULL: not in the book */
	char bootfile[BOOT_NAME_MAX]; /* "" = none */
	bool loader_missing; /* not below the root, yet told all the same */
	uint32_t next_server; /* siaddr; 0 = none */
	char root_path[BOOT_NAME_MAX]; /* "" = none */
	bool keep_san;
	const struct target *target; /* CHAP comes from here; may be NULL */
	const char *config, *prefix; /* 209, 210; "" = none */
	enum placement placement; /* in force for this client */
	bool tried; /* it is what placement=auto has come to */
	const struct quirk *quirk; /* of its kind, NULL: none */
	struct manner manner; /* how it is told */
	const char *at_fault; /* the setting that cannot be used, "" = none */
};

void policy_decide(struct decision *d, const struct boot_request *r,
    const struct book *book, const struct server_facts *s);

/* "mode-ignore", ...: the stable word. */
const char *reason_slug(enum reason reason);

/* The sentence for the operator, with this machine's names. */
void reason_text(struct text *t, const struct decision *d,
    const struct boot_request *r);

/*
 * The rule table in words, for `explain` and Help: one line a row;
 * false after the last.
 */
bool policy_row_text(unsigned row, struct text *t);

/*
 * Why this row above the one that decided did not: "the mode is gpxe", "no
 * script is set".  Nothing for a row that would have matched.
 */
void policy_missed_text(unsigned row, const struct decision *d,
    const struct boot_request *r, struct text *t);

#endif
