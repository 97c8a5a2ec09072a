/* SPDX-License-Identifier: ISC */
#ifndef CORE_BOOT_CLIENT_H
#define CORE_BOOT_CLIENT_H

#include <stdbool.h>
#include <stdint.h>

#include "core/base/addr.h"
#include "core/base/text.h"
#include "core/proto/dhcp.h"
#include "core/proto/gpxe.h"

/*
 * What a DHCP message says about who asks: the request as core/boot means it.
 */

/* What kind of software is asking; shared/clients "who reads what". */
enum client_stage {
	STAGE_OS, /* no boot client: an operating system or other host */
	STAGE_ROM, /* PXE firmware: BIOS ROM or UEFI */
	STAGE_GPXE, /* option 175 (or user class) of gPXE */
	STAGE_IPXE,
	STAGE_HTTP, /* UEFI HTTP boot */
	STAGE_LOADER, /* a loader's own bare DHCP (SYSLINUX.EFI, GRUB...) */
	STAGE_COUNT
};

/* Families of option 93 (RFC 4578, IANA processor architecture types). */
enum client_arch {
	ARCH_UNKNOWN,
	ARCH_BIOS, /* 0 */
	ARCH_IA32, /* 6, 15 */
	ARCH_X64, /* 7, 9, 16, 17 (7 and 9 are both x86-64 in practice) */
	ARCH_ARM32, /* 10, 18 */
	ARCH_ARM64, /* 11, 19 */
	ARCH_UBOOT, /* 21, 22: U-Boot, searches pxelinux.cfg by itself */
	ARCH_SLOF, /* 12 PowerPC, 31 and 32 s390: so does SLOF */
	ARCH_OTHER,
	ARCH_COUNT
};

/* Things worth telling the operator; the request is served all the same. */
enum client_note {
	NOTE_ARCH_LENGTH = 1 << 0, /* option 93 of a bad length */
	NOTE_ARCH_FROM_CLASS = 1 << 1, /* taken from option 60's text */
	NOTE_ARCH_DIFFERS = 1 << 2, /* 60 and 93 do not agree */
	NOTE_UUID_BAD = 1 << 3, /* absent, zero, all ones or a bad length */
	NOTE_NO_END = 1 << 4,
	NOTE_175_BAD = 1 << 5,
	NOTE_43_BAD = 1 << 6
};

/*
 * Borrowed pointers point into the message the request was read from.
 */
struct boot_request {
	const struct dhcp_msg *msg;
	enum dhcp_type type;
	struct mac mac;
	uint32_t xid;
	enum client_stage stage;
	enum client_arch arch;
	uint16_t arch_code; /* option 93's first known value, 0xffff: none */
	bool pxe; /* option 60 begins PXEClient */
	bool http; /* option 60 begins HTTPClient */
	bool has_gpxe; /* option 175 or user class */
	struct gpxe_info gpxe;
	bool has_item; /* 43.71: a boot item was chosen: */
	uint16_t item_type, item_layer; /* as of struct pxe_vendor */
	const uint8_t *uuid; /* 16 bytes, NULL where unusable */
	uint32_t requested; /* option 50, 0 none */
	uint32_t server_id; /* option 54, 0 none */
	uint16_t max_size; /* option 57, at least 576 */
	bool broadcast;
	unsigned notes; /* enum client_note */
};

/*
 * Reads the request.  0, or a negative error when no client that we may
 * answer sent it: -PX_EOP (op is not 1), -PX_EHW (not Ethernet with 6
 * bytes), -PX_EADDR (chaddr zero, multicast or broadcast; giaddr unusable),
 * -PX_ERANGE (hops over 16), -PX_EVALUE (a type that is apart, as LEASEQUERY).
 */
int boot_request_read(struct boot_request *r, const struct dhcp_msg *m);

const char *stage_name(enum client_stage s); /* "rom", "gpxe", ... */
const char *arch_name(enum client_arch a); /* "BIOS", "UEFI x64", ... */

/* The family of a value of option 93; ARCH_OTHER for one not known. */
enum client_arch arch_family(uint16_t code);

/* SLOF and its machine by the code; its DISCOVER has none, 0xffff. */
const char *arch_slof(uint16_t code);

/* Is the code that of firmware which boots from HTTP, not by PXE? */
bool arch_boots_http(uint16_t code);

/* "UEFI x64 ROM", "gPXE 1.0.1 BIOS", "iPXE UEFI x64", ... */
void client_kind_text(struct text *t, const struct boot_request *r);

#endif
