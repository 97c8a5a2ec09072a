/* SPDX-License-Identifier: ISC */
#include "tests/unit/unit.h"

#include <string.h>

#include "core/proto/dhcp.h"
#include "core/proto/dhcp_option.h"
#include "core/proto/udp_frame.h"
#include "core/sim/taken.h"
#include "core/sim/verdict.h"

#define SERVER 0xc0000201u
#define OURS 0xc0000264u

static struct sim_client client;

static void
reset(const char *kind, enum sim_outcome outcome)
{
	memset(&client, 0, sizeof(client));
	client.kind = sim_kind_find(kind);
	client.state = SIM_DONE;
	client.outcome = outcome;
	client.addr = OURS;
	client.boot.next = client.boot.server_id = SERVER;
}

static void
says(const char *part)
{
	char buf[512];
	struct text t;

	text_init(&t, buf, sizeof(buf));
	sim_verdict(&t, &client);
	if (strstr(buf, part) == NULL)
		fail_msg("\"%s\" not in \"%s\"", part, buf);
	assert_int_equal(strstr(buf, "does not boot") == NULL,
	    sim_outcome_boots(client.outcome) || client.outcome == SIM_NOT_YET);
}

static void
every_outcome_has_its_sentence(void **state)
{
	static const char *const parts[SIM_OUTCOME_COUNT] = {
	    [SIM_NOT_YET] = "not done yet: it done",
	    [SIM_BOOTED] = "vmlinuz is the last file, fetched from 192.0.2.1",
	    [SIM_SAN] = "log in to iscsi:192.0.2.3",
	    [SIM_URL] = "fetch http://192.0.2.1/a; ",
	    [SIM_LOCAL] = "local disk",
	    [SIM_NO_BOOT] = "192.0.2.100, but the reply names no server",
	    [SIM_ADDRESS] = "has its address 192.0.2.100",
	    [SIM_NO_OFFER] = "nobody answered its 4 DISCOVERs",
	    [SIM_NO_ACK] = "offered 192.0.2.100, but never",
	    [SIM_NO_BOOT_SERVER] = "port 4011 of 192.0.2.1",
	    [SIM_MISSING] = ": vmlinuz is missing on 192.0.2.1",
	    [SIM_BROKEN] = "failed after 1000 bytes: the server fell silent",
	    [SIM_REFUSED] = "vmlinuz is data, which gPXE 1.0.1, BIOS cannot",
	    [SIM_LOOP] = "undionly.kpxe again",
	};
	int i;

	(void)state;
	for (i = 0; i < SIM_OUTCOME_COUNT; i++) {
		reset("gpxe-1.0.1", (enum sim_outcome)i);
		client.sent = 4;
		client.address.addr = OURS;
		client.fetch.bytes = 1000;
		client.fetch.why = "the server fell silent";
		(void)text_copy(client.loader, SIM_TEXT_MAX, "undionly.kpxe");
		(void)text_copy(client.fetch.file, SIM_TEXT_MAX, "vmlinuz");
		(void)text_copy(client.boot.name, SIM_TEXT_MAX,
		    "http://192.0.2.1/a");
		(void)text_copy(client.boot.root_path, SIM_TEXT_MAX,
		    "iscsi:192.0.2.3::::d");
		says(parts[i]);
	}
}

