/* SPDX-License-Identifier: ISC */
#include "tests/unit/play.h"

#include <string.h>

static void
pxelinux_boots_to_its_kernel(void **state)
{
	static const enum boot_stage order[] = {BOOT_DISCOVER, BOOT_OFFERED,
	    BOOT_REQUESTED, BOOT_BOUND, BOOT_LOADER, BOOT_CONFIG, BOOT_KERNEL,
	    BOOT_INITRD, BOOT_DONE};
	size_t next = 0;
	struct play s;

	(void)state;
	play_begin(&s);
	s.by_once = true;
	play_dora(&s, 1, STAGE_ROM, "pxelinux.0", "");
	play_pxelinux_files(&s, 1);
	assert_int_equal(play_stage_of(&s, 1), BOOT_CONFIG);
	play_fetches(&s, 1, "vmlinuz", TFTP_COMPLETE);
	assert_int_equal(play_stage_of(&s, 1), BOOT_KERNEL);
	play_fetches(&s, 1, "initrd.img", TFTP_COMPLETE);
	assert_int_equal(play_stage_of(&s, 1), BOOT_INITRD);
	play_wait_seconds(&s, 3);
	play_expect_end(&s, 1, BOOT_DONE, true);
	assert_int_equal(s.seen[1].kind, EVENT_SESSION);
	assert_int_equal(s.seen[1].u.session.mode, MODE_PXELINUX);
	assert_true(s.seen[1].u.session.by_once);
	for (size_t i = 0; i < s.count; i++) {
		assert_int_equal(s.seen[i].session, 1);
		assert_true(s.seen[i].has_mac);
		if (s.seen[i].kind == EVENT_STAGE)
			assert_int_equal(s.seen[i].u.stage.stage,
			    order[next++]);
	}
	assert_int_equal(next, sizeof(order) / sizeof(order[0]));
	play_end(&s);
}

static void
a_boot_without_once_uses_none(void **state)
{
	struct play s;

	(void)state;
	play_begin(&s);
	play_dora(&s, 1, STAGE_ROM, "pxelinux.0", "");
	play_pxelinux_files(&s, 1);
	play_fetches(&s, 1, "vmlinuz", TFTP_COMPLETE);
	play_wait_seconds(&s, 3);
	play_expect_end(&s, 1, BOOT_DONE, false);
	play_end(&s);
}

static void
pxelinux_localboot_is_complete_after_its_configuration(void **state)
{
	struct play s;

	(void)state;
	play_begin(&s);
	s.by_once = true;
	play_dora(&s, 1, STAGE_ROM, "pxelinux.0", "");
	play_pxelinux_files(&s, 1);
	play_fetches(&s, 1, "vesamenu.c32", TFTP_COMPLETE);
	play_fetches(&s, 1, "splash.png", TFTP_COMPLETE);
	play_wait_seconds(&s, 29);
	assert_int_equal(play_stage_of(&s, 1), BOOT_CONFIG);
	play_wait_seconds(&s, 2);
	play_expect_end(&s, 1, BOOT_DONE, true);
	play_end(&s);
}

static void
once_survives_a_boot_that_breaks_off(void **state)
{
	struct play s;

	(void)state;
	play_begin(&s);
	s.by_once = true;
	/* The kernel falls silent half-way. */
	play_dora(&s, 1, STAGE_ROM, "pxelinux.0", "");
	play_pxelinux_files(&s, 1);
	play_fetches(&s, 1, "vmlinuz", TFTP_INCOMPLETE);
	play_wait_seconds(&s, 11);
	play_expect_end(&s, 1, BOOT_FAILED, false);
	/* The machine is switched off while it loads. */
	play_dora(&s, 1, STAGE_ROM, "pxelinux.0", "");
	play_fetches(&s, 1, "pxelinux.0", TFTP_COMPLETE);
	play_dora(&s, 1, STAGE_ROM, "pxelinux.0", "");
	play_expect_end(&s, 2, BOOT_STALLED, false);
	/* Its initrd is missing, though the kernel came. */
	play_pxelinux_files(&s, 1);
	play_fetches(&s, 1, "vmlinuz", TFTP_COMPLETE);
	play_fetches(&s, 1, "initrd.img", TFTP_SERVER_ERROR);
	play_wait_seconds(&s, 11);
	play_expect_end(&s, 3, BOOT_FAILED, false);
	/* And then it goes well. */
	play_dora(&s, 1, STAGE_ROM, "pxelinux.0", "");
	play_pxelinux_files(&s, 1);
	play_fetches(&s, 1, "vmlinuz", TFTP_COMPLETE);
	play_fetches(&s, 1, "initrd.img", TFTP_COMPLETE);
	play_wait_seconds(&s, 3);
	play_expect_end(&s, 4, BOOT_DONE, true);
	play_end(&s);
}

