/* SPDX-License-Identifier: ISC */
#ifndef CORE_BOOT_REPLY_BOOT_H
#define CORE_BOOT_REPLY_BOOT_H

#include "core/boot/reply.h"

/*
 * The boot part of a reply: next server, name, PXE, gPXE and PXELINUX
 * options.  Used by reply_build alone.
 */
void reply_boot_add(struct dhcp_image *img, const struct boot_request *r,
    const struct decision *d, const struct reply_terms *terms);

#endif
