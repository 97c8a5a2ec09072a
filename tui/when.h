/* SPDX-License-Identifier: ISC */
#ifndef TUI_WHEN_H
#define TUI_WHEN_H

#include <stdint.h>

#include "core/base/text.h"

/* Times as people and programs read them; microseconds since 1970, UTC. */
#define WHEN_TEXT 40

/* "2026-11-23T18:41:03.120455Z"; returns buf. */
const char *when_rfc3339(char buf[WHEN_TEXT], int64_t us);

/* "2026-11-23 19:41:03" in the zone of whoever looks; returns buf. */
const char *when_local(char buf[WHEN_TEXT], int64_t us);

/* "0.12 s", "3.4 s", "2 min 5 s", "3 h 12 min", "4 d 2 h". */
void when_took(struct text *t, uint64_t us);

#endif
