/* SPDX-License-Identifier: ISC */
#ifndef CORE_SERVE_FILE_WARMER_H
#define CORE_SERVE_FILE_WARMER_H

#include <stdbool.h>
#include <stdint.h>

/*
 * Brings parts of files into memory in threads of its own, where the loop
 * that serves everybody would have to wait for a disk.
 */
struct file_warmer;
struct event_base;

/* Who wants to know; given back as it was. */
struct warm_ticket {
	uint32_t client;
	uint16_t port;
	uint64_t number;
};

/* `done` is called in the thread of the loop.  NULL: no memory, no thread. */
struct file_warmer *file_warmer_new(struct event_base *base,
    void (*done)(void *arg, const struct warm_ticket *t), void *arg);

/* Waits for reads that run; one that hangs keeps what it works with. */
void file_warmer_free(struct file_warmer *w);

/*
 * Reads from `offset` on, some windows far; fd stays the caller's.  False:
 * too many wait already.
 */
bool file_warmer_ask(struct file_warmer *w, int fd, uint64_t offset,
    const struct warm_ticket *t);

#endif
