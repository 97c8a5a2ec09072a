/* SPDX-License-Identifier: ISC */
#ifndef TUI_WHEN_H
#define TUI_WHEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/text.h"

/* Times as people and programs read them; microseconds since 1970, UTC. */
#define WHEN_TEXT 40

/* "2026-11-23T18:41:03.120455Z"; returns buf. */
const char *when_rfc3339(char buf[WHEN_TEXT], int64_t us);

/* "2026-11-23 19:41:03" in the zone of whoever looks; returns buf. */
const char *when_local(char buf[WHEN_TEXT], int64_t us);

/* To the nearest: "0.12 s", "3.4 s", "2 min 5 s", "3 h 12 min", "4 d 2 h". */
void when_took(struct text *t, uint64_t us);

/*
 * "12.345", "+12.345" with plus: right in so many columns, at least 8; what
 * seconds have no room for is "46m40s", "27h46m" or "31d05h".
 */
void when_span(struct text *t, int64_t us, size_t width, bool plus);

#endif
