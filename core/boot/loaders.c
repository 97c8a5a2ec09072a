/* SPDX-License-Identifier: ISC */
#include "core/boot/loaders.h"

#include <string.h>

#include "core/base/buf.h"

/* clang-format off */
/*
 * The iSCSI modes chain through the rows of mode gpxe.  A client that shows
 * no architecture is an old BIOS ROM: UEFI always shows one.  Syslinux has no
 * ARM version, so there the loader of mode pxelinux is GRUB.
 */
static const struct loader_row rows[] = {
	{MODE_PXELINUX, ARCH_UNKNOWN, {"pxelinux.0", "lpxelinux.0"}},
	{MODE_PXELINUX, ARCH_BIOS, {"pxelinux.0", "lpxelinux.0"}},
	{MODE_PXELINUX, ARCH_IA32, {"efi32/syslinux.efi", "syslinux32.efi"}},
	{MODE_PXELINUX, ARCH_X64, {"syslinux.efi", "efi64/syslinux.efi"}},
	{MODE_PXELINUX, ARCH_ARM32, {"grubarm.efi", "bootarm.efi"}},
	{MODE_PXELINUX, ARCH_ARM64, {"grubaa64.efi", "grubnetaa64.efi",
	    "bootaa64.efi"}},
	{MODE_GPXE, ARCH_UNKNOWN, {"gpxe.pxe", "undionly.kpxe", "ipxe.pxe"}},
	{MODE_GPXE, ARCH_BIOS, {"gpxe.pxe", "undionly.kpxe", "ipxe.pxe"}},
	{MODE_GPXE, ARCH_IA32, {"ipxe-ia32.efi", "snponly-ia32.efi"}},
	{MODE_GPXE, ARCH_X64, {"ipxe.efi", "snponly.efi"}},
	{MODE_GPXE, ARCH_ARM32, {"ipxe-arm32.efi", "snponly-arm32.efi"}},
	{MODE_GPXE, ARCH_ARM64, {"ipxe-arm64.efi", "snponly-arm64.efi"}},
};

static const char *const kinds[] = {
	[LOADER_OTHER] = "data",
	[LOADER_BIOS] = "a BIOS boot program",
	[LOADER_IA32] = "a 32-bit UEFI program",
	[LOADER_X64] = "a 64-bit UEFI program",
	[LOADER_ARM32] = "a 32-bit ARM UEFI program",
	[LOADER_ARM64] = "a 64-bit ARM UEFI program",
	[LOADER_SCRIPT] = "a gPXE script",
	[LOADER_IPXE_SCRIPT] = "an iPXE script",
	[LOADER_LINUX] = "a Linux kernel",
};

/* COFF machine types, PE format 3.3.1. */
static const struct {
	uint16_t machine;
	enum loader_kind kind;
} machines[] = {
	{0x014c, LOADER_IA32},
	{0x8664, LOADER_X64},
	{0x01c0, LOADER_ARM32},
	{0x01c2, LOADER_ARM32},
	{0x01c4, LOADER_ARM32},
	{0xaa64, LOADER_ARM64},
};

/* Bit (1 << arch) for each architecture whose ROM can run the kind. */
static const unsigned runs_on[] = {
	[LOADER_OTHER] = 1 << ARCH_UNKNOWN | 1 << ARCH_BIOS |
	    1 << ARCH_UBOOT | 1 << ARCH_SLOF | 1 << ARCH_OTHER,
	[LOADER_BIOS] = 1 << ARCH_UNKNOWN | 1 << ARCH_BIOS,
	[LOADER_IA32] = 1 << ARCH_IA32,
	[LOADER_X64] = 1 << ARCH_X64,
	[LOADER_ARM32] = 1 << ARCH_ARM32 | 1 << ARCH_UBOOT,
	[LOADER_ARM64] = 1 << ARCH_ARM64 | 1 << ARCH_UBOOT,
	[LOADER_SCRIPT] = 0,
	[LOADER_IPXE_SCRIPT] = 0,
	[LOADER_LINUX] = 1 << ARCH_IA32 | 1 << ARCH_X64,
};
/* clang-format on */

