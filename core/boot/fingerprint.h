/* SPDX-License-Identifier: ISC */
#ifndef CORE_BOOT_FINGERPRINT_H
#define CORE_BOOT_FINGERPRINT_H

#include "core/base/text.h"
#include "core/boot/event.h"

/*
 * Which software speaks, as far as its messages give it away: family and
 * version, the network card, what it can do.  For people; nothing is decided
 * by it.  Each adds nothing where there is nothing to be known.
 */

/* "iPXE, UNDI 2.1, NIC 1af4:1000 (virtio), can HTTP iSCSI": a request's. */
void fingerprint_dhcp(struct text *t, const struct event_dhcp *d);

/* A loader by the files that only it asks for: "PXELINUX", "GRUB". */
void fingerprint_file(struct text *t, const char *file);

/* An HTTP client by its User-Agent; foreign text is made visible. */
void fingerprint_http(struct text *t, const struct event_http *h);

/* Of any event. */
void fingerprint_event(struct text *t, const struct event *e);

#endif
