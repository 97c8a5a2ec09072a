/* SPDX-License-Identifier: ISC */
#include "tests/unit/unit.h"

#include <stdio.h>
#include <string.h>

#include "core/boot/client.h"
#include "core/boot/dhcp_facts.h"
#include "tests/unit/dhcp_sample.h"

static struct dhcp_msg msg;

/* "535401 3c..." of DISCOVER and a vendor class, in hexadecimal. */
#define DISCOVER "350101"
#define PXECLIENT "3c09 505845436c69656e74"
#define PXE_BIOS "3c14 505845436c69656e743a417263683a3030303030"
#define PXE_X64 "3c14 505845436c69656e743a417263683a3030303037"
#define HTTP_X64 "3c15 48545450436c69656e743a417263683a3030303136"
#define UBOOT "3c0c 552d426f6f742e61726d7638"

static int
read_bytes(struct boot_request *r, const uint8_t *bytes, size_t len)
{
	assert_int_equal(dhcp_decode(&msg, bytes, len, NULL), 0);
	return boot_request_read(r, &msg);
}

static void
read_made(struct boot_request *r, const char *options)
{
	static uint8_t bytes[SAMPLE_MAX]; /* outlives the call, as r borrows */

	assert_int_equal(read_bytes(r, bytes, sample_make(bytes, options)), 0);
}

static const char *
kind(const struct boot_request *r)
{
	static char buf[80];
	struct text t;

	text_init(&t, buf, sizeof(buf));
	client_kind_text(&t, r);
	return buf;
}

/* clang-format off */
static const struct {
	const char *kind;
	enum client_stage stage;
	enum client_arch arch;
	uint16_t arch_code;
	bool pxe, uuid;
	uint16_t max_size;
} recorded[SAMPLE_COUNT] = {
	[SAMPLE_BIOS_ROM] = {"BIOS ROM", STAGE_ROM, ARCH_BIOS, 0, true, true,
	    1472},
	[SAMPLE_BIOS_ROM_REQUEST] = {"BIOS ROM", STAGE_ROM, ARCH_BIOS, 0, true,
	    true, 1472},
	[SAMPLE_GPXE] = {"gPXE 1.0.1 BIOS", STAGE_GPXE, ARCH_BIOS, 0, true,
	    true, 1472},
	[SAMPLE_GPXE_REQUEST] = {"gPXE 1.0.1 BIOS", STAGE_GPXE, ARCH_BIOS, 0,
	    true, true, 1472},
	[SAMPLE_GPXE_4011] = {"gPXE 1.0.1 BIOS", STAGE_GPXE, ARCH_BIOS, 0,
	    true, true, 1472},
	[SAMPLE_IPXE] = {"iPXE BIOS", STAGE_IPXE, ARCH_BIOS, 0, true, true,
	    1472},
	[SAMPLE_IPXE_REQUEST] = {"iPXE BIOS", STAGE_IPXE, ARCH_BIOS, 0, true,
	    true, 1472},
	[SAMPLE_UNDIONLY] = {"iPXE BIOS", STAGE_IPXE, ARCH_BIOS, 0, true,
	    true, 1472},
	[SAMPLE_SNPONLY] = {"iPXE UEFI x64", STAGE_IPXE, ARCH_X64, 7, true,
	    true, 1472},
	[SAMPLE_OVMF] = {"UEFI x64 ROM", STAGE_ROM, ARCH_X64, 7, true, true,
	    1472},
	[SAMPLE_OVMF_REQUEST] = {"UEFI x64 ROM", STAGE_ROM, ARCH_X64, 7, true,
	    true, 65280},
	[SAMPLE_OVMF_4011] = {"UEFI x64 ROM", STAGE_ROM, ARCH_X64, 7, true,
	    true, 1472},
	[SAMPLE_SYSLINUX_EFI] = {"UEFI network stack", STAGE_LOADER,
	    ARCH_UNKNOWN, 0xffff, false, false, 65280},
	[SAMPLE_SYSLINUX_EFI_REQUEST] = {"UEFI network stack", STAGE_LOADER,
	    ARCH_UNKNOWN, 0xffff, false, false, 65280},
	[SAMPLE_UDHCPC] = {"host (udhcp 1.35.0)", STAGE_OS, ARCH_UNKNOWN,
	    0xffff, false, false, 576},
	[SAMPLE_UDHCPC_REQUEST] = {"host (udhcp 1.35.0)", STAGE_OS,
	    ARCH_UNKNOWN, 0xffff, false, false, 576},
	[SAMPLE_DHCLIENT] = {"host", STAGE_OS, ARCH_UNKNOWN, 0xffff, false,
	    false, 576},
};
/* clang-format on */

