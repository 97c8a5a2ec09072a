/* SPDX-License-Identifier: ISC */
#include "core/boot/tries.h"

#include <string.h>

/* An iPXE that hides its name says 4 to begin with. */
#define LATE_SECONDS 8

/* RFC 2131 wants it big-endian; some firmware writes the other order, and
 * nobody waits for 256 s to the second. */
static unsigned
seconds_of(uint16_t secs)
{
	return (secs & 0xff) == 0 ? secs >> 8 : secs;
}

void
tries_read(struct tries *t, const struct event_dhcp *d)
{
	const uint16_t secs = d->facts.secs;

	memset(t, 0, sizeof(*t));
	if (d->op != DHCP_OP_REQUEST)
		return;
	if (d->stage != STAGE_IPXE || secs < 4) {
		t->count = d->tries;
		t->waited_s = seconds_of(secs);
		return;
	}
	t->own_word = true;
	t->count = secs >> 2;
	t->has_offer = (secs & 2) != 0;
	t->has_proxy_offer = (secs & 1) != 0;
}

void
tries_text(struct text *t, const struct event_dhcp *d)
{
	static const char *const has[] = {"no offer", "a proxy offer only",
	    "an offer", "an offer and a proxy offer"};
	struct tries x;

	tries_read(&x, d);
	if (x.own_word)
		text_addf(t, ", %s %u with %s so far",
		    d->type == DHCP_DISCOVER ? "try" : "message", x.count,
		    has[x.has_offer * 2 + x.has_proxy_offer]);
	else if (x.count > 1)
		text_addf(t, ", try %u", x.count);
	/* The first that is seen: earlier ones passed before. */
	else if (d->type == DHCP_DISCOVER && x.waited_s >= LATE_SECONDS)
		text_addf(t, ", asking for %u s already", x.waited_s);
}
