/* SPDX-License-Identifier: ISC */
#ifndef CORE_IO_CAPTURE_LIVE_H
#define CORE_IO_CAPTURE_LIVE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/text.h"
#include "core/boot/observe.h"

/*
 * Frames of a network interface as they pass, before our own packet filter
 * and in both directions.  The kernel keeps away what nobody here reads: the
 * bulk of our own TFTP transfers first of all.  Needs CAP_NET_RAW to open,
 * nothing afterwards.
 */
struct capture_live;

/*
 * Opens the interface; own addresses are those whose transfers are kept out.
 * 0, or -PX_EACCESS, -PX_ENOENT (gone), -PX_ENET (down, ...), -PX_ENOMEM, with
 * a sentence in why.
 */
int capture_live_open(struct capture_live **ret, const char *interface,
    struct text *why);
void capture_live_close(struct capture_live *c);

/* The kernel's filter for the interface's own addresses; 0 or -PX_ENET. */
int capture_live_filter(struct capture_live *c, const uint32_t *own,
    size_t count);

/* Readable when frames wait. */
int capture_live_fd(const struct capture_live *c);

/*
 * 1 and the next frame, its bytes borrowed until the next call and its number
 * 0; 0: none waits; -PX_ENET: the interface went down.  It may go on later
 * when it comes back; one that was made anew has to be opened again.
 */
int capture_live_next(struct capture_live *c, struct observe_frame *ret);

/*
 * Of the kernel's ring that frames wait in, per interface: some 8,300 frames,
 * 0.4 s of 20,000 DHCP messages a second while others have the processor.
 */
#define CAPTURE_LIVE_RING (16u << 20)

/* Frames that were read or wait, and those for which the ring had no room. */
struct capture_counts {
	uint64_t frames, lost;
};
void capture_live_counts(struct capture_live *c, struct capture_counts *ret);

#endif
