/* SPDX-License-Identifier: ISC */
#ifndef TUI_MEND_H
#define TUI_MEND_H

#include "tui/app.h"

/* Does what mends the finding that stands for a machine, or says why not. */
void mend_machine(struct app *app, const struct machine *m);

#endif
