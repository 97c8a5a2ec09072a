/* SPDX-License-Identifier: ISC */
#ifndef CORE_BOOT_TOLD_H
#define CORE_BOOT_TOLD_H

#include <stdbool.h>
#include <stdint.h>

#include "core/boot/dhcp_facts.h"

/*
 * Where the replies of a boot send its client: whom it has to reach, by which
 * way.  Addresses are 0 where there is none or a name instead.
 */
struct told {
	uint32_t next; /* its TFTP server */
	uint32_t web, target; /* of its URL, of its root path */
	uint16_t web_port, target_port; /* 0: no URL, no root path */
	uint32_t router, mask;
};

/*
 * One more reply that it obeys: the boot name and root path in it, and its
 * siaddr or else the server itself.  What it does not say stays.
 */
void told_add(struct told *t, const char *name, const char *root_path,
    uint32_t next, const struct dhcp_facts *f);

/* Must this client find that address by ARP to get on? */
bool told_needs(const struct told *t, uint32_t client, uint32_t addr);

/* Is that where its root path points? */
bool told_is_target(const struct told *t, uint32_t server, uint16_t port);

/*
 * May it open a connection there for a file: to the port of the URL that it
 * was told, or one that is usual for HTTP?  Who was told no URL and speaks no
 * HTTP by itself may have a loader that does, on the server that it boots
 * from; with all others it is a system that speaks.
 */
bool told_may_fetch(const struct told *t, bool speaks_http, uint32_t server,
    uint16_t port);

#endif
