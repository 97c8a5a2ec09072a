/* SPDX-License-Identifier: ISC */
#ifndef CORE_BASE_ROOM_H
#define CORE_BASE_ROOM_H

#include <stddef.h>

/*
 * Objects side by side in one piece of memory that the caller gave, had from
 * malloc: each begins where any of them may, at a multiple of 16.  A module
 * that needs it says its size as a sum of room_for() and takes the same
 * objects in the same order.
 */

/* Bytes that an object of n takes there. */
static inline size_t
room_for(size_t n)
{
	return (n + 15) & ~(size_t)15;
}

/* The next object, of n bytes, which nobody has set to anything. */
static inline void *
room_take(char **at, size_t n)
{
	char *object = *at;

	*at += room_for(n);
	return object;
}

#endif