static void
gpxe_chain_is_one_session(void **state)
{
	struct play s;

	(void)state;
	play_begin(&s);
	s.mode = MODE_GPXE;
	s.by_once = true;
	play_dora(&s, 1, STAGE_ROM, "undionly.kpxe", "");
	play_fetches(&s, 1, "undionly.kpxe", TFTP_COMPLETE);
	assert_int_equal(play_stage_of(&s, 1), BOOT_LOADER);
	play_wait_seconds(&s, 3);
	play_dora(&s, 1, STAGE_IPXE, "boot/lab", "");
	assert_int_equal(play_stage_of(&s, 1), BOOT_CHAINED);
	play_fetches(&s, 1, "/boot/lab", TFTP_COMPLETE);
	assert_int_equal(play_stage_of(&s, 1), BOOT_CONFIG);
	/* A script that says dhcp once more. */
	play_dora(&s, 1, STAGE_IPXE, "boot/lab", "");
	play_fetches(&s, 1, "vmlinuz", TFTP_COMPLETE);
	assert_int_equal(play_stage_of(&s, 1), BOOT_KERNEL);
	play_wait_seconds(&s, 3);
	assert_int_equal(play_begun(&s), 1);
	play_expect_end(&s, 1, BOOT_DONE, true);
	play_end(&s);
}

static void
gpxe_script_elsewhere_counts_when_it_is_told(void **state)
{
	struct play s;

	(void)state;
	play_begin(&s);
	s.mode = MODE_GPXE;
	s.by_once = true;
	play_dora(&s, 1, STAGE_GPXE, "http://192.0.2.80/boot.gpxe", "");
	/* Not before a failure in it would have shown. */
	play_wait_seconds(&s, 11);
	assert_int_equal(play_stage_of(&s, 1), BOOT_BOUND);
	play_wait_seconds(&s, 2);
	play_expect_end(&s, 1, BOOT_DONE, true);
	/* From ourselves it counts when it was fetched. */
	play_dora(&s, 1, STAGE_GPXE, "http://10.99.0.1:8080/boot.gpxe", "");
	play_wait_seconds(&s, 3);
	assert_int_equal(play_stage_of(&s, 1), BOOT_BOUND);
	/* Whole, and by GET. */
	play_gets(&s, "GET", "/boot.gpxe", 9);
	play_gets(&s, "HEAD", "/boot.gpxe", 0);
	play_wait_seconds(&s, 3);
	assert_int_equal(play_stage_of(&s, 1), BOOT_CONFIG);
	play_gets(&s, "GET", "/boot.gpxe", 10);
	play_wait_seconds(&s, 3);
	play_expect_end(&s, 2, BOOT_DONE, true);
	play_end(&s);
}

static void
iscsi_is_complete_with_its_root_path(void **state)
{
	static const enum boot_mode modes[] = {MODE_ISCSI, MODE_ISCSI_INSTALL};
	static const char path[] = "iscsi:10.99.0.9::::iqn.2026-01.lab:d";
	struct play s;

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		play_begin(&s);
		s.mode = modes[i];
		s.by_once = true;
		play_dora(&s, 1, STAGE_ROM, "undionly.kpxe", "");
		play_fetches(&s, 1, "undionly.kpxe", TFTP_COMPLETE);
		/* The offer alone is not yet a boot. */
		s.xid++;
		play_asks(&s, 1, STAGE_GPXE, DHCP_DISCOVER);
		play_told(&s, 1, STAGE_GPXE, DHCP_OFFER, "", path, false);
		play_wait_seconds(&s, 5);
		assert_false(play_entered(&s, BOOT_ROOT));
		play_asks(&s, 1, STAGE_GPXE, DHCP_REQUEST);
		play_told(&s, 1, STAGE_GPXE, DHCP_ACK, "", path, false);
		assert_int_equal(play_stage_of(&s, 1), BOOT_ROOT);
		play_wait_seconds(&s, 13);
		play_expect_end(&s, 1, BOOT_DONE, true);
		play_end(&s);
	}
}

