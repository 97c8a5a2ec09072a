/* SPDX-License-Identifier: ISC */
#include "tests/unit/play.h"

#include <string.h>

#include "core/boot/uuid_rows.h"

/*
 * One machine that has one MAC as a ROM and another one for what it loads: a
 * USB adapter, a docking station that passes the notebook's MAC on.  Port 1
 * and port 2 are machines of the play.
 */
static void
shows(struct play *s, uint8_t machine, enum client_stage stage,
    enum dhcp_type type, uint8_t identity)
{
	struct event e = play_dhcp(s, machine, stage, type);

	e.u.dhcp.op = DHCP_OP_REQUEST;
	e.u.dhcp.facts.has_uuid = identity != 0;
	e.u.dhcp.facts.uuid_usable = identity != 0 && identity != 0xff;
	memset(e.u.dhcp.facts.uuid, identity, 16);
	if (type == DHCP_REQUEST)
		e.u.dhcp.yiaddr = ADDR(50u + machine);
	s->now += SECOND / 100;
	track_event(s->t, &e);
}

/* DISCOVER to ACK, with that UUID. */
static void
takes(struct play *s, uint8_t machine, enum client_stage stage,
    uint8_t identity, const char *bootfile)
{
	s->xid++;
	shows(s, machine, stage, DHCP_DISCOVER, identity);
	play_told(s, machine, stage, DHCP_OFFER, bootfile, "", false);
	shows(s, machine, stage, DHCP_REQUEST, identity);
	play_told(s, machine, stage, DHCP_ACK, bootfile, "", false);
}

static void
loads(struct play *s, uint8_t machine, uint8_t identity)
{
	takes(s, machine, STAGE_ROM, identity, "ipxe.efi");
	play_fetches(s, machine, "ipxe.efi", TFTP_COMPLETE);
}

static const struct event *
last(const struct play *s)
{
	return &s->seen[s->count - 1];
}

static void
begin(struct play *s)
{
	play_begin(s);
	s->mode = MODE_GPXE;
	s->by_once = true;
}

static void
a_boot_goes_on_with_another_mac(void **state)
{
	const struct mac first = play_mac_of(1), then = play_mac_of(2);
	struct track_view v;
	struct play s;

	(void)state;
	begin(&s);
	loads(&s, 1, 7);
	takes(&s, 2, STAGE_IPXE, 7, "boot/lab");
	assert_int_equal(play_stage_of(&s, 1), BOOT_CHAINED);
	play_fetches(&s, 2, "/boot/lab", TFTP_COMPLETE);
	play_wait_seconds(&s, 3);
	assert_int_equal(play_begun(&s), 1);
	play_expect_end(&s, 1, BOOT_DONE, true);
	/* Who has its say in the end is the MAC that asked last. */
	assert_true(last(&s)->has_as);
	assert_true(mac_equal(event_speaker(last(&s)), &then));
	for (size_t i = 0; i < s.count; i++) {
		assert_int_equal(s.seen[i].session, 1);
		assert_true(mac_equal(&s.seen[i].mac, &first));
	}
	assert_true(track_look(s.t, &first, &v));
	assert_int_equal(v.addr, ADDR(52));
	/* The installed system has the second MAC, too. */
	shows(&s, 2, STAGE_OS, DHCP_DISCOVER, 0);
	assert_int_equal(play_stage_of(&s, 1), BOOT_OS);
	play_end(&s);
}

static void
each_boot_is_joined_anew(void **state)
{
	struct play s;

	(void)state;
	begin(&s);
	for (size_t i = 1; i <= 3; i++) {
		loads(&s, 1, 7);
		assert_false(last(&s)->has_as);
		takes(&s, 2, STAGE_IPXE, 7, "boot/lab");
		play_fetches(&s, 2, "/boot/lab", TFTP_COMPLETE);
		play_wait_seconds(&s, 3);
		assert_int_equal(play_begun(&s), i);
		play_expect_end(&s, i, BOOT_DONE, true);
		play_wait_seconds(&s, 120);
	}
	play_end(&s);
}

static void
a_boot_from_the_second_port_is_its_own(void **state)
{
	const struct mac then = play_mac_of(2);
	struct play s;

	(void)state;
	begin(&s);
	loads(&s, 1, 7);
	takes(&s, 2, STAGE_IPXE, 7, "boot/lab");
	play_fetches(&s, 2, "/boot/lab", TFTP_COMPLETE);
	play_wait_seconds(&s, 120);
	loads(&s, 2, 7);
	assert_int_equal(play_begun(&s), 2);
	assert_true(mac_equal(&last(&s)->mac, &then));
	assert_false(last(&s)->has_as);
	play_end(&s);
}

/* Nothing joins these: two boots, each under its own MAC. */
static void
expect_two(struct play *s)
{
	assert_int_equal(play_begun(s), 2);
	for (size_t i = 0; i < s->count; i++)
		assert_false(s->seen[i].has_as);
	play_end(s);
}

static void
no_uuid_joins_nobody(void **state)
{
	static const uint8_t bad[] = {0, 0xff};
	struct play s;

	(void)state;
	for (size_t i = 0; i < sizeof(bad); i++) {
		begin(&s);
		loads(&s, 1, bad[i]);
		takes(&s, 2, STAGE_IPXE, bad[i], "boot/lab");
		expect_two(&s);
	}
	/* Nor do two that differ. */
	begin(&s);
	loads(&s, 1, 7);
	takes(&s, 2, STAGE_IPXE, 8, "boot/lab");
	expect_two(&s);
}