static void
recorded_clients_are_told_apart(void **state)
{
	uint8_t bytes[SAMPLE_MAX];
	struct boot_request r;
	int i;

	(void)state;
	for (i = 0; i < SAMPLE_COUNT; i++) {
		const size_t n = sample_bytes((enum sample)i, bytes);

		assert_int_equal(read_bytes(&r, bytes, n), 0);
		if (strcmp(kind(&r), recorded[i].kind) != 0)
			print_message("sample %s\n",
			    sample_what((enum sample)i));
		assert_string_equal(kind(&r), recorded[i].kind);
		assert_int_equal(r.stage, recorded[i].stage);
		assert_int_equal(r.arch, recorded[i].arch);
		assert_int_equal(r.arch_code, recorded[i].arch_code);
		assert_int_equal(r.pxe, recorded[i].pxe);
		assert_int_equal(r.uuid != NULL, recorded[i].uuid);
		assert_int_equal(r.max_size, recorded[i].max_size);
		assert_int_equal(r.has_gpxe,
		    r.stage == STAGE_GPXE || r.stage == STAGE_IPXE);
		assert_false(r.http);
		assert_int_equal(r.xid, msg.head.xid);
		assert_int_equal(r.type, msg.type);
		assert_memory_equal(r.mac.b, bytes + 28, 6);
	}
}

static void
a_request_gives_its_details(void **state)
{
	uint8_t bytes[SAMPLE_MAX];
	struct boot_request r;
	size_t n;

	(void)state;
	n = sample_bytes(SAMPLE_GPXE_REQUEST, bytes);
	assert_int_equal(read_bytes(&r, bytes, n), 0);
	assert_int_equal(r.type, DHCP_REQUEST);
	assert_int_equal(r.server_id, 0x0a4d0001);
	assert_int_equal(r.requested, 0x0a4d0032);
	assert_false(r.broadcast);
	assert_true(r.gpxe.has_version);
	assert_int_equal(r.gpxe.version[2], 1);
	assert_int_equal(r.notes, 0);
	n = sample_bytes(SAMPLE_OVMF, bytes);
	assert_int_equal(read_bytes(&r, bytes, n), 0);
	assert_true(r.broadcast);
	assert_int_equal(r.notes, 0);
}

static void
no_truncated_request_harms(void **state)
{
	uint8_t bytes[SAMPLE_MAX];
	struct boot_request r;
	size_t n, len;
	int i;

	(void)state;
	for (i = 0; i < SAMPLE_COUNT; i++) {
		n = sample_bytes((enum sample)i, bytes);
		for (len = 0; len < n; len++) {
			if (dhcp_decode(&msg, bytes, len, NULL) < 0)
				continue;
			assert_int_equal(boot_request_read(&r, &msg), 0);
			assert_true(strlen(kind(&r)) > 0);
		}
	}
}

static void
nobody_else_is_answered(void **state)
{
	/* One byte of a good request changed: C32, C33, A03 to A05, A07. */
	static const struct {
		size_t at;
		uint8_t value;
		int err;
	} rows[] = {
	    {0, 2, -PX_EOP},
	    {0, 0, -PX_EOP},
	    {0, 255, -PX_EOP},
	    {1, 32, -PX_EHW},
	    {2, 0, -PX_EHW},
	    {2, 16, -PX_EHW},
	    {3, 17, -PX_ERANGE},
	    {3, 255, -PX_ERANGE},
	    {3, 16, 0},
	    {28, 0x53, -PX_EADDR},
	    {28, 0xff, -PX_EADDR},
	    {24, 127, -PX_EADDR},
	    {24, 224, -PX_EADDR},
	    {24, 255, -PX_EADDR},
	    {27, 1, -PX_EADDR},
	    {24, 10, 0},
	};
	uint8_t bytes[SAMPLE_MAX];
	struct boot_request r;
	size_t i, n;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		n = sample_bytes(SAMPLE_OVMF, bytes);
		bytes[rows[i].at] = rows[i].value;
		assert_int_equal(read_bytes(&r, bytes, n), rows[i].err);
	}
	n = sample_bytes(SAMPLE_OVMF, bytes);
	memset(bytes + 28, 0, 6);
	assert_int_equal(read_bytes(&r, bytes, n), -PX_EADDR);
	memset(bytes + 28, 0xff, 6);
	assert_int_equal(read_bytes(&r, bytes, n), -PX_EADDR);
}

