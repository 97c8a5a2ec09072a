/* SPDX-License-Identifier: ISC */
#include "tests/unit/unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/boot/observe.h"
#include "core/boot/reader_choice.h"
#include "core/boot/reader_field.h"
#include "core/proto/dhcp_option.h"
#include "core/io/capture_file.h"

#define A 0xc0000201u /* 192.0.2.1 */
#define B 0xc0000202u

struct row {
	const char *file, *option; /* "" none */
	uint8_t overload;
	bool hidden; /* option 67 in an overloaded field */
	uint32_t siaddr;
	const char *told; /* option 66 */
	enum reader_kind kind;
	const char *says;
};

/* "Where they look" of the firmware as observed, and the table of clients. */
static const struct row looks[] = {
    {"f", "", 0, false, A, "", READER_IPXE,
	"takes f (file field) from 192.0.2.1 (siaddr)"},
    {"f", "", 0, false, A, "", READER_UEFI,
	"takes f (file field) from 192.0.2.1 (siaddr)"},
    {"", "o", 0, false, A, "", READER_IPXE,
	"takes o (option 67) from 192.0.2.1 (siaddr)"},
    {"f", "o", 0, false, A, "", READER_IPXE,
	"takes f (file field) from 192.0.2.1 (siaddr)"},
    {"f", "o", 0, false, A, "", READER_UEFI,
	"takes o (option 67) from 192.0.2.1 (siaddr)"},
    {"f", "o", 0, false, A, "", READER_BIOS,
	"takes f (file field) from 192.0.2.1 (siaddr)"},
    {"C\nf", "f", 1, true, A, "", READER_IPXE,
	"takes the overloaded file field for a name"},
    {"C\nf", "f", 1, true, A, "", READER_UEFI,
	"takes f (option 67) from 192.0.2.1 (siaddr)"},
    {"\377", "o", 3, false, A, "", READER_UEFI,
	"takes o (option 67) from 192.0.2.1 (siaddr)"},
    {"\377", "o", 3, false, A, "", READER_GPXE,
	"takes the overloaded file field for a name"},
    {"f", "o", 2, true, A, "", READER_IPXE,
	"takes f (file field) from 192.0.2.1 (siaddr)"},
    {"f", "o", 2, true, A, "", READER_UEFI,
	"takes o (option 67) from 192.0.2.1 (siaddr)"},
    {"", "", 0, false, A, "", READER_IPXE, "finds no boot file name"},
    {"", "", 0, false, A, "", READER_UEFI,
	"finds no boot file name: passes over it"},
    {"f", "", 0, false, 0, "192.0.2.1", READER_IPXE,
	"finds a name, but no server for it"},
    {"f", "", 0, false, 0, "192.0.2.1", READER_UEFI,
	"takes f (file field) from 192.0.2.2 (option 54)"},
    {"f", "", 0, false, A, "192.0.2.2", READER_UEFI,
	"takes f (file field) from 192.0.2.1 (siaddr)"},
    {"f", "", 0, false, A, "192.0.2.2", READER_GRUB,
	"takes f (file field) from 192.0.2.2 (option 66)"},
    {"", "o", 0, false, A, "", READER_GPXE_FIELD, "finds no boot file name"},
    {"f", "", 0, false, A, "", READER_GPXE_FIELD,
	"takes f (file field) from 192.0.2.1 (siaddr)"},
    {"", "o", 0, false, A, "", READER_GPXE,
	"takes o (option 67) from 192.0.2.1 (siaddr)"},
    {"http://x/y", "", 0, false, 0, "", READER_IPXE,
	"takes http://x/y (file field)"},
    {"http://x/y", "", 0, false, 0, "", READER_UEFI_HTTP,
	"wants option 60 HTTPClient and a URL: passes over it"},
    {"f", "o", 0, false, A, "", READER_UBOOT,
	"takes o (option 67) from 192.0.2.1 (siaddr)"},
    {"f", "", 0, false, 0, "", READER_PXELINUX,
	"takes f (file field) from 192.0.2.2 (option 54)"},
    {"f", "", 0, false, A, "", READER_RASPBERRY,
	"wants \"Raspberry Pi Boot\" in option 43: passes over it"},
};

