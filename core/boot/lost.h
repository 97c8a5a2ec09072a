/* SPDX-License-Identifier: ISC */
#ifndef CORE_BOOT_LOST_H
#define CORE_BOOT_LOST_H

#include <stdbool.h>
#include <stdint.h>

/*
 * Frames were lost until then (0: none were): may what was not seen since that
 * moment have been on the wire?
 */
bool lost_may_hide(int64_t lost_us, int64_t unseen_us);

#endif
