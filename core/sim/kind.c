/* SPDX-License-Identifier: ISC */
#include "core/sim/kind.h"

#include <string.h>

#include "core/proto/tftp.h"

/* clang-format off */

/* Option 175 as it was recorded from a real client of each kind. */
static const uint8_t gpxe101_features[] = {
	0xb1, 0x05, 0x01, 0x10, 0xec, 0x81, 0x39, 0x18, 0x01, 0x01, 0x23,
	0x01, 0x01, 0x22, 0x01, 0x01, 0x19, 0x01, 0x01, 0x21, 0x01, 0x01,
	0x10, 0x01, 0x02, 0x12, 0x01, 0x01, 0x13, 0x01, 0x01, 0x11, 0x01,
	0x01, 0xeb, 0x03, 0x01, 0x00, 0x01, 0x17, 0x01, 0x01, 0x15, 0x01, 0x01,
};

static const uint8_t gpxe097_features[] = {
	0xb1, 0x05, 0x01, 0x10, 0xec, 0x81, 0x39, 0x18, 0x01, 0x01, 0x23,
	0x01, 0x01, 0x22, 0x01, 0x01, 0x19, 0x01, 0x01, 0x21, 0x01, 0x01,
	0x10, 0x01, 0x02, 0x12, 0x01, 0x01, 0x13, 0x01, 0x01, 0x11, 0x01,
	0x01, 0xeb, 0x03, 0x00, 0x09, 0x07, 0x17, 0x01, 0x01, 0x15, 0x01, 0x01,
};

/* Before 0.9.7: neither 235 nor a user class (gPXE's git history). */
static const uint8_t gpxe094_features[] = {
	0xb1, 0x05, 0x01, 0x10, 0xec, 0x81, 0x39, 0x18, 0x01, 0x01, 0x23,
	0x01, 0x01, 0x22, 0x01, 0x01, 0x19, 0x01, 0x01, 0x21, 0x01, 0x01,
	0x10, 0x01, 0x02, 0x12, 0x01, 0x01, 0x13, 0x01, 0x01, 0x11, 0x01,
	0x01, 0x17, 0x01, 0x01, 0x15, 0x01, 0x01,
};

static const uint8_t ipxe_bios_features[] = {
	0xb1, 0x05, 0x01, 0x1a, 0xf4, 0x10, 0x00, 0xeb, 0x03, 0x01, 0x00,
	0x00, 0x17, 0x01, 0x01, 0x22, 0x01, 0x01, 0x13, 0x01, 0x01, 0x11,
	0x01, 0x01, 0x27, 0x01, 0x01, 0x19, 0x01, 0x01, 0x29, 0x01, 0x01,
	0x10, 0x01, 0x02, 0x21, 0x01, 0x01, 0x15, 0x01, 0x01, 0x18, 0x01,
	0x01, 0x12, 0x01, 0x01,
};

static const uint8_t ipxe_efi_features[] = {
	0xb1, 0x05, 0x01, 0x1a, 0xf4, 0x10, 0x00, 0xeb, 0x03, 0x01, 0x00,
	0x00, 0x17, 0x01, 0x01, 0x24, 0x01, 0x01, 0x13, 0x01, 0x01, 0x11,
	0x01, 0x01, 0x27, 0x01, 0x01, 0x29, 0x01, 0x01, 0x15, 0x01, 0x01,
	0x12, 0x01, 0x01,
};