static struct reader_reply
make(struct dhcp_facts *f, const struct row *row)
{
	const struct reader_reply r = {.yiaddr = 0xc000024du,
	    .siaddr = row->siaddr,
	    .server = B,
	    .src = B,
	    .root_path = "",
	    .facts = f};

	memset(f, 0, sizeof(*f));
	f->overload = row->overload;
	f->has_name = row->option[0] != '\0';
	f->name_hidden = row->hidden;
	f->has_server_id = true;
	(void)text_copy(f->file, sizeof(f->file), row->file);
	(void)text_copy(f->name, sizeof(f->name), row->option);
	(void)text_copy(f->tftp_name, sizeof(f->tftp_name), row->told);
	return r;
}

static void
each_kind_looks_where_it_looks(void **state)
{
	bool seen[READER_KIND_COUNT] = {false};
	struct dhcp_facts f;
	struct reader_view v;
	char buf[256];
	struct text t;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(looks) / sizeof(looks[0]); i++) {
		const struct reader_reply r = make(&f, &looks[i]);

		reader_read(&v, looks[i].kind, &r);
		text_init(&t, buf, sizeof(buf));
		reader_text(&t, &v);
		assert_string_equal(buf, looks[i].says);
		seen[looks[i].kind] = true;
	}
	for (i = 0; i < READER_KIND_COUNT; i++) {
		assert_true(seen[i]);
		assert_true(reader_rule((enum reader_kind)i)->title[0] != '\0');
	}
}

static const struct row plain = {"f", "", 0, false, A, "", READER_IPXE, ""};
static const struct row nameless = {"", "", 0, false, A, "", READER_IPXE, ""};

static void
a_disk_a_raspberry_and_http(void **state)
{
	struct dhcp_facts f;
	struct reader_reply r = make(&f, &nameless);
	struct reader_view v;

	(void)state;
	r.root_path = "iscsi:192.0.2.1::::iqn.a:b";
	reader_read(&v, READER_IPXE, &r);
	assert_true(v.disk);
	assert_int_equal(v.why, READER_TAKES);
	reader_read(&v, READER_UEFI, &r);
	assert_true(v.passes);
	f.vendor_raspberry = true;
	reader_read(&v, READER_RASPBERRY, &r);
	assert_int_equal(v.why, READER_TAKES);
	f.http_class = f.has_name = true;
	(void)text_copy(f.name, sizeof(f.name), "http://192.0.2.1/x.efi");
	reader_read(&v, READER_UEFI_HTTP, &r);
	assert_int_equal(v.why, READER_TAKES);
	assert_int_equal(v.from, SERVER_URL);
	f.has_server_id = false;
	reader_read(&v, READER_UEFI_HTTP, &r);
	assert_int_equal(v.why, READER_NO_ID);
}

static void
who_goes_to_4011(void **state)
{
	struct dhcp_facts f;
	struct reader_reply r = make(&f, &plain);
	struct reader_view v;

	(void)state;
	f.pxe_class = true;
	reader_read(&v, READER_UEFI, &r);
	assert_int_equal(v.ask_at, B);
	reader_read(&v, READER_GPXE, &r);
	assert_int_equal(v.ask_at, B);
	reader_read(&v, READER_IPXE, &r);
	assert_int_equal(v.ask_at, 0);
	reader_read(&v, READER_BIOS, &r);
	assert_int_equal(v.ask_at, 0);
	/* 43 = 06 01 08: use this file. */
	f.has_vendor = f.vendor_pxe = f.has_discovery = true;
	f.discovery = 8;
	reader_read(&v, READER_UEFI, &r);
	assert_int_equal(v.ask_at, 0);
	reader_read(&v, READER_GPXE, &r);
	assert_int_equal(v.ask_at, 0);
	f.boot_server = A;
	r.siaddr = 0;
	reader_read(&v, READER_UEFI, &r);
	assert_int_equal(v.addr, A);
	assert_int_equal(v.from, SERVER_BOOT_LIST);
}

