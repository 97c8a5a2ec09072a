/* SPDX-License-Identifier: ISC */
#ifndef CORE_BOOT_READER_H
#define CORE_BOOT_READER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/text.h"
#include "core/boot/boot_case.h"

/*
 * What the client will make of it: which boot name, from which server, each
 * kind of client takes out of one and the same reply, or why it passes over
 * it.  One const table of reading rules; nothing here decides what we send.
 */
enum reader_kind {
	READER_GPXE_FIELD, /* gPXE to 0.9.7 */
	READER_GPXE, /* from 0.9.8 on */
	READER_IPXE,
	READER_BIOS, /* PXE ROM, Intel's and kin */
	READER_UEFI, /* EDK2 */
	READER_UEFI_HTTP,
	READER_PXELINUX,
	READER_GRUB,
	READER_UBOOT,
	READER_RASPBERRY,
	READER_KIND_COUNT
};

enum reader_name { /* where the boot name is looked for */
	NAME_NONE, /* nowhere: fixed names */
	NAME_FIELD, /* file field only */
	NAME_FIELD_FIRST, /* file field, else option 67 */
	NAME_OPTION_FIRST /* option 67, else the file field */
};

enum reader_server { /* where the server's address is looked for */
	SERVER_NOWHERE, /* ends the list */
	SERVER_SIADDR,
	SERVER_ID, /* option 54 */
	SERVER_TFTP_NAME, /* option 66, a dotted quad */
	SERVER_BOOT_LIST, /* 43.8, with 43.6 bit 3 */
	SERVER_URL /* in the name itself */
};
#define READER_SERVERS 4

enum reader_4011 { /* when it asks port 4011 */
	ASKS_NEVER,
	ASKS_WITHOUT_NAME, /* 60 = PXEClient, no siaddr and name: iPXE */
	ASKS_WITHOUT_VENDOR, /* 60 = PXEClient, no option 43: gPXE */
	ASKS_BINL /* 60 = PXEClient, no 43.6 bit 3: EDK2 */
};

struct reader_rule {
	const char *title;
	enum reader_name name;
	enum reader_server servers[READER_SERVERS];
	enum reader_4011 asks;
	bool urls; /* knows a URL when it reads one */
	bool overload; /* reads option 52 */
	bool root_path; /* boots a disk without a name */
	bool wants_name; /* passes over offers without one */
	bool wants_url; /* and class HTTPClient */
	bool wants_raspberry; /* in option 43 */
	bool wants_id; /* option 54 */
};

/* Borrowed for the call: what one reply says. */
struct reader_reply {
	uint32_t yiaddr, siaddr, server, src;
	const char *root_path;
	const struct dhcp_facts *facts;
};

enum reader_why { /* why it does not boot by this reply alone */
	READER_TAKES, /* it does */
	READER_NO_NAME,
	READER_NO_SERVER, /* a name, but from where? */
	READER_NO_URL, /* HTTP Boot wants class and URL */
	READER_NO_RASPBERRY,
	READER_NO_ID,
	READER_RAW_FIELD, /* takes the overloaded field's bytes for a name */
	READER_WHY_COUNT
};

struct reader_view {
	enum reader_why why;
	bool passes; /* takes no lease by it either */
	char name[256]; /* foreign text */
	bool from_option; /* 67, not the file field */
	uint32_t addr; /* of its server; 0 with SERVER_URL */
	enum reader_server from;
	bool disk; /* boots its root path */
	uint32_t ask_at; /* goes to port 4011 of this one; 0: does not */
};

const struct reader_rule *reader_rule(enum reader_kind k);

/* Which rules the sender of this follows. */
enum reader_kind reader_kind_of(const struct case_ask *a);

void reader_read(struct reader_view *v, enum reader_kind k,
    const struct reader_reply *r);

void reader_reply_of(struct reader_reply *ret, const struct case_reply *r);

/* "takes pxelinux.0 (file field) from 192.0.2.1 (siaddr)", or why not. */
void reader_text(struct text *t, const struct reader_view *v);

#endif
