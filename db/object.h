/* SPDX-License-Identifier: ISC */
#ifndef DB_OBJECT_H
#define DB_OBJECT_H

#include "db/db.h"

/* How objects and their keys are named in the database and the audit. */
#define OBJECT_NAME_MAX 64

const char *object_kind(enum db_object object); /* "host", ... */
unsigned object_key_count(enum db_object object);
const char *object_key_word(enum db_object object, unsigned key);

/* The key of a word; object_key_count() for any other word. */
unsigned object_key_find(enum db_object object, const char *word);

/* True for what nobody may read back from the audit. */
bool object_key_secret(enum db_object object, unsigned key);

/* The name of the object that a change is about. */
const char *object_name(char buf[OBJECT_NAME_MAX], const struct db_change *c);

#endif
