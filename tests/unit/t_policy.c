/* SPDX-License-Identifier: ISC */
#include "tests/unit/unit.h"

#include <stdio.h>
#include <string.h>

#include "core/boot/policy.h"
#include "tests/unit/dhcp_sample.h"

#define PXECLIENT "350101 3c09505845436c69656e74"
#define HTTPCLIENT "350101 3c0a48545450436c69656e74 5d020010"
#define UBOOT "350101 3c0c552d426f6f742e61726d7638 5d020016"
#define UBOOT_HTTP "350101 3c0a48545450436c69656e74 5d020017"
#define SLOF "350101 3706 01030642435d"
#define SLOF_S390 "350103 3706 01030642435d 5d02001f"
#define GPXE_0_9_4 PXECLIENT "5d020000 af06150101110101"
#define GPXE_0_9_7 PXECLIENT "5d020000 4d0467505845 af05eb03000907"
#define ROM_ARM64 PXECLIENT "5d02000b"
#define ROM_IA32 PXECLIENT "5d020006"
#define ROM_OTHER PXECLIENT "5d020002"
#define LONG_128                                                               \
	"12345678901234567890123456789012345678901234567890123456789012345"    \
	"67890123456789012345678901234567890123456789012345678901234567/x"

enum server_bit {
	PROXY = 1,
	HTTP = 2,
	HTTP_80 = 4,
	PLACE_OPTION = 8,
	PLACE_OVERLOAD = 16,
	UNKNOWN_MACHINE = 32
};

struct trial {
	int sample; /* -1: made of options */
	const char *options;
	const char *settings; /* of the host: "key=value key=value" */
	const char *defaults; /* of the mode in force */
	unsigned server;
	enum verdict verdict;
	enum reason reason;
	const char *bootfile, *root_path;
	const char *text; /* a part of the sentence */
};

#define ROOT "iscsi:192.0.2.3::::iqn.2026-01.test:d"
#define BOTH_OF(s) s, NULL
#define MADE -1

