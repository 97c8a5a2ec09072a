/* SPDX-License-Identifier: ISC */
#ifndef CORE_IO_THREAD_H
#define CORE_IO_THREAD_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>

/* Begins one that no signal reaches: those are the main thread's. */
bool thread_begin(pthread_t *ret, void *(*run)(void *arg), void *arg);

/*
 * Waits for the end of one that was told to end, some seconds at most.  False:
 * it hangs, and what it works with must stay.
 */
bool thread_end(pthread_t thread);

/*
 * What a thread says about itself when it begins.  The name is what `top -H`
 * and a debugger show, 15 bytes at most.
 */
void thread_is(const char *name);

/*
 * The calling thread gives way to the others: it works when the processor has
 * nothing more urgent to do.
 */
void thread_gives_way(void);

/* Processors that our threads may run on, at least one. */
size_t thread_processors(void);

#endif
