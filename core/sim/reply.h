/* SPDX-License-Identifier: ISC */
#ifndef CORE_SIM_REPLY_H
#define CORE_SIM_REPLY_H

#include <stdbool.h>
#include <stdint.h>

#include "core/proto/dhcp.h"
#include "core/sim/kind.h"

/*
 * A reply as one kind of client reads it: with that kind's blind spots, so
 * that a name in the wrong place is lost here, too.
 */

struct sim_reply {
	enum dhcp_type type;
	uint32_t xid;
	uint32_t server_id; /* option 54 */
	uint32_t addr; /* yiaddr; 0: a proxy's */
	uint32_t next; /* where it fetches from, 0: nowhere */
	char name[SIM_TEXT_MAX]; /* "" = none */
	char root_path[SIM_TEXT_MAX];
	bool pxe_class; /* 60 begins PXEClient; for HTTP boot HTTPClient */
	bool vendor; /* option 43 is there */
	bool use_file; /* 43.6 bit 3 */
	bool local; /* its menu's first item is the local disk */
	uint16_t item; /* the menu's first item otherwise, 0: none */
	bool no_pxedhcp; /* 175.176 */
	bool keep_san;
};

/* Any OFFER, ACK or NAK; false for other messages. */
bool sim_reply_read(struct sim_reply *ret, const struct sim_kind *k,
    const struct dhcp_msg *m);

/* True when an OFFER is one at all: an address, or a proxy's boot data. */
bool sim_reply_usable(const struct sim_reply *r, const struct sim_kind *k);

/* True when this kind asks port 4011 about it before it boots. */
bool sim_reply_asks_4011(const struct sim_reply *r, const struct sim_kind *k);

#endif
