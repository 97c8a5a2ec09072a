/* SPDX-License-Identifier: ISC */
#ifndef TESTS_BENCH_LOAD_H
#define TESTS_BENCH_LOAD_H

#include <stddef.h>
#include <stdint.h>

/*
 * What the load generators share: the clock, a socket with deep queues, and
 * how long things took.  They end the process when something is wrong.
 */

uint64_t load_now_us(void);

/* UDP on a port (0: any), nonblocking, with the deepest queues there are. */
int load_socket(uint16_t port, int broadcast);
/* The same on one of this host's addresses. */
int load_socket_at(uint32_t addr, uint16_t port, int broadcast);

/* The number behind a word of the command line. */
uint64_t load_number(const char *text);
uint32_t load_address(const char *text);
_Noreturn void load_die(const char *what);

/* Durations in microseconds; grows, and is sorted when it is asked. */
struct load_times {
	uint32_t *us;
	size_t count, room;
};

void load_time_add(struct load_times *t, uint64_t us);

/* That many of a thousand took no longer; in milliseconds. */
double load_time_of(struct load_times *t, unsigned per_mille);

#endif
