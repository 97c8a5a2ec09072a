/* SPDX-License-Identifier: ISC */
#ifndef CORE_BOOT_PIPELINE_H
#define CORE_BOOT_PIPELINE_H

#include <stddef.h>
#include <stdint.h>

#include "core/boot/diag.h"
#include "core/boot/event.h"
#include "core/boot/join.h"
#include "core/boot/observe.h"

/*
 * From frames and the server's own events to what everybody sees: observer,
 * join, tracker and diagnosis one behind the other.  Time comes with the
 * frames and the calls; memory is the caller's, zeroed, and does not grow.
 */
struct pipeline;

size_t pipeline_size(size_t max_machines);
struct pipeline *pipeline_init(void *memory, size_t max_machines,
    const struct diag_env *env, struct event_sink out);

/* Who we are now, and what the diagnosis may know. */
void pipeline_self(struct pipeline *p, const struct join_self *self,
    const struct diag_env *env);

/* A frame of the wire; an event of our own server.  Copied. */
void pipeline_frame(struct pipeline *p, const struct observe_frame *f);
void pipeline_own(struct pipeline *p, const struct event *e);

/* Hands out what waits for nothing; when to call again, 0: no need. */
int64_t pipeline_release(struct pipeline *p, int64_t now_us,
    const struct join_told *told);

/* Own events up to now were lost. */
void pipeline_lost(struct pipeline *p, int64_t now_us);

/*
 * About once a second, after pipeline_release: time passes as far as the story
 * is told, whatever time it is.
 */
void pipeline_tick(struct pipeline *p, int64_t now_us);

/* What is known of a machine's boot, borrowed until the next call; or NULL. */
const struct boot_case *pipeline_case(struct pipeline *p,
    const struct mac *mac);

/* Nothing more comes: what still waits goes out. */
void pipeline_end(struct pipeline *p);

#endif
