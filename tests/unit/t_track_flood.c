/* SPDX-License-Identifier: ISC */
#include "tests/unit/play.h"

#include <string.h>

/* One of a flood that nobody remembers: asks, and is offered a name. */
static void
forged_machine(struct play *s, uint16_t n)
{
	struct event e = play_dhcp(s, 0, STAGE_ROM, DHCP_DISCOVER);

	e.mac.b[3] = 0xf0;
	e.mac.b[4] = (uint8_t)(n >> 8);
	e.mac.b[5] = (uint8_t)n;
	e.u.dhcp.op = DHCP_OP_REQUEST;
	track_event(s->t, &e);
	e.u.dhcp.op = DHCP_OP_REPLY;
	e.u.dhcp.type = DHCP_OFFER;
	(void)text_copy(e.u.dhcp.bootfile, sizeof(e.u.dhcp.bootfile),
	    "other.0");
	track_event(s->t, &e);
	s->count = 0;
}

/*
 * The names of 4,096 boots are kept: whose are gone is still followed, and
 * nobody gets another machine's.
 */
static void
a_flood_takes_the_names_only(void **state)
{
	struct play s;
	uint16_t n;

	(void)state;
	play_begin_with(&s, 6000);
	play_dora(&s, 1, STAGE_ROM, "first", "");
	for (n = 0; n < 5000; n++)
		forged_machine(&s, n);
	assert_int_equal(play_stage_of(&s, 1), BOOT_BOUND);
	play_fetches(&s, 1, "pxelinux.0", TFTP_COMPLETE);
	assert_int_equal(play_stage_of(&s, 1), BOOT_LOADER);
	play_fetches(&s, 1, "pxelinux.cfg/default", TFTP_COMPLETE);
	play_fetches(&s, 1, "vmlinuz", TFTP_COMPLETE);
	assert_int_equal(play_stage_of(&s, 1), BOOT_KERNEL);
	play_wait_seconds(&s, 3);
	play_expect_end(&s, 1, BOOT_DONE, false);
	/* Forgotten rows come again as others', with nothing of before. */
	for (n = 5000; n < 12000; n++)
		forged_machine(&s, n);
	play_dora(&s, 1, STAGE_ROM, "first", "");
	play_fetches(&s, 1, "first", TFTP_CLIENT_ERROR);
	for (n = 12000; n < 17000; n++)
		forged_machine(&s, n);
	assert_int_equal(play_stage_of(&s, 1), BOOT_LOADER);
	play_end(&s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_flood_takes_the_names_only),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