/* clang-format off */
static const struct trial trials[] = {
	/* ignore: nobody gets anything */
	{BOTH_OF(SAMPLE_BIOS_ROM), "mode=ignore name=lab7", "", 0,
	    VERDICT_SILENT, REASON_MODE_IGNORE, "", "",
	    "ignored: mode ignore of host lab7"},
	{BOTH_OF(SAMPLE_UDHCPC), "mode=ignore", "", 0,
	    VERDICT_SILENT, REASON_MODE_IGNORE, "", "",
	    "ignored: mode ignore of host 52:54:00"},
	{BOTH_OF(SAMPLE_OVMF_4011), "mode=ignore", "", PROXY,
	    VERDICT_SILENT, REASON_MODE_IGNORE, "", "", "ignored"},

	/* proxy: boot clients only */
	{BOTH_OF(SAMPLE_UDHCPC), "mode=pxelinux", "", PROXY,
	    VERDICT_SILENT, REASON_PROXY_NOT_PXE, "", "",
	    "host (udhcp 1.35.0): no answer"},
	{BOTH_OF(SAMPLE_SYSLINUX_EFI), "mode=pxelinux", "", PROXY,
	    VERDICT_SILENT, REASON_PROXY_NOT_PXE, "", "", "a proxy"},
	{MADE, "", "mode=pxelinux", "", PROXY,
	    VERDICT_SILENT, REASON_PROXY_NOT_PXE, "", "", "BOOTP client"},

	/* hosts that boot nothing from here */
	{BOTH_OF(SAMPLE_DHCLIENT), "mode=iscsi", "", 0,
	    VERDICT_BOOT, REASON_ASKS_NAME, "gpxe.pxe", "",
	    "host: told gpxe.pxe, it asks for a boot file name"},
	{BOTH_OF(SAMPLE_UDHCPC), "mode=gpxe bootfile=http://a/b", "", 0,
	    VERDICT_ADDRESS, REASON_NOT_A_BOOT_CLIENT, "", "", "address"},
	{MADE, "350101 3702010c", "mode=pxelinux", "", 0,
	    VERDICT_ADDRESS, REASON_NOT_A_BOOT_CLIENT, "", "",
	    "host: address only"},
	{BOTH_OF(SAMPLE_UDHCPC), "mode=local", "", 0,
	    VERDICT_ADDRESS, REASON_NOT_A_BOOT_CLIENT, "", "", "address"},
	{BOTH_OF(SAMPLE_OVMF), "name=lab7", "", 0,
	    VERDICT_ADDRESS, REASON_NO_MODE, "", "", "no mode"},

	/* local: each kind of client leaves in its own way */
	{BOTH_OF(SAMPLE_BIOS_ROM), "mode=local", "", 0,
	    VERDICT_LOCAL_MENU, REASON_LOCAL_MENU, "", "",
	    "BIOS ROM: told to boot its own disk by mode local"},
	{BOTH_OF(SAMPLE_OVMF), "mode=local", "", PROXY,
	    VERDICT_LOCAL_MENU, REASON_LOCAL_MENU, "", "", "UEFI x64 ROM"},
	{BOTH_OF(SAMPLE_GPXE), "mode=local bootfile=x", "", 0,
	    VERDICT_ADDRESS, REASON_LOCAL_NO_NAME, "", "", "gPXE 1.0.1 BIOS"},
	{BOTH_OF(SAMPLE_IPXE), "mode=local", "", PROXY,
	    VERDICT_SILENT, REASON_LOCAL_SILENT, "", "", "own disk"},
	{MADE, UBOOT, "mode=local", "", 0,
	    VERDICT_ADDRESS, REASON_LOCAL_NO_NAME, "", "", "U-Boot"},
	{MADE, UBOOT, "mode=local", "", PROXY,
	    VERDICT_SILENT, REASON_LOCAL_SILENT, "", "", "U-Boot"},
	{MADE, "", "mode=local", "", 0,
	    VERDICT_ADDRESS, REASON_LOCAL_NO_NAME, "", "", "BOOTP client"},
	{MADE, HTTPCLIENT, "mode=local", "", HTTP,
	    VERDICT_SILENT, REASON_LOCAL_HTTP, "", "", "UEFI HTTP x64"},

	/* UEFI HTTP boot: URLs and nothing else */
	{MADE, HTTPCLIENT, "mode=pxelinux", "", HTTP,
	    VERDICT_BOOT, REASON_HTTP_URL,
	    "http://192.0.2.1:8080/syslinux.efi", "", "told http://"},
	{MADE, HTTPCLIENT, "mode=iscsi", "", HTTP_80,
	    VERDICT_BOOT, REASON_HTTP_URL, "http://192.0.2.1/ipxe.efi", "",
	    "mode iscsi"},
	{MADE, HTTPCLIENT, "mode=gpxe bootfile-x64=/a/b%20c", "", HTTP,
	    VERDICT_BOOT, REASON_HTTP_URL,
	    "http://192.0.2.1:8080/a/b%2520c", "", ""},
	{MADE, HTTPCLIENT, "mode=gpxe bootfile=http://a/b.efi", "", 0,
	    VERDICT_BOOT, REASON_HTTP_URL, "http://a/b.efi", "", ""},
	{MADE, HTTPCLIENT, "mode=gpxe bootfile=tftp://a/b.efi", "", HTTP,
	    VERDICT_ADDRESS, REASON_HTTP_NO_URL, "", "",
	    "; set bootfile=http://"},
	{MADE, HTTPCLIENT, "mode=gpxe", "", 0,
	    VERDICT_ADDRESS, REASON_HTTP_NO_URL, "", "",
	    "; start with --http-port"},
	{MADE, UBOOT_HTTP, "mode=pxelinux", "", HTTP,
	    VERDICT_ADDRESS, REASON_HTTP_NO_URL, "", "",
	    "; no loader is known for it, set bootfile=FILE"},

	/* pxelinux */
	{MADE, UBOOT, "mode=pxelinux", "", 0,
	    VERDICT_BOOT, REASON_UBOOT_SEARCH, "", "", "finds pxelinux.cfg"},
	{MADE, UBOOT, "mode=pxelinux", "", PROXY,
	    VERDICT_BOOT, REASON_UBOOT_PROXY, "", "", "to heed a proxy"},
	{MADE, SLOF, "mode=pxelinux", "", 0,
	    VERDICT_BOOT, REASON_SLOF_SEARCH, "", "", "SLOF: finds pxelinux"},
	{MADE, SLOF_S390, "mode=pxelinux", "", 0,
	    VERDICT_BOOT, REASON_SLOF_SEARCH, "", "", "SLOF s390: finds"},
	{MADE, SLOF_S390, "mode=pxelinux bootfile=linux.s390", "", 0,
	    VERDICT_BOOT, REASON_ROM_PXELINUX, "linux.s390", "",
	    "told linux.s390"},
	{MADE, SLOF, "mode=gpxe", "", 0,
	    VERDICT_ADDRESS, REASON_NO_LOADER, "", "", "set bootfile"},
	{MADE, SLOF, "mode=local", "", 0,
	    VERDICT_ADDRESS, REASON_LOCAL_NO_NAME, "", "", "SLOF"},
	{MADE, SLOF_S390, "mode=pxelinux bootfile=linux.s390", "", PROXY,
	    VERDICT_SILENT, REASON_SLOF_PROXY, "", "", "next-server"},
	{BOTH_OF(SAMPLE_BIOS_ROM), "mode=pxelinux config=c prefix=p/", "", 0,
	    VERDICT_BOOT, REASON_ROM_PXELINUX, "pxelinux.0", "",
	    "BIOS ROM: told pxelinux.0 by mode pxelinux"},
	{MADE, "350101 3c14505845436c69656e743a417263683a3030303037 5d0100",
	    "mode=pxelinux", "", 0,
	    VERDICT_BOOT, REASON_ROM_PXELINUX, "syslinux.efi", "",
	    "bad length; its architecture is taken from option 60"},
	{MADE, PXECLIENT "5d0100", "mode=pxelinux", "", 0,
	    VERDICT_BOOT, REASON_ROM_PXELINUX, "pxelinux.0", "",
	    "option 93 has a bad length"},
	{MADE, "350101 3c14505845436c69656e743a417263683a3030303037 5d020000",
	    "mode=pxelinux", "", 0,
	    VERDICT_BOOT, REASON_ROM_PXELINUX, "pxelinux.0", "",
	    "options 60 and 93 name two architectures"},
	{MADE, PXECLIENT, "mode=pxelinux", "", 0,
	    VERDICT_BOOT, REASON_ROM_PXELINUX, "pxelinux.0", "", "PXE ROM"},
	{MADE, "", "mode=pxelinux", "", 0,
	    VERDICT_BOOT, REASON_ROM_PXELINUX, "pxelinux.0", "",
	    "BOOTP client"},
	{BOTH_OF(SAMPLE_OVMF), "mode=pxelinux", "", PROXY,
	    VERDICT_BOOT, REASON_ROM_PXELINUX, "syslinux.efi", "", ""},
	{MADE, ROM_IA32, "mode=pxelinux", "", 0,
	    VERDICT_BOOT, REASON_ROM_PXELINUX, "efi32/syslinux.efi", "", ""},
	{MADE, ROM_ARM64, "mode=pxelinux", "", 0,
	    VERDICT_BOOT, REASON_ROM_PXELINUX, "grubaa64.efi", "", ""},
	{MADE, ROM_OTHER, "mode=pxelinux", "", 0,
	    VERDICT_ADDRESS, REASON_NO_LOADER, "", "",
	    "architecture 2 ROM: no loader is known"},
	{MADE, ROM_OTHER, "mode=pxelinux bootfile=alpha.0", "", 0,
	    VERDICT_BOOT, REASON_ROM_PXELINUX, "alpha.0", "", ""},
	{BOTH_OF(SAMPLE_GPXE), "mode=pxelinux config=c prefix=p/", "", 0,
	    VERDICT_BOOT, REASON_GPXE_PXELINUX, "pxelinux.0", "",
	    "gPXE 1.0.1 BIOS: told pxelinux.0 by mode pxelinux"},
	{BOTH_OF(SAMPLE_SNPONLY), "mode=pxelinux", "", 0,
	    VERDICT_BOOT, REASON_GPXE_PXELINUX, "syslinux.efi", "",
	    "iPXE UEFI x64"},
	{BOTH_OF(SAMPLE_SNPONLY), "mode=pxelinux bootfile=http://a/b", "", 0,
	    VERDICT_BOOT, REASON_GPXE_PXELINUX, "http://a/b", "", ""},
	{MADE, ROM_OTHER "4d0469505845", "mode=pxelinux", "", 0,
	    VERDICT_ADDRESS, REASON_NO_LOADER, "", "", "iPXE"},
	{BOTH_OF(SAMPLE_GPXE), "mode=pxelinux bootfile=" LONG_128, "", 0,
	    VERDICT_ADDRESS, REASON_NAME_TOO_LONG, "", "", "127 bytes"},
	{BOTH_OF(SAMPLE_BIOS_ROM), "mode=pxelinux bootfile=" LONG_128, "", 0,
	    VERDICT_ADDRESS, REASON_NAME_TOO_LONG, "", "",
	    "placement=option: 1234"},
	{BOTH_OF(SAMPLE_BIOS_ROM), "mode=pxelinux bootfile=" LONG_128, "",
	    PLACE_OPTION,
	    VERDICT_BOOT, REASON_ROM_PXELINUX, LONG_128, "", ""},
	{BOTH_OF(SAMPLE_BIOS_ROM), "mode=gpxe bootfile=http://a/b", "", 0,
	    VERDICT_ADDRESS, REASON_URL_FOR_ROM, "", "",
	    "cannot read a URL (http://a/b)"},

	/* gpxe: chain, then the script; the HOWTO's net:#gpxe */
	{BOTH_OF(SAMPLE_BIOS_ROM), "mode=gpxe name=lab7", "", 0,
	    VERDICT_BOOT, REASON_ROM_CHAIN, "gpxe.pxe", "",
	    "told gpxe.pxe: BIOS ROM shows no option 175, mode gpxe of host "
	    "lab7 chains"},
	{BOTH_OF(SAMPLE_OVMF), "mode=gpxe", "", 0,
	    VERDICT_BOOT, REASON_ROM_CHAIN, "ipxe.efi", "", ""},
	{MADE, ROM_ARM64, "mode=gpxe", "", 0,
	    VERDICT_BOOT, REASON_ROM_CHAIN, "ipxe-arm64.efi", "", ""},
	{MADE, UBOOT, "mode=gpxe", "", 0,
	    VERDICT_ADDRESS, REASON_NO_LOADER, "", "", "U-Boot: no loader"},
	{BOTH_OF(SAMPLE_BIOS_ROM),
	    "mode=gpxe bootfile=g.0 bootfile-bios=b.0", "", 0,
	    VERDICT_BOOT, REASON_ROM_CHAIN, "b.0", "", ""},
	{BOTH_OF(SAMPLE_BIOS_ROM), "mode=gpxe bootfile=g.0",
	    "bootfile-bios=b.0", 0,
	    VERDICT_BOOT, REASON_ROM_CHAIN, "g.0", "", ""},
	{BOTH_OF(SAMPLE_BIOS_ROM), "mode=gpxe", "bootfile-bios=b.0", 0,
	    VERDICT_BOOT, REASON_ROM_CHAIN, "b.0", "", ""},
	{BOTH_OF(SAMPLE_OVMF), "mode=gpxe bootfile-x64=x bootfile-bios=b", "",
	    0, VERDICT_BOOT, REASON_ROM_CHAIN, "x", "", ""},
	{MADE, ROM_IA32, "mode=gpxe bootfile-ia32=i", "", 0,
	    VERDICT_BOOT, REASON_ROM_CHAIN, "i", "", ""},
	{MADE, ROM_ARM64, "mode=gpxe bootfile-arm64=a", "", 0,
	    VERDICT_BOOT, REASON_ROM_CHAIN, "a", "", ""},
	{MADE, PXECLIENT "5d02000a", "mode=gpxe bootfile-arm32=a", "", 0,
	    VERDICT_BOOT, REASON_ROM_CHAIN, "a", "", ""},
	{BOTH_OF(SAMPLE_GPXE), "mode=gpxe name=lab7 script=boot.gpxe", "", 0,
	    VERDICT_BOOT, REASON_GPXE_SCRIPT, "boot.gpxe", "",
	    "gPXE 1.0.1 BIOS: script boot.gpxe by mode gpxe of host lab7"},
	{BOTH_OF(SAMPLE_SNPONLY), "mode=gpxe", "script=http://a/b", 0,
	    VERDICT_BOOT, REASON_GPXE_SCRIPT, "http://a/b", "", "iPXE"},
	{MADE, GPXE_0_9_4, "mode=gpxe script=s", "", 0,
	    VERDICT_BOOT, REASON_GPXE_SCRIPT, "s", "", "gPXE 0.9.4-0.9.6"},
	{MADE, GPXE_0_9_4, "mode=gpxe script=s", "", PLACE_OPTION,
	    VERDICT_BOOT, REASON_GPXE_SCRIPT, "s", "",
	    "reads the file field only"},
	{MADE, GPXE_0_9_4, "mode=gpxe script=http://a/b", "", 0,
	    VERDICT_BOOT, REASON_GPXE_SCRIPT, "http://a/b", "",
	    "shows no HTTP: chain a full build"},
	{MADE, GPXE_0_9_4, "mode=iscsi target=" ROOT, "", 0,
	    VERDICT_BOOT, REASON_GPXE_SAN, "", ROOT, "mode iscsi of host 02"},
	{MADE, PXECLIENT "5d020000 4d0469505845 af03130101",
	    "mode=iscsi target=" ROOT, "", 0,
	    VERDICT_BOOT, REASON_GPXE_SAN, "", ROOT, "shows no iSCSI"},
	{MADE, GPXE_0_9_7, "mode=gpxe script=s", "", PLACE_OPTION,
	    VERDICT_BOOT, REASON_GPXE_SCRIPT, "s", "",
	    "reads the file field only"},
	{BOTH_OF(SAMPLE_IPXE), "mode=gpxe", "", 0,
	    VERDICT_ADDRESS, REASON_GPXE_NO_SCRIPT, "", "",
	    "has no script; set script="},
	{BOTH_OF(SAMPLE_GPXE), "mode=gpxe script=" LONG_128, "", 0,
	    VERDICT_ADDRESS, REASON_NAME_TOO_LONG, "", "", "/x"},
	{BOTH_OF(SAMPLE_GPXE), "mode=gpxe script=" LONG_128, "", PLACE_OPTION,
	    VERDICT_BOOT, REASON_GPXE_SCRIPT, LONG_128, "", ""},

	/* iscsi and iscsi-install */
	{BOTH_OF(SAMPLE_BIOS_ROM), "mode=iscsi target=" ROOT, "", 0,
	    VERDICT_BOOT, REASON_ROM_CHAIN, "gpxe.pxe", "", "chains"},
	{BOTH_OF(SAMPLE_OVMF), "mode=iscsi-install", "", PROXY,
	    VERDICT_BOOT, REASON_ROM_CHAIN, "ipxe.efi", "", ""},
	{BOTH_OF(SAMPLE_GPXE), "mode=iscsi script=s target=" ROOT, "", 0,
	    VERDICT_BOOT, REASON_GPXE_SAN, "", ROOT, "root path iscsi:"},
	{BOTH_OF(SAMPLE_IPXE), "mode=iscsi script=s", "target=disk1", 0,
	    VERDICT_BOOT, REASON_GPXE_SAN, "",
	    "iscsi:192.0.2.9::3261:1:iqn.2026-01.test:disk1", ""},
	{BOTH_OF(SAMPLE_GPXE), "mode=iscsi target=" ROOT, "", PROXY,
	    VERDICT_BOOT, REASON_PROXY_SAN, "pxeconsole-san.gpxe", ROOT,
	    "with our script"},
	{BOTH_OF(SAMPLE_IPXE), "mode=iscsi target=" ROOT, "", PROXY,
	    VERDICT_BOOT, REASON_PROXY_SAN, "pxeconsole-san.ipxe", ROOT, ""},
	{BOTH_OF(SAMPLE_IPXE), "mode=iscsi-install target=" ROOT, "", PROXY,
	    VERDICT_BOOT, REASON_PROXY_SAN, "pxeconsole-san.ipxe", ROOT, ""},
	{BOTH_OF(SAMPLE_IPXE), "mode=iscsi", "", 0,
	    VERDICT_ADDRESS, REASON_NO_TARGET, "", "", "no target is set"},
	{BOTH_OF(SAMPLE_GPXE), "mode=iscsi target=broken", "", 0,
	    VERDICT_ADDRESS, REASON_NO_TARGET, "", "",
	    "no target is known as broken"},
	{BOTH_OF(SAMPLE_GPXE), "mode=iscsi-install target=disk9", "", 0,
	    VERDICT_ADDRESS, REASON_NO_TARGET, "", "",
	    "no target is known as disk9"},
	{BOTH_OF(SAMPLE_GPXE), "mode=iscsi-install script=s target=" ROOT, "",
	    0, VERDICT_BOOT, REASON_GPXE_SAN_INSTALL, "", ROOT, "installer"},
	{BOTH_OF(SAMPLE_IPXE), "mode=iscsi-install target=" ROOT, "", 0,
	    VERDICT_BOOT, REASON_GPXE_SAN_INSTALL, "", ROOT, ""},
	{BOTH_OF(SAMPLE_IPXE), "mode=iscsi-install script=s target=" ROOT, "",
	    0, VERDICT_BOOT, REASON_IPXE_SAN_INSTALLER, "s", ROOT,
	    "installer s"},
	{BOTH_OF(SAMPLE_IPXE),
	    "mode=iscsi-install target=" ROOT " script=" LONG_128, "", 0,
	    VERDICT_ADDRESS, REASON_NAME_TOO_LONG, "", "", "/x"},

	/* a loader's bare DHCP */
	{BOTH_OF(SAMPLE_SYSLINUX_EFI), "mode=pxelinux", "", PLACE_OPTION,
	    VERDICT_BOOT, REASON_LOADER_DHCP, "syslinux.efi", "",
	    "as it does under SYSLINUX.EFI"},
	{BOTH_OF(SAMPLE_SYSLINUX_EFI_REQUEST),
	    "mode=gpxe bootfile-x64=e/s.efi", "", 0,
	    VERDICT_BOOT, REASON_LOADER_DHCP, "e/s.efi", "", ""},
	{BOTH_OF(SAMPLE_SYSLINUX_EFI), "mode=gpxe bootfile=http://a/b", "", 0,
	    VERDICT_ADDRESS, REASON_LOADER_DHCP, "", "", ""},
	{BOTH_OF(SAMPLE_SYSLINUX_EFI), "mode=local", "", 0,
	    VERDICT_ADDRESS, REASON_LOCAL_NO_NAME, "", "", ""},

	/* once; machines that nobody has entered */
	{BOTH_OF(SAMPLE_IPXE), "mode=pxelinux once=local name=a", "", 0,
	    VERDICT_ADDRESS, REASON_LOCAL_NO_NAME, "", "",
	    "by once mode local of host a"},
	{BOTH_OF(SAMPLE_GPXE), "", "script=new.gpxe", UNKNOWN_MACHINE,
	    VERDICT_BOOT, REASON_GPXE_SCRIPT, "new.gpxe", "",
	    "mode gpxe (the default, not in the book)"},
};
/* clang-format on */

