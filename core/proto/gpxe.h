/* SPDX-License-Identifier: ISC */
#ifndef CORE_PROTO_GPXE_H
#define CORE_PROTO_GPXE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/buf.h"
#include "core/base/err.h"
#include "core/base/text.h"

/*
 * Option 175, the encapsulated options of gPXE and iPXE, both ways.  Clients
 * send feature marks (tag, 1, version), 177 bus id, 235 version; servers send
 * keep-san and friends.  Numbers: dhcp.h of gPXE and of iPXE.
 */
enum gpxe_tag {
	GPXE_PRIORITY = 1,
	GPXE_KEEP_SAN = 8,
	GPXE_SKIP_SAN_BOOT = 9, /* iPXE only */
	GPXE_F_PXE_EXT = 16,
	GPXE_F_ISCSI = 17,
	GPXE_F_AOE = 18,
	GPXE_F_HTTP = 19,
	GPXE_F_HTTPS = 20,
	GPXE_F_TFTP = 21,
	GPXE_F_FTP = 22,
	GPXE_F_DNS = 23,
	GPXE_F_BZIMAGE = 24,
	GPXE_F_MULTIBOOT = 25,
	GPXE_F_SLAM = 26,
	GPXE_F_SRP = 27,
	GPXE_F_NBI = 32,
	GPXE_F_PXE = 33,
	GPXE_F_ELF = 34,
	GPXE_F_COMBOOT = 35,
	GPXE_F_EFI = 36,
	GPXE_F_FCOE = 37,
	GPXE_F_VLAN = 38,
	GPXE_F_MENU = 39,
	GPXE_F_SDI = 40,
	GPXE_F_NFS = 41,
	GPXE_NO_PXEDHCP = 176,
	GPXE_BUS_ID = 177,
	GPXE_BIOS_DRIVE = 189,
	GPXE_USERNAME = 190,
	GPXE_PASSWORD = 191,
	GPXE_REVERSE_USERNAME = 192,
	GPXE_REVERSE_PASSWORD = 193,
	GPXE_VERSION = 235
};

struct gpxe_info {
	uint64_t features; /* bit n: tag n was sent, tags 16 to 41 */
	bool has_version; /* 0.9.4 to 0.9.6 send none */
	uint8_t version[3];
	bool has_bus_id;
	uint8_t bus_type; /* 1 = PCI */
	uint16_t vendor, device;
	bool keep_san, skip_san_boot, no_pxedhcp; /* as a server sends them */
	bool has_priority;
	int8_t priority;
	char username[64], password[64]; /* CHAP; "" = none */
	char reverse_username[64], reverse_password[64];
};

/*
 * 0 or -PX_EOPTION with the tag in reterr->option.  A missing END (255) is
 * usual: gPXE sends none.
 */
int gpxe_decode(struct gpxe_info *g, const void *data, size_t len,
    struct fault *reterr);

/*
 * What a server says: priority, keep-san, skip-san-boot, no-pxedhcp, CHAP;
 * as dnsmasq's 175,8:1:1 does, no END.  The sticky error is w's.
 */
void gpxe_encode(const struct gpxe_info *g, struct wbuf *w);

/* "HTTP", "iSCSI", ... for a feature tag, NULL otherwise. */
const char *gpxe_feature_name(uint8_t tag);

/* Everything in words: "keep-san 1", "version 1.0.1, HTTP, iSCSI, ...". */
void gpxe_text(struct text *t, const void *data, size_t len);

#endif
