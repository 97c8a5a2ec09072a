/* SPDX-License-Identifier: ISC */
#ifndef TUI_EVENT_TEXT_H
#define TUI_EVENT_TEXT_H

#include "core/base/text.h"
#include "core/boot/event.h"

/*
 * An event in plain words, on one line, all foreign text made visible.
 * Without time and machine, which stand in columns of their own.
 */
void event_text(struct text *t, const struct event *e);

/* The whole line of a log: local time, machine, words; no newline. */
void event_line(struct text *t, const struct event *e);

#endif