/* Everything that a decision of one trial stands on. */
struct stage {
	uint8_t bytes[SAMPLE_MAX];
	struct dhcp_msg msg;
	struct boot_request r;
	struct host host;
	struct book book;
	uint32_t slots[64];
	char text[2][512]; /* the settings, cut apart */
	struct server_facts server;
	struct decision d;
	char sentence[512];
};

static const struct target disks[] = {
    {.name = "disk1",
	.server = "192.0.2.9",
	.iqn = "iqn.2026-01.test:disk1",
	.user = "",
	.password = "",
	.reverse_user = "",
	.reverse_password = "",
	.port = 3261,
	.lun = (uint64_t)1 << 48},
    /* a server name that no root path holds */
    {.name = "broken", .server = LONG_128, .iqn = "iqn.a:b"},
};

static void
set_all(struct host *h, char *buf, const char *settings)
{
	char *word, *save = NULL, *eq;
	enum key key;

	assert_true(text_copy(buf, 512, settings));
	for (word = strtok_r(buf, " ", &save); word != NULL;
	     word = strtok_r(NULL, " ", &save)) {
		eq = strchr(word, '=');
		assert_non_null(eq);
		key = key_find(word, (size_t)(eq - word));
		assert_true(key < KEY_COUNT);
		assert_int_equal(host_set(h, key, eq + 1), 0);
	}
}

