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

/* Secure Boot refused it, or it crashed; others may hold a system whole. */
static void
one_that_asks_for_nothing_more(void **state)
{
	static const struct {
		const char *loader;
		enum boot_stage result;
		const char *text;
	} rows[] = {
#define DISK "fetched its loader; then the system of its disk came up"
	    {"ipxe.efi", BOOT_STALLED, DISK},
	    {"a/b/SNPONLY.efi", BOOT_STALLED, DISK},
	    {"shimx64.efi", BOOT_STALLED, DISK},
	    {"lpxelinux.0", BOOT_STALLED, DISK},
#undef DISK
	    {"wdsmgfw.efi", BOOT_DONE, "its system asks after its loader"},
	    {"unikernel.efi", BOOT_DONE, "its system asks after its loader"},
	};
	struct play s;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		play_begin(&s);
		s.mode = MODE_NONE;
		play_dora(&s, 1, STAGE_ROM, rows[i].loader, "");
		play_fetches(&s, 1, rows[i].loader, TFTP_COMPLETE);
		play_wait_seconds(&s, 12);
		play_asks(&s, 1, STAGE_OS, DHCP_DISCOVER);
		ends(&s, rows[i].result, rows[i].text);
	}
	/* It came as far as its own DHCP, and went to the disk by its own. */
	play_begin(&s);
	s.mode = MODE_NONE;
	play_dora(&s, 1, STAGE_ROM, "ipxe.efi", "");
	play_fetches(&s, 1, "ipxe.efi", TFTP_COMPLETE);
	play_dora(&s, 1, STAGE_IPXE, "ipxe.efi", "");
	play_asks(&s, 1, STAGE_OS, DHCP_DISCOVER);
	ends(&s, BOOT_DONE, "its system asks after its loader");
}

static void
asks_for(struct play *s, const char *uri, uint16_t status)
{
	struct event e;

	event_init(&e, EVENT_HTTP, s->now, NULL);
	e.u.http.client = ADDR(51);
	(void)text_copy(e.u.http.uri, sizeof(e.u.http.uri), uri);
	track_event(s->t, &e);
	e.u.http.phase = HTTP_PHASE_DONE;
	e.u.http.status = status;
	track_event(s->t, &e);
}

/* A menu that stands is no kernel, whoever makes it. */
static void
scripts_that_a_server_makes(void **state)
{
	static const struct {
		const char *uri;
		enum boot_stage stage;
	} rows[] = {
	    {"/fog/service/ipxe/boot.php", BOOT_CONFIG},
	    {"/menus/sub.cgi", BOOT_CONFIG},
	    {"/api/menu?uuid=1", BOOT_CONFIG},
	    {"/unattended/iPXE?mac=52:54:00:00:00:01", BOOT_CONFIG},
	    {"/boot.php?then=/images/vmlinuz", BOOT_CONFIG},
	    {"/bg.png", BOOT_CHAINED},
	    {"/vmlinuz?mac=1", BOOT_KERNEL},
	    {"/provision/1?stage=kernel", BOOT_KERNEL},
	    {"/provision/1?stage=initramfs", BOOT_INITRD},
	    {"/images/a", BOOT_KERNEL},
	};
	struct play s;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		play_begin(&s);
		s.mode = MODE_NONE;
		play_dora(&s, 1, STAGE_ROM, "undionly.kpxe", "");
		play_fetches(&s, 1, "undionly.kpxe", TFTP_COMPLETE);
		play_dora(&s, 1, STAGE_IPXE, "undionly.kpxe", "");
		asks_for(&s, rows[i].uri, 200);
		assert_int_equal(play_stage_of(&s, 1), rows[i].stage);
		play_wait_seconds(&s, 3);
		assert_int_equal(play_stage_of(&s, 1),
		    boot_stage_is_payload(rows[i].stage) ? BOOT_DONE :
							   rows[i].stage);
		play_end(&s);
	}
}

/* Its name was not guessed: that it is not there is no search. */
static void
a_script_that_is_not_made(void **state)
{
	struct play s;

	(void)state;
	for (int follows = 0; follows < 2; follows++) {
		play_begin(&s);
		s.mode = MODE_NONE;
		play_dora(&s, 1, STAGE_IPXE, "http://10.99.0.1/a.ipxe", "");
		asks_for(&s, "/a.ipxe", 200);
		asks_for(&s, "/iPXE?mac=1", 404);
		if (follows)
			asks_for(&s, "/b.ipxe", 200);
		play_wait_seconds(&s, 11);
		if (follows)
			ends(&s, BOOT_DONE, "has its script");
		else
			ends(&s, BOOT_FAILED, "/iPXE?mac=1: not found");
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_kernel_that_it_does_not_find),
	    cmocka_unit_test(a_kernel_that_it_finds),
	    cmocka_unit_test(a_root_path_that_it_asks_for),
	    cmocka_unit_test(one_that_no_firmware_fetched),
	    cmocka_unit_test(one_that_asks_for_nothing_more),
	    cmocka_unit_test(scripts_that_a_server_makes),
	    cmocka_unit_test(a_script_that_is_not_made),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
