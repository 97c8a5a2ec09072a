/* SPDX-License-Identifier: ISC */
#ifndef TUI_LUN_ASK_H
#define TUI_LUN_ASK_H

#include <stdbool.h>

#include "tui/iscsi_try.h"

/*
 * Asks a target which disks it has, in a thread of its own, so that no screen
 * waits for it: one question at a time.
 */
struct lun_ask;

/* NULL: no memory. */
struct lun_ask *lun_ask_new(void);

/* The target is copied.  False: another question is open, or no thread. */
bool lun_ask_begin(struct lun_ask *a, const struct target *target);

/* False: no answer yet. */
bool lun_ask_take(struct lun_ask *a, struct lun_answer *ret);

/* Waits for an open question, ISCSI_TRY_SECONDS at most. */
void lun_ask_free(struct lun_ask *a);

#endif