static void
a_rom_is_not_what_a_rom_loads(void **state)
{
	struct play s;

	(void)state;
	/* The firmware tries its next port, or a clone is switched on. */
	begin(&s);
	loads(&s, 1, 7);
	takes(&s, 2, STAGE_ROM, 7, "ipxe.efi");
	expect_two(&s);
	/* Nothing was loaded yet. */
	begin(&s);
	takes(&s, 1, STAGE_ROM, 7, "ipxe.efi");
	takes(&s, 2, STAGE_IPXE, 7, "boot/lab");
	expect_two(&s);
	/* What it loaded has asked already, with the ROM's MAC. */
	begin(&s);
	loads(&s, 1, 7);
	takes(&s, 1, STAGE_IPXE, 7, "boot/lab");
	takes(&s, 2, STAGE_IPXE, 7, "boot/lab");
	expect_two(&s);
	/* That boot is long over. */
	begin(&s);
	loads(&s, 1, 7);
	play_wait_seconds(&s, 200);
	takes(&s, 2, STAGE_IPXE, 7, "boot/lab");
	expect_two(&s);
}

static void
clones_that_boot_at_once_are_two(void **state)
{
	struct play s;

	(void)state;
	/* Two ROMs in turns: from now on the UUID names nobody. */
	begin(&s);
	takes(&s, 1, STAGE_ROM, 7, "ipxe.efi");
	takes(&s, 2, STAGE_ROM, 7, "ipxe.efi");
	shows(&s, 1, STAGE_ROM, DHCP_REQUEST, 7);
	play_fetches(&s, 1, "ipxe.efi", TFTP_COMPLETE);
	play_wait_seconds(&s, 200);
	s.count = 0;
	loads(&s, 1, 7);
	takes(&s, 2, STAGE_IPXE, 7, "boot/lab");
	expect_two(&s);
}

static void
one_that_speaks_again_was_another(void **state)
{
	const struct mac then = play_mac_of(2);
	struct play s;

	(void)state;
	begin(&s);
	loads(&s, 1, 7);
	shows(&s, 2, STAGE_IPXE, DHCP_DISCOVER, 7);
	assert_true(last(&s)->has_as);
	/* The first one is still at it, under its own MAC. */
	shows(&s, 1, STAGE_ROM, DHCP_REQUEST, 7);
	assert_false(last(&s)->has_as);
	s.count = 0;
	takes(&s, 2, STAGE_IPXE, 7, "boot/lab");
	assert_int_equal(play_begun(&s), 1);
	assert_true(mac_equal(&last(&s)->mac, &then));
	play_end(&s);
}

static void
the_forgotten_are_followed_by_nobody(void **state)
{
	struct play s;

	(void)state;
	play_begin_with(&s, 3);
	s.mode = MODE_GPXE;
	loads(&s, 1, 7);
	takes(&s, 2, STAGE_IPXE, 7, "boot/lab");
	for (uint8_t n = 3; n < 9; n++)
		shows(&s, n, STAGE_ROM, DHCP_DISCOVER, n);
	s.count = 0;
	takes(&s, 2, STAGE_IPXE, 7, "boot/lab");
	assert_int_equal(play_begun(&s), 1);
	assert_false(last(&s)->has_as);
	play_end(&s);
}

/* Who shows whose UUID against a plain array, through a long life. */
static void
uuid_rows_agree_with_a_list(void **state)
{
	enum { ROWS = 20 };
	static uint8_t memory[4096] __attribute__((aligned(16)));
	uint8_t shown[ROWS] = {0};
	uint32_t i, k, n, seed = 7;
	struct uuid_rows u;

	(void)state;
	assert_true(uuid_rows_size(ROWS) <= sizeof(memory));
	uuid_rows_init(&u, memory, ROWS);
	for (n = 0; n < 100000; n++) {
		uint8_t uuid[16] = {0};

		seed = seed * 1664525u + 1013904223u;
		i = (seed >> 16) % ROWS;
		shown[i] = (uint8_t)((seed >> 8) % 8);
		uuid[15] = shown[i];
		if (shown[i] == 0)
			uuid_rows_remove(&u, i);
		else
			uuid_rows_put(&u, i, uuid);
		for (k = 0; k < ROWS; k++)
			if (k != i && shown[k] == shown[i])
				break;
		assert_int_equal(uuid_rows_twin(&u, i),
		    k == ROWS || shown[i] == 0 ? UUID_ROWS_NONE : k);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_boot_goes_on_with_another_mac),
	    cmocka_unit_test(each_boot_is_joined_anew),
	    cmocka_unit_test(a_boot_from_the_second_port_is_its_own),
	    cmocka_unit_test(no_uuid_joins_nobody),
	    cmocka_unit_test(a_rom_is_not_what_a_rom_loads),
	    cmocka_unit_test(clones_that_boot_at_once_are_two),
	    cmocka_unit_test(one_that_speaks_again_was_another),
	    cmocka_unit_test(the_forgotten_are_followed_by_nobody),
	    cmocka_unit_test(uuid_rows_agree_with_a_list),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
