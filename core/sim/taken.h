/* SPDX-License-Identifier: ISC */
#ifndef CORE_SIM_TAKEN_H
#define CORE_SIM_TAKEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/sim/client.h"

/*
 * The addresses that a client was given on its way, one for each loader that
 * asked anew, so that a probe can give all of them back.
 */
#define SIM_TAKEN 8

struct sim_taken {
	size_t count;
	struct {
		const struct sim_kind *kind;
		uint32_t addr, server;
		struct mac server_mac; /* or of the relay in front of it */
	} list[SIM_TAKEN];
};

/* After every frame that the client was shown. */
void sim_taken_note(struct sim_taken *t, const struct sim_client *c);

/* The RELEASE of list[i] as a frame; false when it cannot be made. */
bool sim_taken_release(const struct sim_taken *t, size_t i,
    const struct sim_machine *m, struct sim_frame *ret);

#endif
