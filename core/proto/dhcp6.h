/* SPDX-License-Identifier: ISC */
#ifndef CORE_PROTO_DHCP6_H
#define CORE_PROTO_DHCP6_H

#include <stdbool.h>
#include <stddef.h>

/*
 * What a watcher of IPv4 boots reads of DHCPv6 (RFC 8415): that a machine's
 * firmware has gone on to its next way to boot.  Nothing is served there.
 */
#define DHCP6_PORT 547 /* of servers */

/*
 * Is this a firmware's SOLICIT for a boot: with its architecture (RFC 5970
 * 3.3), and without a user class, by which iPXE names itself?  A system asks
 * without either.
 */
bool dhcp6_is_firmware(const void *data, size_t len);

#endif