/* Two real offers, then a proxy's. */
static void
offers_are_chosen_by_kind(void **state)
{
	struct dhcp_facts facts[3];
	struct reader_offer o[3];
	struct reader_choice c;
	size_t i;

	(void)state;
	for (i = 0; i < 3; i++) {
		o[i].reply = make(&facts[i], i == 0 ? &nameless : &plain);
		o[i].after_us = 1000;
	}
	o[0].reply.server = A;
	reader_choose(&c, READER_UEFI, o, 2);
	assert_int_equal(c.lease, 1);
	reader_choose(&c, READER_BIOS, o, 2);
	assert_int_equal(c.lease, 1);
	reader_choose(&c, READER_IPXE, o, 2);
	assert_int_equal(c.lease, 1);
	reader_choose(&c, READER_GPXE, o, 2);
	assert_int_equal(c.lease, 0);
	/* 175.1 decides. */
	facts[0].has_priority = true;
	facts[0].priority = 1;
	reader_choose(&c, READER_IPXE, o, 2);
	assert_int_equal(c.lease, 0);
	facts[0].priority = -1;
	reader_choose(&c, READER_GPXE, o, 2);
	assert_int_equal(c.lease, 1);
	/* iPXE leaves discovery at the first PXEClient. */
	facts[0].has_priority = false;
	facts[0].pxe_class = true;
	reader_choose(&c, READER_IPXE, o, 2);
	assert_int_equal(c.lease, 0);
	assert_int_equal(c.ask_at, A);
	/* A proxy beside a plain offer, on EDK2's ladder. */
	facts[0].pxe_class = false;
	o[2].reply.yiaddr = 0;
	facts[2].pxe_class = true;
	reader_choose(&c, READER_UEFI, o, 3);
	assert_int_equal(c.lease, 0);
	assert_int_equal(c.boot, 2);
	assert_int_equal(c.ask_at, B);
	/* The rung above: options 60 and 43 in one offer. */
	facts[1].pxe_class = facts[1].vendor_pxe = facts[1].has_discovery =
	    true;
	facts[1].discovery = 8;
	reader_choose(&c, READER_UEFI, o, 3);
	assert_int_equal(c.lease, 1);
	assert_int_equal(c.boot, 1);
	assert_int_equal(c.ask_at, 0);
	reader_choose(&c, READER_UEFI, o, 0);
	assert_int_equal(c.lease, CHOICE_NONE);
}

static void
the_kind_by_what_it_says(void **state)
{
	struct case_ask a = {.stage = STAGE_GPXE};

	(void)state;
	assert_int_equal(reader_kind_of(&a), READER_GPXE_FIELD);
	a.facts.user_gpxe = a.facts.has_version = true;
	a.facts.version[1] = 9;
	a.facts.version[2] = 7;
	assert_int_equal(reader_kind_of(&a), READER_GPXE_FIELD);
	a.facts.version[2] = 8;
	assert_int_equal(reader_kind_of(&a), READER_GPXE);
	a.stage = STAGE_IPXE;
	assert_int_equal(reader_kind_of(&a), READER_IPXE);
	a.stage = STAGE_HTTP;
	assert_int_equal(reader_kind_of(&a), READER_UEFI_HTTP);
	a.stage = STAGE_LOADER;
	assert_int_equal(reader_kind_of(&a), READER_PXELINUX);
	a.stage = STAGE_ROM;
	a.arch = ARCH_UBOOT;
	assert_int_equal(reader_kind_of(&a), READER_UBOOT);
	a.arch = ARCH_BIOS;
	assert_int_equal(reader_kind_of(&a), READER_BIOS);
	a.arch = ARCH_X64;
	assert_int_equal(reader_kind_of(&a), READER_UEFI);
}

/* A capture played to a case; what the client did against what we foretell. */
struct replay {
	struct boot_case c;
	unsigned requests, asked; /* REQUESTs foretold; 4011 asked */
	uint32_t foretold; /* 4011 of this one comes next */
	char name[64];
};

