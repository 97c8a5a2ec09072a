/* SPDX-License-Identifier: ISC */
#ifndef TUI_DEMO_MACHINES_H
#define TUI_DEMO_MACHINES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/sim/client.h"

/*
 * The machines of the demonstration: simulated ones that boot, again and again
 * where no system comes of it and at once where they are changed, and a real
 * one where QEMU and its network ROM are installed.
 */
#define DEMO_SETTINGS 4

struct demo_machine {
	const char *mac;
	const char *kind; /* of core/sim; NULL: QEMU */
	/* key=value of `host set`, NULL after the last; none: unknown */
	const char *settings[DEMO_SETTINGS];
};

const struct demo_machine *demo_machines(size_t *ret_count);

/* Can there be a real machine here? */
bool demo_machines_real(void);

/* How long it stays off after a boot that ended so; `real`: beside QEMU. */
uint64_t demo_machine_rest_us(const struct demo_machine *m,
    enum sim_outcome outcome, bool real);

/*
 * The machines' process: waits for a byte from `go`; ends when killed.  A
 * change in the database makes its machine boot.
 */
void demo_machines_run(int go, bool real, const char *db);

#endif
