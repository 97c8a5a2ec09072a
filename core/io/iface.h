/* SPDX-License-Identifier: ISC */
#ifndef CORE_IO_IFACE_H
#define CORE_IO_IFACE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/addr.h"

/*
 * The machine's network interfaces as values, and word when they change.
 * What is served on which of them is decided elsewhere.
 */
#define IFACE_NAME 16 /* IFNAMSIZ */
#define IFACE_ADDRS 64

struct iface {
	char name[IFACE_NAME];
	unsigned index; /* another one when the interface is made anew */
	struct mac mac;
	uint16_t mtu;
	bool up; /* set up by the operator; the cable may be out */
	bool running; /* up, and the cable is in, the other end there */
	bool ethernet; /* frames with 6-byte addresses that we can build */
	bool loopback;
	size_t addr_count;
	struct {
		uint32_t addr, mask;
	} addrs[IFACE_ADDRS]; /* IPv4, in the kernel's order */
};

struct ifaddrs;

/*
 * Gathers getifaddrs' list, one row an interface; what does not fit into
 * ret[most] is left out.  The MTU is not in that list: 1500 is assumed.
 */
size_t iface_collect(struct iface *ret, size_t most,
    const struct ifaddrs *list);

/*
 * All interfaces as they are now, for the caller to free: a host of containers
 * has hundreds.  How many, or -PX_ENET, -PX_ENOMEM (and NULL).
 */
int iface_list(struct iface **ret);

/* The row of a name or an index; NULL when there is none. */
const struct iface *iface_find(const struct iface *rows, size_t count,
    const char *name);
const struct iface *iface_find_index(const struct iface *rows, size_t count,
    unsigned index);

/* Served when the operator names none: Ethernet and up. */
bool iface_is_default(const struct iface *i);

/*
 * The address to serve with: the one whose network holds `wanted` (0: any),
 * else the first.  False when there is none at all.
 */
bool iface_addr_for(const struct iface *i, uint32_t wanted, uint32_t *ret_addr,
    uint32_t *ret_mask);

/* True for an address of the interface itself. */
bool iface_has_addr(const struct iface *i, uint32_t addr);

/*
 * A descriptor that is readable after links or IPv4 addresses changed, or
 * -PX_ENET.  Needs no privilege.
 */
int iface_watch_open(void);

/* Empties it; true when there was anything (or word was lost). */
bool iface_watch_drain(int fd);

#endif
