/* SPDX-License-Identifier: ISC */
#include "tests/unit/play.h"

/* What a loader does by itself, before the system that it is there for. */

static void
says(struct play *s, enum client_stage stage, enum dhcp_type type,
    const char *root_path)
{
	struct event e = play_dhcp(s, 1, stage, type);

	e.u.dhcp.op = DHCP_OP_REQUEST;
	e.u.dhcp.facts.of_loader = true;
	e.u.dhcp.facts.asks[2] = 1 << 1; /* 17: for a root path */
	s->now += SECOND / 100;
	track_event(s->t, &e);
	play_told(s, 1, stage, type == DHCP_DISCOVER ? DHCP_OFFER : DHCP_ACK,
	    "pxeboot", root_path, false);
}

/* FreeBSD's calls itself PXEClient, NetBSD's is a host with a class. */
static void
begin(struct play *s, enum client_stage stage, const char *root_path)
{
	play_begin(s);
	s->mode = MODE_NONE;
	play_dora(s, 1, STAGE_ROM, "pxeboot", "");
	play_fetches(s, 1, "pxeboot", TFTP_COMPLETE);
	says(s, stage, DHCP_DISCOVER, root_path);
	says(s, stage, DHCP_REQUEST, root_path);
	assert_int_equal(play_begun(s), 1);
	assert_int_equal(play_stage_of(s, 1), BOOT_LOADER);
}

static void
ends(struct play *s, enum boot_stage result, const char *text)
{
	struct event_session e;

	assert_int_equal(play_ended(s, &e), 1);
	assert_int_equal(e.result, result);
	assert_string_equal(e.text, text);
	play_end(s);
}

static const enum client_stage stages[] = {STAGE_OS, STAGE_ROM};

static void
a_kernel_that_it_does_not_find(void **state)
{
	struct play s;

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		begin(&s, stages[i], "");
		play_fetches(&s, 1, "netbsd", TFTP_SERVER_ERROR);
		play_wait_seconds(&s, 11);
		ends(&s, BOOT_FAILED, "netbsd: not found");
		begin(&s, stages[i], "");
		play_wait_seconds(&s, 61);
		ends(&s, BOOT_STALLED, "fetched its loader, then nothing more");
	}
}

static void
a_kernel_that_it_finds(void **state)
{
	struct play s;

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		begin(&s, stages[i], "");
		play_fetches(&s, 1, "netbsd", TFTP_COMPLETE);
		play_wait_seconds(&s, 3);
		ends(&s, BOOT_DONE, "booted from the network");
	}
}

/* By NFS, which is not looked at. */
static void
a_root_path_that_it_asks_for(void **state)
{
	static const char told[] =
	    "was told its root path; the rest is not visible from here";
	struct play s;

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		begin(&s, stages[i], "10.99.0.1:/srv/bsd");
		play_wait_seconds(&s, 13);
		ends(&s, BOOT_DONE, told);
		begin(&s, stages[i], "10.99.0.1:/srv/bsd");
		play_wait_seconds(&s, 5);
		play_asks(&s, 1, STAGE_OS, DHCP_DISCOVER);
		assert_int_equal(play_stage_of(&s, 1), BOOT_OS);
		ends(&s, BOOT_DONE, told);
	}
}

/* From a disk, and so of no boot that was seen. */
static void
one_that_no_firmware_fetched(void **state)
{
	struct play s;

	(void)state;
	play_begin(&s);
	s.mode = MODE_NONE;
	says(&s, STAGE_OS, DHCP_DISCOVER, "");
	assert_int_equal(play_begun(&s), 0);
	assert_int_equal(play_stage_of(&s, 1), BOOT_OS);
	says(&s, STAGE_ROM, DHCP_DISCOVER, "");
	assert_int_equal(play_begun(&s), 1);
	play_end(&s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_kernel_that_it_does_not_find),
	    cmocka_unit_test(a_kernel_that_it_finds),
	    cmocka_unit_test(a_root_path_that_it_asks_for),
	    cmocka_unit_test(one_that_no_firmware_fetched),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
