/* SPDX-License-Identifier: ISC */
#ifndef CORE_SERVE_BINDINGS_H
#define CORE_SERVE_BINDINGS_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

#include "core/base/text.h"
#include "core/boot/block_cap.h"
#include "core/boot/book.h"
#include "core/boot/lease.h"
#include "core/serve/config.h"

/*
 * What DHCP knows of machines that who serves them files has to ask for: a
 * request for a file comes from an address only.  One thread changes it, under
 * a lock which nobody holds who waits for anything; others may look.
 */
struct bindings {
	pthread_mutex_t lock;
	const struct book *book; /* borrowed; NULL before the first */
	struct lease_pool *pool; /* NULL: no addresses to give */
	void *memory; /* the pool's */
	struct block_caps caps;
};

/*
 * Makes the pool of addresses, where there is one to be.  -PX_ERANGE with a
 * sentence in why, -PX_ENOMEM; bindings_free takes both.
 */
int bindings_init(struct bindings *b, const struct serve_config *config,
    struct text *why);
void bindings_free(struct bindings *b);

/* Around what changes one of them; a look of the thread that does needs none.
 */
void bindings_lock(struct bindings *b);
void bindings_unlock(struct bindings *b);

/* From any thread: the machine that holds an address, as far as we gave it. */
bool bindings_machine_at(struct bindings *b, uint32_t addr, struct mac *ret);

/*
 * From any thread: the largest TFTP block for a machine by its settings; 0: as
 * it asks.
 */
uint16_t bindings_blksize(struct bindings *b, const struct mac *mac);

#endif
