/* SPDX-License-Identifier: ISC */
#ifndef CORE_SIM_CLIENT_PRIV_H
#define CORE_SIM_CLIENT_PRIV_H

#include "core/sim/client.h"

/* What client.c, client_boot.c and client_link.c share. */

/* client_link.c: a datagram to the wire, ARP first where it is needed. */
struct sim_to {
	uint32_t addr; /* 0xffffffff: everybody */
	uint16_t src_port, dst_port;
};
void sim_link_send(struct sim_client *c, const struct sim_to *to,
    const uint8_t *data, size_t len);

/* client_link.c: ARP for us, or the answer that a datagram waits for. */
void sim_link_arp(struct sim_client *c, const void *frame, size_t len);

/* client.c: DHCP from the start, as the present kind. */
void sim_client_discover(struct sim_client *c, uint64_t now_us);
void sim_client_finish(struct sim_client *c, enum sim_outcome outcome);

/* client_boot.c: an ACK is there; later, the fetch has moved. */
void sim_boot_begin(struct sim_client *c, uint64_t now_us);
void sim_boot_fetched(struct sim_client *c, uint64_t now_us);

#endif
