/* SPDX-License-Identifier: ISC */
#include "core/boot/block_cap.h"

#include <stddef.h>

#include "core/boot/manner.h"

/* Machines of one maker differ in the low bytes. */
static size_t
slot_of(const struct mac *mac)
{
	const uint32_t low = (uint32_t)mac->b[3] << 16 |
	    (uint32_t)mac->b[4] << 8 | mac->b[5];

	return (low * UINT32_C(2654435761) >> 20) % BLOCK_CAPS;
}

void
block_caps_put(struct block_caps *c, const struct mac *mac, uint16_t most)
{
	const size_t slot = slot_of(mac);

	c->rows[slot].mac = *mac;
	c->rows[slot].most = most;
}

uint16_t
block_caps_get(const struct block_caps *c, const struct book *book,
    const struct mac *mac)
{
	const struct host *h = book == NULL ? NULL : book_find(book, mac);
	const size_t slot = slot_of(mac);
	struct manner m = {.blksize = 0};

	if (h != NULL)
		(void)manner_set(&m, KEY_BLKSIZE, h->text[KEY_BLKSIZE], NULL);
	if (m.blksize != 0)
		return m.blksize;
	return mac_equal(&c->rows[slot].mac, mac) ? c->rows[slot].most : 0;
}
