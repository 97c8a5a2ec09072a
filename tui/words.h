/* SPDX-License-Identifier: ISC */
#ifndef TUI_WORDS_H
#define TUI_WORDS_H

#include <stdint.h>

#include "core/base/text.h"
#include "core/boot/event.h"
#include "tui/grid.h"
#include "tui/model.h"

/* Figures, times and stages as people say them. */

/* "0 s", "59 s", "12 min", "3 h", "5 d": for one column of ages. */
void words_age(struct text *t, int64_t us);

/* "812 B", "43 kB", "12.4 MB", "1.3 GB" */
void words_size(struct text *t, uint64_t bytes);

/* "14:03:59" in local time; with = true: "2026-11-23 14:03:59". */
void words_time(struct text *t, int64_t time_us, bool date);

/*
 * What a machine is doing or what is wrong with it, in one phrase; whole: the
 * finding that stands for it in more words than the machine has of it, or NULL.
 */
void words_now(struct text *t, const struct machine *m, int64_t now_us,
    const char *whole);

/* How its last boot went: "booted in 41 s", "failed: ..."; "" = none yet. */
void words_result(struct text *t, const struct machine *m);

/* Good, busy, warn, bad: how its row is coloured. */
enum grid_style words_style(const struct machine *m);

/* One line for Live about DHCP, TFTP and stages; what and how bad. */
enum grid_style words_live(struct text *t, const struct event *e);

/* One line for Log about changes, leases and messages. */
enum grid_style words_log(struct text *t, const struct event *e);

#endif
