/* SPDX-License-Identifier: ISC */
#ifndef CORE_BOOT_QUIRK_H
#define CORE_BOOT_QUIRK_H

#include <stdbool.h>

#include "core/base/text.h"
#include "core/boot/boot_case.h"
#include "core/boot/client.h"
#include "core/boot/key.h"

/*
 * A kind of client, as quirks are kept by: software, version, architecture
 * and interface, as far as its messages show them; "iPXE 1.21.1 UEFI x64".
 * The network card is no part of it: who reads the reply is the software.
 */
#define QUIRK_KIND 64 /* with its NUL */

/* The kind of who sent the request; nothing for no boot client. */
void quirk_kind(struct text *t, const struct boot_request *r);

/* The same of a message that the diagnosis remembers. */
void quirk_kind_of(struct text *t, const struct case_ask *ask);

struct quirk;

/* "placement=both blksize=1024", without the note. */
void quirk_text(struct text *t, const struct quirk *q);

/* Settings that a kind can have: the manner, placement, a note. */
bool quirk_has_key(enum key key);

#endif
