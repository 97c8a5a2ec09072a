/* SPDX-License-Identifier: ISC */
#ifndef CORE_IO_CAPTURE_ALIEN_H
#define CORE_IO_CAPTURE_ALIEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/text.h"

/*
 * What people send as a capture and is none that is read here, by its first
 * bytes: compressed in another way, of another program, or what a program
 * printed.
 */
#define CAPTURE_ALIEN_HEAD 32 /* bytes that tell all of them apart */

/* What it is and which command makes a capture of it; false: not known. */
bool capture_alien(struct text *t, const uint8_t *head, size_t n);

#endif
