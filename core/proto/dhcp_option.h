/* SPDX-License-Identifier: ISC */
#ifndef CORE_PROTO_DHCP_OPTION_H
#define CORE_PROTO_DHCP_OPTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/text.h"

/*
 * The one option table: code, name, type, bounds and the document that
 * rules.  The decoder's bounds, the encoder's checks and the text that an
 * operator reads all come from the same row (dhcp_option.def).
 */
enum dhcp_kind {
	DHCP_KIND_NONE, /* no value: PAD, END, rapid commit */
	DHCP_KIND_BYTES, /* opaque */
	DHCP_KIND_U8,
	DHCP_KIND_U16,
	DHCP_KIND_U32,
	DHCP_KIND_S32,
	DHCP_KIND_SECONDS, /* u32 */
	DHCP_KIND_BOOL,
	DHCP_KIND_IP,
	DHCP_KIND_IPS, /* one or more */
	DHCP_KIND_IP_PAIRS, /* options 21 and 33 */
	DHCP_KIND_U16S,
	DHCP_KIND_ARCH, /* option 93 */
	DHCP_KIND_TEXT,
	DHCP_KIND_CODES, /* option 55 */
	DHCP_KIND_TYPE, /* option 53 */
	DHCP_KIND_CLIENT_ID, /* type byte, then bytes */
	DHCP_KIND_UUID, /* option 97 */
	DHCP_KIND_NDI, /* option 94 */
	DHCP_KIND_PXE, /* option 43 in PXE form */
	DHCP_KIND_GPXE, /* option 175 */
	DHCP_KIND_USER_CLASS, /* option 77 */
	DHCP_KIND_RELAY, /* option 82 */
	DHCP_KIND_ROUTES, /* option 121 */
	DHCP_KIND_NAMES, /* option 119, RFC 1035 names */
	DHCP_KIND_COUNT
};

enum dhcp_code {
#define OPTION(code, id, name, kind, min, max, doc) DHCP_OPT_##id = code,
#include "core/proto/dhcp_option.def"
#undef OPTION
	DHCP_OPT_PAD = 0,
	DHCP_OPT_END = 255
};

struct dhcp_option_def {
	uint8_t code;
	uint8_t kind; /* enum dhcp_kind */
	uint8_t min;
	uint8_t max; /* of one instance; 255: as long as it likes */
	const char *name; /* "bootfile-name" */
	const char *doc; /* "RFC 2132 9.5" */
};

/* The row of a code; NULL for one that the table does not know. */
const struct dhcp_option_def *dhcp_option_def(uint8_t code);

/* All rows in the order of their codes. */
const struct dhcp_option_def *dhcp_option_rows(size_t *ret_count);

/*
 * True when a value of this length is within its row: bounds, and whole
 * addresses or numbers.  An unknown code takes any length.
 */
bool dhcp_option_fits(uint8_t code, size_t len);

/*
 * Appends the value in words, foreign bytes made visible: "192.0.2.1",
 * "\"pxelinux.0\"", "DISCOVER", "feature HTTP 1, ...".  A value that does not
 * fit its kind is shown as hexadecimal.
 */
void dhcp_option_text(struct text *t, uint8_t code, const uint8_t *data,
    size_t len);

#endif
