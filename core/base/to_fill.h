/* SPDX-License-Identifier: ISC */
#ifndef CORE_BASE_TO_FILL_H
#define CORE_BASE_TO_FILL_H

/*
 * A large local that is filled right away, by event_init or the like: where
 * the compiler zeroes all locals (-ftrivial-auto-var-init) it would do so
 * first, and the 2.6 KB of an event take longer than most of what is done
 * with it.
 */
#if defined(__has_attribute)
#if __has_attribute(uninitialized)
#define TO_FILL __attribute__((uninitialized))
#endif
#endif
#ifndef TO_FILL
#define TO_FILL
#endif

#endif
