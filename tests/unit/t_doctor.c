/* SPDX-License-Identifier: ISC */
#include "tests/unit/unit.h"

#include <string.h>

#include "core/base/err.h"
#include "core/boot/doctor.h"

#define OURS 0xc0000201u
#define THEIRS 0xc0000202u
#define MASK 0xffffff00u

/* The checks of one call. */
static struct {
	size_t count;
	struct doctor_check list[8];
} got;

static void
take(void *arg, const struct doctor_check *c)
{
	(void)arg;
	assert_true(got.count < 8);
	got.list[got.count++] = *c;
}

static const struct doctor_out out = {NULL, take};

/* The next check that was given: its name, its state, a part of its text. */
static void
expect(const char *check, enum doctor_state state, const char *part)
{
	const struct doctor_check *c = &got.list[0];

	assert_true(got.count > 0);
	assert_string_equal(c->check, check);
	if (c->state != state || strstr(c->text, part) == NULL)
		fail_msg("%s: \"%s\" instead of %s: \"%s\"",
		    doctor_state_name(c->state), c->text,
		    doctor_state_name(state), part);
	/* What is wrong has a way out, what is well needs none. */
	assert_int_equal(c->fix[0] != '\0', state != DOCTOR_OK);
	got.count--;
	memmove(&got.list[0], &got.list[1], got.count * sizeof(got.list[0]));
}

static void
interfaces_are_judged(void **state)
{
	struct doctor_iface f = {.name = "eth0", .proxy = true};

	(void)state;
	doctor_no_iface(&out);
	expect("interface", DOCTOR_ERROR, "no Ethernet interface is up");
	doctor_iface(&f, &out);
	expect("interface-eth0", DOCTOR_ERROR, "does not exist");
	f.found = true;
	doctor_iface(&f, &out);
	expect("interface-eth0", DOCTOR_ERROR, "no Ethernet");
	f.ethernet = true;
	doctor_iface(&f, &out);
	expect("interface-eth0", DOCTOR_ERROR, "is down");
	f.up = true;
	doctor_iface(&f, &out);
	expect("interface-eth0", DOCTOR_ERROR, "no IPv4 address");
	f.addr = OURS;
	f.mask = MASK;
	doctor_iface(&f, &out);
	expect("interface-eth0", DOCTOR_OK, "up with 192.0.2.1");
	f.missed = true;
	doctor_iface(&f, &out);
	expect("interface-eth0", DOCTOR_OK, "192.0.2.1; the server that");
	f.missed = false;
	f.proxy = false;
	doctor_iface(&f, &out);
	expect("interface-eth0", DOCTOR_WARNING, "no addresses to hand out");
	f.first = OURS + 99;
	f.last = OURS + 199;
	doctor_iface(&f, &out);
	expect("interface-eth0", DOCTOR_OK, "up");
	f.last = OURS + 999;
	doctor_iface(&f, &out);
	expect("interface-eth0", DOCTOR_WARNING, "another network");
}

static void
ports_are_judged(void **state)
{
	struct doctor_port f = {.port = 67,
	    .udp = true,
	    .what = "DHCP",
	    .name = "dns\x1bmasq",
	    .pid = 12};

	(void)state;
	doctor_port(&f, &out);
	expect("port-67", DOCTOR_OK, "UDP port 67 (DHCP) is free");
	f.running = true;
	doctor_port(&f, &out);
	expect("port-67", DOCTOR_ERROR, "open nowhere");
	f.holder = PORT_OURS;
	doctor_port(&f, &out);
	expect("port-67", DOCTOR_OK, "pxeconsole (pid 12)");
	f.holder = PORT_TAKEN;
	doctor_port(&f, &out);
	expect("port-67", DOCTOR_ERROR, "taken by dns\\x1bmasq (pid 12)");
	f.holder = PORT_HIDDEN;
	f.port = 8080;
	f.udp = false;
	doctor_port(&f, &out);
	expect("port-8080", DOCTOR_WARNING, "TCP port 8080");
	f.holder = PORT_TAKEN;
	doctor_port(&f, &out);
	expect("port-8080", DOCTOR_ERROR, "taken by");
	f.spare = true;
	doctor_port(&f, &out);
	expect("port-8080", DOCTOR_WARNING, "taken by");
}

