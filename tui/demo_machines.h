/* SPDX-License-Identifier: ISC */
#ifndef TUI_DEMO_MACHINES_H
#define TUI_DEMO_MACHINES_H

#include <stdbool.h>
#include <stddef.h>

/*
 * The machines of the demonstration: simulated ones that boot again and
 * again, and a real one where QEMU and its network ROM are installed.
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

/* The machines' process: waits for a byte from `go`; ends when killed. */
void demo_machines_run(int go, bool real);

#endif
