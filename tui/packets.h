/* SPDX-License-Identifier: ISC */
#ifndef TUI_PACKETS_H
#define TUI_PACKETS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/boot/event.h"

/*
 * The newest DHCP messages byte by byte, found by the number of their event;
 * the oldest make room.
 */
#define PACKETS_MOST 4096

struct packet {
	uint64_t seq; /* 0: free */
	uint16_t len; /* of the message; what is kept may be less */
	struct mac mac; /* of the machine */
	uint8_t bytes[EVENT_PACKET];
};

struct packets {
	struct packet *rows;
	uint64_t next;
};

/* False: no memory. */
bool packets_init(struct packets *p);
void packets_done(struct packets *p);
void packets_take(struct packets *p, const struct event *e);

/* NULL when it is not there (any more). */
const struct packet *packets_find(const struct packets *p, uint64_t seq);

/* The last request of its transaction before this reply; NULL: not kept. */
const struct packet *packets_asked(const struct packets *p,
    const struct packet *reply);

#endif
