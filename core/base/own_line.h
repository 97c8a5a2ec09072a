/* SPDX-License-Identifier: ISC */
#ifndef CORE_BASE_OWN_LINE_H
#define CORE_BASE_OWN_LINE_H

/*
 * A member that one thread writes often begins a cache line of its own, so
 * that it does not slow down another thread that reads what stands beside it.
 * Memory for a structure with such members is had from aligned_alloc.
 */
#define CACHE_LINE 64
#define OWN_LINE __attribute__((aligned(CACHE_LINE)))

#endif