static void
firewalls_are_judged(void **state)
{
	struct doctor_firewall f = {.port = 69, .udp = true, .ifname = "br0"};

	(void)state;
	doctor_firewall(&f, &out);
	expect("firewall-69", DOCTOR_OK, "lets in udp port 69 on br0");
	f.answer.fate = FIREWALL_MAY_DROP;
	(void)text_copy(f.answer.by, sizeof(f.answer.by), "rule 7");
	doctor_firewall(&f, &out);
	expect("firewall-69", DOCTOR_WARNING, "may drop");
	f.answer.fate = FIREWALL_DROPS;
	doctor_firewall(&f, &out);
	expect("firewall-69", DOCTOR_ERROR, "drops udp port 69 on br0: rule 7");
	doctor_firewall_read("nft", 0, 3, &out);
	expect("firewall-nft", DOCTOR_OK, "3 rules");
	doctor_firewall_read("nft", -PX_ENOENT, 0, &out);
	expect("firewall-nft", DOCTOR_OK, "not installed");
	doctor_firewall_read("nft", -PX_EACCESS, 0, &out);
	expect("firewall-nft", DOCTOR_WARNING, "permission denied");
}

static void
knocks_are_judged(void **state)
{
	struct doctor_knock f = {.port = 69,
	    .udp = true,
	    .ifname = "br0",
	    .src = 0xc0000264,
	    .result = 1};

	(void)state;
	doctor_knock(&f, &out);
	expect("knock-69", DOCTOR_OK,
	    "a datagram from 192.0.2.100, put in as the wire would, came past");
	f.result = 0;
	f.src = 0;
	doctor_knock(&f, &out);
	expect("knock-69", DOCTOR_ERROR,
	    "from a client without an address, put in as the wire would, did "
	    "not come through");
	f.result = -PX_EACCESS;
	f.loopback = -PX_EACCESS;
	doctor_knock(&f, &out);
	expect("knock-69", DOCTOR_WARNING,
	    "not proven by a packet: permission");
	f.result = -PX_EPROTO;
	f.loopback = 1;
	doctor_knock(&f, &out);
	expect("knock-69", DOCTOR_WARNING, "says nothing of rules that name");
	doctor_knock_limits(&out);
	expect("knock", DOCTOR_OK, "a bridge's own rules");
}

static void
rights_and_clock_are_judged(void **state)
{
	struct doctor_rights f = {.raw = true,
	    .low_ports = true,
	    .wanted_user = "boot",
	    .user = "nobody"};

	(void)state;
	doctor_rights(&f, &out);
	expect("rights", DOCTOR_OK, "CAP_NET_RAW held");
	expect("user", DOCTOR_OK, "user nobody");
	f.low_ports = false;
	f.running = true;
	f.user = "";
	doctor_rights(&f, &out);
	expect("rights", DOCTOR_OK, "the running server has its own");
	expect("user", DOCTOR_ERROR, "there is no user boot");
	f.running = false;
	f.user = "boot";
	doctor_rights(&f, &out);
	expect("rights", DOCTOR_WARNING, "CAP_NET_BIND_SERVICE missing");
	expect("user", DOCTOR_OK, "boot");
	f.low_ports = true;
	f.raw = false;
	doctor_rights(&f, &out);
	expect("rights", DOCTOR_WARNING, "CAP_NET_RAW missing");
	expect("user", DOCTOR_OK, "boot");
	doctor_clock(2000, 1000, &out);
	expect("clock", DOCTOR_OK, "plausible");
	doctor_clock(999, 1000, &out);
	expect("clock", DOCTOR_ERROR, "wrong");
	doctor_clock(INT64_C(60) * 31556952, 1000, &out);
	expect("clock", DOCTOR_ERROR, "wrong");
}

static void
the_root_is_judged(void **state)
{
	struct doctor_root f = {.path = "/srv/tftp",
	    .err = -PX_ENOENT,
	    .user = "nobody"};

	(void)state;
	doctor_root(&f, &out);
	expect("tftp-root", DOCTOR_ERROR, "not found");
	f.err = 0;
	doctor_root(&f, &out);
	expect("tftp-root", DOCTOR_ERROR, "may not be entered by user nobody");
	f.searchable = true;
	doctor_root(&f, &out);
	expect("tftp-root", DOCTOR_OK, "/srv/tftp is there");
}

