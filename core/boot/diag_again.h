/* SPDX-License-Identifier: ISC */
#ifndef CORE_BOOT_DIAG_AGAIN_H
#define CORE_BOOT_DIAG_AGAIN_H

#include <stdbool.h>

#include "core/boot/boot_case.h"

/*
 * Whether a machine only does again what it did before.  Firmware that fails
 * asks for the same again and again; while such a repetition is under way, or
 * when it has ended as it did before, no rule may say that the machine got
 * past anything: it would be told of the same illness each time.
 *
 * It is the newest of what the machine began that counts: an ask, a transfer,
 * an HTTP request, a step of a login.
 */
bool diag_only_repeats(const struct boot_case *c);

#endif
