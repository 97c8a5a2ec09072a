/* SPDX-License-Identifier: ISC */
#ifndef TUI_TARGET_FORM_H
#define TUI_TARGET_FORM_H

#include "core/base/text.h"
#include "core/boot/target.h"
#include "db/db.h"

/*
 * iSCSI targets as an operator writes them: judged when they are set, shown
 * without their secret.
 */

/* 0 or -PX_EVALUE and why: what a target may be called. */
int target_form_name(const char *name, struct text *why);

/* The same for the value of one key; names the key. */
int target_form_value(enum target_key key, const char *value, struct text *why);

/*
 * Words like "server=192.0.2.3" become the settings of a change; the secret
 * comes from the file that password-file= names.  `old` is what the target
 * is now, NULL for a new one.  0, or -PX_EVALUE when one of the words is
 * refused or something is missing, -PX_EIO when all that is wrong is a file
 * that cannot be opened; a line in why for each refusal and warning.
 */
int target_form_words(struct db_change *change, const struct target *old,
    const char *const *words, int count, struct text *why);

/* The root path that a machine is told. */
void target_form_path(struct text *t, const struct target *target);

#endif
