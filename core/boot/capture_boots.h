/* SPDX-License-Identifier: ISC */
#ifndef CORE_BOOT_CAPTURE_BOOTS_H
#define CORE_BOOT_CAPTURE_BOOTS_H

#include <stddef.h>
#include <stdint.h>

#include "core/boot/event.h"

/*
 * The boots of a capture: its events find their machine and are judged, one
 * behind the other, and what time tells in a silence is told when it is due.
 */
struct capture_boots;

/*
 * Memory is the caller's, zeroed, and does not grow: the table of the machines
 * is looked into at random, of the cases few pages are touched where few boot.
 */
size_t capture_boots_size(size_t max_machines);
size_t capture_boots_cases_size(void);
struct capture_boots *capture_boots_init(void *memory, void *cases,
    size_t max_machines, struct event_sink out);

/* Before the first event: frames are missing, anywhere in it. */
void capture_boots_lossy(struct capture_boots *b);

/* An event of the wire; what it is found to be is written into it. */
void capture_boots_take(struct capture_boots *b, struct event *e);

/* Time has passed without any. */
void capture_boots_pass(struct capture_boots *b, int64_t from_us,
    int64_t to_us);

/* What follows from it that nothing comes any more. */
void capture_boots_end(struct capture_boots *b, int64_t last_us);

#endif
