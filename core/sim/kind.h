/* SPDX-License-Identifier: ISC */
#ifndef CORE_SIM_KIND_H
#define CORE_SIM_KIND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/boot/client.h"

/*
 * The kinds of boot client that exist, as one const table: what each sends,
 * byte for byte where real ones were recorded, and what it reads of a reply.
 */
#define SIM_OPTIONS 14 /* codes of one message, 0 after the last */
#define SIM_PRL 48
#define SIM_TFTP_OPTIONS 4
#define SIM_TEXT_MAX 256 /* a name with its NUL */

enum sim_name { /* where the boot file's name is looked for */
	SIM_NAME_NONE, /* nowhere: an OS, or fixed names */
	SIM_NAME_FILE, /* file field only: gPXE to 0.9.7 */
	SIM_NAME_FILE_FIRST, /* file field, else option 67 */
	SIM_NAME_OPTION_FIRST /* option 67, else the file field */
};

enum sim_4011 { /* when port 4011 of the proxy or server is asked */
	SIM_4011_NEVER,
	SIM_4011_NO_NAME, /* 60=PXEClient but no siaddr and name: iPXE */
	SIM_4011_NO_VENDOR, /* 60=PXEClient and no option 43: gPXE */
	SIM_4011_BINL /* 60=PXEClient, no 43.6 bit 3: EDK2, Intel */
};

enum sim_secs { SIM_SECS_ZERO, SIM_SECS_IPXE, SIM_SECS_ELAPSED };

/* A TFTP option as this client asks for it. */
struct sim_tftp {
	uint8_t option; /* enum tftp_option */
	uint16_t value;
};

struct sim_kind {
	const char *name; /* "gpxe-1.0.1" */
	const char *title; /* "gPXE 1.0.1, BIOS" */
	uint8_t stage; /* enum client_stage */
	/* what it sends */
	uint16_t arch; /* option 93 */
	uint8_t undi[2]; /* options 94 and 60: major, minor */
	const char *class_id; /* 60: whole, or what precedes ":Arch:" */
	bool class_whole;
	const char *user_class; /* 77, raw; NULL: none */
	uint8_t prl[SIM_PRL]; /* 55, 0 after the last */
	const uint8_t *features; /* 175 */
	uint8_t features_len;
	uint16_t max_discover, max_request, max_4011; /* 57 */
	uint16_t padded; /* least length of a message */
	bool broadcast;
	bool xid_from_mac;
	uint8_t secs; /* enum sim_secs */
	uint8_t discover[SIM_OPTIONS]; /* options in their order */
	uint8_t request[SIM_OPTIONS];
	uint8_t boot[SIM_OPTIONS]; /* REQUEST to 4011 */
	uint16_t boot_port; /* it sends to 4011 from here */
	/* what it reads */
	uint8_t name_from; /* enum sim_name */
	const char *fixed_name; /* fetched whatever the reply names, if ... */
	const char *vendor_text; /* ... option 43 holds this */
	uint8_t ask_4011; /* enum sim_4011 */
	bool reads_overload;
	bool needs_name; /* an OFFER without one is no offer */
	bool needs_pxe_class; /* nor one without 60=PXEClient */
	bool root_path; /* boots a SAN disk by option 17 */
	bool server_from_54; /* siaddr 0: option 54 */
	/* how it fetches: the size first and then ERROR, or straight away */
	bool probes;
	bool needs_oack; /* gives up on a server without options */
	struct sim_tftp probe[SIM_TFTP_OPTIONS];
	uint8_t probe_count;
	struct sim_tftp fetch[SIM_TFTP_OPTIONS];
	uint8_t fetch_count;
	/* when it tries again, in ms after the first DISCOVER; 0 ends */
	uint16_t retry_ms[4];
	uint16_t gather_ms; /* it collects offers so long */
};

/* By name, or NULL. */
const struct sim_kind *sim_kind_find(const char *name);

/*
 * The kind that best stands for a stage, an architecture and, for gPXE and
 * iPXE, a version (may be NULL); never NULL.
 */
const struct sim_kind *sim_kind_for(enum client_stage stage,
    enum client_arch arch, const uint8_t *version);

/* All of them. */
const struct sim_kind *sim_kinds(size_t *ret_count);

#endif
