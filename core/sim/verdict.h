/* SPDX-License-Identifier: ISC */
#ifndef CORE_SIM_VERDICT_H
#define CORE_SIM_VERDICT_H

#include <stdbool.h>

#include "core/base/text.h"
#include "core/sim/client.h"

/* What a client that is done makes of it, for people. */

/* Did it get all that it needs from the network? */
bool sim_outcome_boots(enum sim_outcome outcome);

/* One sentence: what runs now, or what is missing.  All of it clean. */
void sim_verdict(struct text *t, const struct sim_client *c);

#endif
