/* SPDX-License-Identifier: ISC */
#ifndef CORE_SIM_MESSAGE_H
#define CORE_SIM_MESSAGE_H

#include <stdint.h>

#include "core/base/addr.h"
#include "core/base/buf.h"
#include "core/sim/kind.h"

/* What a client of some kind sends, as the bytes of the DHCP message. */
struct sim_machine {
	struct mac mac;
	uint32_t xid;
	uint8_t uuid[16]; /* SMBIOS order */
	uint8_t bus_id[4]; /* 175.177: PCI vendor, device; 0: the kind's */
	uint16_t arch; /* option 93; SIM_ARCH_OF_KIND: the kind's */
	const uint8_t *version; /* 175.235, 3 bytes; NULL: the kind's */
	/* Broadcasts are as this relay passes them on; 0: as they are sent. */
	uint32_t relay;
};

#define SIM_ARCH_OF_KIND 0xffff

/* An address and a server that were offered. */
struct sim_choice {
	uint32_t server_id; /* option 54 */
	uint32_t addr; /* option 50, or ciaddr for 4011 */
	uint16_t item; /* 43.71 for 4011; 0: none */
};

/* The machine with the defaults of its kind: UUID and xid from the MAC. */
void sim_machine_init(struct sim_machine *m, const struct mac *mac);

/*
 * `secs` is what the field holds.  0 or a negative error; the bytes are in w.
 */
int sim_discover(const struct sim_kind *k, const struct sim_machine *m,
    uint16_t secs, struct wbuf *w);
int sim_request(const struct sim_kind *k, const struct sim_machine *m,
    const struct sim_choice *c, uint16_t secs, struct wbuf *w);

/* To port 4011: ciaddr is the address, no option 50. */
int sim_boot_request(const struct sim_kind *k, const struct sim_machine *m,
    const struct sim_choice *c, struct wbuf *w);

/*
 * Gives the address of the choice back to its server, with the client
 * identifier under which it was asked for (RFC 2131 4.4.6).
 */
int sim_release(const struct sim_kind *k, const struct sim_machine *m,
    const struct sim_choice *c, struct wbuf *w);

#endif
