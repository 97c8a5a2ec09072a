/* SPDX-License-Identifier: ISC */
#ifndef CORE_BOOT_SERVERS_H
#define CORE_BOOT_SERVERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/boot/event.h"

/*
 * The servers on this wire that are not ours: who gives addresses, who
 * answers as a proxy or on 4011, who sends files, and what each offers.  Told
 * as EVENT_SERVER at the first sight and when one offers something that it
 * did not offer before.  A server is known by its identifier (option 54), so
 * copies by relays and repetitions are no new ones.
 */
#define SERVERS_MOST 64
#define SERVER_OFFERS 8

/* What of a reply is told of its server; zeroed where nothing is set. */
struct server_offer {
	bool refuses, address, root_path, pxe_class, vendor;
	bool inform; /* an INFORM's ACK (no BSDP): addresses are not asked */
	uint32_t siaddr;
	char bootfile[256];
};

struct server_row {
	enum server_kind kind;
	uint32_t addr;
	bool has_mac; /* of the link it was seen on, not behind a relay */
	struct mac mac;
	int64_t first_us, last_us;
	uint64_t frame; /* of the first sight */
	uint64_t count; /* messages; transfers */
	size_t offer_count; /* different ones; the last is the newest */
	struct server_offer newest; /* of its last reply */
	char offers[SERVER_OFFERS][160]; /* foreign text */
};

struct servers {
	struct event_sink out;
	size_t addr_count; /* our own */
	uint32_t addrs[64];
	size_t count;
	uint64_t more; /* sightings that found no room */
	struct server_row rows[SERVERS_MOST];
};

void servers_init(struct servers *s, struct event_sink out);

/* Our own addresses: those are no foreign servers.  Copied. */
void servers_self(struct servers *s, const uint32_t *addrs, size_t count);

/* Looks at any event; what follows from it goes to the sink. */
void servers_take(struct servers *s, const struct event *e);

const char *server_kind_name(enum server_kind k); /* "DHCP", "proxy", ... */

#endif
