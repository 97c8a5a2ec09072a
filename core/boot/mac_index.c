/* SPDX-License-Identifier: ISC */
#include "core/boot/mac_index.h"

#include <string.h>

#include "core/base/hash.h"

size_t
mac_index_slots(size_t rows)
{
	size_t n = 8;

	while (n < rows * 2)
		n *= 2;
	return n;
}

void
mac_index_init(struct mac_index *x, struct mac_slot *slots, size_t count)
{
	x->slots = slots;
	x->count = count;
	for (size_t i = 0; i < count; i++)
		slots[i].row = MAC_INDEX_NONE;
}

/* Of its last byte, the bits by which neighbours differ. */
static const struct mac neighbours = {.b = {[5] = 7}};

/*
 * Machines that were bought together have MACs in a row, and boot together:
 * eight of those are neighbours here as well, in two or three lines of the
 * processor's cache.  Runs are spread, not what is in them: where all MACs
 * are in a row and the index is full, a search takes some ten steps, not three.
 */
static size_t
home_of(const struct mac_index *x, const struct mac *mac)
{
	const size_t nth = mac->b[5] & neighbours.b[5];
	const uint64_t run = mac_number(mac) & ~mac_number(&neighbours);

	return (hash_spread(hash_mix(0, run)) + nth) & (x->count - 1);
}

/* The slot that holds the MAC, or the free one where it would go. */
static size_t
slot_of(const struct mac_index *x, const struct mac *mac)
{
	size_t i = home_of(x, mac);

	while (x->slots[i].row != MAC_INDEX_NONE &&
	    !mac_equal(&x->slots[i].mac, mac))
		i = (i + 1) & (x->count - 1);
	return i;
}

uint32_t
mac_index_find(const struct mac_index *x, const struct mac *mac)
{
	return x->slots[slot_of(x, mac)].row;
}

void
mac_index_put(struct mac_index *x, const struct mac *mac, uint32_t row)
{
	struct mac_slot *slot = &x->slots[slot_of(x, mac)];

	slot->mac = *mac;
	slot->row = row;
}

/* Later members of the run move up, so that no tombstones pile up. */
void
mac_index_remove(struct mac_index *x, const struct mac *mac)
{
	size_t mask = x->count - 1;
	size_t hole = slot_of(x, mac);

	if (x->slots[hole].row == MAC_INDEX_NONE)
		return;
	for (size_t i = (hole + 1) & mask; x->slots[i].row != MAC_INDEX_NONE;
	     i = (i + 1) & mask) {
		size_t home = home_of(x, &x->slots[i].mac);

		/* May it stand in the hole: is its home not after it? */
		if (((i - home) & mask) < ((i - hole) & mask))
			continue;
		x->slots[hole] = x->slots[i];
		hole = i;
	}
	x->slots[hole].row = MAC_INDEX_NONE;
}
