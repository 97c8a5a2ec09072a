/* SPDX-License-Identifier: ISC */
#ifndef CORE_BOOT_DOCTOR_PRIV_H
#define CORE_BOOT_DOCTOR_PRIV_H

#include "core/boot/doctor.h"

/* One check while it is written. */
struct doctor_draft {
	struct doctor_check check;
	struct text text, fix;
};

/* The names of a check: `check` and, where it is not "", "-" and `of`. */
void doctor_begin(struct doctor_draft *d, const char *check, const char *of);
void doctor_end(struct doctor_draft *d, enum doctor_state state,
    const struct doctor_out *out);

#endif
