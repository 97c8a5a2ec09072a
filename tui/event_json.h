/* SPDX-License-Identifier: ISC */
#ifndef TUI_EVENT_JSON_H
#define TUI_EVENT_JSON_H

#include <stddef.h>

#include "core/boot/event.h"

/*
 * An event as one JSON object on one line, "v":1; pxeconsole(8) documents
 * the fields.  Valid UTF-8 whatever bytes a client sent.
 */
#define EVENT_JSON_MOST 8192

/*
 * Writes it to buf with its NUL, without newline, and returns its length; 0
 * when the stream does not tell of this event (the progress of a transfer),
 * when memory is short or cap too small.
 */
size_t event_json(const struct event *e, char *buf, size_t cap);

#endif
