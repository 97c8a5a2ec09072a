/* SPDX-License-Identifier: ISC */
#ifndef CORE_BOOT_DHCP_FACTS_H
#define CORE_BOOT_DHCP_FACTS_H

#include <stdbool.h>
#include <stdint.h>

#include "core/proto/dhcp.h"

/*
 * What one DHCP message says that may explain a boot, as a value that owns
 * everything in it: the message itself lives only as long as its packet.
 * Text is foreign.
 */
struct dhcp_facts {
	uint16_t secs, length; /* length: of the UDP payload */
	uint16_t max_size; /* option 57, 0: absent */
	uint16_t arch; /* option 93's first value, 0xffff: none */
	uint8_t hops, overload;
	bool broadcast, no_end;
	uint32_t ciaddr, requested; /* requested: option 50 */
	uint32_t router; /* option 3's first */
	uint32_t mask; /* option 1 */
	uint32_t lease; /* option 51, seconds */
	bool has_server_id;
	bool has_client_id;
	bool has_name, name_nul; /* option 67; it ends in a NUL */
	bool name_hidden; /* it stands in an overloaded field */
	bool pxe_class, http_class;
	bool has_vendor; /* option 43 */
	bool vendor_pxe; /* it parses as PXE sub-options */
	bool vendor_raspberry; /* holds "Raspberry Pi Boot" */
	bool has_discovery, has_menu, has_servers, has_item;
	uint8_t discovery; /* 43.6 */
	uint16_t item_type; /* 43.71 */
	uint32_t boot_server; /* 43.8's first address */
	bool has_uuid, uuid_usable;
	uint8_t uuid[16];
	bool user_gpxe, user_ipxe, user_class_raw;
	bool of_loader; /* a BSD's; or it says and asks for so little */
	bool has_gpxe; /* option 175 */
	uint64_t features;
	bool has_version;
	uint8_t version[3];
	bool has_bus;
	uint8_t bus_type; /* 1: PCI */
	uint16_t bus_vendor, bus_device;
	bool keep_san, skip_san_boot, no_pxedhcp, has_priority;
	int8_t priority;
	bool has_config; /* 209 */
	bool has_prefix; /* 210 */
	uint8_t asks[32]; /* option 55 as a bitmap; all zero: absent */
	/* Texts, each of which ends in a NUL; most are empty. */
	char file[DHCP_FILE_LEN + 1]; /* the field, also when overloaded */
	char sname[DHCP_SNAME_LEN + 1];
	char name[256]; /* option 67 */
	char tftp_name[128]; /* option 66 */
	char class_id[64]; /* option 60 */
	char prefix[128]; /* option 210 */
};

/* Reads the facts; length is the caller's (the datagram's). */
void dhcp_facts_read(struct dhcp_facts *f, const struct dhcp_msg *m,
    uint16_t length);

/* Does option 55 list the code? */
bool dhcp_facts_asks(const struct dhcp_facts *f, uint8_t code);

#endif