static void
read_client(struct stage *s, const struct trial *t)
{
	size_t n;

	if (t->sample != MADE)
		n = sample_bytes((enum sample)t->sample, s->bytes);
	else
		n = sample_make(s->bytes, t->options);
	assert_int_equal(dhcp_decode(&s->msg, s->bytes, n, NULL), 0);
	assert_int_equal(boot_request_read(&s->r, &s->msg), 0);
}

static void
decide(struct stage *s, const struct trial *t)
{
	struct text sentence;
	enum boot_mode mode;

	memset(s, 0, sizeof(*s));
	read_client(s, t);
	host_init(&s->host, &s->r.mac);
	set_all(&s->host, s->text[0], t->settings);
	book_init(&s->book, &s->host,
	    (t->server & UNKNOWN_MACHINE) != 0 ? 0 : 1, disks, 2, s->slots);
	s->server.addr = 0xc0000201;
	s->server.proxy = (t->server & PROXY) != 0;
	s->server.http_port = (t->server & HTTP) != 0 ? 8080 :
	    (t->server & HTTP_80) != 0                ? 80 :
							0;
	s->server.placement = (t->server & PLACE_OPTION) != 0 ?
	    PLACEMENT_OPTION :
	    (t->server & PLACE_OVERLOAD) != 0 ? PLACEMENT_OVERLOAD :
						PLACEMENT_NONE;
	if ((t->server & UNKNOWN_MACHINE) != 0)
		s->server.default_mode = MODE_GPXE;
	mode = (t->server & UNKNOWN_MACHINE) != 0 ? MODE_GPXE : s->host.mode;
	set_all(&s->book.modes[mode], s->text[1], t->defaults);
	policy_decide(&s->d, &s->r, &s->book, &s->server);
	text_init(&sentence, s->sentence, sizeof(s->sentence));
	reason_text(&sentence, &s->d, &s->r);
}