static const struct sim_kind kinds[] = {
	/*
	 * An Intel Boot Agent, after public captures: wants 60=PXEClient,
	 * asks for the size in a TFTP request of its own.
	 */
	{
		.name = "bios-rom",
		.title = "PXE ROM, BIOS",
		.stage = STAGE_ROM,
		.arch = 0,
		.undi = {2, 1},
		.class_id = "PXEClient",
		.prl = {
			1, 2, 3, 4, 5, 6, 12, 13, 15, 17, 18, 22, 23, 28, 40, 41, 42,
			43, 50, 51, 54, 58, 59, 60, 66, 67, 97, 128, 129, 130, 131,
			132, 133, 134, 135,
		},
		.max_discover = 1260, .max_request = 1260, .max_4011 = 1260,
		.padded = 548,
		.broadcast = true,
		.xid_from_mac = true,
		.secs = SIM_SECS_ELAPSED,
		.discover = {53, 55, 57, 97, 93, 94, 60},
		.request = {53, 50, 54, 55, 57, 97, 93, 94, 60},
		.boot = {53, 55, 57, 97, 93, 94, 60, 43},
		.boot_port = 68,
		.name_from = SIM_NAME_FILE_FIRST,
		.ask_4011 = SIM_4011_BINL,
		.reads_overload = true,
		.needs_pxe_class = true,
		.probes = true,
		.probe = {{TFTP_TSIZE, 0}},
		.probe_count = 1,
		.fetch = {{TFTP_BLKSIZE, 1456}},
		.fetch_count = 1,
		.retry_ms = {4000, 12000, 28000},
		.gather_ms = 1000,
	},
	{
		.name = "ovmf",
		.title = "EDK2 PXE, UEFI x64",
		.stage = STAGE_ROM,
		.arch = 7,
		.undi = {3, 0},
		.class_id = "PXEClient",
		.prl = {
			1, 2, 3, 4, 5, 6, 12, 13, 15, 17, 18, 22, 23, 28, 40, 41, 42,
			43, 50, 51, 54, 58, 59, 60, 66, 67, 97, 128, 129, 130, 131,
			132, 133, 134, 135,
		},
		.max_discover = 1472, .max_request = 65280, .max_4011 = 1472,
		.broadcast = true,
		.discover = {53, 57, 55, 97, 94, 93, 60},
		.request = {53, 54, 50, 57, 55, 97, 94, 93, 60},
		.boot = {53, 55, 57, 60, 93, 94, 97},
		.boot_port = 4011,
		.name_from = SIM_NAME_OPTION_FIRST,
		.ask_4011 = SIM_4011_BINL,
		.reads_overload = true,
		.needs_name = true,
		.server_from_54 = true,
		.probes = true,
		.needs_oack = true,
		.probe = {{TFTP_TSIZE, 0}, {TFTP_BLKSIZE, 1468}, {TFTP_WINDOWSIZE, 4}},
		.probe_count = 3,
		.fetch = {{TFTP_BLKSIZE, 1468}, {TFTP_WINDOWSIZE, 4}},
		.fetch_count = 2,
		.retry_ms = {4000, 12000, 28000},
		.gather_ms = 3800,
	},
	{
		.name = "uefi-ia32",
		.title = "EDK2 PXE, UEFI IA32",
		.stage = STAGE_ROM,
		.arch = 6,
		.undi = {3, 0},
		.class_id = "PXEClient",
		.prl = {
			1, 2, 3, 4, 5, 6, 12, 13, 15, 17, 18, 22, 23, 28, 40, 41, 42,
			43, 50, 51, 54, 58, 59, 60, 66, 67, 97, 128, 129, 130, 131,
			132, 133, 134, 135,
		},
		.max_discover = 1472, .max_request = 65280, .max_4011 = 1472,
		.broadcast = true,
		.discover = {53, 57, 55, 97, 94, 93, 60},
		.request = {53, 54, 50, 57, 55, 97, 94, 93, 60},
		.boot = {53, 55, 57, 60, 93, 94, 97},
		.boot_port = 4011,
		.name_from = SIM_NAME_OPTION_FIRST,
		.ask_4011 = SIM_4011_BINL,
		.reads_overload = true,
		.needs_name = true,
		.server_from_54 = true,
		.probes = true,
		.needs_oack = true,
		.probe = {{TFTP_TSIZE, 0}, {TFTP_BLKSIZE, 1468}, {TFTP_WINDOWSIZE, 4}},
		.probe_count = 3,
		.fetch = {{TFTP_BLKSIZE, 1468}, {TFTP_WINDOWSIZE, 4}},
		.fetch_count = 2,
		.retry_ms = {4000, 12000, 28000},
		.gather_ms = 3800,
	},
	{
		.name = "uefi-arm64",
		.title = "EDK2 PXE, UEFI ARM64",
		.stage = STAGE_ROM,
		.arch = 11,
		.undi = {3, 0},
		.class_id = "PXEClient",
		.prl = {
			1, 2, 3, 4, 5, 6, 12, 13, 15, 17, 18, 22, 23, 28, 40, 41, 42,
			43, 50, 51, 54, 58, 59, 60, 66, 67, 97, 128, 129, 130, 131,
			132, 133, 134, 135,
		},
		.max_discover = 1472, .max_request = 65280, .max_4011 = 1472,
		.broadcast = true,
		.discover = {53, 57, 55, 97, 94, 93, 60},
		.request = {53, 54, 50, 57, 55, 97, 94, 93, 60},
		.boot = {53, 55, 57, 60, 93, 94, 97},
		.boot_port = 4011,
		.name_from = SIM_NAME_OPTION_FIRST,
		.ask_4011 = SIM_4011_BINL,
		.reads_overload = true,
		.needs_name = true,
		.server_from_54 = true,
		.probes = true,
		.needs_oack = true,
		.probe = {{TFTP_TSIZE, 0}, {TFTP_BLKSIZE, 1468}, {TFTP_WINDOWSIZE, 4}},
		.probe_count = 3,
		.fetch = {{TFTP_BLKSIZE, 1468}, {TFTP_WINDOWSIZE, 4}},
		.fetch_count = 2,
		.retry_ms = {4000, 12000, 28000},
		.gather_ms = 3800,
	},
	{
		.name = "gpxe-0.9.4",
		.title = "gPXE 0.9.4 to 0.9.6, BIOS",
		.stage = STAGE_GPXE,
		.arch = 0,
		.undi = {2, 1},
		.class_id = "PXEClient",
		.prl = {
			1, 3, 6, 7, 12, 15, 17, 43, 60, 66, 67, 175, 203,
		},
		.features = gpxe094_features,
		.features_len = sizeof(gpxe094_features),
		.max_discover = 1472, .max_request = 1472, .max_4011 = 1472,
		.xid_from_mac = true,
		.discover = {53, 57, 93, 94, 60, 55, 175, 61, 97},
		.request = {53, 57, 93, 94, 60, 55, 175, 61, 97, 54, 50},
		.boot = {53, 57, 93, 94, 60, 55, 175, 61, 97, 54, 43},
		.boot_port = 68,
		.name_from = SIM_NAME_FILE,
		.ask_4011 = SIM_4011_NO_VENDOR,
		.root_path = true,
		.fetch = {{TFTP_BLKSIZE, 1432}, {TFTP_TSIZE, 0}},
		.fetch_count = 2,
		.retry_ms = {1000, 3000, 7000},
		.gather_ms = 3000,
	},
	{
		.name = "gpxe-0.9.7",
		.title = "gPXE 0.9.7, BIOS",
		.stage = STAGE_GPXE,
		.arch = 0,
		.undi = {2, 1},
		.class_id = "PXEClient",
		.user_class = "gPXE",
		.prl = {
			1, 3, 6, 7, 12, 15, 17, 43, 60, 66, 67, 175, 203,
		},
		.features = gpxe097_features,
		.features_len = sizeof(gpxe097_features),
		.max_discover = 1472, .max_request = 1472, .max_4011 = 1472,
		.xid_from_mac = true,
		.discover = {53, 57, 93, 94, 60, 77, 55, 175, 61, 97},
		.request = {53, 57, 93, 94, 60, 77, 55, 175, 61, 97, 54, 50},
		.boot = {53, 57, 93, 94, 60, 77, 55, 175, 61, 97, 54, 43},
		.boot_port = 68,
		.name_from = SIM_NAME_FILE,
		.ask_4011 = SIM_4011_NO_VENDOR,
		.root_path = true,
		.fetch = {{TFTP_BLKSIZE, 1432}, {TFTP_TSIZE, 0}},
		.fetch_count = 2,
		.retry_ms = {1000, 3000, 7000},
		.gather_ms = 3000,
	},
	{
		.name = "gpxe-1.0.1",
		.title = "gPXE 1.0.1, BIOS",
		.stage = STAGE_GPXE,
		.arch = 0,
		.undi = {2, 1},
		.class_id = "PXEClient",
		.user_class = "gPXE",
		.prl = {
			1, 3, 6, 7, 12, 15, 17, 43, 60, 66, 67, 175, 203,
		},
		.features = gpxe101_features,
		.features_len = sizeof(gpxe101_features),
		.max_discover = 1472, .max_request = 1472, .max_4011 = 1472,
		.xid_from_mac = true,
		.discover = {53, 57, 93, 94, 60, 77, 55, 175, 61, 97},
		.request = {53, 57, 93, 94, 60, 77, 55, 175, 61, 97, 54, 50},
		.boot = {53, 57, 93, 94, 60, 77, 55, 175, 61, 97, 54, 43},
		.boot_port = 68,
		.name_from = SIM_NAME_FILE_FIRST,
		.ask_4011 = SIM_4011_NO_VENDOR,
		.root_path = true,
		.fetch = {{TFTP_BLKSIZE, 1432}, {TFTP_TSIZE, 0}},
		.fetch_count = 2,
		.retry_ms = {1000, 3000, 7000},
		.gather_ms = 3000,
	},
	{
		.name = "ipxe-bios",
		.title = "iPXE, BIOS",
		.stage = STAGE_IPXE,
		.arch = 0,
		.undi = {2, 1},
		.class_id = "PXEClient",
		.user_class = "iPXE",
		.prl = {
			1, 3, 6, 7, 12, 15, 17, 26, 43, 60, 66, 67, 119, 128, 129,
			130, 131, 132, 133, 134, 135, 175, 203,
		},
		.features = ipxe_bios_features,
		.features_len = sizeof(ipxe_bios_features),
		.max_discover = 1472, .max_request = 1472, .max_4011 = 1472,
		.secs = SIM_SECS_IPXE,
		.discover = {53, 57, 93, 94, 60, 77, 55, 175, 61, 97},
		.request = {53, 57, 93, 94, 60, 77, 55, 175, 61, 97, 54, 50},
		.boot = {53, 57, 93, 94, 60, 77, 55, 175, 61, 97, 54, 43},
		.boot_port = 68,
		.name_from = SIM_NAME_FILE_FIRST,
		.ask_4011 = SIM_4011_NO_NAME,
		.root_path = true,
		.fetch = {{TFTP_BLKSIZE, 1432}, {TFTP_TSIZE, 0}},
		.fetch_count = 2,
		.retry_ms = {1000, 3000, 7000},
		.gather_ms = 3000,
	},
	{
		.name = "ipxe-undionly",
		.title = "iPXE undionly, BIOS",
		.stage = STAGE_IPXE,
		.arch = 0,
		.undi = {2, 1},
		.class_id = "PXEClient",
		.user_class = "iPXE",
		.prl = {
			1, 3, 6, 7, 12, 15, 17, 26, 43, 60, 66, 67, 119, 128, 129,
			130, 131, 132, 133, 134, 135, 175, 203,
		},
		.features = ipxe_bios_features,
		.features_len = sizeof(ipxe_bios_features),
		.max_discover = 1472, .max_request = 1472, .max_4011 = 1472,
		.broadcast = true,
		.secs = SIM_SECS_IPXE,
		.discover = {53, 57, 93, 94, 60, 77, 55, 175, 61, 97},
		.request = {53, 57, 93, 94, 60, 77, 55, 175, 61, 97, 54, 50},
		.boot = {53, 57, 93, 94, 60, 77, 55, 175, 61, 97, 54, 43},
		.boot_port = 68,
		.name_from = SIM_NAME_FILE_FIRST,
		.ask_4011 = SIM_4011_NO_NAME,
		.root_path = true,
		.fetch = {{TFTP_BLKSIZE, 1432}, {TFTP_TSIZE, 0}},
		.fetch_count = 2,
		.retry_ms = {1000, 3000, 7000},
		.gather_ms = 3000,
	},
	{
		.name = "ipxe-efi",
		.title = "iPXE, UEFI x64",
		.stage = STAGE_IPXE,
		.arch = 7,
		.undi = {3, 10},
		.class_id = "PXEClient",
		.user_class = "iPXE",
		.prl = {
			1, 3, 6, 7, 12, 15, 17, 26, 43, 60, 66, 67, 119, 128, 129,
			130, 131, 132, 133, 134, 135, 175, 203,
		},
		.features = ipxe_efi_features,
		.features_len = sizeof(ipxe_efi_features),
		.max_discover = 1472, .max_request = 1472, .max_4011 = 1472,
		.secs = SIM_SECS_IPXE,
		.discover = {53, 57, 93, 94, 60, 77, 55, 175, 61, 97},
		.request = {53, 57, 93, 94, 60, 77, 55, 175, 61, 97, 54, 50},
		.boot = {53, 57, 93, 94, 60, 77, 55, 175, 61, 97, 54, 43},
		.boot_port = 68,
		.name_from = SIM_NAME_FILE_FIRST,
		.ask_4011 = SIM_4011_NO_NAME,
		.root_path = true,
		.fetch = {{TFTP_BLKSIZE, 1432}, {TFTP_TSIZE, 0}},
		.fetch_count = 2,
		.retry_ms = {1000, 3000, 7000},
		.gather_ms = 3000,
	},
	{
		.name = "uefi-http",
		.title = "EDK2 HTTP boot, UEFI x64",
		.stage = STAGE_HTTP,
		.arch = 16,
		.undi = {3, 1},
		.class_id = "HTTPClient",
		.prl = {
			1, 2, 3, 4, 5, 6, 12, 13, 15, 17, 18, 22, 23, 28, 40, 41, 42,
			43, 50, 51, 54, 58, 59, 60, 67, 97,
		},
		.max_discover = 1472, .max_request = 65280, .max_4011 = 1472,
		.broadcast = true,
		.discover = {53, 57, 55, 97, 94, 93, 60},
		.request = {53, 54, 50, 57, 55, 97, 94, 93, 60},
		.name_from = SIM_NAME_OPTION_FIRST,
		.reads_overload = true,
		.needs_name = true,
		.retry_ms = {4000, 12000, 28000},
		.gather_ms = 3800,
	},
	/* No option 55 at all; its names are fixed, option 43 must name it. */
	{
		.name = "raspberry-pi",
		.title = "Raspberry Pi 3 boot ROM",
		.stage = STAGE_ROM,
		.arch = 0,
		.undi = {2, 1},
		.class_id = "PXEClient",
		.padded = 300,
		.discover = {53, 93, 94, 97, 60},
		.request = {53, 54, 50, 93, 94, 97, 60},
		.name_from = SIM_NAME_NONE,
		.fixed_name = "bootcode.bin",
		.vendor_text = "Raspberry Pi Boot",
		.needs_name = true,
		.fetch = {{TFTP_TSIZE, 0}, {TFTP_BLKSIZE, 1024}},
		.fetch_count = 2,
		.retry_ms = {1000, 3000, 7000},
	},
	{
		.name = "pxelinux-second",
		.title = "SYSLINUX.EFI, its own bare DHCP",
		.stage = STAGE_LOADER,
		.prl = {
			1, 3, 6,
		},
		.max_discover = 65280, .max_request = 65280, .max_4011 = 0,
		.broadcast = true,
		.discover = {53, 57, 55},
		.request = {53, 54, 50, 57, 55},
		.name_from = SIM_NAME_FILE_FIRST,
		.fetch = {{TFTP_TSIZE, 0}, {TFTP_BLKSIZE, 1408}},
		.fetch_count = 2,
		.retry_ms = {4000, 12000, 28000},
		.gather_ms = 3800,
	},
	{
		.name = "udhcpc",
		.title = "udhcpc 1.35, an operating system",
		.stage = STAGE_OS,
		.class_id = "udhcp 1.35.0",
		.class_whole = true,
		.prl = {
			1, 3, 6, 12, 15, 28, 42, 66, 67,
		},
		.max_discover = 576, .max_request = 576, .max_4011 = 0,
		.padded = 300,
		.discover = {53, 57, 55, 60, 61},
		.request = {53, 50, 54, 57, 55, 60, 61},
		.name_from = SIM_NAME_NONE,
		.retry_ms = {3000, 6000},
	},
	{
		.name = "dhclient",
		.title = "ISC dhclient, an operating system",
		.stage = STAGE_OS,
		.prl = {
			1, 3, 67, 66, 17,
		},
		.padded = 300,
		.discover = {53, 55},
		.request = {53, 54, 50, 55},
		.name_from = SIM_NAME_NONE,
		.retry_ms = {4000, 12000},
	},
};
/* clang-format on */