static void
iscsi_by_proxy_counts_when_the_offer_is_taken(void **state)
{
	struct play s;

	(void)state;
	play_begin(&s);
	s.mode = MODE_ISCSI;
	s.by_once = true;
	play_asks(&s, 1, STAGE_GPXE, DHCP_DISCOVER);
	play_told(&s, 1, STAGE_GPXE, DHCP_OFFER, "",
	    "iscsi:10.99.0.9::::iqn.a:b", true);
	play_wait_seconds(&s, 3);
	assert_int_equal(play_stage_of(&s, 1), BOOT_OFFERED);
	play_asks(&s, 1, STAGE_GPXE, DHCP_REQUEST);
	play_wait_seconds(&s, 13);
	play_expect_end(&s, 1, BOOT_DONE, true);
	play_end(&s);
}

static void
proxy_joins_tftp_by_the_address_it_heard(void **state)
{
	struct play s;

	(void)state;
	play_begin(&s);
	play_asks(&s, 1, STAGE_ROM, DHCP_DISCOVER);
	play_told(&s, 1, STAGE_ROM, DHCP_OFFER, "pxelinux.0", "", true);
	play_asks(&s, 1, STAGE_ROM, DHCP_REQUEST);
	assert_int_equal(play_stage_of(&s, 1), BOOT_REQUESTED);
	play_asks(&s, 1, STAGE_ROM, DHCP_REQUEST);
	play_told(&s, 1, STAGE_ROM, DHCP_ACK, "pxelinux.0", "", true);
	assert_int_equal(play_stage_of(&s, 1), BOOT_PROXY);
	play_pxelinux_files(&s, 1);
	play_fetches(&s, 1, "vmlinuz", TFTP_COMPLETE);
	play_wait_seconds(&s, 3);
	play_expect_end(&s, 1, BOOT_DONE, false);
	play_end(&s);
}

static void
tftp_of_a_stranger_is_passed_on_as_it_is(void **state)
{
	struct play s;

	(void)state;
	play_begin(&s);
	play_fetches(&s, 9, "pxelinux.0", TFTP_COMPLETE);
	assert_int_equal(s.count, 2);
	assert_false(s.seen[0].has_mac);
	assert_int_equal(s.seen[0].session, 0);
	play_end(&s);
}

static void
an_address_belongs_to_its_last_owner(void **state)
{
	struct mac second = play_mac_of(2);
	struct play s;
	struct event e;

	(void)state;
	play_begin(&s);
	play_dora(&s, 1, STAGE_ROM, "pxelinux.0", "");
	s.xid++;
	play_asks(&s, 2, STAGE_ROM, DHCP_DISCOVER);
	e = play_dhcp(&s, 2, STAGE_ROM, DHCP_ACK);
	e.u.dhcp.op = DHCP_OP_REPLY;
	e.u.dhcp.yiaddr = ADDR(51);
	track_event(s.t, &e);
	play_fetches(&s, 1, "pxelinux.0", TFTP_COMPLETE);
	assert_true(mac_equal(&s.seen[s.count - 1].mac, &second));
	play_end(&s);
}

static void
local_is_done_when_told_and_quiet(void **state)
{
	struct play s;

	(void)state;
	play_begin(&s);
	s.mode = MODE_LOCAL;
	s.by_once = true;
	play_dora(&s, 1, STAGE_ROM, "", "");
	play_wait_seconds(&s, 19);
	assert_int_equal(play_stage_of(&s, 1), BOOT_BOUND);
	play_wait_seconds(&s, 2);
	play_expect_end(&s, 1, BOOT_DONE, true);
	/* Silence is its answer, too; the system shows that it worked. */
	play_refused(&s, 2, STAGE_IPXE);
	play_wait_seconds(&s, 8);
	play_asks(&s, 2, STAGE_OS, DHCP_DISCOVER);
	play_expect_end(&s, 2, BOOT_DONE, true);
	assert_int_equal(play_stage_of(&s, 2), BOOT_OS);
	/* A disk that does not boot: it is back, with the xid of its life. */
	for (size_t n = 0; n < 6; n++) {
		s.xid = 7;
		play_dora(&s, n < 3 ? 3 : 4, n < 3 ? STAGE_ROM : STAGE_IPXE, "",
		    "");
		play_wait_seconds(&s, 5);
	}
	/* Two of each by the next, the third of machine 3 by its silence. */
	play_expect_end(&s, 2 + 2 + 2 + 1, BOOT_DONE, true);
	play_end(&s);
}

