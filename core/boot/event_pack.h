/* SPDX-License-Identifier: ISC */
#ifndef CORE_BOOT_EVENT_PACK_H
#define CORE_BOOT_EVENT_PACK_H

#include <stddef.h>

#include "core/boot/event.h"

/*
 * An event in few bytes, for the way from one thread to another of the same
 * process: its texts go only as far as they reach.  Most are empty, and 2 KB
 * of them would cost more on that way than the work at either end.
 */
#define EVENT_PACK_MOST (sizeof(struct event) + 64)

/* Returns the bytes used, at most EVENT_PACK_MOST; `to` has room for those. */
size_t event_pack(void *to, const struct event *e);

/* The same event again; what event_copy would leave out may be anything. */
void event_unpack(struct event *e, const void *from);

#endif
