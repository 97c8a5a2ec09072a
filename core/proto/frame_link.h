/* SPDX-License-Identifier: ISC */
#ifndef CORE_PROTO_FRAME_LINK_H
#define CORE_PROTO_FRAME_LINK_H

#include <stdbool.h>
#include <stdint.h>

#include "core/base/addr.h"
#include "core/base/buf.h"

/*
 * What stands before the network's part of a captured frame, by the link type
 * of its file: Ethernet with a switch's tag or without, and the heads that
 * kernels put there instead.
 */
enum frame_link {
	FRAME_ETHERNET,
	FRAME_SLL, /* Linux cooked, version 1 */
	FRAME_SLL2,
	FRAME_RAW_IP,
	FRAME_NULL, /* BSD loopback, host byte order */
	FRAME_LOOP, /* OpenBSD loopback, network byte order */
	FRAME_PPP,
	FRAME_NFLOG, /* Linux, what a firewall's rule logged */
	FRAME_PKTAP, /* macOS, any interface: a head, then that one's frame */
	FRAME_DSA, /* a switch's port behind its own tag: Marvell, */
	FRAME_EDSA, /* with a type of its own, */
	FRAME_BRCM, /* Broadcom, */
	FRAME_BRCM_FIRST, /* before the whole frame */
	FRAME_LINK_COUNT
};

/*
 * The link of a capture file's link type number (LINKTYPE_ of the pcap
 * registry); -PX_EPROTO for one that is not read here.
 */
int frame_link_find(int linktype, enum frame_link *ret);

enum frame_next {
	FRAME_NEXT_OTHER, /* nothing that is looked into */
	FRAME_NEXT_TYPE, /* as its Ethernet type says */
	FRAME_NEXT_IP,
	FRAME_NEXT_PPP /* from its protocol's number on */
};

struct frame_head {
	enum frame_next next;
	uint16_t type; /* FRAME_NEXT_TYPE */
	bool has_mac; /* Linux' heads know the sender only */
	struct mac src_mac, dst_mac;
};

/* Reads the head, up to where the rest begins; 0, -PX_ESHORT, -PX_EPROTO. */
int frame_link_read(struct frame_head *ret, enum frame_link link,
    struct rbuf *r);

#endif
