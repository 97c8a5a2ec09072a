/* SPDX-License-Identifier: ISC */
#ifndef CORE_BOOT_MAC_INDEX_H
#define CORE_BOOT_MAC_INDEX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/addr.h"

/*
 * From a MAC to the number of a row, in constant time: open addressing over
 * the caller's memory, never more than half full.
 */
#define MAC_INDEX_NONE UINT32_MAX

struct mac_slot {
	struct mac mac;
	uint32_t row; /* MAC_INDEX_NONE: free */
};

struct mac_index {
	struct mac_slot *slots;
	size_t count; /* a power of two */
};

/* How many slots for so many rows at most. */
size_t mac_index_slots(size_t rows);

/* Empty, over slots[0..count), count from mac_index_slots. */
void mac_index_init(struct mac_index *x, struct mac_slot *slots, size_t count);

uint32_t mac_index_find(const struct mac_index *x, const struct mac *mac);

/* A MAC already there gets the new row. */
void mac_index_put(struct mac_index *x, const struct mac *mac, uint32_t row);
void mac_index_remove(struct mac_index *x, const struct mac *mac);

#endif