static void
sentences_name_what_is_missing(void **state)
{
	(void)state;
	reset("bios-rom", SIM_NO_OFFER);
	client.proxy.xid = 1;
	client.proxy.server_id = SERVER;
	says("the proxy 192.0.2.1 answered, but nobody offered an address");
	client.address.xid = 1;
	client.address.server_id = SERVER;
	says("192.0.2.1 has no option 60 PXEClient");
	client.kind = sim_kind_find("ovmf");
	says("names nothing to boot");
	reset("bios-rom", SIM_NO_BOOT);
	says("holds no boot file that it reads");
	client.kind = sim_kind_find("gpxe-1.0.1");
	says("holds no boot file or root path that it reads");
	client.kind = sim_kind_find("raspberry-pi");
	says("no option 43 with \"Raspberry Pi Boot\"");
	reset("bios-rom", SIM_MISSING);
	client.purpose = SIM_FOR_SEARCH;
	client.step = 10;
	says("none of the configurations");
	reset("bios-rom", SIM_REFUSED);
	client.purpose = SIM_FOR_SEARCH;
	says("names no kernel");
	client.purpose = SIM_FOR_LOADER;
	memcpy(client.fetch.head, "#!ipxe", 6);
	client.fetch.head_len = 6;
	says("is an iPXE script, which PXE ROM, BIOS cannot run");
	reset("gpxe-1.0.1", SIM_URL);
	client.files.count = 2;
	client.file_at = 2;
	(void)text_copy(client.files.name[1], SIM_TEXT_MAX, "http://h/\x1b");
	says("fetch http://h/\\x1b;");
	reset("gpxe-1.0.1", SIM_SAN);
	client.files.san = true;
	(void)text_copy(client.files.san_path, SIM_TEXT_MAX, "iscsi:10.0.0.1:");
	says("log in to iscsi:10.0.0.1:;");
}

static void
an_address_is_given_back_as_it_was_asked_for(void **state)
{
	static const struct mac ours = {{2, 0, 0, 0, 0, 1}},
				theirs = {{2, 0, 0, 0, 0, 2}};
	struct sim_taken t = {.count = 0};
	struct sim_frame f;
	struct udp_frame u;
	struct dhcp_msg m;
	uint32_t id;

	(void)state;
	reset("bios-rom", SIM_BOOTED);
	sim_machine_init(&client.machine, &ours);
	client.addr = 0;
	sim_taken_note(&t, &client);
	assert_int_equal(t.count, 0);
	client.addr = OURS;
	client.address.server_id = SERVER;
	client.peer.mac = theirs;
	sim_taken_note(&t, &client);
	sim_taken_note(&t, &client);
	assert_int_equal(t.count, 1);
	client.kind = sim_kind_find("gpxe-1.0.1");
	sim_taken_note(&t, &client);
	assert_int_equal(t.count, 2);
	for (size_t i = 0; i < t.count; i++) {
		assert_true(sim_taken_release(&t, i, &client.machine, &f));
		assert_int_equal(udp_frame_decode(&u, f.bytes, f.len), 0);
		assert_int_equal(u.src, OURS);
		assert_int_equal(u.dst, SERVER);
		assert_true(mac_equal(&u.dst_mac, &theirs));
		assert_int_equal(dhcp_decode(&m, u.data, u.len, NULL), 0);
		assert_int_equal(m.type, DHCP_RELEASE);
		assert_int_equal(m.head.ciaddr, OURS);
		assert_true(dhcp_get_u32(&m, DHCP_OPT_SERVER_ID, &id));
		assert_int_equal(id, SERVER);
		/* gPXE names itself by option 61, a ROM does not. */
		assert_int_equal(dhcp_find(&m, DHCP_OPT_CLIENT_ID) != NULL,
		    i == 1);
	}
}

static void
no_more_is_taken_than_there_is_room(void **state)
{
	struct sim_taken t = {.count = 0};
	uint32_t n;

	(void)state;
	reset("bios-rom", SIM_BOOTED);
	client.address.server_id = SERVER;
	for (n = 0; n < SIM_TAKEN + 2; n++) {
		client.addr = OURS + n;
		sim_taken_note(&t, &client);
	}
	assert_int_equal(t.count, SIM_TAKEN);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(every_outcome_has_its_sentence),
	    cmocka_unit_test(sentences_name_what_is_missing),
	    cmocka_unit_test(an_address_is_given_back_as_it_was_asked_for),
	    cmocka_unit_test(no_more_is_taken_than_there_is_room),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
