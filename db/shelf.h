/* SPDX-License-Identifier: ISC */
#ifndef DB_SHELF_H
#define DB_SHELF_H

#include <stddef.h>

#include "core/boot/book.h"

/*
 * A book with everything that it points to, as one heap object with a count
 * of those who hold it.  Filled by one thread, then immutable.
 */
struct shelf;

/* Room for so many; one reference.  NULL when memory is missing. */
struct shelf *shelf_new(size_t hosts, size_t targets, size_t quirks);

/* A copy of s that lives as long as the shelf; NULL without memory. */
const char *shelf_text(struct shelf *s, const char *text);

/* The next host, mode's defaults, kind or target to fill; NULL when full. */
struct host *shelf_host(struct shelf *s, const struct mac *mac);
struct host *shelf_mode(struct shelf *s, enum boot_mode mode);
struct host *shelf_quirk(struct shelf *s, const char *kind);
struct target *shelf_target(struct shelf *s, const char *name);

/* Makes the index: the shelf becomes its book, book_free() frees it. */
struct book *shelf_book(struct shelf *s);
void shelf_free(struct shelf *s);

/* A book with nothing in it; NULL without memory. */
struct book *shelf_book_empty(void);

#endif
