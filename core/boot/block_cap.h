/* SPDX-License-Identifier: ISC */
#ifndef CORE_BOOT_BLOCK_CAP_H
#define CORE_BOOT_BLOCK_CAP_H

#include <stdint.h>

#include "core/base/addr.h"
#include "core/boot/book.h"

/*
 * How large TFTP's blocks may be for a machine (setting blksize).  What its
 * own row in the book says counts at once, also in the middle of a boot; what
 * it inherits is remembered from its last DHCP exchange, since a TFTP request
 * does not show which mode or kind of client it belongs to.
 */
#define BLOCK_CAPS 4096 /* machines remembered; a newer one takes the place */

struct block_caps {
	struct {
		struct mac mac;
		uint16_t most; /* 0: no cap */
	} rows[BLOCK_CAPS];
};

/* The machine was just answered by this rule. */
void block_caps_put(struct block_caps *c, const struct mac *mac, uint16_t most);

/* The largest block for it, 0: as it asks.  Of a book that may be NULL. */
uint16_t block_caps_get(const struct block_caps *c, const struct book *book,
    const struct mac *mac);

#endif
