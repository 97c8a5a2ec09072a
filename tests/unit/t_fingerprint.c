/* SPDX-License-Identifier: ISC */
#include "tests/unit/unit.h"

#include <string.h>

#include "core/boot/fingerprint.h"

/* A request as its words come from core/boot/client.c, to be changed. */
static struct event_dhcp
asks(enum client_stage stage, enum client_arch arch, const char *class_id)
{
	struct event_dhcp d;

	memset(&d, 0, sizeof(d));
	d.op = DHCP_OP_REQUEST;
	d.type = DHCP_DISCOVER;
	d.stage = stage;
	d.arch = arch;
	d.xid = 1;
	(void)text_copy(d.facts.class_id, sizeof(d.facts.class_id), class_id);
	d.facts.pxe_class = strncmp(class_id, "PXEClient", 9) == 0;
	d.facts.http_class = strncmp(class_id, "HTTPClient", 10) == 0;
	return d;
}

static void
lists(struct event_dhcp *d, uint8_t code)
{
	d->facts.asks[code / 8] |= (uint8_t)(1u << (code % 8));
}

static void
expect(const struct event_dhcp *d, const char *words)
{
	struct text t;
	char buf[200];

	text_init(&t, buf, sizeof(buf));
	fingerprint_dhcp(&t, d);
	assert_string_equal(buf, words);
}

static void
a_bios_rom(void **state)
{
	struct event_dhcp d = asks(STAGE_ROM, ARCH_BIOS,
	    "PXEClient:Arch:00000:UNDI:002001");

	(void)state;
	expect(&d, "BIOS boot ROM, UNDI 2.1");
}

static void
edk2_by_what_it_asks_for(void **state)
{
	struct event_dhcp d = asks(STAGE_ROM, ARCH_X64,
	    "PXEClient:Arch:00007:UNDI:003000");

	(void)state;
	expect(&d, "UEFI firmware, UNDI 3.0");
	lists(&d, 22);
	lists(&d, 23);
	lists(&d, 40);
	lists(&d, 97);
	expect(&d, "EDK II, UNDI 3.0");
	d = asks(STAGE_HTTP, ARCH_X64, "HTTPClient:Arch:00016:UNDI:003001");
	expect(&d, "UEFI, HTTP boot, UNDI 3.1");
	d = asks(STAGE_LOADER, ARCH_UNKNOWN, "");
	expect(&d, "EDK II, asked by a loader");
	d = asks(STAGE_ROM, ARCH_UNKNOWN, "PXEClient");
	d.facts.of_loader = true;
	expect(&d, "FreeBSD loader");
	d = asks(STAGE_OS, ARCH_UNKNOWN, "NetBSD:i386:libsa");
	d.facts.of_loader = true;
	expect(&d, "NetBSD loader");
}

static void
gpxe_by_its_version_or_the_lack_of_one(void **state)
{
	struct event_dhcp d = asks(STAGE_GPXE, ARCH_BIOS,
	    "PXEClient:Arch:00000:UNDI:002001");

	(void)state;
	d.facts.has_gpxe = true;
	expect(&d, "gPXE 0.9.4-0.9.6, UNDI 2.1");
	d.facts.user_gpxe = true;
	d.facts.has_version = true;
	d.facts.version[0] = 1;
	d.facts.version[2] = 1;
	expect(&d, "gPXE 1.0.1, UNDI 2.1");
}

static void
ipxe_with_its_card_and_features(void **state)
{
	struct event_dhcp d = asks(STAGE_IPXE, ARCH_X64, "");

	(void)state;
	d.facts.has_version = true;
	memcpy(d.facts.version, "\1\25\1", 3);
	d.facts.has_bus = true;
	d.facts.bus_type = 1;
	d.facts.bus_vendor = 0x8086;
	d.facts.bus_device = 0x10d3;
	d.facts.features = (uint64_t)1 << 17 | (uint64_t)1 << 19 |
	    (uint64_t)1 << 63;
	expect(&d, "iPXE 1.21.1, NIC 8086:10d3 (e1000e), can iSCSI HTTP");
	d.facts.bus_type = 10;
	d.facts.bus_vendor = 0x0bda;
	d.facts.bus_device = 0x8153;
	d.facts.features = 0;
	expect(&d, "iPXE 1.21.1, USB NIC 0bda:8153 (RTL8153)");
	/* Of other buses the numbers mean something else. */
	d.facts.bus_type = 7;
	expect(&d, "iPXE 1.21.1");
}

