/* SPDX-License-Identifier: ISC */
#ifndef TUI_CHANGE_H
#define TUI_CHANGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "db/db.h"

struct app;

/*
 * The operator's changes on their way to the store, each with its inverse.
 * A change takes effect on the screen at once and for good when the book
 * that has it arrives.
 */
#define CHANGES_UNDO 32
#define CHANGES_PENDING 32

struct undo {
	uint64_t number; /* of what is taken back */
	struct db_change change; /* posts this to take it back */
	char words[128]; /* what is taken back */
};

struct pending {
	struct mac mac;
	enum key key;
	char value[KEY_VALUE_MAX];
	int64_t since_us; /* 0 = free */
	uint64_t number; /* of the change that it is of */
};

struct changes {
	struct undo *undo; /* CHANGES_UNDO of them, a ring */
	size_t undo_first, undo_count;
	uint64_t posted; /* so many, each with its number */
	uint64_t taking_back; /* the last one, if it did: can be refused */
	struct pending pending[CHANGES_PENDING];
};

bool changes_init(struct changes *c);
void changes_done(struct changes *c);

/* Blank changes by this console, to be filled. */
void change_host(const struct app *app, struct db_change *c,
    const struct mac *mac);
void change_mode(const struct app *app, struct db_change *c,
    enum boot_mode mode);
void change_quirk(const struct app *app, struct db_change *c, const char *kind);
void change_target(const struct app *app, struct db_change *c,
    const char *name);

/* Adds one setting; what does not fit is left out (there is room for all). */
void change_set(struct db_change *c, unsigned key, const char *value);

/*
 * Posts it and remembers how to take it back; `words` says what it did.
 * False: the store took nothing, and the operator was told.
 */
bool change_post(struct app *app, const struct db_change *c, const char *words);

/* False, and said: this is a capture. */
bool change_possible(struct app *app);

void change_undo(struct app *app);

/* The store refuses it: there is nothing to wait for or to take back. */
void change_refused(struct app *app, uint64_t number);

/* The value on its way, NULL: none. */
const char *change_pending(const struct app *app, const struct mac *mac,
    enum key key);

/* A new book has come, or time has passed: what is still on its way? */
void change_settle(struct app *app);

#endif
