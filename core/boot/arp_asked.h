/* SPDX-License-Identifier: ISC */
#ifndef CORE_BOOT_ARP_ASKED_H
#define CORE_BOOT_ARP_ASKED_H

#include <stdbool.h>
#include <stdint.h>

/*
 * One address that a client asks for by ARP, as often as it does so without an
 * answer.  A switch may keep the answer from the tap: firmware that has one
 * asks no more, but some asks anew for each file (U-Boot).  What has none asks
 * again and again after a while that stays the same or doubles: 125 ms (iPXE)
 * to 5 s.
 */
struct arp_asked {
	uint8_t tries; /* 0: none, or it was answered */
	int64_t first_us, last_us;
	int64_t gap_us; /* before the last one */
};

/* It asks once more.  What asks out of turn begins anew. */
void arp_asked_take(struct arp_asked *a, int64_t now_us);

/* Has it asked often and long enough to have no answer? */
bool arp_asked_in_vain(const struct arp_asked *a);

#endif