static void
a_raspberry_pi(void **state)
{
	struct event_dhcp d = asks(STAGE_ROM, ARCH_BIOS,
	    "PXEClient:Arch:00000:UNDI:002001");

	(void)state;
	d.xid = 0x26f30339;
	expect(&d, "Raspberry Pi 3 boot ROM, UNDI 2.1");
	d.xid = 1;
	d.facts.has_uuid = true;
	memcpy(d.facts.uuid, "RPi4", 4);
	expect(&d, "Raspberry Pi 4 or later, UNDI 2.1");
}

static void
others_by_their_class(void **state)
{
	struct event_dhcp d = asks(STAGE_ROM, ARCH_UBOOT, "U-Boot.armv8");

	(void)state;
	expect(&d, "U-Boot, armv8");
	d = asks(STAGE_ROM, ARCH_UBOOT, "U-Boot");
	expect(&d, "U-Boot");
	d = asks(STAGE_OS, ARCH_UNKNOWN, "AAPLBSDPC/i386/iMac11,3");
	expect(&d, "Apple firmware, i386/iMac11,3");
	d = asks(STAGE_OS, ARCH_UNKNOWN, "AAPLBSDPC/\x1b[2J");
	expect(&d, "Apple firmware, \\x1b[2J");
	d = asks(STAGE_OS, ARCH_UNKNOWN, "MSFT 5.0");
	expect(&d, "Windows");
	d = asks(STAGE_OS, ARCH_UNKNOWN, "udhcp 1.35.0");
	expect(&d, "");
	/* A server's message shows nothing of its client. */
	d = asks(STAGE_ROM, ARCH_BIOS, "PXEClient");
	d.op = DHCP_OP_REPLY;
	expect(&d, "");
}

static void
loaders_by_their_files(void **state)
{
	static const struct {
		const char *file, *words;
	} rows[] = {
	    {"pxelinux.0", "PXELINUX"},
	    {"lab/lpxelinux.0", "PXELINUX with HTTP inside"},
	    {"gpxelinux.0", "PXELINUX with gPXE inside"},
	    {"bios/ldlinux.c32", "PXELINUX 5 or later"},
	    {"efi64/ldlinux.e64", "SYSLINUX.EFI, 64 bits"},
	    {"ldlinux.e32", "SYSLINUX.EFI, 32 bits"},
	    {"EFI/BOOT/shimx64.efi", "shim"},
	    {"grubaa64.efi", "GRUB"},
	    {"grub/x86_64-efi/normal.mod", "GRUB"},
	    {"grub.cfg-01-02-00-00-00-00-01", "GRUB"},
	    {"pxelinux.cfg/default-arm-bcm283x", "U-Boot"},
	    {"pxelinux.cfg/default", ""},
	    {"boot\\x64\\wdsnbp.com", "Windows Deployment Services"},
	    {"\\Boot\\BCD", "Windows Boot Manager"},
	    {"boot\\x64\\bootmgr.exe", "Windows Boot Manager"},
	    {"\\Boot\\x64\\Images\\boot.wim", "Windows PE"},
	    {"9ffefdef/start4.elf", "Raspberry Pi 4 firmware"},
	    {"bootcode.bin", "Raspberry Pi firmware"},
	    {"NetBoot/i386/boot.efi", "Apple boot.efi"},
	    {"boot.efi", "Apple boot.efi"},
	    {"esxi/mboot.efi", "VMware mboot"},
	    {"myboot.efi", ""},
	    {"vmlinuz", ""},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct text t;
		char buf[80];

		text_init(&t, buf, sizeof(buf));
		fingerprint_file(&t, rows[i].file);
		assert_string_equal(buf, rows[i].words);
	}
}

static void
an_http_client_by_its_agent(void **state)
{
	struct event e;
	struct text t;
	char buf[120];

	(void)state;
	event_init(&e, EVENT_HTTP, 0, NULL);
	(void)text_copy(e.u.http.agent, sizeof(e.u.http.agent),
	    "Syslinux/6.04\x07");
	text_init(&t, buf, sizeof(buf));
	fingerprint_event(&t, &e);
	assert_string_equal(buf, "Syslinux/6.04\\x07, by HTTP");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_bios_rom),
	    cmocka_unit_test(edk2_by_what_it_asks_for),
	    cmocka_unit_test(gpxe_by_its_version_or_the_lack_of_one),
	    cmocka_unit_test(ipxe_with_its_card_and_features),
	    cmocka_unit_test(a_raspberry_pi),
	    cmocka_unit_test(others_by_their_class),
	    cmocka_unit_test(loaders_by_their_files),
	    cmocka_unit_test(an_http_client_by_its_agent),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