static void
every_trial_ends_as_it_must(void **state)
{
	static struct stage s;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(trials) / sizeof(trials[0]); i++) {
		const struct trial *t = &trials[i];

		decide(&s, t);
		if (s.d.reason != t->reason || s.d.verdict != t->verdict ||
		    strstr(s.sentence, t->text) == NULL)
			print_message("trial %zu, %s: %s\n", i, t->settings,
			    s.sentence);
		assert_int_equal(s.d.reason, t->reason);
		assert_int_equal(s.d.verdict, t->verdict);
		assert_string_equal(s.d.bootfile, t->bootfile);
		assert_string_equal(s.d.root_path, t->root_path);
		assert_non_null(strstr(s.sentence, t->text));
		assert_int_equal(s.d.next_server,
		    t->verdict == VERDICT_BOOT ? 0xc0000201 : 0);
		assert_int_equal(s.d.keep_san,
		    t->verdict == VERDICT_BOOT && s.d.root_path[0] != '\0' &&
			s.d.mode == MODE_ISCSI_INSTALL);
	}
}

static void
every_row_and_reason_decides_some_trial(void **state)
{
	static struct stage s;
	bool rows[64] = {false}, reasons[REASON_COUNT] = {false};
	char buf[256];
	struct text t;
	unsigned row;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(trials) / sizeof(trials[0]); i++) {
		decide(&s, &trials[i]);
		rows[s.d.row] = true;
		reasons[s.d.reason] = true;
	}
	text_init(&t, buf, sizeof(buf));
	for (row = 0; policy_row_text(row, &t); row++) {
		if (!rows[row])
			print_message("no trial for row %s\n", buf);
		assert_true(rows[row]);
		assert_false(t.cut);
		assert_non_null(strstr(buf, "mode "));
		text_init(&t, buf, sizeof(buf));
	}
	assert_true(row > 20);
	for (i = 1; i < REASON_COUNT; i++)
		assert_true(reasons[i]);
}

