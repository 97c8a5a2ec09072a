/* SPDX-License-Identifier: ISC */
#ifndef CORE_PROTO_FRAME_H
#define CORE_PROTO_FRAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/addr.h"
#include "core/proto/frame_link.h"

/*
 * A captured frame as a value: of any link (frame_link.h) with up to four VLAN
 * tags, MPLS, PPPoE or LLC; then ARP, IPv4 with UDP, TCP heads and ICMP, a
 * spanning tree BPDU, or a client's DHCPv6.  Of a tunnel's datagram, as
 * mirrored ports far away send them, it is the frame inside (tunnel.h).  A
 * capture may hold less than was on the wire (snap length), so each payload has
 * two lengths.  Lenient where a watcher must be: checksums are not judged
 * (offloading leaves them unset on the sending host), lengths always are.
 */
#define FRAME_MAX_VLANS 4

enum frame_kind {
	FRAME_OTHER, /* nothing that we look into */
	FRAME_ARP,
	FRAME_UDP,
	FRAME_TCP,
	FRAME_ICMP,
	FRAME_BPDU,
	FRAME_DHCP6, /* to a server's port, over IPv6 */
	FRAME_FRAGMENT /* of an IPv4 datagram: see reassembly.h */
};

#define FRAME_TCP_FIN 0x01
#define FRAME_TCP_SYN 0x02
#define FRAME_TCP_RST 0x04
#define FRAME_TCP_ACK 0x10

struct frame {
	enum frame_kind kind;
	bool has_mac; /* cooked v1/v2 know the sender only */
	struct mac src_mac, dst_mac;
	uint8_t wires; /* MPLS: Ethernet in Ethernet, so often */
	uint8_t vlan_count;
	uint16_t vlans[FRAME_MAX_VLANS];
	uint32_t src, dst; /* IPv4; ARP: sender and target address */
	uint8_t protocol, ttl; /* IPv4's */
	uint16_t ip_id;
	uint16_t fragment_offset; /* bytes */
	bool more_fragments;
	uint16_t src_port, dst_port;
	uint32_t tcp_seq, tcp_ack;
	uint8_t tcp_flags;
	uint16_t arp_op; /* 1 request, 2 reply */
	struct mac arp_mac; /* sender's */
	uint8_t icmp_type, icmp_code;
	/* ICMP errors: the datagram that was refused, as its sender sent it */
	bool has_inner;
	uint32_t inner_src, inner_dst;
	uint16_t inner_src_port, inner_dst_port;
	const uint8_t *data; /* payload, borrowed from the frame */
	size_t len; /* captured */
	size_t wire_len; /* as the headers say: >= len */
};

/*
 * Decodes data[0..len).  0, also for FRAME_OTHER; a negative error for a
 * frame whose headers lie about their lengths or end too early:
 * -PX_ESHORT, -PX_EVALUE, -PX_EPROTO (too many VLAN tags).
 */
int frame_decode(struct frame *f, enum frame_link link, const void *data,
    size_t len);

/*
 * The frame inside, where f is a datagram of a tunnel; else f stays as it is.
 * frame_decode() does it; to be called after reassembly.
 */
int frame_open(struct frame *f);

/*
 * The transport part of a datagram put together from fragments: fills ports,
 * flags and payload of a frame that was FRAME_FRAGMENT.
 */
int frame_decode_transport(struct frame *f, const void *data, size_t len,
    size_t wire_len);

#endif
