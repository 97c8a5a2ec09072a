/* SPDX-License-Identifier: ISC */
#include "tests/unit/play.h"

#include <string.h>

#define ROOT_PATH "iscsi:10.99.0.9::::iqn.2024-01.lab:disk"

static void
iscsi(struct play *s, enum iscsi_phase phase, const char *target)
{
	struct event e;

	event_init(&e, EVENT_ISCSI, s->now, NULL);
	e.u.iscsi.client = ADDR(51);
	e.u.iscsi.server = ADDR(9);
	e.u.iscsi.phase = phase;
	(void)text_copy(e.u.iscsi.target, sizeof(e.u.iscsi.target), target);
	track_event(s->t, &e);
}

/* The stages entered from the n-th event on, in order; the last is zero. */
static void
expect_stages(const struct play *s, const enum boot_stage *order)
{
	for (size_t i = 0; i < s->count; i++) {
		if (s->seen[i].kind != EVENT_STAGE)
			continue;
		assert_string_equal(boot_stage_name(s->seen[i].u.stage.stage),
		    boot_stage_name(*order));
		order++;
	}
	assert_int_equal(*order, BOOT_NEW);
}

static const struct event_stage *
entering(const struct play *s, enum boot_stage stage)
{
	for (size_t i = 0; i < s->count; i++)
		if (s->seen[i].kind == EVENT_STAGE &&
		    s->seen[i].u.stage.stage == stage)
			return &s->seen[i].u.stage;
	fail_msg("never entered %s", boot_stage_name(stage));
	return NULL;
}

static void
an_iscsi_login_has_its_stage(void **state)
{
	static const enum boot_stage order[] = {BOOT_DISCOVER, BOOT_OFFERED,
	    BOOT_REQUESTED, BOOT_BOUND, BOOT_ROOT, BOOT_SAN, BOOT_DONE,
	    BOOT_NEW};
	struct event_session end;
	struct play s;

	(void)state;
	play_begin(&s);
	s.mode = MODE_ISCSI;
	play_dora(&s, 1, STAGE_IPXE, "", ROOT_PATH);
	assert_int_equal(play_stage_of(&s, 1), BOOT_ROOT);
	s.now += SECOND;
	iscsi(&s, ISCSI_CONNECT, "");
	assert_int_equal(play_stage_of(&s, 1), BOOT_SAN);
	assert_string_equal(entering(&s, BOOT_SAN)->what, "10.99.0.9");
	/* From its ACK until it connects. */
	assert_int_equal(entering(&s, BOOT_SAN)->in_before_us,
	    SECOND + SECOND / 100);
	iscsi(&s, ISCSI_LOGIN, "iqn.2024-01.lab:disk");
	iscsi(&s, ISCSI_RESPONSE, "iqn.2024-01.lab:disk");
	play_wait_seconds(&s, 3);
	expect_stages(&s, order);
	play_expect_end(&s, 1, BOOT_DONE, false);
	(void)play_ended(&s, &end);
	assert_string_equal(end.text, "logged in to its iSCSI target");
	play_end(&s);
}

/* iPXE hooks the disk first, then boots the file that it was told beside. */
static void
an_installer_beside_the_disk_goes_on_after_the_login(void **state)
{
	static const enum boot_stage order[] = {BOOT_DISCOVER, BOOT_OFFERED,
	    BOOT_REQUESTED, BOOT_BOUND, BOOT_ROOT, BOOT_SAN, BOOT_CONFIG,
	    BOOT_KERNEL, BOOT_INITRD, BOOT_SAN, BOOT_NEW};
	struct play s;

	(void)state;
	play_begin(&s);
	s.mode = MODE_ISCSI_INSTALL;
	play_dora(&s, 1, STAGE_IPXE, "install.ipxe", ROOT_PATH);
	iscsi(&s, ISCSI_CONNECT, "");
	iscsi(&s, ISCSI_RESPONSE, "iqn.2024-01.lab:disk");
	play_fetches(&s, 1, "install.ipxe", TFTP_COMPLETE);
	play_fetches(&s, 1, "linux", TFTP_COMPLETE);
	play_fetches(&s, 1, "initrd.gz", TFTP_COMPLETE);
	/* The installer's own initiator. */
	iscsi(&s, ISCSI_CONNECT, "");
	expect_stages(&s, order);
	play_end(&s);
}

static void
initrds_are_known_by_their_names(void **state)
{
	static const char *const names[] = {"initrd", "debian/initrd.gz",
	    "initramfs-linux.img", "boot/initramfs-lts", "core.cpio.gz"};
	static const char *const others[] = {"vmlinuz", "linux", "boot.wim",
	    "rootfs.img", "modloop-lts"};
	struct play s;

	(void)state;
	for (size_t i = 0; i < 10; i++) {
		const bool is = i < 5;

		play_begin(&s);
		play_dora(&s, 1, STAGE_ROM, "pxelinux.0", "");
		play_pxelinux_files(&s, 1);
		play_fetches(&s, 1, is ? names[i] : others[i - 5],
		    TFTP_COMPLETE);
		assert_int_equal(play_stage_of(&s, 1),
		    is ? BOOT_INITRD : BOOT_KERNEL);
		play_end(&s);
	}
}

/* U-Boot does; and what comes after both is no new stage. */
static void
an_initrd_may_come_first(void **state)
{
	static const enum boot_stage order[] = {BOOT_DISCOVER, BOOT_OFFERED,
	    BOOT_REQUESTED, BOOT_BOUND, BOOT_LOADER, BOOT_CONFIG, BOOT_INITRD,
	    BOOT_KERNEL, BOOT_INITRD, BOOT_NEW};
	struct play s;

	(void)state;
	play_begin(&s);
	play_dora(&s, 1, STAGE_ROM, "pxelinux.0", "");
	play_pxelinux_files(&s, 1);
	play_fetches(&s, 1, "initrd.img", TFTP_COMPLETE);
	play_fetches(&s, 1, "vmlinuz", TFTP_COMPLETE);
	play_fetches(&s, 1, "initrd2.img", TFTP_COMPLETE);
	play_fetches(&s, 1, "board.dtb", TFTP_COMPLETE);
	expect_stages(&s, order);
	play_end(&s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(an_iscsi_login_has_its_stage),
	    cmocka_unit_test(
		an_installer_beside_the_disk_goes_on_after_the_login),
	    cmocka_unit_test(initrds_are_known_by_their_names),
	    cmocka_unit_test(an_initrd_may_come_first),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
