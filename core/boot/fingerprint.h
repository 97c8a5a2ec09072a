/* SPDX-License-Identifier: ISC */
#ifndef CORE_BOOT_FINGERPRINT_H
#define CORE_BOOT_FINGERPRINT_H

#include "core/base/text.h"
#include "core/boot/event.h"

/*
 * Which software speaks, as far as its messages give it away: family and
 * version, the network card, what it can do.  For people; nothing is decided
 * by it but which quirks a kind of client has (quirk.h).  Each adds nothing
 * where there is nothing to be known.
 */

/* Who asks, as a message says it. */
struct fingerprint_asker {
	const struct dhcp_facts *facts;
	enum client_stage stage;
	enum client_arch arch;
	uint32_t xid;
};

/* In short: "iPXE 1.21.1 UEFI x64", "BIOS boot ROM, UNDI 2.1". */
void fingerprint_kind(struct text *t, const struct fingerprint_asker *a);

/* "iPXE, UNDI 2.1, NIC 1af4:1000 (virtio), can HTTP iSCSI": a request's. */
void fingerprint_dhcp(struct text *t, const struct event_dhcp *d);

/* A loader by the files that only it asks for: "PXELINUX", "GRUB". */
void fingerprint_file(struct text *t, const char *file);

/* An HTTP client by its User-Agent; foreign text is made visible. */
void fingerprint_http(struct text *t, const struct event_http *h);

/* Of any event. */
void fingerprint_event(struct text *t, const struct event *e);

#endif