static void
loaders_are_judged(void **state)
{
	struct doctor_loader f = {.mode = MODE_PXELINUX,
	    .arch = ARCH_X64,
	    .candidates = "syslinux.efi or efi64/syslinux.efi",
	    .user = "nobody"};

	(void)state;
	doctor_loader(&f, &out);
	/* nobody boots so: worth a line, no more */
	assert_int_equal(got.list[0].state, DOCTOR_OK);
	got.count = 0;
	f.wanted = true;
	doctor_loader(&f, &out);
	expect("loader-pxelinux-x64", DOCTOR_WARNING,
	    "no syslinux.efi or efi64/syslinux.efi below");
	f.name = "syslinux.efi";
	f.kind = LOADER_X64;
	doctor_loader(&f, &out);
	expect("loader-pxelinux-x64", DOCTOR_ERROR, "nobody may not read it");
	f.readable = true;
	doctor_loader(&f, &out);
	expect("loader-pxelinux-x64", DOCTOR_OK, "is a 64-bit UEFI program");
	f.kind = LOADER_IA32;
	doctor_loader(&f, &out);
	expect("loader-pxelinux-x64", DOCTOR_ERROR, "a 32-bit UEFI program");
	f.mode = MODE_GPXE;
	f.arch = ARCH_BIOS;
	f.kind = LOADER_BIOS;
	doctor_loader(&f, &out);
	expect("loader-gpxe-bios", DOCTOR_OK, "a BIOS boot program");
}

static void
modules_are_judged(void **state)
{
	struct doctor_module f = {.loader = "pxelinux.0",
	    .module = "ldlinux.c32",
	    .loader_version = "6.04",
	    .module_version = "",
	    .err = -PX_ENOENT,
	    .want_bits = 32,
	    .user = "nobody"};

	(void)state;
	doctor_module(&f, &out);
	expect("module-ldlinux.c32", DOCTOR_ERROR,
	    "ldlinux.c32 is missing beside pxelinux.0");
	f.err = -PX_EACCESS;
	doctor_module(&f, &out);
	expect("module-ldlinux.c32", DOCTOR_ERROR, "cannot be read");
	f.loader_version = "4.05";
	doctor_module(&f, &out);
	expect("module-ldlinux.c32", DOCTOR_OK, "4.05");
	f.err = 0;
	f.bits = 64;
	doctor_module(&f, &out);
	expect("module-ldlinux.c32", DOCTOR_ERROR, "no module of 32 bits");
	f.bits = 32;
	f.loader_version = "6.04";
	f.module_version = "6.03";
	doctor_module(&f, &out);
	expect("module-ldlinux.c32", DOCTOR_ERROR, "6.04, ldlinux.c32 of 6.03");
	f.module_version = "6.04";
	doctor_module(&f, &out);
	expect("module-ldlinux.c32", DOCTOR_ERROR, "may not read it");
	f.readable = true;
	doctor_module(&f, &out);
	expect("module-ldlinux.c32", DOCTOR_OK, "ldlinux.c32 of 6.04");
	f.module_version = "";
	doctor_module(&f, &out);
	expect("module-ldlinux.c32", DOCTOR_OK, "does not tell its own");
}

static void
the_database_is_judged(void **state)
{
	struct doctor_db f = {.path = "/x.db",
	    .open_err = -PX_ENOENT,
	    .why = "by version 9"};

	(void)state;
	doctor_db(&f, &out);
	expect("database", DOCTOR_ERROR, "its folder may not be written to");
	f.folder_writable = true;
	doctor_db(&f, &out);
	expect("database", DOCTOR_OK, "not there yet");
	f.open_err = -PX_EDBVERSION;
	doctor_db(&f, &out);
	expect("database", DOCTOR_ERROR, "made by a newer version");
	f.open_err = 0;
	f.check_err = -PX_EDBCORRUPT;
	f.why = "page 3";
	doctor_db(&f, &out);
	expect("database", DOCTOR_ERROR, "is damaged: page 3");
	f.check_err = 0;
	doctor_db(&f, &out);
	expect("database", DOCTOR_OK, "sound");
}

static void
disks_are_judged(void **state)
{
	struct doctor_disk f = {.check = "disk-db",
	    .path = "/var",
	    .free_bytes = 1 << 20,
	    .total_bytes = 1 << 30};

	(void)state;
	doctor_disk(&f, &out);
	expect("disk-db", DOCTOR_OK, "1 MiB of 1024 free");
	f.written = true;
	doctor_disk(&f, &out);
	expect("disk-db", DOCTOR_ERROR, "1 MiB");
	f.free_bytes = 50 << 20;
	doctor_disk(&f, &out);
	expect("disk-db", DOCTOR_WARNING, "50 MiB");
	f.err = -PX_ENOENT;
	doctor_disk(&f, &out);
	expect("disk-db", DOCTOR_WARNING, "not found");
}

