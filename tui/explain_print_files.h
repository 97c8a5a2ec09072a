/* SPDX-License-Identifier: ISC */
#ifndef TUI_EXPLAIN_PRINT_FILES_H
#define TUI_EXPLAIN_PRINT_FILES_H

#include "tui/explain_files.h"
#include "tui/json.h"

/* The files that a client will ask for, as `explain` prints them. */

/* Each of them, then what follows. */
void explain_print_files(const struct explain_files *list);

/* Each line of a text under the label. */
void explain_print_lines(const char *label, const char *lines);

/* "files" and "then" into an object. */
void explain_put_files(json_t *o, const struct explain_files *list);

#endif
