/* SPDX-License-Identifier: ISC */
#ifndef CORE_BASE_HASH_H
#define CORE_BASE_HASH_H

#include <stddef.h>
#include <stdint.h>

/*
 * Hashes of what is looked for often, by multiplication with the golden ratio.
 * Quick, of 64 bits, and not secret: whoever knows it can find two values of
 * one hash.  So nothing may rest on it but speed, or what only the sender of
 * both values would lose by.
 */
#define HASH_RATIO UINT64_C(0x9e3779b97f4a7c15)

/* One more number into a hash, the first into whatever it begins with. */
static inline uint64_t
hash_mix(uint64_t hash, uint64_t part)
{
	hash = (hash ^ part) * HASH_RATIO;
	return hash ^ hash >> 32;
}

/*
 * After the last: its low bits depend on every bit of every number, those of
 * a multiplication only on lower ones.  For the slot of a table.
 */
static inline uint64_t
hash_spread(uint64_t hash)
{
	hash *= HASH_RATIO;
	return hash ^ hash >> 32;
}

/* So many bytes more. */
uint64_t hash_bytes(uint64_t hash, const void *bytes, size_t len);

/* Of a C string. */
uint64_t hash_text(uint64_t hash, const char *s);

#endif
