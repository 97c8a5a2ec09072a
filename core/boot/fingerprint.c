/* SPDX-License-Identifier: ISC */
#include "core/boot/fingerprint.h"

#include <string.h>

#include "core/proto/gpxe.h"

/* The boot ROM of the Raspberry Pi 3 has one xid for life (clients.md). */
#define RASPBERRY_XID 0x26f30339u

/* Bus types of option 175.177, include/ipxe/device.h. */
#define BUS_PCI 1
#define BUS_USB 10

static bool
begins(const char *s, const char *with)
{
	return strncmp(s, with, strlen(with)) == 0;
}

static bool
is_raspberry(const struct fingerprint_asker *a)
{
	/* The Pi 4's loader begins its UUID so. */
	return a->xid == RASPBERRY_XID ||
	    (a->facts->has_uuid && memcmp(a->facts->uuid, "RPi", 3) == 0);
}

/* EDK II asks for NetBIOS, path MTU and TTL like nobody else does. */
static bool
is_edk2(const struct dhcp_facts *f)
{
	return dhcp_facts_asks(f, 22) && dhcp_facts_asks(f, 23) &&
	    dhcp_facts_asks(f, 40) && dhcp_facts_asks(f, 97);
}

/*
 * U-Boot in the clothes of UEFI PXE: it asks for what it always asks, not for
 * what PXE is about (u-boot-distro.pcap).
 */
static bool
is_uboot(const struct dhcp_facts *f)
{
	return dhcp_facts_asks(f, 12) && dhcp_facts_asks(f, 17) &&
	    !dhcp_facts_asks(f, 43) && !dhcp_facts_asks(f, 67) && !f->has_uuid;
}

/* gPXE has had a version since 0.9.7, and a user class with it. */
static void
add_version(struct text *t, const struct fingerprint_asker *a)
{
	const struct dhcp_facts *f = a->facts;
	size_t i;

	for (i = 0; f->has_version && i < sizeof(f->version); i++) {
		text_add_char(t, i == 0 ? ' ' : '.');
		text_add_number(t, f->version[i]);
	}
	if (!f->has_version && a->stage == STAGE_GPXE && !f->user_gpxe)
		text_add(t, " 0.9.4-0.9.6");
}

/* What stands behind the family in a class: "U-Boot.armv8", "AAPLBSDPC/...". */
static void
add_class_rest(struct text *t, const struct dhcp_facts *f, size_t skip)
{
	if (f->class_id[skip] == '\0' || f->class_id[skip + 1] == '\0')
		return;
	text_add(t, ", ");
	text_add_visible_str(t, f->class_id + skip + 1);
}

static void
add_family(struct text *t, const struct fingerprint_asker *a)
{
	const struct dhcp_facts *f = a->facts;

	if (a->stage == STAGE_GPXE || a->stage == STAGE_IPXE) {
		text_add(t, a->stage == STAGE_GPXE ? "gPXE" : "iPXE");
		add_version(t, a);
	} else if (is_raspberry(a))
		text_add(t,
		    a->xid == RASPBERRY_XID ? "Raspberry Pi 3 boot ROM" :
					      "Raspberry Pi 4 or later");
	else if (begins(f->class_id, "AAPLBSDPC")) {
		text_add(t, "Apple firmware");
		add_class_rest(t, f, 9);
	} else if (begins(f->class_id, "U-Boot")) {
		text_add(t, "U-Boot");
		add_class_rest(t, f, 6);
	} else if (begins(f->class_id, "MSFT"))
		text_add(t, "Windows");
	else if (a->arch == ARCH_SLOF && a->stage == STAGE_ROM)
		text_add(t, arch_slof(f->arch));
	else if (f->http_class)
		text_add(t,
		    is_edk2(f) ? "EDK II, HTTP boot" : "UEFI, HTTP boot");
	else if (f->of_loader && f->class_id[0] != '\0')
		text_add(t, f->pxe_class ? "FreeBSD loader" : "NetBSD loader");
	else if (f->pxe_class && a->arch == ARCH_BIOS)
		text_add(t, "BIOS boot ROM");
	else if (f->pxe_class)
		text_add(t,
		    is_edk2(f)      ? "EDK II" :
			is_uboot(f) ? "U-Boot, as UEFI" :
				      "UEFI firmware");
	else if (a->stage == STAGE_LOADER)
		text_add(t, "EDK II, asked by a loader");
}

/* "PXEClient:Arch:00007:UNDI:003010": interface 3.10. */
static void
add_undi(struct text *t, const char *class_id)
{
	const char *s = strstr(class_id, ":UNDI:");
	unsigned n = 0;
	int i;

	if (s == NULL)
		return;
	for (i = 6; i < 12; i++) {
		if (s[i] < '0' || s[i] > '9')
			return;
		n = n * 10 + (unsigned)(s[i] - '0');
	}
	text_add(t, ", UNDI ");
	text_add_number(t, n / 1000);
	text_add_char(t, '.');
	text_add_number(t, n % 1000);
}

static void
add_id(struct text *t, uint16_t id)
{
	const uint8_t bytes[] = {(uint8_t)(id >> 8), (uint8_t)id};

	text_add_hex(t, bytes, sizeof(bytes), 0);
}

