/* SPDX-License-Identifier: ISC */
#ifndef CORE_SERVE_CONFIG_H
#define CORE_SERVE_CONFIG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/boot/mode.h"

/* How this server was asked to run; filled by tui/options.c. */
#define CONFIG_INTERFACES 16

struct serve_config {
	size_t interface_count; /* 0: every Ethernet interface that is up */
	char interfaces[CONFIG_INTERFACES][16];
	char db[512];
	char tftp_root[512];
	bool proxy; /* --mode proxy, the default: hands out no address */
	uint32_t range_first, range_last; /* 0: no range */
	uint32_t lease_seconds;
	uint32_t router, dns;
	enum boot_mode default_mode;
	enum placement placement;
	bool tftp_single; /* transfers stay on port 69 */
	uint16_t tftp_first, tftp_last; /* else on these ports; 0: any */
	uint16_t http_port; /* 0: off */
	bool http_asked; /* for this port, not just not against it */
	bool capture;
	char record[512]; /* a pcapng file a boot goes there; "": none */
	bool headless;
	bool quiet;
	bool json;
	char user[32]; /* who to become after the sockets are open */
};

#endif