static void
targets_are_judged(void **state)
{
	struct doctor_target f = {.name = "disk1", .text = "logged in"};

	(void)state;
	doctor_target(&f, &out);
	expect("target-disk1", DOCTOR_OK, "disk1: logged in");
	f.err = -PX_ENET;
	f.text = "Connection refused";
	doctor_target(&f, &out);
	expect("target-disk1", DOCTOR_ERROR, "Connection refused");
}

static void
other_servers_are_judged(void **state)
{
	struct doctor_server s = {.addr = THEIRS, .leases = true, .offers = ""};

	(void)state;
	doctor_servers(&s, 1, true, &out);
	expect("server-192.0.2.2", DOCTOR_OK, "offers addresses");
	expect("servers", DOCTOR_OK, "1 other DHCP server answered");
	s.pxe_class = true;
	doctor_servers(&s, 1, true, &out);
	expect("server-192.0.2.2", DOCTOR_WARNING, "option 60 PXEClient");
	expect("servers", DOCTOR_OK, "1 other");
	s.offers = "\"foo.0\" to bios-rom";
	doctor_servers(&s, 1, true, &out);
	expect("server-192.0.2.2", DOCTOR_WARNING, "names \"foo.0\" to bios");
	expect("servers", DOCTOR_OK, "1 other");
	doctor_servers(&s, 1, false, &out);
	expect("server-192.0.2.2", DOCTOR_ERROR, "offers addresses");
	expect("servers", DOCTOR_OK, "1 other");
	s.leases = false;
	doctor_servers(&s, 1, false, &out);
	expect("server-192.0.2.2", DOCTOR_WARNING, "as a proxy");
	expect("servers", DOCTOR_OK, "1 other");
	doctor_servers(&s, 1, true, &out);
	expect("server-192.0.2.2", DOCTOR_WARNING, "as a proxy");
	expect("servers", DOCTOR_ERROR, "nobody offers addresses");
	s.own = true;
	doctor_servers(&s, 1, false, &out);
	expect("server-192.0.2.2", DOCTOR_OK, "is this host");
	expect("servers", DOCTOR_OK, "1 other");
	doctor_servers(NULL, 0, false, &out);
	expect("servers", DOCTOR_OK, "0 other DHCP servers");
	doctor_servers_unknown("no rights", &out);
	expect("servers", DOCTOR_WARNING, "no rights");
}

static void
syslinux_shows_its_version(void **state)
{
	static const struct {
		const char *in, *version;
	} rows[] = {
	    {"xxPXELINUX 6.04 PXE 20200816 ", "6.04"},
	    {"\r\nSyslinux 6.03 (EFI; 2014)", "6.03"},
	    {"SYSLINUX 4.05 EDD 4.05", "4.05"},
	    {"PXELINUX PXELINUX 5.10 x y", "5.10"},
	    {"PXELINUX x.04 and so on", ""},
	    {"PXELINUX 6.0.4 and so on", ""},
	    {"PXELINUX 6", ""},
	    {"", ""},
	};
	char version[DOCTOR_VERSION];
	size_t i, n;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		doctor_syslinux_version(version, rows[i].in,
		    strlen(rows[i].in));
		assert_string_equal(version, rows[i].version);
	}
	for (n = 0; n < 14; n++) {
		doctor_syslinux_version(version, rows[0].in, n);
		assert_true(strlen(version) <= 4);
	}
}

static void
an_elf_head_tells_its_bits(void **state)
{
	(void)state;
	assert_int_equal(doctor_elf_bits("\177ELF\1", 5), 32);
	assert_int_equal(doctor_elf_bits("\177ELF\2", 5), 64);
	assert_int_equal(doctor_elf_bits("\177ELF\3", 5), 0);
	assert_int_equal(doctor_elf_bits("\177ELF\1", 4), 0);
	assert_int_equal(doctor_elf_bits("MZxx\1", 5), 0);
	assert_int_equal(doctor_elf_bits("", 0), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(interfaces_are_judged),
	    cmocka_unit_test(ports_are_judged),
	    cmocka_unit_test(firewalls_are_judged),
	    cmocka_unit_test(knocks_are_judged),
	    cmocka_unit_test(rights_and_clock_are_judged),
	    cmocka_unit_test(the_root_is_judged),
	    cmocka_unit_test(loaders_are_judged),
	    cmocka_unit_test(modules_are_judged),
	    cmocka_unit_test(the_database_is_judged),
	    cmocka_unit_test(disks_are_judged),
	    cmocka_unit_test(targets_are_judged),
	    cmocka_unit_test(other_servers_are_judged),
	    cmocka_unit_test(syslinux_shows_its_version),
	    cmocka_unit_test(an_elf_head_tells_its_bits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
