/* SPDX-License-Identifier: ISC */
#ifndef CORE_BOOT_DIAG_H
#define CORE_BOOT_DIAG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/text.h"
#include "core/boot/boot_case.h"
#include "core/boot/check.h"
#include "core/boot/event.h"
#include "core/boot/finding.h"

/*
 * The diagnosis: says why a machine does not boot.  A const table of rules
 * (diag_rules.h) looks at each machine's case after every event, and when it is
 * due for what time alone tells; a rule that holds raises its finding once, is
 * counted when it comes again, told anew only where it turns out worse than it
 * seemed, and is cleared when the machine gets past it: not while that only
 * repeats what it did (diag_again.h).  What a healthy boot does is never
 * raised.
 */

/* A port that we wanted and somebody else has. */
struct diag_taken {
	uint16_t port;
	char owner[64]; /* "dnsmasq (1234)"; "" not known */
};

/*
 * What the rules may know besides the machine's own case.  What is not known
 * stays zero, and rules that need it are silent.
 */
struct diag_env {
	int64_t started_us; /* when the server began to serve, 0: not known */
	bool live; /* false: a capture is read; the server saw nothing */
	bool proxy; /* we run as proxyDHCP */
	bool over; /* the capture has ended: nothing follows */
	bool capturing; /* the wire is watched: silence means something */
	int64_t lost_us; /* frames were lost until then, 0: none */
	uint32_t addrs[16], masks[16]; /* our own addresses; 0: not known */
	size_t addr_count;
	struct diag_taken taken[4];
	size_t taken_count;
	/* Our root; look NULL: not known.  Asked once for each transfer. */
	struct file_lookup files;
};

struct diag;

#define DIAG_CASES 1024 /* the least recent is forgotten */

size_t diag_size(void);
struct diag *diag_init(void *memory, const struct diag_env *env,
    struct event_sink out);

/* The environment changed (addresses, capture). */
void diag_env(struct diag *d, const struct diag_env *env);

/* Takes a stamped event and passes it on to out before what follows of it. */
void diag_event(struct diag *d, const struct event *e);
void diag_tick(struct diag *d, int64_t now_us);

/*
 * When time may tell something of a case next: a tick before that tells
 * nothing.  INT64_MIN: with any tick, INT64_MAX: with none.
 */
int64_t diag_due_us(const struct diag *d);

/*
 * Findings that stand for a machine and whose rules hold now, worst first; at
 * most `most`.
 */
size_t diag_findings(const struct diag *d, const struct mac *mac,
    struct event_finding *ret, size_t most);

/* The case of a machine, borrowed until the next call; NULL: none. */
const struct boot_case *diag_case(struct diag *d, const struct mac *mac);

#endif
