/* SPDX-License-Identifier: ISC */
#include "core/boot/arp_asked.h"

#define COPY_US INT64_C(2000) /* a tap may show it twice */
#define SOON_US INT64_C(100000) /* iPXE begins with 125 ms */
#define LATE_US INT64_C(5500000) /* none waits longer */
#define TICK_US INT64_C(60000) /* of a BIOS: 55 ms */
#define TRIES 4
#define LONG_US INT64_C(1500000)

static bool
is_about(int64_t gap_us, int64_t us)
{
	const int64_t slack_us = us / 16 + TICK_US;

	return gap_us >= us - slack_us && gap_us <= us + slack_us;
}

/* Of a series that is long enough the end may differ: iPXE stops at 3 s. */
static bool
is_out_of_turn(const struct arp_asked *a, int64_t gap_us)
{
	return a->tries > 1 && !arp_asked_in_vain(a) &&
	    !is_about(gap_us, a->gap_us) && !is_about(gap_us, 2 * a->gap_us);
}

void
arp_asked_take(struct arp_asked *a, int64_t now_us)
{
	const int64_t since_us = now_us - a->last_us;

	/* Where a clock was set back it begins anew. */
	if (a->tries > 0 && since_us >= 0 && since_us < COPY_US)
		return;
	if (since_us < SOON_US || since_us > LATE_US)
		a->tries = 0;
	else if (is_out_of_turn(a, since_us)) {
		a->tries = 1;
		a->first_us = a->last_us;
	}
	if (a->tries == 0)
		a->first_us = now_us;
	a->gap_us = since_us;
	a->last_us = now_us;
	if (a->tries < UINT8_MAX)
		a->tries++;
}

bool
arp_asked_in_vain(const struct arp_asked *a)
{
	return a->tries >= TRIES && a->last_us - a->first_us >= LONG_US;
}
