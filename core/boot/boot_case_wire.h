/* SPDX-License-Identifier: ISC */
#ifndef CORE_BOOT_BOOT_CASE_WIRE_H
#define CORE_BOOT_BOOT_CASE_WIRE_H

#include "core/boot/boot_case.h"

/* The part of boot_case_take that is about ARP, ICMP and the like. */
void case_take_wire(struct boot_case *c, const struct event *e);

/* Who speaks with a server has found it, or has gone on to another. */
void case_found_server(struct boot_case *c, const struct event *e);

#endif
