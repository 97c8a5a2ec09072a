/* SPDX-License-Identifier: ISC */
#ifndef TESTS_UNIT_FAULT_VFS_H
#define TESTS_UNIT_FAULT_VFS_H

#include <stdbool.h>

/*
 * A disk that fails on demand: a VFS over the system's own, made the default
 * so that the code under test does not know.
 */
enum fault_kind {
	FAULT_IO, /* reads, writes, syncs, opens: an I/O error */
	FAULT_FULL, /* writes: no space */
	FAULT_READONLY /* opens for writing are refused */
};

void fault_install(void);
void fault_remove(void);

/*
 * The nth operation that the kind concerns fails (n from 1), and with
 * `sticky` all after it.
 */
void fault_set(enum fault_kind kind, unsigned n, bool sticky);
void fault_clear(void);

/* True when an operation has failed since fault_set. */
bool fault_hit(void);

/*
 * From the first call on, what is written is remembered until it is synced.
 * The second copies a file as a power cut now would leave it.
 */
void power_watch(void);
void power_cut(const char *from, const char *to);

#endif