static void
every_reason_has_a_word_of_its_own(void **state)
{
	int i, j;

	(void)state;
	for (i = 0; i < REASON_COUNT; i++) {
		assert_true(strlen(reason_slug((enum reason)i)) > 3);
		assert_true(strlen(reason_slug((enum reason)i)) < 32);
		for (j = 0; j < i; j++)
			assert_string_not_equal(reason_slug((enum reason)i),
			    reason_slug((enum reason)j));
	}
}

static void
the_placement_suits_the_client(void **state)
{
	/* clang-format off */
	static const struct {
		struct trial t;
		enum placement placement;
	} rows[] = {
		{{SAMPLE_BIOS_ROM, NULL, "mode=gpxe", "", 0}, PLACEMENT_FIELD},
		{{SAMPLE_BIOS_ROM, NULL, "mode=gpxe", "", PLACE_OVERLOAD},
		    PLACEMENT_OVERLOAD},
		{{SAMPLE_BIOS_ROM, NULL, "mode=gpxe", "placement=both",
		    PLACE_OVERLOAD}, PLACEMENT_BOTH},
		{{SAMPLE_BIOS_ROM, NULL, "mode=gpxe placement=option",
		    "placement=both", PLACE_OVERLOAD}, PLACEMENT_OPTION},
		{{SAMPLE_GPXE, NULL, "mode=gpxe", "", PLACE_OVERLOAD},
		    PLACEMENT_FIELD},
		{{SAMPLE_IPXE, NULL, "mode=gpxe placement=overload", "", 0},
		    PLACEMENT_FIELD},
		{{SAMPLE_GPXE, NULL, "mode=gpxe placement=option", "", 0},
		    PLACEMENT_OPTION},
		{{MADE, HTTPCLIENT, "mode=gpxe placement=field", "", HTTP},
		    PLACEMENT_OPTION},
		{{SAMPLE_SYSLINUX_EFI, NULL, "mode=gpxe placement=option", "",
		    0}, PLACEMENT_FIELD},
		{{MADE, "", "mode=gpxe placement=option", "", 0},
		    PLACEMENT_FIELD},
	};
	/* clang-format on */
	static struct stage s;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		decide(&s, &rows[i].t);
		assert_int_equal(s.d.placement, rows[i].placement);
	}
}