static void
every_architecture_has_its_family(void **state)
{
	static const struct {
		uint16_t code;
		enum client_arch arch;
		const char *name;
	} rows[] = {
	    {0, ARCH_BIOS, "BIOS"},
	    {1, ARCH_OTHER, "other"},
	    {2, ARCH_OTHER, "other"},
	    {6, ARCH_IA32, "UEFI IA32"},
	    {7, ARCH_X64, "UEFI x64"},
	    {8, ARCH_OTHER, "other"},
	    {9, ARCH_X64, "UEFI x64"},
	    {10, ARCH_ARM32, "UEFI ARM32"},
	    {11, ARCH_ARM64, "UEFI ARM64"},
	    {12, ARCH_SLOF, "SLOF"},
	    {13, ARCH_OTHER, "other"},
	    {15, ARCH_IA32, "UEFI IA32"},
	    {16, ARCH_X64, "UEFI x64"},
	    {17, ARCH_X64, "UEFI x64"},
	    {18, ARCH_ARM32, "UEFI ARM32"},
	    {19, ARCH_ARM64, "UEFI ARM64"},
	    {20, ARCH_BIOS, "BIOS"},
	    {21, ARCH_UBOOT, "U-Boot"},
	    {22, ARCH_UBOOT, "U-Boot"},
	    {23, ARCH_UBOOT, "U-Boot"},
	    {24, ARCH_UBOOT, "U-Boot"},
	    {25, ARCH_OTHER, "other"},
	    {31, ARCH_SLOF, "SLOF"},
	    {32, ARCH_SLOF, "SLOF"},
	    {0xfffe, ARCH_OTHER, "other"},
	};
	struct boot_request r;
	char options[80];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		(void)snprintf(options, sizeof(options),
		    DISCOVER PXECLIENT "5d02%04x", rows[i].code);
		read_made(&r, options);
		assert_int_equal(r.arch, rows[i].arch);
		assert_int_equal(r.arch_code, rows[i].code);
		assert_string_equal(arch_name(r.arch), rows[i].name);
	}
}

