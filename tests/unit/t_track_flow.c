/* SPDX-License-Identifier: ISC */
#include "tests/unit/play.h"

#include <string.h>

/* Whose is a transfer that the wire shows, and of which of its boots? */

#define ROUTER 9

/* The file from one address, in frames of that machine's MAC. */
static const struct event *
sends(struct play *s, uint8_t machine, uint32_t client, const char *file)
{
	struct event e;

	event_init(&e, EVENT_TFTP, s->now, NULL);
	e.origin = ORIGIN_WIRE;
	e.mac = play_mac_of(machine);
	e.u.tftp.transfer = ++s->transfer;
	e.u.tftp.client = client;
	(void)text_copy(e.u.tftp.file, sizeof(e.u.tftp.file), file);
	track_event(s->t, &e);
	for (size_t i = s->count; i > 0; i--)
		if (s->seen[i - 1].kind == EVENT_TFTP)
			return &s->seen[i - 1];
	fail();
	return NULL;
}

static bool
is_of(const struct event *e, uint8_t machine)
{
	const struct mac mac = play_mac_of(machine);

	return e->has_mac && mac_equal(&e->mac, &mac);
}

/* The ACK that gives a machine another's address. */
static void
is_given(struct play *s, uint8_t machine, uint32_t addr)
{
	struct event e = play_dhcp(s, machine, STAGE_ROM, DHCP_ACK);

	e.u.dhcp.op = DHCP_OP_REPLY;
	e.u.dhcp.src = ME;
	e.u.dhcp.yiaddr = addr;
	track_event(s->t, &e);
}

static void
one_address_for_two_machines(void **state)
{
	struct play s;

	(void)state;
	play_begin(&s);
	play_dora(&s, 1, STAGE_ROM, "pxelinux.0", "");
	play_dora(&s, 2, STAGE_ROM, "pxelinux.0", "");
	is_given(&s, 2, ADDR(51));
	assert_true(is_of(sends(&s, 1, ADDR(51), "pxelinux.0"), 1));
	assert_int_equal(play_stage_of(&s, 1), BOOT_LOADER);
	assert_int_equal(play_stage_of(&s, 2), BOOT_BOUND);
	assert_true(is_of(sends(&s, 2, ADDR(51), "pxelinux.0"), 2));
	assert_int_equal(play_stage_of(&s, 2), BOOT_LOADER);
	play_end(&s);
}

static void
an_address_that_a_script_sets(void **state)
{
	struct play s;

	(void)state;
	play_begin(&s);
	play_dora(&s, 1, STAGE_IPXE, "http://192.0.2.1/a.ipxe", "");
	assert_true(is_of(sends(&s, 1, ADDR(200), "vmlinuz"), 1));
	assert_int_equal(play_stage_of(&s, 1), BOOT_KERNEL);
	/* It still has its own as well. */
	assert_true(is_of(sends(&s, 7, ADDR(51), "initrd.img"), 1));
	assert_false(sends(&s, 7, ADDR(200), "vmlinuz")->has_mac);
	play_end(&s);
}

/* Which asked by DHCP as well, and even boots. */
static void
a_router_sends_what_its_clients_do(void **state)
{
	struct play s;

	(void)state;
	play_begin(&s);
	play_dora(&s, ROUTER, STAGE_OS, "", "");
	assert_false(sends(&s, ROUTER, ADDR(200), "vmlinuz")->has_mac);
	play_dora(&s, 1, STAGE_ROM, "pxelinux.0", "");
	assert_true(is_of(sends(&s, ROUTER, ADDR(51), "pxelinux.0"), 1));
	play_dora(&s, ROUTER, STAGE_ROM, "pxelinux.0", "");
	assert_true(is_of(sends(&s, ROUTER, ADDR(51), "ldlinux.c32"), 1));
	play_end(&s);
}

/* It boots, or has booted: what comes from other networks is not its own. */
static void
a_router_that_boots_passes_on_what_others_send(void **state)
{
	struct event e;
	struct play s;

	(void)state;
	play_begin(&s);
	e = play_dhcp(&s, ROUTER, STAGE_ROM, DHCP_ACK);
	play_dora(&s, ROUTER, STAGE_ROM, "pxelinux.0", "");
	e.u.dhcp.op = DHCP_OP_REPLY;
	e.u.dhcp.src = ME;
	e.u.dhcp.yiaddr = ADDR(51);
	e.u.dhcp.facts.mask = 0xffffff00u;
	track_event(s.t, &e);
	assert_false(sends(&s, ROUTER, 0xac100505u, "vmlinuz")->has_mac);
	assert_true(is_of(sends(&s, ROUTER, ADDR(200), "vmlinuz"), ROUTER));
	play_end(&s);
}

