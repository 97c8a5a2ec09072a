/* SPDX-License-Identifier: ISC */
#ifndef CORE_BOOT_MEND_H
#define CORE_BOOT_MEND_H

#include <stddef.h>

#include "core/base/text.h"
#include "core/boot/book.h"
#include "core/boot/finding.h"

/*
 * What a finding's mend changes on its host, as settings.  Who is asked, and
 * how it is taken back, is the screen's business.
 */
#define MEND_SETS 8

struct mend_plan {
	size_t count; /* 0: nothing here mends it */
	struct mend_set {
		enum key key;
		char value[KEY_VALUE_MAX]; /* "" clears */
	} sets[MEND_SETS];
};

/*
 * The settings, without those that are so already.  `host` is what the
 * machine has of its own, `defaults` what its mode has; NULL: not known, then
 * the plan is what it would be for a machine without any.
 */
void mend_plan(struct mend_plan *p, const struct event_finding *f,
    const struct host *host, const struct host *defaults);

/* "placement=field", as `host set` takes it; nothing for an empty plan. */
void mend_plan_text(struct text *t, const struct mend_plan *p);

#endif
