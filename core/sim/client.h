/* SPDX-License-Identifier: ISC */
#ifndef CORE_SIM_CLIENT_H
#define CORE_SIM_CLIENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/addr.h"
#include "core/sim/arp.h"
#include "core/sim/fetch.h"
#include "core/sim/kind.h"
#include "core/sim/message.h"
#include "core/sim/next.h"
#include "core/sim/reply.h"

/*
 * One machine that boots: Ethernet frames and the time in, frames out.  It
 * reads replies as its kind does and fails where that kind fails; a loader
 * that it fetches turns it into another kind, which asks DHCP again.  HTTP
 * and iSCSI end the story: the outcome says that they were reached.
 */
enum sim_state {
	SIM_OFF,
	SIM_GATHER, /* DISCOVER sent, offers come in */
	SIM_REQUEST, /* an address was chosen, its ACK is awaited */
	SIM_BOOT_SERVER, /* port 4011 was asked */
	SIM_FETCH, /* a file is on its way */
	SIM_DONE,
	SIM_STATE_COUNT
};

enum sim_outcome {
	SIM_NOT_YET,
	SIM_BOOTED, /* kernel or other program runs */
	SIM_SAN, /* would log in to root_path */
	SIM_URL, /* would fetch a URL over HTTP */
	SIM_LOCAL, /* was told to boot its disk */
	SIM_NO_BOOT, /* an address, nothing to boot: on to the disk */
	SIM_ADDRESS, /* an operating system has its address */
	SIM_NO_OFFER, /* nobody offered what this kind can use */
	SIM_NO_ACK,
	SIM_NO_BOOT_SERVER, /* 4011 never answered */
	SIM_MISSING, /* a file is not there */
	SIM_BROKEN, /* a transfer failed */
	SIM_REFUSED, /* this firmware cannot run what it got */
	SIM_LOOP, /* loaders that load each other */
	SIM_OUTCOME_COUNT
};

enum sim_purpose { SIM_FOR_LOADER, SIM_FOR_SEARCH, SIM_FOR_FILES };

#define SIM_FRAME 1514
#define SIM_OUTBOX 4

struct sim_frame {
	size_t len;
	uint8_t bytes[SIM_FRAME];
};

struct sim_client {
	const struct sim_kind *kind;
	struct sim_machine machine;
	enum sim_state state;
	enum sim_outcome outcome;
	uint64_t started_us; /* of this DHCP run */
	uint64_t deadline_us; /* 0: none */
	unsigned tries; /* of the present state */
	unsigned sent; /* DHCP messages of this run */
	unsigned chains;
	struct sim_reply address, proxy; /* offers; xid 0: none yet */
	struct sim_reply boot; /* what the boot goes by */
	uint32_t addr; /* ours, 0: none yet */
	struct arp_party peer; /* the server as it was last heard */
	struct arp_party asked; /* who answered our ARP, addr 0: nobody */
	/* a datagram that waits for that answer */
	struct sim_frame waiting;
	uint32_t waiting_for;
	struct sim_fetch fetch;
	enum sim_purpose purpose;
	uint16_t next_port;
	/* between two ACKs of a transfer, 0: none; set it after the start */
	uint32_t pace_us;
	uint64_t next_ack_us;
	bool search_after_dhcp; /* SYSLINUX.EFI */
	unsigned step; /* of PXELINUX's search */
	char loader[SIM_TEXT_MAX];
	uint32_t loader_server; /* which gave it */
	struct sim_files files;
	size_t file_at;
	struct sim_frame outbox[SIM_OUTBOX];
	size_t out_head, out_count;
	uint64_t lost; /* frames for which there was no room */
};

/* Switches the machine on: its first DISCOVER is in the outbox. */
void sim_client_start(struct sim_client *c, const struct sim_kind *kind,
    const struct mac *mac, uint64_t now_us);

/* A frame on the wire; others' frames are left alone. */
void sim_client_frame(struct sim_client *c, const void *frame, size_t len,
    uint64_t now_us);

/* Time has gone on; due when sim_client_deadline has passed. */
void sim_client_tick(struct sim_client *c, uint64_t now_us);

/* UINT64_MAX: nothing will happen by itself. */
uint64_t sim_client_deadline(const struct sim_client *c);

/* The next frame to send, borrowed until the next call; NULL: none. */
const struct sim_frame *sim_client_send(struct sim_client *c);

const char *sim_state_name(enum sim_state state);
const char *sim_outcome_name(enum sim_outcome outcome);

#endif
