/* SPDX-License-Identifier: ISC */
#ifndef TESTS_UNIT_CAPTURE_STAGE_H
#define TESTS_UNIT_CAPTURE_STAGE_H

#include "tests/unit/stage.h"

/* The screen of `pxeconsole -r` on a capture of tests/pcap. */
void capture_stage_open(struct stage *s, const char *name);

/* Its first boot at the first line. */
void capture_stage_open_boot(struct stage *s, const char *name);

/* Where that capture is. */
void capture_stage_path(char *buf, size_t cap, const char *name);

#endif