/* clang-format off */
static const struct {
	const char *options; /* after DISCOVER */
	enum client_stage stage;
	enum client_arch arch;
	unsigned notes; /* but for the UUID */
	const char *kind;
} made[] = {
	/* P06: the first that we know; P07, M6: bad lengths; P08 */
	{PXE_BIOS "5d0400080007", STAGE_ROM, ARCH_X64, NOTE_ARCH_DIFFERS,
	    "UEFI x64 ROM"},
	{PXE_X64 "5d0400070000", STAGE_ROM, ARCH_X64, 0, "UEFI x64 ROM"},
	{PXE_X64 "5d00", STAGE_ROM, ARCH_X64,
	    NOTE_ARCH_LENGTH | NOTE_ARCH_FROM_CLASS, "UEFI x64 ROM"},
	{PXE_X64 "5d0100", STAGE_ROM, ARCH_X64,
	    NOTE_ARCH_LENGTH | NOTE_ARCH_FROM_CLASS, "UEFI x64 ROM"},
	{PXE_X64 "5d03000000", STAGE_ROM, ARCH_X64,
	    NOTE_ARCH_LENGTH | NOTE_ARCH_FROM_CLASS, "UEFI x64 ROM"},
	{PXE_X64, STAGE_ROM, ARCH_X64, NOTE_ARCH_FROM_CLASS, "UEFI x64 ROM"},
	{PXE_BIOS "5d020007", STAGE_ROM, ARCH_X64, NOTE_ARCH_DIFFERS,
	    "UEFI x64 ROM"},
	{PXECLIENT, STAGE_ROM, ARCH_UNKNOWN, 0, "PXE ROM"},
	{PXECLIENT "5d0400080002", STAGE_ROM, ARCH_OTHER, 0,
	    "architecture 8 ROM"},
	{"3c14 505845436c69656e743a417263683a3939393939", STAGE_ROM,
	    ARCH_UNKNOWN, 0, "PXE ROM"}, /* Arch:99999 */
	{"3c14 505845436c69656e743a417263683a303078ff37", STAGE_ROM,
	    ARCH_UNKNOWN, 0, "PXE ROM"}, /* Arch:00x\xff7 */
	{PXECLIENT "5d020002", STAGE_ROM, ARCH_OTHER, 0, "architecture 2 ROM"},
	/* H03: the class decides what is read, not the architecture. */
	{PXE_X64 "5d020010", STAGE_ROM, ARCH_X64, NOTE_ARCH_DIFFERS,
	    "UEFI x64 ROM"},
	{HTTP_X64 "5d020010", STAGE_HTTP, ARCH_X64, 0, "UEFI HTTP x64"},
	{HTTP_X64, STAGE_HTTP, ARCH_X64, NOTE_ARCH_FROM_CLASS,
	    "UEFI HTTP x64"},
	{UBOOT "5d020016", STAGE_ROM, ARCH_UBOOT, 0, "U-Boot"},
	{UBOOT, STAGE_ROM, ARCH_UBOOT, 0, "U-Boot"},
	{"5d020000", STAGE_ROM, ARCH_BIOS, 0, "BIOS ROM"},
	/* SLOF: asks for 93, then sends it as well. */
	{"3706 01030642435d", STAGE_ROM, ARCH_SLOF, 0, "SLOF"},
	{"3708 01030642435dd1d2 5d02000c", STAGE_ROM, ARCH_SLOF, 0,
	    "SLOF PowerPC"},
	{"3708 01030642435dd1d2 5d02001f", STAGE_ROM, ARCH_SLOF, 0,
	    "SLOF s390"},
	{"3706 01030642435d 3c0161", STAGE_OS, ARCH_UNKNOWN, 0, "host (a)"},
	{"3705 0103064243", STAGE_OS, ARCH_UNKNOWN, 0, "host"},
	/* C52, C53: user class raw and as RFC 3004 has it. */
	{PXE_BIOS "5d020000 4d0469505845", STAGE_IPXE, ARCH_BIOS, 0,
	    "iPXE BIOS"},
	{PXE_BIOS "5d020000 4d050469505845", STAGE_IPXE, ARCH_BIOS, 0,
	    "iPXE BIOS"},
	{PXE_BIOS "5d020000 4d0467505845", STAGE_GPXE, ARCH_BIOS, 0,
	    "gPXE BIOS"},
	/* C54: 175 alone; by version, by feature 39, by what it asks for. */
	{PXE_BIOS "5d020000 af05eb03011501", STAGE_IPXE, ARCH_BIOS, 0,
	    "iPXE 1.21.1 BIOS"},
	{PXE_BIOS "5d020000 af03270101", STAGE_IPXE, ARCH_BIOS, 0,
	    "iPXE BIOS"},
	{PXE_BIOS "5d020000 af03150101 37020180", STAGE_IPXE, ARCH_BIOS, 0,
	    "iPXE BIOS"},
	/* gPXE 0.9.4 to 0.9.6: features only. */
	{PXE_BIOS "5d020000 af06150101110101 3702af43", STAGE_GPXE, ARCH_BIOS,
	    0, "gPXE 0.9.4-0.9.6 BIOS"},
	{PXE_BIOS "5d020000 4d0467505845 af05eb03000907", STAGE_GPXE,
	    ARCH_BIOS, 0, "gPXE 0.9.7 BIOS"},
	{PXE_BIOS "5d020000 af021509", STAGE_GPXE, ARCH_BIOS, NOTE_175_BAD,
	    "gPXE 0.9.4-0.9.6 BIOS"},
	{PXE_BIOS "5d020000 2b04471f8000", STAGE_ROM, ARCH_BIOS, NOTE_43_BAD,
	    "BIOS ROM"},
	/* P19: other classes are no boot clients. */
	{"3c09 4141504c4253445043", STAGE_OS, ARCH_UNKNOWN, 0,
	    "host (AAPLBSDPC)"},
	{"3c08 4d53465420352e30 2b021b5b", STAGE_OS, ARCH_UNKNOWN, 0,
	    "host (MSFT 5.0)"},
	{"3c021b5b", STAGE_OS, ARCH_UNKNOWN, 0, "host (\\x1b[)"},
	{PXECLIENT "4d080746726565425344", STAGE_ROM, ARCH_UNKNOWN, 0,
	    "FreeBSD loader"},
	{"3703010306", STAGE_LOADER, ARCH_UNKNOWN, 0, "UEFI network stack"},
	{"3703010306 0c0161", STAGE_OS, ARCH_UNKNOWN, 0, "host"},
	{"370401030678", STAGE_OS, ARCH_UNKNOWN, 0, "host"},
	{"", STAGE_OS, ARCH_UNKNOWN, 0, "host"},
};
/* clang-format on */