const struct sim_kind *
sim_kinds(size_t *ret_count)
{
	*ret_count = sizeof(kinds) / sizeof(kinds[0]);
	return kinds;
}

const struct sim_kind *
sim_kind_find(const char *name)
{
	size_t i;

	for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (strcmp(kinds[i].name, name) == 0)
			return &kinds[i];
	return NULL;
}

/*
 * What gPXE shows and reads grew: a class and a version of its own in 0.9.7,
 * option 67 in 0.9.8.
 */
static const char *
gpxe_name(const uint8_t *version)
{
	static const uint8_t classed[3] = {0, 9, 7}, reads_67[3] = {0, 9, 8};

	if (version == NULL || memcmp(version, reads_67, 3) >= 0)
		return "gpxe-1.0.1";
	return memcmp(version, classed, 3) >= 0 ? "gpxe-0.9.7" : "gpxe-0.9.4";
}

static const char *
rom_name(enum client_arch arch)
{
	static const char *const names[ARCH_COUNT] = {
	    [ARCH_UNKNOWN] = "bios-rom",
	    [ARCH_BIOS] = "bios-rom",
	    [ARCH_IA32] = "uefi-ia32",
	    [ARCH_ARM64] = "uefi-arm64",
	};

	return names[arch] != NULL ? names[arch] : "ovmf";
}

const struct sim_kind *
sim_kind_for(enum client_stage stage, enum client_arch arch,
    const uint8_t *version)
{
	static const char *const names[STAGE_COUNT] = {
	    [STAGE_OS] = "udhcpc",
	    [STAGE_HTTP] = "uefi-http",
	    [STAGE_LOADER] = "pxelinux-second",
	};
	const bool bios = arch == ARCH_BIOS || arch == ARCH_UNKNOWN;

	if (stage == STAGE_GPXE)
		return sim_kind_find(gpxe_name(version));
	if (stage == STAGE_IPXE)
		return sim_kind_find(bios ? "ipxe-bios" : "ipxe-efi");
	if (names[stage] != NULL)
		return sim_kind_find(names[stage]);
	return sim_kind_find(rom_name(arch));
}
