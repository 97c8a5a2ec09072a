/* SPDX-License-Identifier: ISC */
#ifndef CORE_PROTO_PXE_H
#define CORE_PROTO_PXE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/buf.h"
#include "core/base/err.h"
#include "core/base/text.h"

/*
 * Option 43 with its PXE sub-options, both ways.  PXE 2.1 section 2.2.3
 * (tags 6, 8, 9, 10, 71), pxelinux's 208-211 inside it (RFC 5071).
 */
#define PXE_MAX_ITEMS 16
#define PXE_MAX_TEXT 128

enum pxe_tag {
	PXE_TAG_MTFTP_IP = 1,
	PXE_TAG_DISCOVERY = 6,
	PXE_TAG_MCAST = 7,
	PXE_TAG_SERVERS = 8,
	PXE_TAG_MENU = 9,
	PXE_TAG_PROMPT = 10,
	PXE_TAG_ITEM = 71,
	PXE_TAG_END = 255
};

/* Bits of tag 6. */
#define PXE_NO_BROADCAST 1
#define PXE_NO_MULTICAST 2
#define PXE_ONLY_LISTED 4
#define PXE_USE_FILE 8 /* boot the file of this packet, no discovery */

/* Boot server types: an item of type 0 is the local disk, a server of it the
 * bootstrap server, which is the one that offered (PXE 2.1 2.2.3). */
#define PXE_ITEM_LOCAL 0
#define PXE_SERVER_BOOTSTRAP 0

struct pxe_menu_item {
	uint16_t type;
	char text[PXE_MAX_TEXT]; /* raw foreign text when decoded */
};

struct pxe_server {
	uint16_t type;
	uint32_t addr; /* the first address of the row, 0: none */
};

struct pxe_vendor {
	bool has_discovery, has_prompt, has_item;
	uint8_t discovery; /* tag 6 */
	uint8_t prompt_timeout; /* seconds; 255: for ever */
	char prompt[PXE_MAX_TEXT];
	uint16_t item_type; /* tag 71: type, then layer */
	uint16_t item_layer; /* bit 15: credentials */
	size_t server_count;
	struct pxe_server servers[PXE_MAX_ITEMS];
	size_t menu_count;
	struct pxe_menu_item menu[PXE_MAX_ITEMS];
};

/* 0 or -PX_EOPTION, -PX_EFULL with the tag in reterr->option. */
int pxe_decode(struct pxe_vendor *v, const void *data, size_t len,
    struct fault *reterr);

/* Writes the tags that are set, END last; the sticky error is w's. */
void pxe_encode(const struct pxe_vendor *v, struct wbuf *w);

/* The sub-options in words; hexadecimal when they do not parse. */
void pxe_text(struct text *t, const void *data, size_t len);

#endif
