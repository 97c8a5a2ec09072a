/* SPDX-License-Identifier: ISC */
#include "core/boot/arp_asked.h"

#define COPY_US INT64_C(2000) /* a tap may show it twice */
#define SOON_US INT64_C(100000) /* iPXE begins with 125 ms */
#define LATE_US INT64_C(20000000) /* the answer has grown old */
#define TRIES 3
#define LONG_US INT64_C(1500000)

void
arp_asked_take(struct arp_asked *a, int64_t now_us)
{
	const int64_t since_us = now_us - a->last_us;

	if (a->tries > 0 && since_us < COPY_US)
		return;
	if (since_us < SOON_US || since_us > LATE_US)
		a->tries = 0;
	if (a->tries == 0)
		a->first_us = now_us;
	a->last_us = now_us;
	if (a->tries < UINT8_MAX)
		a->tries++;
}

bool
arp_asked_in_vain(const struct arp_asked *a)
{
	return a->tries >= TRIES && a->last_us - a->first_us >= LONG_US;
}
