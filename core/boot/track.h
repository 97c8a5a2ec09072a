/* SPDX-License-Identifier: ISC */
#ifndef CORE_BOOT_TRACK_H
#define CORE_BOOT_TRACK_H

#include <stddef.h>
#include <stdint.h>

#include "core/boot/event.h"

/*
 * The tracker: turns the stream of DHCP and TFTP events into boots.  For each
 * machine one session at a time with a stage; it stamps the session number
 * on what it is fed and emits EVENT_STAGE and EVENT_SESSION of its own.  A
 * transfer is joined by the address the machine was given or uses, else by
 * the MAC of its frames.  Memory is the caller's; the least recent machine is
 * forgotten.
 *
 * A session ends BOOT_DONE when what its mode delivers was delivered
 * (pxelinux: the kernel; gpxe: the script; iscsi: the root path to a client
 * with option 175; local and ignore: told, then quiet), and that is when a
 * `once` is used up: never by a boot that broke off half-way.
 */
struct track;

size_t track_size(size_t max_machines);
struct track *track_init(void *memory, size_t max_machines,
    struct event_sink out);

/*
 * Stamps e->mac and e->session where they can be known, passes it on to
 * `out`, then emits what follows from it.
 */
void track_event(struct track *t, struct event *e);

/* Frames were lost until then, 0: none. */
void track_lost(struct track *t, int64_t lost_us);

/* Time passes: stalls, quiet ends.  Call about once a second. */
void track_tick(struct track *t, int64_t now_us);

/*
 * When the next tick after that at now_us may do anything, if nothing comes
 * until then; INT64_MAX: never.
 */
int64_t track_due_us(const struct track *t, int64_t now_us);

/*
 * Nothing comes any more, as at the end of a capture: boots that are complete
 * or failed end without the quiet that shows it; the others stay as they are.
 */
void track_finish(struct track *t, int64_t now_us);

/* What is known of a machine now; false: nothing. */
struct track_view {
	uint64_t session;
	enum boot_stage stage;
	int64_t since_us;
	uint32_t addr;
};
bool track_look(const struct track *t, const struct mac *mac,
    struct track_view *ret);

#endif
