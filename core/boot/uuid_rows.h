/* SPDX-License-Identifier: ISC */
#ifndef CORE_BOOT_UUID_ROWS_H
#define CORE_BOOT_UUID_ROWS_H

#include <stddef.h>
#include <stdint.h>

#include "core/boot/chain.h"

/*
 * The UUID that each row of a table shows, and which other row shows the
 * same.  Many may share one: some boards all have their maker's example, so
 * that an index with one row to a UUID does not do.
 */
#define UUID_ROWS_NONE UINT32_MAX

struct uuid_rows {
	struct chain *buckets;
	struct chain_link *links;
	uint8_t (*uuids)[16]; /* by row; zero: not known */
	size_t bucket_count; /* a power of two */
};

/* Bytes for so many rows, to be aligned for a uint32_t. */
size_t uuid_rows_size(uint32_t rows);
void uuid_rows_init(struct uuid_rows *u, void *memory, uint32_t rows);

/* The row shows this UUID, not all zero, from now on; or none any more. */
void uuid_rows_put(struct uuid_rows *u, uint32_t row, const uint8_t uuid[16]);
void uuid_rows_remove(struct uuid_rows *u, uint32_t row);

/* The first other row that shows what this one does, or UUID_ROWS_NONE. */
uint32_t uuid_rows_twin(const struct uuid_rows *u, uint32_t row);

#endif
