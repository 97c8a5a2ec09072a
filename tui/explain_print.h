/* SPDX-License-Identifier: ISC */
#ifndef TUI_EXPLAIN_PRINT_H
#define TUI_EXPLAIN_PRINT_H

#include "tui/explain.h"

/*
 * An explained message on standard output.  Each returns true when what it
 * printed keeps the machine from booting as its mode says.
 */

/*
 * Field by field, with what the client reads and fetches; `before` is the
 * answer to its first message, NULL for that one itself.
 */
bool explain_print(const struct explained *x, const struct explain_place *place,
    const struct explained *before);

/* The rule and what it gives, in a few lines. */
bool explain_print_short(const struct explained *x,
    const struct explain_place *place, const struct explained *before);

/* One object on one line. */
bool explain_print_json(const struct explained *x,
    const struct explain_place *place);

#endif
