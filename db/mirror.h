/* SPDX-License-Identifier: ISC */
#ifndef DB_MIRROR_H
#define DB_MIRROR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/boot/lease.h"

/*
 * The newest state of every lease, and which of them the disk does not have
 * yet: what is written again when the disk comes back or the file is gone.
 * As large as the addresses that were ever leased.
 */
struct mirror {
	struct lease *rows;
	size_t count, room;
	uint32_t *slots; /* by address: index into rows + 1 */
	size_t slot_count;
	uint32_t *waiting; /* indices into rows, in order of their first put */
	size_t waiting_count;
	bool *waits; /* of each row */
};

void mirror_init(struct mirror *m);
void mirror_done(struct mirror *m);

/* The newest state of an address; -PX_ENOMEM leaves the mirror as it was. */
int mirror_put(struct mirror *m, const struct lease *l, bool on_disk);

/* Copies waiting rows from the i-th on; how many. */
size_t mirror_waiting(const struct mirror *m, size_t i, struct lease *ret,
    size_t most);

void mirror_all_stored(struct mirror *m);
void mirror_none_stored(struct mirror *m);

#endif