/* The machine that had the address before is done: it sends no more. */
static void
an_address_that_is_given_again(void **state)
{
	struct play s;

	(void)state;
	play_begin(&s);
	s.mode = MODE_LOCAL;
	play_refused(&s, ROUTER, STAGE_ROM);
	is_given(&s, ROUTER, ADDR(51));
	play_wait_seconds(&s, 30);
	play_expect_end(&s, 1, BOOT_DONE, false);
	s.mode = MODE_PXELINUX;
	play_dora(&s, 1, STAGE_ROM, "pxelinux.0", "");
	assert_true(is_of(sends(&s, ROUTER, ADDR(51), "pxelinux.0"), 1));
	play_end(&s);
}

/* The last of its transfers ends, which began so many seconds ago. */
static const struct event *
breaks_off(struct play *s, uint8_t machine, unsigned seconds)
{
	struct event e;

	event_init(&e, EVENT_TFTP, s->now, NULL);
	e.u.tftp.transfer = s->transfer;
	e.u.tftp.client = ADDR(50u + machine);
	e.u.tftp.phase = TFTP_PHASE_DONE;
	e.u.tftp.outcome = TFTP_INCOMPLETE;
	e.u.tftp.elapsed_us = (uint64_t)seconds * SECOND;
	track_event(s->t, &e);
	return &s->seen[s->count - 1];
}

/* Its power was cut; our server waits for its ACK all the same. */
static void
a_transfer_of_the_boot_before(void **state)
{
	struct play s;

	(void)state;
	play_begin(&s);
	play_dora(&s, 1, STAGE_ROM, "pxelinux.0", "");
	play_tftp(&s, 1, "pxelinux.0", TFTP_PHASE_REQUEST, TFTP_RUNNING);
	play_wait_seconds(&s, 5);
	play_dora(&s, 1, STAGE_ROM, "pxelinux.0", "");
	assert_int_equal(play_begun(&s), 2);
	play_fetches(&s, 1, "pxelinux.0", TFTP_COMPLETE);
	play_tftp(&s, 1, "ldlinux.c32", TFTP_PHASE_REQUEST, TFTP_RUNNING);
	play_wait_seconds(&s, 20);
	assert_int_equal(breaks_off(&s, 1, 25)->session, 1);
	play_wait_seconds(&s, 15);
	/* The file that it fetches now holds its boot, which is not broken. */
	assert_int_equal(play_stage_of(&s, 1), BOOT_LOADER);
	play_tftp(&s, 1, "ldlinux.c32", TFTP_PHASE_DONE, TFTP_COMPLETE);
	assert_int_equal(s.seen[s.count - 1].session, 2);
	play_fetches(&s, 1, "pxelinux.cfg/default", TFTP_COMPLETE);
	play_fetches(&s, 1, "vmlinuz", TFTP_COMPLETE);
	play_wait_seconds(&s, 3);
	play_expect_end(&s, 2, BOOT_DONE, false);
	play_end(&s);
}

/* So much as all that comes then is before the boot began. */
static void
a_clock_that_was_set_back(void **state)
{
	struct play s;

	(void)state;
	play_begin(&s);
	for (int i = 0; i < 2; i++) {
		play_wait_seconds(&s, 61);
		play_dora(&s, 1, STAGE_ROM, "pxelinux.0", "");
		play_fetches(&s, 1, "pxelinux.0", TFTP_COMPLETE);
	}
	assert_int_equal(play_begun(&s), 2);
	play_tftp(&s, 1, "ldlinux.c32", TFTP_PHASE_REQUEST, TFTP_RUNNING);
	s.now -= 3600 * SECOND;
	assert_int_equal(breaks_off(&s, 1, 1)->session, 2);
	play_tftp(&s, 1, "ldlinux.c32", TFTP_PHASE_REQUEST, TFTP_RUNNING);
	assert_int_equal(breaks_off(&s, 1, 1)->session, 2);
	play_end(&s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(one_address_for_two_machines),
	    cmocka_unit_test(an_address_that_a_script_sets),
	    cmocka_unit_test(a_router_sends_what_its_clients_do),
	    cmocka_unit_test(a_router_that_boots_passes_on_what_others_send),
	    cmocka_unit_test(an_address_that_is_given_again),
	    cmocka_unit_test(a_transfer_of_the_boot_before),
	    cmocka_unit_test(a_clock_that_was_set_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
