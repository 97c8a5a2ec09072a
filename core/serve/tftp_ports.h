/* SPDX-License-Identifier: ISC */
#ifndef CORE_SERVE_TFTP_PORTS_H
#define CORE_SERVE_TFTP_PORTS_H

#include <stddef.h>
#include <stdint.h>

#include "core/base/text.h"

/*
 * The sockets of transfers: on a port of the kernel's choice, or on one of a
 * range that a firewall lets through.
 */
struct tftp_ports {
	uint16_t first, last; /* 0: no range */
	uint16_t next; /* to be tried; those just given back rest longest */
	uint8_t taken[65536 / 8]; /* by transfers of ours */
};

void tftp_ports_init(struct tftp_ports *p, uint16_t first, uint16_t last);

/* How many transfers there can be. */
size_t tftp_ports_most(const struct tftp_ports *p);

/*
 * A socket as of udp_open; its port in *ret_port is to be given back, 0: need
 * not.  -PX_EFULL: all are taken, by us or by others.
 */
int tftp_ports_open(struct tftp_ports *p, const char *interface, uint32_t addr,
    uint16_t *ret_port, struct text *why);
void tftp_ports_give(struct tftp_ports *p, uint16_t port);

#endif
