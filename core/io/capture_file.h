/* SPDX-License-Identifier: ISC */
#ifndef CORE_IO_CAPTURE_FILE_H
#define CORE_IO_CAPTURE_FILE_H

#include "core/base/text.h"
#include "core/boot/observe.h"

/*
 * Frames of a capture file, pcap or pcapng, gzip or not; "-" is standard
 * input.  No privileges are needed.
 */
struct capture_file;

/*
 * 0, or -PX_ENOENT, -PX_EACCESS, -PX_EPROTO (no capture, or a link type that
 * is not read here), -PX_ENOMEM, with a sentence in why.
 */
int capture_file_open(struct capture_file **ret, const char *path,
    struct text *why);

/* "FILE: ", before what is wrong with it. */
void capture_file_name(struct text *t, const char *path);

/*
 * 1 and the next frame, its bytes borrowed until the next call; 0 at the
 * end; -PX_EIO when the file breaks off or is damaged there: what came
 * before counts; -PX_ECHECKSUM at the end of one whose gzip checksum is wrong.
 */
int capture_file_next(struct capture_file *c, struct observe_frame *ret);

/*
 * Some of the times so far are coarser than microseconds, or missing, or
 * binary fractions that microseconds round: the order of the frames tells
 * more than their times.
 */
bool capture_file_is_coarse(const struct capture_file *c);

/*
 * Frames that its writer dropped, as far as it was read; and whether these are
 * so many that what is not there may have been: known from the beginning, of a
 * file that is neither compressed nor a pipe.
 */
uint64_t capture_file_dropped(const struct capture_file *c);
bool capture_file_is_lossy(const struct capture_file *c);

/* Why the last call failed. */
const char *capture_file_why(const struct capture_file *c);
void capture_file_close(struct capture_file *c);

#endif