static void
pxelinux_options_go_to_pxelinux_only(void **state)
{
	static const char settings[] = "config=lab.cfg prefix=lab/ mode=";
	static struct stage s;
	struct trial t = {.sample = SAMPLE_BIOS_ROM, .defaults = ""};
	char buf[80];
	int mode;

	(void)state;
	for (mode = MODE_PXELINUX; mode < MODE_COUNT; mode++) {
		(void)snprintf(buf, sizeof(buf), "%s%s", settings,
		    mode_name((enum boot_mode)mode));
		t.settings = buf;
		decide(&s, &t);
		assert_string_equal(s.d.config,
		    mode == MODE_PXELINUX ? "lab.cfg" : "");
		assert_string_equal(s.d.prefix,
		    mode == MODE_PXELINUX ? "lab/" : "");
	}
}

static void
the_first_loader_that_is_there_is_told(void **state)
{
	static struct stage s;
	struct trial t = {.sample = SAMPLE_BIOS_ROM,
	    .settings = "mode=gpxe",
	    .defaults = ""};
	struct loader_set set = {{0}};
	const struct loader_row *row, *rows;
	struct text t_why;
	char why[256];
	size_t n, i;

	(void)state;
	rows = loader_rows(&n);
	row = loader_row(MODE_GPXE, ARCH_BIOS);
	decide(&s, &t);
	s.server.loaders = &set;
	policy_decide(&s.d, &s.r, &s.book, &s.server);
	assert_string_equal(s.d.bootfile, row->candidates[0]);
	assert_true(s.d.loader_missing);
	text_init(&t_why, why, sizeof(why));
	reason_text(&t_why, &s.d, &s.r);
	assert_non_null(strstr(why, "no such file below the root"));
	for (i = 0; i < LOADER_CANDIDATES; i++) {
		set.have[row - rows] = (uint8_t)(0xff << i);
		policy_decide(&s.d, &s.r, &s.book, &s.server);
		assert_string_equal(s.d.bootfile, row->candidates[i]);
		assert_false(s.d.loader_missing);
	}
	/* What the operator names is told, whatever the root holds. */
	set.have[row - rows] = 0;
	assert_int_equal(host_set(&s.host, KEY_BOOTFILE, "my.0"), 0);
	policy_decide(&s.d, &s.r, &s.book, &s.server);
	assert_string_equal(s.d.bootfile, "my.0");
	assert_false(s.d.loader_missing);
}

