/* SPDX-License-Identifier: ISC */
#ifndef TUI_FORM_KEY_H
#define TUI_FORM_KEY_H

#include "core/boot/key.h"
#include "tui/form.h"

/*
 * Fields that are rows of key.def, in the form of a machine and in that of a
 * mode's defaults: how such a field is checked, completed and chosen from.
 */

/* Appends the key's field with its value. */
void form_key_add(struct form *f, enum key key, const char *value);

/* For form_ops. */
int form_key_check(struct app *app, const struct form *f, size_t field,
    struct text *why);
const char *form_key_complete(struct app *app, const struct form *f,
    size_t field, size_t n);

#endif
