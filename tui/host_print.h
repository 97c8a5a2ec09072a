/* SPDX-License-Identifier: ISC */
#ifndef TUI_HOST_PRINT_H
#define TUI_HOST_PRINT_H

#include "core/boot/book.h"
#include "db/db.h"

/* Machines on standard output, for people and as JSON. */

/* A machine's newest boot; began_us 0: none. */
struct host_last {
	int64_t began_us;
	char mode[16], result[16];
};

/* `last` has an element for each host of the book. */
void host_print_list(const struct book *b, const struct host_last *last);
void host_print_list_json(const struct book *b, const struct host_last *last);

#define HOST_PRINT_ROWS 10

/* All that is known of one machine. */
struct host_view {
	struct mac mac;
	const struct host *host; /* NULL: not in the book */
	size_t boot_count, audit_count;
	struct db_boot boots[HOST_PRINT_ROWS]; /* newest first */
	struct db_audit audits[HOST_PRINT_ROWS];
};

void host_print(const struct host_view *v);
void host_print_json(const struct host_view *v);

#endif
