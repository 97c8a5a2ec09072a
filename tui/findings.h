/* SPDX-License-Identifier: ISC */
#ifndef TUI_FINDINGS_H
#define TUI_FINDINGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/addr.h"
#include "core/boot/event.h"

/*
 * The findings that stand, folded from events: raised ones come in, cleared
 * ones leave.  At most FINDINGS_MOST: the mildest and oldest makes room.
 */
#define FINDINGS_MOST 1024

struct standing {
	struct mac mac;
	bool has_mac; /* false: of the wire or the server itself */
	int64_t since_us, last_us;
	uint64_t since_boot, last_boot; /* sessions; 0: of none */
	struct event_finding finding;
};

struct findings {
	struct standing *rows; /* worst first, then the newest */
	size_t count;
};

/* False: no memory. */
bool findings_init(struct findings *f);
void findings_done(struct findings *f);

void findings_take(struct findings *f, const struct event *e);

/*
 * The n-th of a machine, NULL after the last: first the one that stands for
 * it, then the others, the worst first and of these the newest.  What only
 * follows from another one (finding_follows) does not stand for it.
 */
const struct standing *findings_of(const struct findings *f,
    const struct mac *mac, size_t n);

/*
 * The same for one boot (session; 0: whichever): those told in it.  One that
 * stands since an earlier boot is not told again in the next: see
 * finding_is_older.
 */
const struct standing *findings_of_boot(const struct findings *f,
    const struct mac *mac, uint64_t session, size_t n);

/* Was it told in boots before that one only? */
bool finding_is_older(const struct standing *s, uint64_t session);

#endif
