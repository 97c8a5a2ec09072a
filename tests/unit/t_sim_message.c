/* SPDX-License-Identifier: ISC */
#include "tests/unit/unit.h"

#include <string.h>

#include "core/proto/dhcp.h"
#include "core/proto/dhcp_option.h"
#include "core/sim/message.h"
#include "tests/unit/dhcp_sample.h"

/* The machine and the choice that a recorded message shows. */
static void
machine_of(struct sim_machine *m, struct sim_choice *c, const uint8_t *bytes,
    size_t len)
{
	static struct dhcp_msg msg;
	const struct dhcp_option *o;
	struct mac mac;

	assert_int_equal(dhcp_decode(&msg, bytes, len, NULL), 0);
	memcpy(mac.b, msg.head.chaddr, sizeof(mac.b));
	sim_machine_init(m, &mac);
	m->xid = msg.head.xid;
	o = dhcp_find(&msg, DHCP_OPT_UUID);
	if (o != NULL)
		memcpy(m->uuid, o->data + 1, sizeof(m->uuid));
	o = dhcp_find(&msg, DHCP_OPT_GPXE);
	if (o != NULL)
		memcpy(m->bus_id, o->data + 3, sizeof(m->bus_id));
	memset(c, 0, sizeof(*c));
	(void)dhcp_get_u32(&msg, DHCP_OPT_SERVER_ID, &c->server_id);
	(void)dhcp_get_u32(&msg, DHCP_OPT_REQUESTED, &c->addr);
	if (c->addr == 0)
		c->addr = msg.head.ciaddr;
}

/* clang-format off */
static const struct {
	const char *kind;
	enum sample sample;
	bool to_4011;
} recorded[] = {
	{"gpxe-1.0.1", SAMPLE_GPXE, false},
	{"gpxe-1.0.1", SAMPLE_GPXE_REQUEST, false},
	{"gpxe-1.0.1", SAMPLE_GPXE_4011, true},
	{"ipxe-bios", SAMPLE_IPXE, false},
	{"ipxe-bios", SAMPLE_IPXE_REQUEST, false},
	{"ipxe-undionly", SAMPLE_UNDIONLY, false},
	{"ipxe-efi", SAMPLE_SNPONLY, false},
	{"ovmf", SAMPLE_OVMF, false},
	{"ovmf", SAMPLE_OVMF_REQUEST, false},
	{"ovmf", SAMPLE_OVMF_4011, true},
	{"pxelinux-second", SAMPLE_SYSLINUX_EFI, false},
	{"pxelinux-second", SAMPLE_SYSLINUX_EFI_REQUEST, false},
	{"udhcpc", SAMPLE_UDHCPC, false},
	{"udhcpc", SAMPLE_UDHCPC_REQUEST, false},
	{"dhclient", SAMPLE_DHCLIENT, false},
};
/* clang-format on */

static void
messages_are_those_of_real_clients(void **state)
{
	uint8_t real[SAMPLE_MAX], ours[SAMPLE_MAX];
	struct sim_machine m;
	struct sim_choice c;
	struct wbuf w;
	size_t i, len;
	uint16_t secs;
	int ret;

	(void)state;
	for (i = 0; i < sizeof(recorded) / sizeof(recorded[0]); i++) {
		const struct sim_kind *k = sim_kind_find(recorded[i].kind);

		assert_non_null(k);
		memset(real, 0, sizeof(real));
		len = sample_bytes(recorded[i].sample, real);
		machine_of(&m, &c, real, len);
		secs = (uint16_t)(real[8] << 8 | real[9]);
		wbuf_init(&w, ours, sizeof(ours));
		if (recorded[i].to_4011)
			ret = sim_boot_request(k, &m, &c, &w);
		else if (real[242] == DHCP_REQUEST)
			ret = sim_request(k, &m, &c, secs, &w);
		else
			ret = sim_discover(k, &m, secs, &w);
		assert_int_equal(ret, 0);
		assert_true(w.len >= len);
		/* The sample's trailing PADs were cut. */
		assert_memory_equal(ours, real, w.len);
	}
}

