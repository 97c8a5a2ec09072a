/* SPDX-License-Identifier: ISC */
#ifndef CORE_SERVE_DHCPD_H
#define CORE_SERVE_DHCPD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/text.h"
#include "core/boot/event.h"
#include "core/boot/lease.h"
#include "core/boot/loaders.h"
#include "core/io/iface.h"
#include "core/serve/bindings.h"
#include "core/serve/config.h"

/*
 * DHCP on ports 67 and 4011: sockets, the send and the wait for the disk.
 * What to answer is decided by core/boot/dhcp_server.h.  One thread uses it;
 * no packet costs an allocation.
 */
struct dhcpd;
struct book;
struct event_base;

struct dhcpd_calls {
	void *arg;
	void (*event)(void *arg, struct event *e);
	/* A ticket, or 0: not taken.  dhcpd_leases_done settles it. */
	uint64_t (*store_lease)(void *arg, const struct lease *l);
};

/*
 * Makes the address pool and opens the socket for raw replies; without
 * CAP_NET_RAW there are none, and dhcpd_start says so.  -PX_ENET, -PX_ERANGE,
 * -PX_ENOMEM.
 */
int dhcpd_new(struct dhcpd **ret, const struct serve_config *config,
    const struct dhcpd_calls *calls, struct text *why);
void dhcpd_free(struct dhcpd *d);

/* Opens both ports on one more interface; udp_open's errors. */
int dhcpd_open(struct dhcpd *d, const struct iface *i, struct text *why);

/* False: outside the range. */
bool dhcpd_restore_lease(struct dhcpd *d, const struct lease *l);

/* Begins to read; -PX_ENOMEM. */
int dhcpd_start(struct dhcpd *d, struct event_base *base);

/* Borrowed until the next call; there must be a book before the start. */
void dhcpd_book(struct dhcpd *d, const struct book *book);

/* Borrowed for good: what the root holds, changed in place by its owner. */
void dhcpd_loaders(struct dhcpd *d, const struct loader_set *loaders);

/* URLs for HTTP clients name this port; 0: there are none. */
void dhcpd_http(struct dhcpd *d, uint16_t port);

/* The interfaces as they are now: addresses, indices, up or gone. */
void dhcpd_ifaces(struct dhcpd *d, const struct iface *rows, size_t count);

/* Sends what waited for tickets up to this one. */
void dhcpd_leases_done(struct dhcpd *d, uint64_t ticket, bool stored);

void dhcpd_lease_counts(const struct dhcpd *d, struct lease_count *ret);

/* What it knows of machines, for other threads; lives as long as it does. */
struct bindings *dhcpd_bindings(struct dhcpd *d);

/* The address and mask that an interface serves with; false: none now. */
bool dhcpd_serves(const struct dhcpd *d, const char *interface,
    uint32_t *ret_addr, uint32_t *ret_mask);

/* An interface that is served, as it is now; NULL: gone. */
const struct iface *dhcpd_iface(const struct dhcpd *d, const char *interface);

#endif
