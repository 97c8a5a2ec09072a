/* SPDX-License-Identifier: ISC */
#ifndef TESTS_BENCH_DHCP_CLIENT_H
#define TESTS_BENCH_DHCP_CLIENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * What the DHCP clients of the load generators say and hear.  Machine n has
 * the MAC 02:00:n and the transaction n; with a reservation of the bench's
 * book its address is DHCP_ADDRESS_BASE + n.
 */
#define DHCP_MESSAGE 346
#define DHCP_BATCH 64
#define DHCP_ADDRESS_BASE 0x0a410000u /* 10.65.0.0 */

enum message_type { DISCOVER = 1, OFFER = 2, REQUEST = 3, ACK = 5, NAK = 6 };

/* What a machine was offered, for its REQUEST. */
struct offer {
	uint32_t addr, server;
};

/* What a PXE ROM sends, with the broadcast flag; offer NULL: a DISCOVER. */
void dhcp_write(uint8_t m[DHCP_MESSAGE], uint32_t n, const struct offer *offer);

/* An answer to a machine, false: it is none. */
bool dhcp_read(const uint8_t *p, size_t len, uint32_t *ret_n,
    enum message_type *ret_type, struct offer *ret_offer);

/* Messages that leave together, as broadcasts to port 67. */
struct dhcp_box {
	int fd;
	size_t count;
	uint8_t out[DHCP_BATCH][DHCP_MESSAGE];
};

/* The next message's place; full boxes leave by themselves. */
uint8_t *dhcp_box_next(struct dhcp_box *b);
void dhcp_box_send(struct dhcp_box *b);

/* UDP on port 68 (0: any) of an interface. */
int dhcp_socket(const char *interface, uint16_t port);

#endif