static void
add_nic(struct text *t, const struct dhcp_facts *f)
{
	static const struct {
		uint16_t vendor, device;
		const char *name;
	} names[] = {
	    {0x1af4, 0x1000, "virtio"},
	    {0x1af4, 0x1041, "virtio"},
	    {0x8086, 0x100e, "e1000"},
	    {0x8086, 0x10d3, "e1000e"},
	    {0x8086, 0x1209, "82559ER"},
	    {0x1022, 0x2000, "PCnet"},
	    {0x10ec, 0x8029, "RTL8029"},
	    {0x10ec, 0x8139, "RTL8139"},
	    {0x10ec, 0x8168, "RTL8168"},
	    {0x15ad, 0x07b0, "vmxnet3"},
	    {0x0bda, 0x8153, "RTL8153"},
	    {0x0b95, 0x1790, "AX88179"},
	};
	size_t i;

	if (!f->has_bus || (f->bus_type != BUS_PCI && f->bus_type != BUS_USB))
		return;
	text_add(t, f->bus_type == BUS_USB ? ", USB NIC " : ", NIC ");
	add_id(t, f->bus_vendor);
	text_add_char(t, ':');
	add_id(t, f->bus_device);
	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (names[i].vendor == f->bus_vendor &&
		    names[i].device == f->bus_device) {
			text_add(t, " (");
			text_add(t, names[i].name);
			text_add_char(t, ')');
		}
}

static void
add_features(struct text *t, const struct dhcp_facts *f)
{
	const char *before = ", can ", *name;
	uint64_t rest;

	for (rest = f->features; rest != 0; rest &= rest - 1) {
		name = gpxe_feature_name((uint8_t)__builtin_ctzll(rest));
		if (name == NULL)
			continue;
		text_add(t, before);
		text_add(t, name);
		before = " ";
	}
}

void
fingerprint_kind(struct text *t, const struct fingerprint_asker *a)
{
	const size_t before = t->len;

	add_family(t, a);
	if (t->len == before)
		return;
	/* The names of BIOS ROMs and of SLOF say it already. */
	if (a->arch != ARCH_UNKNOWN && a->arch != ARCH_SLOF &&
	    strncmp(t->buf + before, "BIOS", 4) != 0) {
		text_add_char(t, ' ');
		text_add(t, arch_name(a->arch));
	}
	/* gPXE and iPXE say the number that they were built with. */
	if (a->stage == STAGE_ROM)
		add_undi(t, a->facts->class_id);
}

void
fingerprint_dhcp(struct text *t, const struct event_dhcp *d)
{
	const struct fingerprint_asker a = {&d->facts, d->stage, d->arch,
	    d->xid};
	const size_t before = t->len;

	if (d->op != DHCP_OP_REQUEST)
		return;
	add_family(t, &a);
	if (t->len == before)
		return;
	add_undi(t, d->facts.class_id);
	add_nic(t, &d->facts);
	add_features(t, &d->facts);
}

void
fingerprint_file(struct text *t, const char *file)
{
	static const struct {
		const char *part, *name;
	} rows[] = {
	    {"gpxelinux", "PXELINUX with gPXE inside"},
	    {"lpxelinux.0", "PXELINUX with HTTP inside"},
	    {"pxelinux.0", "PXELINUX"},
	    {"ldlinux.c32", "PXELINUX 5 or later"},
	    {"ldlinux.e64", "SYSLINUX.EFI, 64 bits"},
	    {"ldlinux.e32", "SYSLINUX.EFI, 32 bits"},
	    /* Its last resorts: arch, SoC and board. */
	    {"pxelinux.cfg/default-", "U-Boot"},
	    {"shimx64.efi", "shim"},
	    {"shimaa64.efi", "shim"},
	    {"shim.efi", "shim"},
	    {"grubx64.efi", "GRUB"},
	    {"grubaa64.efi", "GRUB"},
	    {"grub.cfg", "GRUB"},
	    {"/normal.mod", "GRUB"},
	    {"wdsnbp.com", "Windows Deployment Services"},
	    {"wdsmgfw.efi", "Windows Deployment Services"},
	    {"bootmgr", "Windows Boot Manager"},
	    {"bootmgfw.efi", "Windows Boot Manager"},
	    {".wim", "Windows PE"},
	    {"\\Boot\\BCD", "Windows Boot Manager"},
	    {"/Boot/BCD", "Windows Boot Manager"},
	    {"start4.elf", "Raspberry Pi 4 firmware"},
	    {"bootcode.bin", "Raspberry Pi firmware"},
	    {"mboot.efi", "VMware mboot"},
	    {"/boot.efi", "Apple boot.efi"},
	};
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (strstr(file, rows[i].part) != NULL ||
		    (rows[i].part[0] == '/' &&
			strcmp(file, rows[i].part + 1) == 0)) {
			text_add(t, rows[i].name);
			return;
		}
}

void
fingerprint_http(struct text *t, const struct event_http *h)
{
	if (h->agent[0] == '\0')
		return;
	text_add_visible_str(t, h->agent);
	text_add(t, ", by HTTP");
}

void
fingerprint_event(struct text *t, const struct event *e)
{
	if (e->kind == EVENT_DHCP)
		fingerprint_dhcp(t, &e->u.dhcp);
	else if (e->kind == EVENT_TFTP)
		fingerprint_file(t, e->u.tftp.file);
	else if (e->kind == EVENT_HTTP)
		fingerprint_http(t, &e->u.http);
}
