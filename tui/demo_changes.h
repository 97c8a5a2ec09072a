/* SPDX-License-Identifier: ISC */
#ifndef TUI_DEMO_CHANGES_H
#define TUI_DEMO_CHANGES_H

#include <stdint.h>

#include "core/base/addr.h"

struct db;

/*
 * What people change in the demonstration's book, seen from beside its
 * server: whoever flips a machine wants to see it boot, not to wait.
 */
struct demo_changes {
	const char *path; /* of the database; borrowed */
	struct db *db; /* NULL: not open yet */
	int64_t seen; /* the newest row of the audit that is old news */
};

void demo_changes_init(struct demo_changes *c, const char *path);
void demo_changes_done(struct demo_changes *c);

/*
 * Calls `changed` for each change since the last look, with the machine that
 * it is of, and for each machine whose mode was changed.  A change of a target
 * or of a kind of client is none, nor is what the server itself notes down.
 */
void demo_changes_look(struct demo_changes *c,
    void (*changed)(void *arg, const struct mac *mac), void *arg);

#endif
