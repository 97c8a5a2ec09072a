/* SPDX-License-Identifier: ISC */
#ifndef TUI_LEDGER_H
#define TUI_LEDGER_H

#include "core/boot/book.h"
#include "db/db.h"
#include "tui/options.h"
#include "tui/status.h"

/*
 * The database as a subcommand has it, beside a running server or without
 * one: open for the length of the command, its book in hand.
 */
struct ledger {
	struct db *db;
	struct book *book;
};

/* Says what went wrong on standard error. */
enum status ledger_open(struct ledger *l, const struct options *o,
    enum db_access access);

/* Applies the change as whoever runs the command, and reads the book anew. */
enum status ledger_apply(struct ledger *l, struct db_change *change);

void ledger_close(struct ledger *l);

/* The whole of a subcommand that makes one change: opens, applies, closes. */
enum status ledger_change(const struct options *o, struct db_change *change);

/* A list of what the book has of one kind. */
struct ledger_list {
	const char *const *titles;
	size_t columns;
	size_t (*count)(const struct book *book);
	/* One cell, for people; one row, as a line of JSON. */
	void (*cell)(void *book, size_t row, size_t column, struct text *t);
	void (*json)(const struct book *book, size_t row);
};

/* The whole of a subcommand that lists: opens, prints, closes. */
enum status ledger_print(const struct options *o, const struct ledger_list *l);

#endif