static void
ignore_ends_with_its_attempts(void **state)
{
	struct play s;

	(void)state;
	play_begin(&s);
	s.mode = MODE_IGNORE;
	s.by_once = true;
	for (int i = 0; i < 4; i++) {
		play_refused(&s, 1, STAGE_ROM);
		assert_int_equal(play_stage_of(&s, 1), BOOT_IGNORED);
		play_wait_seconds(&s, 8);
	}
	assert_int_equal(play_begun(&s), 1);
	play_wait_seconds(&s, 61);
	play_expect_end(&s, 1, BOOT_DONE, true);
	play_end(&s);
}

static void
a_flip_between_attempts_goes_on_in_the_same_session(void **state)
{
	struct play s;

	(void)state;
	play_begin(&s);
	s.mode = MODE_IGNORE;
	play_refused(&s, 1, STAGE_ROM);
	play_wait_seconds(&s, 4);
	s.mode = MODE_PXELINUX;
	play_dora(&s, 1, STAGE_ROM, "pxelinux.0", "");
	assert_int_equal(play_stage_of(&s, 1), BOOT_BOUND);
	assert_int_equal(play_begun(&s), 1);
	play_end(&s);
}

static void
repetitions_are_no_new_boots(void **state)
{
	struct play s;

	(void)state;
	play_begin(&s);
	/* EDK2: 0, 4, 12, 28 s. */
	for (unsigned wait = 4; wait <= 16; wait *= 2) {
		play_asks(&s, 1, STAGE_ROM, DHCP_DISCOVER);
		play_wait_seconds(&s, wait);
	}
	play_asks(&s, 1, STAGE_ROM, DHCP_DISCOVER);
	play_told(&s, 1, STAGE_ROM, DHCP_OFFER, "pxelinux.0", "", false);
	play_asks(&s, 1, STAGE_ROM, DHCP_REQUEST);
	/* The same xid after its REQUEST: heard twice, or repeated. */
	play_asks(&s, 1, STAGE_ROM, DHCP_DISCOVER);
	assert_int_equal(play_begun(&s), 1);
	/* A NAK starts it again, and that is the same boot. */
	play_told(&s, 1, STAGE_ROM, DHCP_NAK, "", "", true);
	play_dora(&s, 1, STAGE_ROM, "pxelinux.0", "");
	assert_int_equal(play_begun(&s), 1);
	/* After the loader it is another one, whatever its xid. */
	play_fetches(&s, 1, "pxelinux.0", TFTP_COMPLETE);
	play_asks(&s, 1, STAGE_ROM, DHCP_DISCOVER);
	assert_int_equal(play_begun(&s), 2);
	/* So it is after a minute of silence. */
	s.now += 61 * SECOND;
	play_asks(&s, 1, STAGE_ROM, DHCP_DISCOVER);
	assert_int_equal(play_begun(&s), 3);
	play_end(&s);
}

static void
a_stall_is_shown_and_can_be_overcome(void **state)
{
	struct play s;

	(void)state;
	play_begin(&s);
	play_dora(&s, 1, STAGE_ROM, "pxelinux.0", "");
	play_wait_seconds(&s, 29);
	assert_int_equal(play_stage_of(&s, 1), BOOT_BOUND);
	play_wait_seconds(&s, 2);
	assert_int_equal(play_stage_of(&s, 1), BOOT_STALLED);
	assert_string_equal(s.seen[s.count - 1].u.stage.what,
	    "has its address but asked for no file");
	play_pxelinux_files(&s, 1);
	assert_int_equal(play_stage_of(&s, 1), BOOT_CONFIG);
	play_fetches(&s, 1, "vmlinuz", TFTP_COMPLETE);
	play_wait_seconds(&s, 3);
	play_expect_end(&s, 1, BOOT_DONE, false);
	/* One that stays silent ends. */
	play_dora(&s, 1, STAGE_ROM, "pxelinux.0", "");
	play_wait_seconds(&s, 61);
	play_expect_end(&s, 2, BOOT_STALLED, false);
	play_end(&s);
}

