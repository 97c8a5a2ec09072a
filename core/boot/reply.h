/* SPDX-License-Identifier: ISC */
#ifndef CORE_BOOT_REPLY_H
#define CORE_BOOT_REPLY_H

#include <stdbool.h>
#include <stdint.h>

#include "core/boot/client.h"
#include "core/boot/policy.h"
#include "core/proto/dhcp_image.h"

/*
 * From a decision to the message that says it (reply_build) and to where it
 * goes (reply_route).  Neither knows a socket.
 */
struct network {
	uint32_t addr, mask; /* of the ingress interface */
	uint32_t router, dns; /* 0 = not sent */
	uint16_t mtu;
};

/* What the DHCP part has settled on before the reply is written. */
struct reply_terms {
	enum dhcp_type type; /* OFFER, ACK, NAK; DHCP_BOOTP for BOOTP */
	uint32_t yiaddr; /* 0 in proxy mode, INFORM and NAK */
	uint32_t lease_seconds; /* 0: no 51/58/59 */
	uint32_t server_id; /* option 54 */
	bool proxy; /* no 51, 1, 3, 6 */
	bool boot_server; /* the ACK to a discovery, 71 echoed */
	bool broadcast; /* to everybody, though the client can do without */
	const char *nak_text; /* option 56 */
};

/*
 * Fills the image.  61, 97 and 82 are echoed (RFC 6842, 4578, 3046); option
 * 60/43 as the client's kind wants them; the name where the decision's
 * placement says.
 */
void reply_build(struct dhcp_image *img, const struct boot_request *r,
    const struct decision *d, const struct reply_terms *terms,
    const struct network *net);

/*
 * The largest message this client takes here: min(57, MTU), less the 28 bytes
 * of the IP and UDP headers.
 */
size_t reply_max(const struct boot_request *r, const struct network *net);

enum route_how {
	ROUTE_NONE, /* nowhere safe to send it */
	ROUTE_UDP, /* an ordinary socket: to a relay or a known address */
	ROUTE_RAW, /* a frame to chaddr: the client has no address yet */
	ROUTE_BROADCAST
};

struct route {
	enum route_how how;
	uint32_t dst;
	uint16_t dst_port;
	struct mac dst_mac; /* ROUTE_RAW, ROUTE_BROADCAST */
};

/* Where the datagram came from. */
struct ingress {
	uint32_t src; /* source address and port */
	uint16_t src_port;
	uint32_t local; /* address it was sent to */
	uint16_t local_port; /* 67 or 4011 */
};

/* RFC 2131 4.1; for 4011 back to the source port (PXE 2.1). */
void reply_route(struct route *ret, const struct boot_request *r,
    const struct reply_terms *terms, const struct ingress *in);

#endif