static void
a_target_brings_its_password(void **state)
{
	static struct stage s;
	struct trial t = {.sample = SAMPLE_GPXE,
	    .settings = "mode=iscsi target=disk1",
	    .defaults = ""};

	(void)state;
	decide(&s, &t);
	assert_ptr_equal(s.d.target, &disks[0]);
	t.settings = "mode=iscsi target=" ROOT;
	decide(&s, &t);
	assert_null(s.d.target);
	t.sample = SAMPLE_BIOS_ROM; /* nothing to attach yet */
	t.settings = "mode=iscsi target=disk1";
	decide(&s, &t);
	assert_null(s.d.target);
}

/* Silence carries nothing, an address no boot data. */
static void
check_consistent(const struct decision *d)
{
	assert_true(d->reason != REASON_NONE);
	if (d->verdict == VERDICT_BOOT)
		return;
	assert_string_equal(d->bootfile, "");
	assert_string_equal(d->root_path, "");
	assert_int_equal(d->next_server, 0);
}

static void
no_combination_contradicts_itself(void **state)
{
	static const char *const values[] = {"", "x.0", "http://a/b", LONG_128};
	static struct stage s;
	struct trial t = {.defaults = ""};
	char settings[512];
	unsigned i, mode, value;

	(void)state;
	/* every sample, mode, value, and server with or without proxy, HTTP */
	for (i = 0; i < SAMPLE_COUNT * MODE_COUNT * 4u * 4u; i++) {
		t.sample = (int)(i % SAMPLE_COUNT);
		mode = i / SAMPLE_COUNT % MODE_COUNT;
		value = i / SAMPLE_COUNT / MODE_COUNT % 4;
		t.server = i / SAMPLE_COUNT / MODE_COUNT / 4;
		(void)snprintf(settings, sizeof(settings),
		    "mode=%s bootfile=%s script=%s",
		    mode_name((enum boot_mode)mode), values[value],
		    values[value]);
		t.settings = settings;
		decide(&s, &t);
		check_consistent(&s.d);
	}
}

static void
foreign_names_are_made_visible(void **state)
{
	static struct stage s;
	struct trial t = {.sample = SAMPLE_GPXE,
	    .settings = "mode=gpxe script=a\x1b[2J name=b\x07",
	    .defaults = ""};

	(void)state;
	decide(&s, &t);
	assert_non_null(strstr(s.sentence, "a\\x1b[2J"));
	assert_non_null(strstr(s.sentence, "b\\x07"));
	assert_null(strpbrk(s.sentence, "\x1b\x07"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(every_trial_ends_as_it_must),
	    cmocka_unit_test(every_row_and_reason_decides_some_trial),
	    cmocka_unit_test(every_reason_has_a_word_of_its_own),
	    cmocka_unit_test(the_placement_suits_the_client),
	    cmocka_unit_test(pxelinux_options_go_to_pxelinux_only),
	    cmocka_unit_test(the_first_loader_that_is_there_is_told),
	    cmocka_unit_test(a_target_brings_its_password),
	    cmocka_unit_test(no_combination_contradicts_itself),
	    cmocka_unit_test(foreign_names_are_made_visible),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
