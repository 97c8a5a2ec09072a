/* SPDX-License-Identifier: ISC */
#ifndef CORE_BOOT_TRIES_H
#define CORE_BOOT_TRIES_H

#include <stdbool.h>

#include "core/base/text.h"
#include "core/boot/event.h"

/*
 * How often a client has asked already, and what it has got, by its own
 * messages: the secs field and the xid.  iPXE's secs is no time: it counts
 * the messages of this attempt and says whether an offer and a proxy's offer
 * are in hand (dhcp_tx in its source; capture nobody-offers-ipxe).
 */
struct tries {
	unsigned count; /* which message of its kind this is; 0: not known */
	bool own_word; /* iPXE says it itself, and the next two: */
	bool has_offer, has_proxy_offer;
	unsigned waited_s; /* since it began to ask, by its own clock */
};

void tries_read(struct tries *t, const struct event_dhcp *d);

/* ", try 3 with no offer so far", or nothing where it asks the first time. */
void tries_text(struct text *t, const struct event_dhcp *d);

#endif
