/* SPDX-License-Identifier: ISC */
#ifndef CORE_PROTO_UDP_FRAME_H
#define CORE_PROTO_UDP_FRAME_H

#include <stddef.h>
#include <stdint.h>

#include "core/base/addr.h"
#include "core/base/buf.h"
#include "core/base/err.h"

/*
 * One UDP datagram in an Ethernet II frame over IPv4 (RFC 894, 791, 768): for
 * replies to clients that have no address yet, and for simulated clients.
 */
#define UDP_FRAME_HEAD 42 /* Ethernet 14, IPv4 20, UDP 8 */

struct udp_frame {
	struct mac dst_mac, src_mac;
	uint32_t src, dst;
	uint16_t src_port, dst_port;
	const uint8_t *data; /* borrowed */
	size_t len;
};

/* Writes the whole frame with both checksums; the sticky error is w's. */
void udp_frame_encode(const struct udp_frame *f, struct wbuf *w);

/*
 * The first segment of a TCP connection (RFC 9293: SYN, no options) between
 * the same addresses and ports; f's data is not sent.
 */
void tcp_syn_encode(const struct udp_frame *f, uint32_t sequence,
    struct wbuf *w);

/*
 * Decodes as strictly as a kernel socket: version, header length, total
 * length, header checksum, UDP length and checksum (0 = none), no fragment.
 * -PX_EPROTO when it is simply something else.
 */
int udp_frame_decode(struct udp_frame *f, const void *data, size_t len);

#endif
