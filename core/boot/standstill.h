/* SPDX-License-Identifier: ISC */
#ifndef CORE_BOOT_STANDSTILL_H
#define CORE_BOOT_STANDSTILL_H

#include <stdbool.h>
#include <stdint.h>

#include "core/base/text.h"
#include "core/boot/event.h"
#include "core/boot/part.h"

/*
 * Each part comes round about once a second, and says so; one that has not for
 * a while stands still, most likely in a file whose disk does not answer (NFS).
 * Nothing helps it from here, but nobody should have to guess why no machine
 * gets its files.  Zeroed: none has begun, and those do not stand still.
 */
struct standstill {
	int64_t beat_us[PARTS]; /* atomic */
};

/* From the part's thread; times of clock_running_us. */
void standstill_beat(struct standstill *s, enum part p, int64_t now_us);

/* From any thread: for how long by now, 0: it does not stand still. */
int64_t standstill_us(const struct standstill *s, enum part p, int64_t now_us);

/* "TFTP: NO ANSWER for 12 s; ..." of one that does. */
void standstill_text(struct text *t, enum part p, int64_t still_us);

/* What has been told of it; zeroed at first. */
struct standstill_told {
	int64_t still_us[PARTS]; /* 0: that it goes on */
};

/*
 * An event of the log when a part came to a standstill, or goes on, since this
 * was asked last, one after the other until it is false.
 */
bool standstill_news(struct standstill_told *told,
    const int64_t still_us[PARTS], struct event *ret, int64_t utc_us);

#endif