static void
a_long_transfer_does_not_stall(void **state)
{
	struct play s;

	(void)state;
	play_begin(&s);
	play_dora(&s, 1, STAGE_ROM, "pxelinux.0", "");
	play_pxelinux_files(&s, 1);
	play_tftp(&s, 1, "vmlinuz", TFTP_PHASE_REQUEST, TFTP_RUNNING);
	for (int i = 0; i < 20; i++) {
		play_wait_seconds(&s, 20);
		play_tftp(&s, 1, "vmlinuz", TFTP_PHASE_PROGRESS, TFTP_RUNNING);
	}
	play_tftp(&s, 1, "vmlinuz", TFTP_PHASE_DONE, TFTP_COMPLETE);
	play_wait_seconds(&s, 3);
	assert_false(play_entered(&s, BOOT_STALLED));
	play_expect_end(&s, 1, BOOT_DONE, false);
	play_end(&s);
}

static void
a_missing_loader_fails_and_a_search_does_not(void **state)
{
	struct event_session last;
	struct play s;

	(void)state;
	play_begin(&s);
	play_dora(&s, 1, STAGE_ROM, "missing.0", "");
	play_fetches(&s, 1, "missing.0", TFTP_SERVER_ERROR);
	play_wait_seconds(&s, 11);
	play_expect_end(&s, 1, BOOT_FAILED, false);
	(void)play_ended(&s, &last);
	assert_string_equal(last.text, "missing.0: not found");
	play_dora(&s, 1, STAGE_ROM, "pxelinux.0", "");
	play_fetches(&s, 1, "pxelinux.0", TFTP_COMPLETE);
	for (int i = 0; i < 9; i++)
		play_fetches(&s, 1, "pxelinux.cfg/C0", TFTP_SERVER_ERROR);
	play_wait_seconds(&s, 61);
	play_expect_end(&s, 2, BOOT_STALLED, false);
	(void)play_ended(&s, &last);
	assert_string_equal(last.text,
	    "looked for its configuration under 9 names and found none");
	play_end(&s);
}

static void
the_system_s_own_dhcp_ends_a_boot(void **state)
{
	struct play s;

	(void)state;
	play_begin(&s);
	/* The ROM gave up and the disk booted. */
	s.by_once = true;
	play_dora(&s, 1, STAGE_ROM, "pxelinux.0", "");
	play_asks(&s, 1, STAGE_OS, DHCP_DISCOVER);
	play_expect_end(&s, 1, BOOT_FAILED, false);
	assert_int_equal(play_stage_of(&s, 1), BOOT_OS);
	/* A renewal is no boot. */
	play_asks(&s, 1, STAGE_OS, DHCP_REQUEST);
	assert_int_equal(play_begun(&s), 1);
	/* LOCALBOOT: the configuration was all it came for. */
	play_dora(&s, 1, STAGE_ROM, "pxelinux.0", "");
	play_pxelinux_files(&s, 1);
	play_wait_seconds(&s, 5);
	play_asks(&s, 1, STAGE_OS, DHCP_DISCOVER);
	play_expect_end(&s, 2, BOOT_DONE, true);
	play_end(&s);
}

static void
the_loader_s_bare_dhcp_changes_nothing(void **state)
{
	struct play s;

	(void)state;
	play_begin(&s);
	play_dora(&s, 1, STAGE_ROM, "efi64/syslinux.efi", "");
	play_fetches(&s, 1, "efi64/syslinux.efi", TFTP_COMPLETE);
	play_dora(&s, 1, STAGE_LOADER, "efi64/syslinux.efi", "");
	assert_int_equal(play_stage_of(&s, 1), BOOT_LOADER);
	assert_int_equal(play_begun(&s), 1);
	play_end(&s);
}

static void
the_least_recent_stranger_is_forgotten(void **state)
{
	struct mac mac = play_mac_of(1);
	struct track_view v;
	struct play s;

	(void)state;
	play_begin_with(&s, 4);
	play_dora(&s, 1, STAGE_ROM, "pxelinux.0", "");
	for (uint8_t n = 2; n < 60; n++) {
		struct event e = play_dhcp(&s, n, STAGE_ROM, DHCP_DISCOVER);

		e.u.dhcp.op = DHCP_OP_REQUEST;
		e.u.dhcp.known = false;
		track_event(s.t, &e);
	}
	/* The one in the book is still there, with its address. */
	assert_true(track_look(s.t, &mac, &v));
	assert_int_equal(v.stage, BOOT_BOUND);
	play_fetches(&s, 1, "pxelinux.0", TFTP_COMPLETE);
	assert_true(mac_equal(&s.seen[s.count - 1].mac, &mac));
	mac = play_mac_of(2);
	assert_false(track_look(s.t, &mac, &v));
	mac = play_mac_of(59);
	assert_true(track_look(s.t, &mac, &v));
	play_end(&s);
}

