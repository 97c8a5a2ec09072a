/* SPDX-License-Identifier: ISC */
#ifndef CORE_IO_KNOCK_H
#define CORE_IO_KNOCK_H

#include <stdbool.h>
#include <stdint.h>

#include "core/base/addr.h"

/*
 * Knocks at a port of this host as a client on the wire would, and tells
 * whether that comes through the packet filter.
 *
 * The kernel itself puts the frame into the interface's input, as its driver
 * does (the test run of an XDP program that passes everything on; Linux 5.18
 * and later, with CAP_NET_ADMIN and CAP_BPF): so it meets the same hooks, the
 * same rules for this interface's name, the same routing.  Nothing of the
 * host is changed and nothing goes out.  A raw socket hears what the last hook
 * (local in) has let through, whoever has the port or nobody.
 *
 * It is behind the driver and above a bridge: an XDP program of the
 * interface's own and a bridge's rules (ebtables) are not on this way.
 */
struct knock {
	const char *ifname;
	struct mac mac; /* the interface's */
	struct mac from; /* whose frame it is */
	uint32_t src, dst;
	uint16_t src_port, dst_port;
	bool udp; /* an empty datagram; else a TCP SYN */
};

enum knock_result { KNOCK_LOST, KNOCK_HEARD };

/*
 * enum knock_result, or why it cannot be said: -PX_EACCESS (no rights),
 * -PX_EPROTO (this kernel cannot), -PX_ENOENT (no such interface), -PX_ENET.
 */
int knock_at(const struct knock *k);

/*
 * The same from this host to itself, by the loopback interface: it meets the
 * rules for that one, so it says nothing of rules that name another.
 */
int knock_by_loopback(const struct knock *k);

#endif