static void
foretell(struct replay *p, const struct event_dhcp *d)
{
	struct reader_choice choice;
	char buf[256];
	struct text t;

	if (d->dst_port == DHCP_PORT_PXE) {
		if (d->dst != p->foretold)
			fail_msg("%s: 4011 was not foretold", p->name);
		p->asked++;
		return;
	}
	if (d->type != DHCP_REQUEST || d->server == 0)
		return;
	reader_choose_case(&choice, &p->c);
	text_init(&t, buf, sizeof(buf));
	reader_choice_text(&t, &choice, &p->c);
	if (choice.lease == CHOICE_NONE ||
	    p->c.reply[choice.lease].server != d->server)
		fail_msg("%s: it took another: %s", p->name, buf);
	p->requests++;
	p->foretold = choice.ask_at;
}

static void
play(void *arg, const struct event *e)
{
	struct replay *p = arg;
	struct event copy = *e;

	if (e->kind != EVENT_DHCP ||
	    (e->u.dhcp.op == DHCP_OP_REQUEST &&
		(e->u.dhcp.stage == STAGE_OS ||
		    e->u.dhcp.stage == STAGE_LOADER)))
		return;
	copy.session = 1;
	boot_case_take(&p->c, &copy);
	if (e->u.dhcp.op == DHCP_OP_REQUEST)
		foretell(p, &e->u.dhcp);
}

static void
replay(struct replay *p, const char *name)
{
	static const struct mac none;
	const char *top = getenv("srcdir");
	void *memory = malloc(observe_size());
	struct capture_file *file;
	struct observe_frame f;
	struct observe *o;
	char path[512], why[128];
	struct text t;

	memset(p, 0, sizeof(*p));
	(void)text_copy(p->name, sizeof(p->name), name);
	boot_case_init(&p->c, &none);
	text_init(&t, why, sizeof(why));
	(void)snprintf(path, sizeof(path), "%s/tests/pcap/%s.pcap",
	    top == NULL ? "." : top, name);
	assert_non_null(memory);
	assert_int_equal(capture_file_open(&file, path, &t), 0);
	o = observe_init(memory, (struct event_sink){p, play});
	while (capture_file_next(file, &f) == 1)
		(void)observe_frame(o, &f);
	capture_file_close(file);
	free(memory);
}

/* Real firmware: how many REQUESTs, and does it go to 4011 (0: never)? */
static const struct {
	const char *name;
	bool requests, asks;
} captures[] = {
    {"chain-bios", true, false},
    {"chain-ovmf-snponly", true, false},
    {"gpxe101-67-no-nul", true, false},
    {"gpxe101-file-field", true, false},
    {"gpxe101-option-60-asks-4011", true, true},
    {"gpxe101-overload-file", true, false},
    {"gpxe101-san-boot", true, false},
    {"ipxe-bios-pxelinux", true, false},
    {"lpxelinux-one-client-port", true, false},
    {"no-boot-name-ovmf", false, false},
    {"overload-unread-ipxe", true, false},
    {"ovmf-efi-app", true, false},
    {"ovmf-syslinux-second-dhcp", true, false},
    {"proxy-chain-ovmf", true, true},
    {"proxy-ipxe", true, false},
    {"proxy-ovmf", true, true},
    {"proxy-ovmf-service-4011", true, true},
    {"rom-without-175-pxelinux", true, false},
    {"san-ipxe-lun0", true, false},
    {"stray-option-60-ovmf", true, true},
};

static void
real_firmware_does_what_was_foretold(void **state)
{
	static struct replay p;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(captures) / sizeof(captures[0]); i++) {
		replay(&p, captures[i].name);
		if ((p.requests > 0) != captures[i].requests)
			fail_msg("%s: %u requests", p.name, p.requests);
		if ((p.asked > 0) != captures[i].asks)
			fail_msg("%s: %u times 4011", p.name, p.asked);
		if (!captures[i].asks && p.foretold != 0)
			fail_msg("%s: 4011 foretold", p.name);
	}
}

/* A part of a reply that one kind reads and another passes over. */
#define OPTION(code) (code)
#define FIELD(field) (1000 + (int)(field))

