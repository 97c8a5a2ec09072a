/* SPDX-License-Identifier: ISC */
#ifndef CORE_SERVE_WATCH_PORT_H
#define CORE_SERVE_WATCH_PORT_H

#include <stdbool.h>
#include <stddef.h>

#include "core/base/text.h"
#include "core/boot/frame_merge.h"
#include "core/io/capture_live.h"
#include "core/io/iface.h"
#include "core/io/loop.h"

/*
 * One interface whose wire is watched: its capture, which is opened again
 * when the interface was made anew or comes up for the first time.
 */
struct watch_port {
	char name[IFACE_NAME];
	unsigned index; /* of the interface that is captured */
	struct capture_live *live; /* NULL: not watched now */
	struct watch *watch; /* of a loop, on live; freed with it */
	unsigned troubles; /* reads that failed since the last look */
	bool told; /* that it is not watched */
	struct capture_counts gone; /* of captures that were closed */
};

/* What became of the capture: TOLD wants a line in the log. */
enum watch_news { WATCH_SAME, WATCH_OPENED, WATCH_LOST };

/* Opens it as the interface is now (NULL: gone); why for the log. */
enum watch_news watch_port_follow(struct watch_port *p, const struct iface *now,
    struct text *why);
void watch_port_close(struct watch_port *p);
void watch_port_counts(struct watch_port *p, struct capture_counts *ret);

/*
 * Their frames are put in order; the ports' number is the caller's to set.
 * One whose reads fail for ever is closed: down is no more than silence.
 */
void watch_port_merge(struct frame_merge *m, struct watch_port *ports);

#endif