/* A capture knows no modes, and a reply does not say who asked. */
static void
a_foreign_boot_is_followed_as_well(void **state)
{
	static const enum boot_stage order[] = {BOOT_DISCOVER, BOOT_OFFERED,
	    BOOT_REQUESTED, BOOT_BOUND, BOOT_LOADER, BOOT_CHAINED, BOOT_CONFIG,
	    BOOT_KERNEL, BOOT_DONE};
	size_t next = 0;
	struct play s;

	(void)state;
	play_begin(&s);
	s.mode = MODE_NONE;
	for (int i = 0; i < 2; i++) {
		const enum client_stage who = i == 0 ? STAGE_ROM : STAGE_IPXE;
		const char *name = i == 0 ? "undionly.kpxe" : "pxelinux.0";

		play_asks(&s, 1, who, DHCP_DISCOVER);
		play_told(&s, 1, STAGE_OS, DHCP_OFFER, name, "", false);
		play_asks(&s, 1, who, DHCP_REQUEST);
		play_told(&s, 1, STAGE_OS, DHCP_ACK, name, "", false);
		play_fetches(&s, 1, name, TFTP_COMPLETE);
	}
	play_fetches(&s, 1, "pxelinux.cfg/default", TFTP_COMPLETE);
	play_fetches(&s, 1, "vmlinuz", TFTP_COMPLETE);
	play_wait_seconds(&s, 3);
	play_expect_end(&s, 1, BOOT_DONE, false);
	for (size_t i = 0; i < s.count; i++)
		if (s.seen[i].kind == EVENT_STAGE)
			assert_int_equal(s.seen[i].u.stage.stage,
			    order[next++]);
	assert_int_equal(next, sizeof(order) / sizeof(order[0]));
	play_end(&s);
}

static void
files_have_their_roles(void **state)
{
	static const struct {
		const char *file;
		enum boot_stage stage;
	} rows[] = {
	    {"pxelinux.0", BOOT_LOADER},
	    {"\\pxelinux.0", BOOT_LOADER},
	    {"boot/ldlinux.c32", BOOT_LOADER},
	    {"pxelinux.cfg/default", BOOT_CONFIG},
	    {"grub/grub.cfg-01-02-00", BOOT_CONFIG},
	    {"menu.ipxe", BOOT_CONFIG},
	    {"grubx64.efi", BOOT_LOADER},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct play s;

		play_begin(&s);
		play_dora(&s, 1, STAGE_ROM, "pxelinux.0", "");
		play_fetches(&s, 1, rows[i].file, TFTP_COMPLETE);
		if (play_stage_of(&s, 1) != rows[i].stage)
			fail_msg("%s: %s", rows[i].file,
			    boot_stage_name(play_stage_of(&s, 1)));
		play_end(&s);
	}
}

static void
an_iscsi_login_is_part_of_the_boot(void **state)
{
	static const struct {
		enum iscsi_phase phase;
		uint8_t before, status; /* of two logins: the last decides */
		enum boot_stage result;
	} rows[] = {{ISCSI_RESPONSE, 0, 0, BOOT_DONE},
	    {ISCSI_RESPONSE, 1, 0, BOOT_DONE},
	    {ISCSI_RESPONSE, 3, 0, BOOT_DONE},
	    {ISCSI_RESPONSE, 1, 2, BOOT_FAILED},
	    {ISCSI_REFUSED, 1, 0, BOOT_FAILED},
	    {ISCSI_NO_LUN, 0, 0, BOOT_FAILED}};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct play s;
		struct event e;

		play_begin(&s);
		s.mode = MODE_ISCSI;
		play_dora(&s, 1, STAGE_IPXE, "", "iscsi:10.99.0.9::::iqn.a:b");
		event_init(&e, EVENT_ISCSI, s.now, NULL);
		e.u.iscsi.client = ADDR(51);
		e.u.iscsi.phase = ISCSI_RESPONSE;
		e.u.iscsi.status_class = rows[i].before;
		track_event(s.t, &e);
		e.u.iscsi.phase = rows[i].phase;
		e.u.iscsi.status_class = rows[i].status;
		track_event(s.t, &e);
		play_wait_seconds(&s, 11);
		play_expect_end(&s, 1, rows[i].result, false);
		play_end(&s);
	}
}

