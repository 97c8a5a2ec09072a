/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "core/boot/path.h"
#include "core/boot/track_machine.h"

/* The last component begins and ends so, in whatever case. */
struct row {
	const char *begin, *end;
	enum track_role role;
};

/* clang-format off */
static const struct row rows[] = {
	/* iPXE's, before its own DHCP; U-Boot's, before it boots as UEFI. */
	{"autoexec.ipxe", "", ROLE_HOPED},
	{"boot.scr", "", ROLE_HOPED},
	/* GRUB asks for grub.cfg-01-MAC and the like. */
	{"grub.cfg", "", ROLE_CONFIG},
	{"", ".cfg", ROLE_CONFIG},
	{"", ".conf", ROLE_CONFIG},
	{"", ".ipxe", ROLE_CONFIG},
	{"", ".gpxe", ROLE_CONFIG},
	{"", ".msg", ROLE_CONFIG},
	{"", ".menu", ROLE_CONFIG},
	/* Scripts that a server makes. */
	{"", ".php", ROLE_PAGE},
	{"", ".cgi", ROLE_PAGE},
	{"", ".json", ROLE_PAGE},
	{"", ".asp", ROLE_PAGE},
	{"", ".aspx", ROLE_PAGE},
	{"", ".jsp", ROLE_PAGE},
	{"", ".pl", ROLE_PAGE},
	{"", ".py", ROLE_PAGE},
	/* PXELINUX, SYSLINUX.EFI, GRUB, and what their menus show. */
	{"", ".c32", ROLE_MODULE},
	{"", ".e32", ROLE_MODULE},
	{"", ".e64", ROLE_MODULE},
	{"", ".mod", ROLE_MODULE},
	{"", ".lst", ROLE_MODULE},
	{"", ".pf2", ROLE_MODULE},
	{"", ".png", ROLE_MODULE},
	{"", ".jpg", ROLE_MODULE},
	{"", ".lss", ROLE_MODULE},
	{"", ".bmp", ROLE_MODULE},
	{"", ".fnt", ROLE_MODULE},
	{"", ".psf", ROLE_MODULE},
	/* Windows: its boot manager, then Windows PE. */
	{"bcd", "", ROLE_CONFIG},
	{"", ".bcd", ROLE_CONFIG},
	{"", ".wim", ROLE_PAYLOAD},
	{"", ".sdi", ROLE_PAYLOAD},
	{"", ".ttf", ROLE_MODULE},
	{"", ".mui", ROLE_MODULE},
	{"", ".dll", ROLE_MODULE},
	{"", ".stl", ROLE_MODULE},
	{"hiberfil.sys", "", ROLE_MODULE},
	/* ESXi's loader. */
	{"crypto64.efi", "", ROLE_MODULE},
	/* shim: what is revoked, and more keys, where there are any. */
	{"revocations", ".efi", ROLE_MODULE},
	{"shim_certificate", ".efi", ROLE_MODULE},
	/* Raspberry Pi: fixed names, clients.md. */
	{"bootcode.bin", "", ROLE_LOADER},
	{"config.txt", "", ROLE_CONFIG},
	{"start", ".elf", ROLE_MODULE},
	{"recover", ".elf", ROLE_MODULE},
	{"fixup", ".dat", ROLE_MODULE},
	{"armstub", ".bin", ROLE_MODULE},
	{"dt-blob.bin", "", ROLE_MODULE},
	{"bootsig.bin", "", ROLE_MODULE},
	{"boot.sig", "", ROLE_MODULE},
	{"boot.img", "", ROLE_PAYLOAD},
	{"pieeprom", "", ROLE_MODULE},
	{"vl805", "", ROLE_MODULE},
	{"kernel", ".img", ROLE_PAYLOAD},
	{"", ".dtb", ROLE_MODULE},
	{"", ".dtbo", ROLE_MODULE},
	/* Apple NetBoot. */
	{"kernelcache", "", ROLE_PAYLOAD},
	{"mach.macosx", "", ROLE_PAYLOAD},
	{"", ".txt", ROLE_MODULE},
	/* The loaders of BSD and illumos: their scripts, and what few have. */
	{"", ".lua", ROLE_MODULE},
	{"", ".4th", ROLE_MODULE},
	{"", ".rc", ROLE_MODULE},
	{"loader.rc", "", ROLE_MODULE},
	{"", ".conf.local", ROLE_CONFIG},
	{"", "conf.d", ROLE_CONFIG},
	{"device.hints", "", ROLE_MODULE},
	{"random.seed", "", ROLE_MODULE},
	{"entropy", "entropy", ROLE_MODULE},
	{"", ".ko", ROLE_MODULE},
	{"", ".kmod", ROLE_MODULE},
};

/* As distributions call it; counts once a loader has its configuration. */
static const struct row initrds[] = {
	{"initrd", "", ROLE_INITRD},
	{"initramfs", "", ROLE_INITRD},
	{"", "initrd", ROLE_INITRD},
	{"", "initrd.gz", ROLE_INITRD},
	{"", "initrd.img", ROLE_INITRD},
	{"", ".cpio", ROLE_INITRD},
	{"", ".cpio.gz", ROLE_INITRD},
	{"", ".cpio.xz", ROLE_INITRD},
	{"", ".cpio.zst", ROLE_INITRD},
};

/*
 * A system by its name alone: some firmware is told it instead of a loader
 * (UEFI, SLOF, U-Boot, HTTP Boot), and some loaders bring their configuration
 * along (iPXE with a script in it, the BSDs' pxeboot).
 */