static void
every_kind_makes_readable_messages(void **state)
{
	static const struct mac mac = {{0x52, 0x54, 0, 1, 2, 3}};
	static struct dhcp_msg msg;
	const struct sim_choice c = {0xc0000201, 0xc0000232, 0x8000};
	const struct sim_kind *kinds;
	uint8_t out[1500];
	struct sim_machine m;
	struct wbuf w;
	size_t n, i;
	uint16_t arch;

	(void)state;
	kinds = sim_kinds(&n);
	sim_machine_init(&m, &mac);
	for (i = 0; i < n; i++) {
		wbuf_init(&w, out, sizeof(out));
		assert_int_equal(sim_discover(&kinds[i], &m, 0, &w), 0);
		assert_int_equal(dhcp_decode(&msg, out, w.len, NULL), 0);
		assert_int_equal(msg.type, DHCP_DISCOVER);
		assert_true(w.len >= kinds[i].padded);
		if (dhcp_get_u16(&msg, DHCP_OPT_ARCH, &arch))
			assert_int_equal(arch, kinds[i].arch);
		wbuf_init(&w, out, sizeof(out));
		assert_int_equal(sim_request(&kinds[i], &m, &c, 0, &w), 0);
		assert_int_equal(dhcp_decode(&msg, out, w.len, NULL), 0);
		assert_int_equal(msg.type, DHCP_REQUEST);
		wbuf_init(&w, out, sizeof(out));
		assert_int_equal(sim_boot_request(&kinds[i], &m, &c, &w),
		    kinds[i].boot[0] == 0 ? -PX_EPROTO : 0);
		wbuf_init(&w, out, 299);
		assert_int_equal(sim_discover(&kinds[i], &m, 0, &w),
		    -PX_ENOSPACE);
		assert_ptr_equal(sim_kind_find(kinds[i].name), &kinds[i]);
	}
	assert_null(sim_kind_find("none"));
}

static void
machines_may_differ_from_their_kind(void **state)
{
	static const struct mac mac = {{0x52, 0x54, 0, 1, 2, 3}};
	static const uint8_t version[3] = {1, 2, 3};
	static struct dhcp_msg msg;
	struct sim_machine m;
	uint8_t out[1500];
	char text[64];
	struct wbuf w;

	(void)state;
	sim_machine_init(&m, &mac);
	m.arch = 10;
	m.version = version;
	memcpy(m.bus_id, "\x80\x86\x10\x0e", 4);
	wbuf_init(&w, out, sizeof(out));
	assert_int_equal(sim_discover(sim_kind_find("ipxe-efi"), &m, 4, &w), 0);
	assert_int_equal(dhcp_decode(&msg, out, w.len, NULL), 0);
	assert_true(dhcp_get_str(&msg, DHCP_OPT_CLASS_ID, text, sizeof(text)));
	assert_string_equal(text, "PXEClient:Arch:00010:UNDI:003010");
	assert_memory_equal(dhcp_find(&msg, DHCP_OPT_GPXE)->data,
	    "\xb1\x05\x01\x80\x86\x10\x0e\xeb\x03\x01\x02\x03", 12);
}

/* clang-format off */
static const struct {
	enum client_stage stage;
	enum client_arch arch;
	uint8_t version[3];
	const char *name;
} chosen[] = {
	{STAGE_ROM, ARCH_BIOS, {0}, "bios-rom"},
	{STAGE_ROM, ARCH_X64, {0}, "ovmf"},
	{STAGE_ROM, ARCH_IA32, {0}, "uefi-ia32"},
	{STAGE_ROM, ARCH_ARM32, {0}, "ovmf"},
	{STAGE_ROM, ARCH_ARM64, {0}, "uefi-arm64"},
	{STAGE_GPXE, ARCH_BIOS, {0, 9, 6}, "gpxe-0.9.4"},
	{STAGE_GPXE, ARCH_BIOS, {0, 9, 7}, "gpxe-0.9.7"},
	{STAGE_GPXE, ARCH_BIOS, {0, 9, 8}, "gpxe-1.0.1"},
	{STAGE_GPXE, ARCH_BIOS, {1, 0, 1}, "gpxe-1.0.1"},
	{STAGE_IPXE, ARCH_BIOS, {1, 0, 0}, "ipxe-bios"},
	{STAGE_IPXE, ARCH_ARM64, {1, 0, 0}, "ipxe-efi"},
	{STAGE_HTTP, ARCH_X64, {0}, "uefi-http"},
	{STAGE_LOADER, ARCH_UNKNOWN, {0}, "pxelinux-second"},
	{STAGE_OS, ARCH_UNKNOWN, {0}, "udhcpc"},
};
/* clang-format on */

static void
kinds_stand_for_stages(void **state)
{
	int stage, arch;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(chosen) / sizeof(chosen[0]); i++)
		assert_string_equal(sim_kind_for(chosen[i].stage,
					chosen[i].arch, chosen[i].version)
					->name,
		    chosen[i].name);
	for (stage = 0; stage < STAGE_COUNT; stage++)
		for (arch = 0; arch < ARCH_COUNT; arch++)
			assert_non_null(sim_kind_for((enum client_stage)stage,
			    (enum client_arch)arch, NULL));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(messages_are_those_of_real_clients),
	    cmocka_unit_test(every_kind_makes_readable_messages),
	    cmocka_unit_test(machines_may_differ_from_their_kind),
	    cmocka_unit_test(kinds_stand_for_stages),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