const struct loader_row *
loader_rows(size_t *ret_count)
{
	*ret_count = sizeof(rows) / sizeof(rows[0]);
	return rows;
}

const struct loader_row *
loader_row(enum boot_mode mode, enum client_arch arch)
{
	size_t i;

	if (mode == MODE_ISCSI || mode == MODE_ISCSI_INSTALL)
		mode = MODE_GPXE;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (rows[i].mode == mode && rows[i].arch == arch)
			return &rows[i];
	return NULL;
}

/* Numbers in files are little-endian; zero past the end. */
static uint32_t
little(const struct rbuf *file, size_t at, size_t bytes)
{
	struct rbuf r = *file;
	uint32_t v = 0;
	size_t i;

	(void)rbuf_bytes(&r, at);
	for (i = 0; i < bytes; i++)
		v |= (uint32_t)rbuf_u8(&r) << (8 * i);
	return r.bad ? 0 : v;
}

static bool
starts(const struct rbuf *file, size_t at, const char *magic)
{
	struct rbuf r = *file;
	const size_t n = strlen(magic);
	const uint8_t *p;

	(void)rbuf_bytes(&r, at);
	p = rbuf_bytes(&r, n);
	return p != NULL && memcmp(p, magic, n) == 0;
}

/* MZ, at 0x3c where the PE header stands, "PE\0\0", then the machine. */
static enum loader_kind
pe_kind(const struct rbuf *file)
{
	const size_t pe = little(file, 0x3c, 4);
	uint32_t machine;
	size_t i;

	if (little(file, pe, 4) != 0x00004550)
		return LOADER_OTHER;
	machine = little(file, pe + 4, 2);
	for (i = 0; i < sizeof(machines) / sizeof(machines[0]); i++)
		if (machines[i].machine == machine)
			return machines[i].kind;
	return LOADER_OTHER;
}

/*
 * A boot program is entered at its first byte, so that is an instruction: a
 * jump (pxelinux.0, gpxe.pxe), cli, cld or nop.  None of them is text.
 */
static bool
starts_with_code(const struct rbuf *file)
{
	static const uint8_t code[] = {0xea, 0xe9, 0xeb, 0xfa, 0xfc, 0x90};
	struct rbuf r = *file;
	const uint8_t first = rbuf_u8(&r);

	return !r.bad && memchr(code, first, sizeof(code)) != NULL;
}

enum loader_kind
loader_kind(const void *head, size_t len)
{
	struct rbuf file;

	rbuf_init(&file, head, len);
	if (starts(&file, 0, "#!gpxe"))
		return LOADER_SCRIPT;
	if (starts(&file, 0, "#!ipxe"))
		return LOADER_IPXE_SCRIPT;
	/* Linux x86 boot protocol: "HdrS" at 0x202, whatever the start. */
	if (starts(&file, 0x202, "HdrS"))
		return LOADER_LINUX;
	if (starts(&file, 0, "MZ"))
		return pe_kind(&file);
	return starts_with_code(&file) ? LOADER_BIOS : LOADER_OTHER;
}

bool
loader_fits(enum loader_kind kind, enum client_arch arch)
{
	return (runs_on[kind] & 1u << arch) != 0;
}

bool
loader_has_name(const char *name)
{
	static const char *const tails[] = {".efi", ".kpxe", ".kkpxe", ".pxe",
	    ".0"};
	const size_t n = strlen(name);
	size_t i, k;

	for (i = 0; i < sizeof(tails) / sizeof(tails[0]); i++) {
		k = strlen(tails[i]);
		if (n >= k && strcmp(name + n - k, tails[i]) == 0)
			return true;
	}
	return false;
}

const char *
loader_kind_name(enum loader_kind kind)
{
	return kinds[kind];
}