static const struct row systems[] = {
	{"vmlinuz", "", ROLE_PAYLOAD},
	{"vmlinux", "", ROLE_PAYLOAD},
	{"bzimage", "", ROLE_PAYLOAD},
	{"zimage", "", ROLE_PAYLOAD},
	{"uimage", "", ROLE_PAYLOAD},
	{"fitimage", "", ROLE_PAYLOAD},
	{"linux", "linux", ROLE_PAYLOAD},
	{"kernel", "kernel", ROLE_PAYLOAD},
	{"kernel.", "", ROLE_PAYLOAD},
	{"netbsd", "", ROLE_PAYLOAD},
	{"bsd", "bsd", ROLE_PAYLOAD},
	{"bsd.", "", ROLE_PAYLOAD},
	{"onie-installer", "", ROLE_PAYLOAD},
	{"", "uimage", ROLE_PAYLOAD},
	{"", "zimage", ROLE_PAYLOAD},
	{"", "-kernel.bin", ROLE_PAYLOAD},
	{"", ".itb", ROLE_PAYLOAD},
	{"", ".iso", ROLE_PAYLOAD},
};
/* clang-format on */

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))

static bool
ends_with(const char *s, const char *end)
{
	size_t n = strlen(s), k = strlen(end);

	return n >= k && strcmp(s + n - k, end) == 0;
}

static const struct row *
find(const struct row *list, size_t count, const char *base)
{
	for (size_t i = 0; i < count; i++)
		if (strncmp(base, list[i].begin, strlen(list[i].begin)) == 0 &&
		    ends_with(base, list[i].end))
			return &list[i];
	return NULL;
}

/* A name or URL as a path below the root; "" when it is none. */
static void
plain_path(char *ret, size_t cap, const char *name)
{
	const char *host = strstr(name, "://");

	ret[0] = '\0';
	if (host != NULL) {
		name = strchr(host + 3, '/');
		if (name == NULL)
			return;
	}
	if (path_clean(ret, cap, name) < 0)
		ret[0] = '\0';
}

static bool
same_file(const char *path, const char *told)
{
	char other[PATH_MAX_BYTES];

	plain_path(other, sizeof(other), told);
	return other[0] != '\0' && strcmp(path, other) == 0;
}

/*
 * The last component, in small letters: Windows takes names in any case.  Of a
 * URL with a query that before it.
 */
static void
base_of(char *ret, size_t cap, const char *path)
{
	const size_t end = strcspn(path, "?");
	const char *base = path + end;
	size_t i;

	while (base > path && base[-1] != '/')
		base--;
	for (i = 0; i + 1 < cap && base + i < path + end; i++)
		ret[i] = base[i] >= 'A' && base[i] <= 'Z' ?
		    (char)(base[i] - 'A' + 'a') :
		    base[i];
	ret[i] = '\0';
}

bool
track_is_loader(const char *name)
{
	static const char *const loaders[] = {".efi", ".efi.signed", ".0",
	    ".pxe", ".kpxe", ".kkpxe", ".n12"};

	for (size_t i = 0; i < COUNT(loaders); i++)
		if (ends_with(name, loaders[i]))
			return true;
	return false;
}

bool
track_chains(const char *name)
{
	static const char *const names[] = {"ipxe", "gpxe", "snponly",
	    "undionly", "netboot.xyz", "shim", "grub", "pxelinux.0",
	    "lpxelinux.0", "gpxelinux.0", "syslinux", "bootmgfw.efi"};
	char base[PATH_MAX_BYTES];

	base_of(base, sizeof(base), name);
	for (size_t i = 0; i < COUNT(names); i++)
		if (strncmp(base, names[i], strlen(names[i])) == 0)
			return true;
	return false;
}

/* Whoever answers a query makes its answer, unless it asks for a file. */
static enum track_role
role_of_query(const char *query)
{
	if (strstr(query, "=initr") != NULL)
		return ROLE_INITRD;
	if (strstr(query, "=kernel") != NULL ||
	    strstr(query, "=vmlinu") != NULL)
		return ROLE_PAYLOAD;
	return ROLE_PAGE;
}

/* Has the loader what tells it which system to load? */
static bool
is_configured(const struct machine *m)
{
	return (m->got & (GOT_CONFIG | GOT_SCRIPT)) != 0 ||
	    m->stage >= BOOT_CHAINED;
}

enum track_role
track_role_of(const struct machine *m, const char *name)
{
	char path[PATH_MAX_BYTES], base[PATH_MAX_BYTES];
	const struct row *row, *initrd, *system;

	plain_path(path, sizeof(path), name);
	if (same_file(path, track_words_of(m)->script))
		return ROLE_SCRIPT;
	base_of(base, sizeof(base), path);
	system = find(systems, COUNT(systems), base);
	if (same_file(path, track_words_of(m)->loader))
		return system != NULL ? system->role : ROLE_LOADER;
	if (strstr(path, "pxelinux.cfg/") != NULL)
		return ROLE_CONFIG;
	row = find(rows, COUNT(rows), base);
	if (row != NULL)
		return row->role;
	initrd = find(initrds, COUNT(initrds), base);
	if (is_configured(m) && initrd == NULL && system == NULL &&
	    strchr(path, '?') != NULL)
		return role_of_query(strchr(path, '?'));
	if (is_configured(m) || (m->got & GOT_PAYLOAD) != 0)
		return initrd != NULL ? initrd->role : ROLE_PAYLOAD;
	if (system != NULL)
		return system->role;
	/* A shim's second loader, or what a foreign server named. */
	return track_is_loader(path) || m->got == 0 ? ROLE_LOADER : ROLE_MODULE;
}
