/* SPDX-License-Identifier: ISC */
#ifndef CORE_SERVE_WATCH_TRIAL_H
#define CORE_SERVE_WATCH_TRIAL_H

#include <stdbool.h>
#include <stdint.h>

#include "core/boot/book.h"
#include "core/boot/event.h"
#include "core/boot/pipeline.h"
#include "core/boot/trial.h"

/*
 * Where a machine finds its boot name (placement=auto) is learnt once from
 * each of its boots.
 */
#define WATCH_TRIAL_JUDGED 256 /* boots at a standstill that are not over */

/* Zeroed at first. */
struct watch_trial {
	uint64_t judged[WATCH_TRIAL_JUDGED]; /* sessions that were counted */
};

/* What follows of an event that went out; false: nothing. */
bool watch_trial_judge(struct watch_trial *t, const struct event *e,
    struct pipeline *p, const struct book *book,
    const struct trial_server *server, struct trial_verdict *ret);

#endif