static void
made_requests_are_read_as_meant(void **state)
{
	struct boot_request r;
	char options[160];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(made) / sizeof(made[0]); i++) {
		(void)snprintf(options, sizeof(options), "%s%s", DISCOVER,
		    made[i].options);
		read_made(&r, options);
		if (r.stage != made[i].stage)
			print_message("options %s\n", made[i].options);
		assert_int_equal(r.stage, made[i].stage);
		assert_int_equal(r.arch, made[i].arch);
		assert_int_equal(r.notes & ~(unsigned)NOTE_UUID_BAD,
		    made[i].notes);
		assert_string_equal(kind(&r), made[i].kind);
	}
}

/* What a loader asks by itself; a system says more. */
static void
a_loader_is_known_by_what_it_says(void **state)
{
	static const struct {
		const char *options;
		bool of_loader;
	} rows[] = {
	    {DISCOVER, true},
	    {"350103 32040a000001 36040a000002", true},
	    {"350108", false},
	    {DISCOVER "3703010306", false},
	    {DISCOVER "0c0161", false},
	    {DISCOVER "3d0161", false},
	    {DISCOVER "5d020000", false},
	    {DISCOVER PXECLIENT, false},
	    {DISCOVER PXECLIENT "4d080746726565425344", true},
	    {DISCOVER PXECLIENT "4d0469505845", false},
	    {DISCOVER "3c114e65744253443a693338363a6c69627361 370103", true},
	    {DISCOVER "3c174e65744253443a693338363a6b65726e656c3a31302e30",
		false},
	    {DISCOVER "3c074e65744253443a", false},
	};
	struct dhcp_facts facts;
	struct boot_request r;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		read_made(&r, rows[i].options);
		dhcp_facts_read(&facts, r.msg, 300);
		if (facts.of_loader != rows[i].of_loader)
			print_message("options %s\n", rows[i].options);
		assert_int_equal(facts.of_loader, rows[i].of_loader);
	}
}

static void
plain_bootp_is_a_boot_client(void **state)
{
	uint8_t bytes[SAMPLE_MAX];
	struct boot_request r;
	size_t n;

	(void)state;
	n = sample_make(bytes, "");
	memset(bytes + 236, 0, n - 236); /* no cookie */
	assert_int_equal(read_bytes(&r, bytes, 300), 0);
	assert_int_equal(r.type, DHCP_BOOTP);
	assert_int_equal(r.stage, STAGE_ROM);
	assert_int_equal(r.notes, 0);
	assert_string_equal(kind(&r), "BOOTP client");
}

static void
odd_values_are_bounded(void **state)
{
	struct boot_request r;

	(void)state;
	/* C24: 57 under 576; P03: 97 of 16 bytes; 50 of three. */
	read_made(&r, DISCOVER PXE_BIOS "3902012c 3203010203");
	assert_int_equal(r.max_size, 576);
	assert_int_equal(r.requested, 0);
	read_made(&r,
	    DISCOVER PXE_BIOS "6110 00010203040506070809101112131415");
	assert_null(r.uuid);
	assert_true((r.notes & NOTE_UUID_BAD) != 0);
	read_made(&r,
	    DISCOVER PXE_BIOS "6111 00ffffffffffffffffffffffffffffffff");
	assert_null(r.uuid);
	read_made(&r, DISCOVER PXE_BIOS "2b07470480000000ff");
	assert_true(r.has_item);
	assert_int_equal(r.item_type, 0x8000);
	read_made(&r, DISCOVER "2b07470480000000ff");
	assert_false(r.has_item);
}

static void
every_stage_has_its_word(void **state)
{
	static const char *const words[STAGE_COUNT] = {"os", "rom", "gpxe",
	    "ipxe", "http", "loader"};
	int i;

	(void)state;
	for (i = 0; i < STAGE_COUNT; i++)
		assert_string_equal(stage_name((enum client_stage)i), words[i]);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(recorded_clients_are_told_apart),
	    cmocka_unit_test(a_request_gives_its_details),
	    cmocka_unit_test(no_truncated_request_harms),
	    cmocka_unit_test(nobody_else_is_answered),
	    cmocka_unit_test(every_architecture_has_its_family),
	    cmocka_unit_test(made_requests_are_read_as_meant),
	    cmocka_unit_test(a_loader_is_known_by_what_it_says),
	    cmocka_unit_test(plain_bootp_is_a_boot_client),
	    cmocka_unit_test(odd_values_are_bounded),
	    cmocka_unit_test(every_stage_has_its_word),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
