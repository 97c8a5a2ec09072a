/* SPDX-License-Identifier: ISC */
#ifndef TUI_FORM_KEY_H
#define TUI_FORM_KEY_H

#include "core/boot/key.h"
#include "tui/form.h"

struct db_change;

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

/* The same, where there is nothing below what the form sets. */
void form_key_lacks_nothing(struct app *app, const struct form *f,
    struct text *why);
const char *form_key_inherits_nothing(struct app *app, const struct form *f,
    size_t field);

/*
 * Takes the fields that were changed into the change, posts it and says so;
 * words: what it sets.  False: it stays open.
 */
bool form_key_save(struct app *app, const struct form *f, struct db_change *c,
    const char *words);

#endif