static const struct {
	size_t row; /* of looks[] */
	int part;
	enum reader_kind kind;
	enum reader_use use;
	const char *why;
} marks[] = {
    /* file and 67 differ */
    {3, FIELD(READER_FILE), READER_IPXE, READER_READS, "its boot file"},
    {3, OPTION(67), READER_IPXE, READER_LEAVES, "the file field comes first"},
    {3, FIELD(READER_FILE), READER_UEFI, READER_LEAVES,
	"option 67 comes first"},
    {3, OPTION(67), READER_UEFI, READER_READS, "its boot file"},
    /* 67 only */
    {2, FIELD(READER_FILE), READER_GPXE_FIELD, READER_OPEN, ""},
    {2, OPTION(67), READER_GPXE_FIELD, READER_LEAVES,
	"reads the file field only"},
    {2, OPTION(67), READER_GPXE, READER_READS, "its boot file"},
    {2, OPTION(67), READER_RASPBERRY, READER_LEAVES,
	"asks for names of its own"},
    /* overloaded file field, 67 in it */
    {6, FIELD(READER_FILE), READER_IPXE, READER_READS,
	"its raw bytes: it never reads option 52"},
    {6, FIELD(READER_FILE), READER_UEFI, READER_READS,
	"the options in it (52)"},
    {6, OPTION(67), READER_IPXE, READER_LEAVES,
	"stands in an overloaded field: it never reads option 52"},
    {6, OPTION(52), READER_UEFI, READER_READS, ""},
    {6, OPTION(52), READER_GPXE, READER_LEAVES,
	"never read: it takes the fields as they are"},
    /* siaddr 0, 66 and 54 */
    {14, OPTION(66), READER_IPXE, READER_LEAVES,
	"takes its server from siaddr"},
    {14, OPTION(66), READER_GRUB, READER_READS, "where it fetches from"},
    {14, OPTION(54), READER_UEFI, READER_READS, "where it fetches from"},
    {14, OPTION(54), READER_IPXE, READER_READS, "whose offer it takes"},
    {0, FIELD(READER_SIADDR), READER_UEFI, READER_READS,
	"where it fetches from"},
    {17, FIELD(READER_SIADDR), READER_GRUB, READER_LEAVES,
	"another place comes first"},
    {0, OPTION(175), READER_IPXE, READER_READS, ""},
    {0, OPTION(175), READER_UEFI, READER_LEAVES, "gPXE and iPXE only"},
    {0, OPTION(60), READER_UEFI, READER_LEAVES, "wants PXEClient"},
    {0, OPTION(60), READER_UEFI_HTTP, READER_LEAVES, "wants HTTPClient"},
    {0, OPTION(43), READER_RASPBERRY, READER_LEAVES,
	"wants \"Raspberry Pi Boot\""},
    {0, OPTION(17), READER_GPXE, READER_LEAVES,
	"has a file name: it boots that only"},
    {0, OPTION(17), READER_IPXE, READER_READS, "attaches this disk first"},
    {0, OPTION(17), READER_BIOS, READER_LEAVES, "boots no disk"},
    {0, OPTION(3), READER_RASPBERRY, READER_LEAVES,
	"reaches its own network only"},
    {0, OPTION(200), READER_IPXE, READER_OPEN, ""},
    {0, FIELD(READER_YIADDR), READER_IPXE, READER_READS, "its address"},
};

static void
each_part_is_read_or_left(void **state)
{
	struct dhcp_facts f;
	struct reader_reply r;
	struct reader_view v;
	struct reader_mark m;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(marks) / sizeof(marks[0]); i++) {
		r = make(&f, &looks[marks[i].row]);
		reader_read(&v, marks[i].kind, &r);
		m = marks[i].part >= FIELD(0) ?
		    reader_mark_field(marks[i].kind, &v, &r,
			(enum reader_field)(marks[i].part - FIELD(0))) :
		    reader_mark_option(marks[i].kind, &v, &r,
			(uint8_t)marks[i].part);
		if (m.use != marks[i].use || strcmp(m.why, marks[i].why) != 0)
			fail_msg("mark %zu: %s %s", i, reader_use_name(m.use),
			    m.why);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(each_kind_looks_where_it_looks),
	    cmocka_unit_test(each_part_is_read_or_left),
	    cmocka_unit_test(a_disk_a_raspberry_and_http),
	    cmocka_unit_test(who_goes_to_4011),
	    cmocka_unit_test(offers_are_chosen_by_kind),
	    cmocka_unit_test(the_kind_by_what_it_says),
	    cmocka_unit_test(real_firmware_does_what_was_foretold),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
