/* SPDX-License-Identifier: ISC */
#ifndef CORE_BOOT_DHCP_SERVER_H
#define CORE_BOOT_DHCP_SERVER_H

#include "core/boot/lease.h"
#include "core/boot/policy.h"
#include "core/boot/relay.h"
#include "core/boot/reply.h"

/*
 * The DHCP server as a pure step: one request in, one answer out, or the
 * reason why there is none.  Authoritative (RFC 2131 4.3) and proxyDHCP (PXE
 * 2.1) differ in rows of one table, not in two servers.
 */
enum dhcp_refusal {
	DHCP_ANSWERED,
	DHCP_NOT_OURS, /* REQUEST or other for another server */
	DHCP_NOBODYS, /* RELEASE, DECLINE that name no server */
	DHCP_PROXY_REQUEST, /* proxy mode: leases are asked of another server */
	DHCP_PROXY_LEASE, /* proxy mode: leases are not ours */
	DHCP_POLICY, /* the decision says silence: see its reason */
	DHCP_NO_ADDRESS, /* the range of this network is used up */
	DHCP_NO_RANGE, /* nothing to give on this network, nor by the book */
	DHCP_BOOTP_UNFIXED, /* BOOTP, and the book fixes no address */
	DHCP_UNKNOWN_CLIENT, /* INIT-REBOOT of a machine we do not know */
	DHCP_NO_REPLY_DUE, /* RELEASE, DECLINE: done, nothing to send */
	DHCP_BAD_REQUEST, /* fields contradict the message type */
	DHCP_TYPE_UNSERVED, /* OFFER, ACK ... */
	DHCP_NO_ROUTE, /* nowhere safe to send to */
	DHCP_NO_ROUTER, /* the ACK would take its router from it */
	DHCP_NO_SENDER, /* its interface has no address to answer from */
	DHCP_REFUSAL_COUNT
};

const char *dhcp_refusal_text(enum dhcp_refusal r);

struct dhcp_context {
	const struct book *book;
	const struct server_facts *server;
	const struct network *net;
	struct lease_pool *pool; /* NULL in proxy mode or without --range */
	struct relays *relays; /* NULL: no memory of them */
	uint32_t lease_seconds;
	int64_t now; /* seconds */
	bool disk_slow; /* what the disk holds is promised, if that will do */
};

struct dhcp_answer {
	enum dhcp_refusal refusal; /* DHCP_ANSWERED: image and route count */
	struct decision decision;
	struct reply_terms terms;
	struct dhcp_image image;
	struct route route;
	bool store_lease; /* `lease` must be on disk before the reply leaves */
	bool
	    covered; /* ... unless the disk is slow: the book has the binding */
	struct lease lease;
	uint32_t delay_ms; /* to be waited before it leaves */
};

void dhcp_serve(struct dhcp_answer *a, const struct boot_request *r,
    const struct ingress *in, const struct dhcp_context *ctx);

#endif