/* A machine with gPXE in its ROM: its script may ask again, soon. */
static void
a_native_gpxe_that_asks_again_goes_on(void **state)
{
	struct event e;
	struct play s;

	(void)state;
	play_begin(&s);
	s.mode = MODE_GPXE;
	play_dora(&s, 1, STAGE_GPXE, "boot.gpxe", "");
	play_fetches(&s, 1, "boot.gpxe", TFTP_COMPLETE);
	s.now += SECOND;
	play_dora(&s, 1, STAGE_GPXE, "boot.gpxe", "");
	assert_int_equal(play_begun(&s), 1);
	/* What is not the tracker's goes through untouched. */
	event_init(&e, EVENT_LOG, s.now, NULL);
	track_event(s.t, &e);
	assert_int_equal(s.seen[s.count - 1].kind, EVENT_LOG);
	assert_false(s.seen[s.count - 1].has_mac);
	play_end(&s);
}

static void
every_event_and_stage_has_its_word(void **state)
{
	(void)state;
	for (int i = 0; i < EVENT_KIND_COUNT; i++)
		for (int k = 0; k <= i; k++)
			assert_int_equal(strcmp(event_kind_name(
						    (enum event_kind)i),
					     event_kind_name(
						 (enum event_kind)k)) == 0,
			    i == k);
	for (int i = 0; i < BOOT_STAGE_COUNT; i++)
		for (int k = 0; k <= i; k++)
			assert_int_equal(strcmp(boot_stage_name(
						    (enum boot_stage)i),
					     boot_stage_name(
						 (enum boot_stage)k)) == 0,
			    i == k);
	assert_string_equal(event_kind_name(EVENT_KIND_COUNT), "");
	assert_string_equal(boot_stage_name(BOOT_STAGE_COUNT), "");
	assert_string_equal(log_level_name(LOG_WARNING), "warning");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(pxelinux_boots_to_its_kernel),
	    cmocka_unit_test(a_boot_without_once_uses_none),
	    cmocka_unit_test(
		pxelinux_localboot_is_complete_after_its_configuration),
	    cmocka_unit_test(once_survives_a_boot_that_breaks_off),
	    cmocka_unit_test(gpxe_chain_is_one_session),
	    cmocka_unit_test(gpxe_script_elsewhere_counts_when_it_is_told),
	    cmocka_unit_test(iscsi_is_complete_with_its_root_path),
	    cmocka_unit_test(iscsi_by_proxy_counts_when_the_offer_is_taken),
	    cmocka_unit_test(proxy_joins_tftp_by_the_address_it_heard),
	    cmocka_unit_test(tftp_of_a_stranger_is_passed_on_as_it_is),
	    cmocka_unit_test(an_address_belongs_to_its_last_owner),
	    cmocka_unit_test(local_is_done_when_told_and_quiet),
	    cmocka_unit_test(ignore_ends_with_its_attempts),
	    cmocka_unit_test(
		a_flip_between_attempts_goes_on_in_the_same_session),
	    cmocka_unit_test(repetitions_are_no_new_boots),
	    cmocka_unit_test(a_stall_is_shown_and_can_be_overcome),
	    cmocka_unit_test(a_long_transfer_does_not_stall),
	    cmocka_unit_test(a_missing_loader_fails_and_a_search_does_not),
	    cmocka_unit_test(the_system_s_own_dhcp_ends_a_boot),
	    cmocka_unit_test(the_loader_s_bare_dhcp_changes_nothing),
	    cmocka_unit_test(the_least_recent_stranger_is_forgotten),
	    cmocka_unit_test(a_foreign_boot_is_followed_as_well),
	    cmocka_unit_test(files_have_their_roles),
	    cmocka_unit_test(an_iscsi_login_is_part_of_the_boot),
	    cmocka_unit_test(a_native_gpxe_that_asks_again_goes_on),
	    cmocka_unit_test(every_event_and_stage_has_its_word),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
