/* SPDX-License-Identifier: ISC */
#include "core/boot/uuid_rows.h"

#include <stdbool.h>
#include <string.h>

#include "core/base/hash.h"

static size_t
buckets_for(uint32_t rows)
{
	size_t n = 8;

	while (n < rows)
		n *= 2;
	return n;
}

size_t
uuid_rows_size(uint32_t rows)
{
	return buckets_for(rows) * sizeof(struct chain) +
	    rows * sizeof(struct chain_link) + rows * (size_t)16;
}

void
uuid_rows_init(struct uuid_rows *u, void *memory, uint32_t rows)
{
	size_t i;

	u->bucket_count = buckets_for(rows);
	u->buckets = memory;
	u->links = (void *)(u->buckets + u->bucket_count);
	u->uuids = (void *)(u->links + rows);
	for (i = 0; i < u->bucket_count; i++)
		chain_init(&u->buckets[i]);
	memset(u->uuids, 0, rows * sizeof(u->uuids[0]));
}

static struct chain *
bucket_of(const struct uuid_rows *u, const uint8_t uuid[16])
{
	return &u->buckets[hash_spread(hash_bytes(0, uuid, 16)) &
	    (u->bucket_count - 1)];
}

static bool
is_zero(const uint8_t uuid[16])
{
	static const uint8_t zero[16];

	return memcmp(uuid, zero, sizeof(zero)) == 0;
}

void
uuid_rows_remove(struct uuid_rows *u, uint32_t row)
{
	if (is_zero(u->uuids[row]))
		return;
	chain_remove(bucket_of(u, u->uuids[row]), u->links, row);
	memset(u->uuids[row], 0, sizeof(u->uuids[row]));
}

void
uuid_rows_put(struct uuid_rows *u, uint32_t row, const uint8_t uuid[16])
{
	if (memcmp(u->uuids[row], uuid, sizeof(u->uuids[row])) == 0)
		return;
	uuid_rows_remove(u, row);
	memcpy(u->uuids[row], uuid, sizeof(u->uuids[row]));
	chain_push_last(bucket_of(u, uuid), u->links, row);
}

uint32_t
uuid_rows_twin(const struct uuid_rows *u, uint32_t row)
{
	const uint8_t *uuid = u->uuids[row];
	uint32_t i, first = UUID_ROWS_NONE;

	if (is_zero(uuid))
		return UUID_ROWS_NONE;
	for (i = bucket_of(u, uuid)->first; i != CHAIN_END;
	     i = u->links[i].after)
		if (i != row && i < first &&
		    memcmp(u->uuids[i], uuid, sizeof(u->uuids[i])) == 0)
			first = i;
	return first;
}
