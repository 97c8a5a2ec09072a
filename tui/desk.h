/* SPDX-License-Identifier: ISC */
#ifndef TUI_DESK_H
#define TUI_DESK_H

#include "core/boot/loaders.h"
#include "tui/explain.h"
#include "tui/ledger.h"
#include "tui/trust.h"

/*
 * The server as it would stand here by configuration and database, for
 * `explain`: its address, its pool with the leases on disk, its loaders.
 */
struct desk {
	struct ledger ledger;
	struct trust trust;
	struct loader_set loaders;
	void *pool_memory;
	char example[64]; /* what of the place is made up; "" = nothing */
	struct explain_place place; /* points into the desk */
};

/* Says what went wrong on standard error; close it in any case. */
enum status desk_open(struct desk *d, const struct options *o);

/* What is asked comes through this relay. */
void desk_relay(struct desk *d, uint32_t relay);
void desk_close(struct desk *d);

#endif
