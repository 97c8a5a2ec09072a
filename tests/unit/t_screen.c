/* SPDX-License-Identifier: ISC */
#include "tests/unit/unit.h"

#include <string.h>

#include "tests/unit/stage.h"
#include "tui/press.h"

/* A morning in the lab: machines in every state that there is. */
static void
lab(struct stage *s)
{
	stage_target(s, "lab1", TARGET_SERVER, "192.0.2.9");
	stage_target(s, "lab1", TARGET_IQN, "iqn.2026-01.org.example:lab1");
	stage_target(s, "lab2", TARGET_SERVER, "192.0.2.9");
	stage_target(s, "lab2", TARGET_LUN, "1");
	stage_target(s, "lab2", TARGET_IQN, "iqn.2026-01.org.example:lab2");
	stage_host(s, 1, KEY_NAME, "web01");
	stage_host(s, 1, KEY_MODE, "pxelinux");
	stage_host(s, 2, KEY_NAME, "web02");
	stage_host(s, 2, KEY_MODE, "gpxe");
	stage_host(s, 2, KEY_SCRIPT, "boot.gpxe");
	stage_host(s, 3, KEY_NAME, "db1");
	stage_host(s, 3, KEY_MODE, "iscsi");
	stage_host(s, 3, KEY_TARGET, "lab1");
	stage_host(s, 4, KEY_NAME, "old-laptop");
	stage_host(s, 4, KEY_MODE, "ignore");
	stage_host(s, 5, KEY_NAME, "spare");
	stage_host(s, 5, KEY_MODE, "local");

	stage_session(s, 1, true, BOOT_NEW, "");
	stage_dhcp(s, 1, DHCP_DISCOVER, "UEFI x64 ROM",
	    "a ROM in mode pxelinux is told syslinux.efi");
	stage_offer(s, 1, 0, "syslinux.efi");
	stage_stage(s, 1, BOOT_LOADER, "syslinux.efi");
	stage_tftp(s, 1, TFTP_PHASE_REQUEST, "syslinux.efi", 0, 0,
	    TFTP_RUNNING);
	stage_wait(s, 2);
	stage_session(s, 2, true, BOOT_NEW, "");
	stage_dhcp(s, 2, DHCP_DISCOVER, "iPXE 1.21.1 BIOS",
	    "iPXE in mode gpxe gets the host's script");
	stage_stage(s, 2, BOOT_KERNEL, "vmlinuz");
	stage_tftp(s, 2, TFTP_PHASE_PROGRESS, "debian/vmlinuz", 5300000,
	    12300000, TFTP_RUNNING);
	stage_wait(s, 10);
	stage_dhcp(s, 3, DHCP_DISCOVER, "gPXE 1.0.1 BIOS",
	    "gPXE in mode iscsi gets the root path");
	stage_stage(s, 3, BOOT_SAN, "lab1");
	stage_session(s, 3, false, BOOT_DONE, "root path of lab1");
	stage_dhcp(s, 4, DHCP_DISCOVER, "BIOS ROM",
	    "mode ignore: the operator wants no answer");
	stage_stage(s, 4, BOOT_IGNORED, "");
	stage_dhcp(s, 6, DHCP_DISCOVER, "UEFI x64 ROM",
	    "not in the book: the default, pxelinux");
	stage_stage(s, 6, BOOT_OFFERED, "");
	stage_tftp(s, 1, TFTP_PHASE_DONE, "syslinux.efi", 0, 200000,
	    TFTP_NO_REPLY);
	stage_stage(s, 1, BOOT_STALLED,
	    "asked syslinux.efi, never acknowledged");
	stage_wait(s, 28);
}

static void
nobody_has_asked_yet(void **state)
{
	struct stage s;

	(void)state;
	stage_open(&s);
	stage_golden(&s, "empty", 24, 80);
	stage_close(&s);
}

static void
states_are_told_apart(void **state)
{
	struct stage s;

	(void)state;
	stage_open(&s);
	lab(&s);
	stage_golden(&s, "machines-80x24", 24, 80);
	stage_golden(&s, "machines-120x40", 40, 120);
	stage_golden(&s, "machines-180x24", 24, 180);
	stage_golden(&s, "machines-60x16", 16, 60);
	stage_golden(&s, "machines-40x8", 8, 40);
	stage_golden(&s, "too-small", 5, 20);
	(void)stage_draw(&s, 1, 1);
	s.grid.ascii = true;
	(void)stage_draw(&s, 24, 80);
	stage_press(&s, '2');
	stage_golden(&s, "live-ascii", 24, 80);
	stage_close(&s);
}

static void
filter_shows_some(void **state)
{
	struct stage s;

	(void)state;
	stage_open(&s);
	lab(&s);
	stage_type(&s, "/problem");
	stage_golden(&s, "filter-typing", 24, 80);
	stage_type(&s, "\r");
	stage_golden(&s, "filter-set", 24, 80);
	stage_type(&s, "/x");
	stage_golden(&s, "filter-none-typing", 24, 80);
	stage_press(&s, PRESS_CTRL('u'));
	stage_type(&s, "mood:gpxe");
	stage_golden(&s, "filter-wrong", 24, 80);
	stage_press(&s, PRESS_CTRL('u'));
	stage_type(&s, "mo\tg\t or stage:load\t");
	assert_string_equal(s.app.prompt.input.text,
	    "mode:gpxe or stage:loader");
	stage_golden(&s, "filter-fields", 24, 80);
	stage_press(&s, PRESS_CTRL('u'));
	stage_type(&s, "problemx");
	stage_type(&s, "\r");
	stage_golden(&s, "filter-none", 24, 80);
	stage_press(&s, PRESS_ESC);
	assert_int_equal(s.app.machines.count, 6);
	stage_close(&s);
}

static void
one_key_flips_and_u_takes_back(void **state)
{
	struct stage s;

	(void)state;
	stage_open(&s);
	lab(&s);
	stage_type(&s, "/web01\rl");
	assert_int_equal(s.last.set_count, 1);
	assert_string_equal(s.last.sets[0].value, "local");
	assert_string_equal(s.last.who, "console");
	stage_golden(&s, "flip", 24, 80);
	stage_type(&s, "u");
	stage_golden(&s, "flip-undone", 24, 80);
	assert_string_equal(s.last.sets[0].value, "pxelinux");
	stage_type(&s, "u");
	assert_string_equal(s.app.said, "Nothing to undo");
	stage_close(&s);
}

static void
a_new_machine_joins_the_book_by_a_flip(void **state)
{
	const struct mac mac = stage_mac(6);
	struct stage s;

	(void)state;
	stage_open(&s);
	lab(&s);
	stage_type(&s, "/new\rp");
	assert_non_null(book_find(&s.book, &mac));
	stage_type(&s, "u");
	assert_true(s.last.remove);
	assert_null(book_find(&s.book, &mac));
	stage_close(&s);
}

static void
once_is_for_one_boot(void **state)
{
	struct stage s;

	(void)state;
	stage_open(&s);
	lab(&s);
	stage_type(&s, "/web02\ro");
	stage_golden(&s, "once-asked", 24, 80);
	stage_type(&s, "l");
	stage_golden(&s, "once", 24, 80);
	assert_int_equal(s.last.sets[0].key, KEY_ONCE);
	stage_type(&s, "p");
	assert_non_null(strstr(s.app.said, "still once local"));
	stage_type(&s, "oo");
	assert_string_equal(s.last.sets[0].value, "");
	stage_close(&s);
}

static void
an_install_names_the_machine_first(void **state)
{
	struct stage s;

	(void)state;
	stage_open(&s);
	lab(&s);
	stage_type(&s, "/db1\rI");
	stage_golden(&s, "install-asked", 24, 80);
	stage_type(&s, "n");
	assert_int_equal(s.changes, 0);
	stage_type(&s, "oI");
	assert_int_equal(s.changes, 0);
	stage_type(&s, "y");
	assert_int_equal(s.changes, 1);
	assert_int_equal(s.last.sets[0].key, KEY_ONCE);
	assert_string_equal(s.last.sets[0].value, "iscsi-install");
	stage_golden(&s, "install-once", 24, 80);
	stage_close(&s);
}

static void
a_long_question_is_whole(void **state)
{
	struct stage s;

	(void)state;
	stage_open(&s);
	lab(&s);
	stage_host(&s, 3, KEY_TARGET,
	    "iscsi:192.0.2.3:::1:iqn.2026-11.org.example.lab:database-1");
	stage_type(&s, "/db1\rI");
	stage_golden(&s, "install-long-80x24", 24, 80);
	stage_golden(&s, "install-long-60x12", 12, 60);
	stage_close(&s);
}

static void
a_flip_says_what_is_missing(void **state)
{
	struct stage s;

	(void)state;
	stage_open(&s);
	lab(&s);
	stage_type(&s, "/spare\ri");
	stage_golden(&s, "flip-without-target", 24, 80);
	stage_close(&s);
}

static void
the_form_judges_while_typing(void **state)
{
	struct stage s;
	unsigned i;

	(void)state;
	stage_open(&s);
	lab(&s);
	stage_type(&s, "/web02\re");
	stage_golden(&s, "host-form", 24, 80);
	for (i = 0; i < KEY_BOOTFILE; i++)
		stage_press(&s, PRESS_DOWN);
	stage_type(&s, "missing.efi");
	stage_golden(&s, "host-form-error", 24, 80);
	stage_golden(&s, "host-form-error-60x16", 16, 60);
	stage_type(&s, "\r");
	assert_non_null(s.app.form);
	assert_int_equal(s.changes, 0);
	stage_press(&s, PRESS_ESC);
	stage_golden(&s, "host-form-discard", 24, 80);
	stage_type(&s, "y");
	assert_null(s.app.form);
	stage_close(&s);
}

static void
the_form_saves_what_changed_only(void **state)
{
	struct stage s;
	unsigned i;

	(void)state;
	stage_open(&s);
	lab(&s);
	stage_type(&s, "/web01\re");
	stage_type(&s, "x"); /* web01x */
	stage_press(&s, PRESS_DOWN);
	stage_type(&s, "i"); /* mode: by its first letter */
	for (i = KEY_MODE; i < KEY_TARGET; i++)
		stage_press(&s, PRESS_DOWN);
	stage_type(&s, "lab2");
	stage_golden(&s, "host-form-target", 24, 80);
	stage_press(&s, PRESS_CTRL('u'));
	stage_golden(&s, "host-form-warning", 24, 80);
	stage_type(&s, "lab2");
	stage_press(&s, PRESS_F2);
	assert_null(s.app.form);
	assert_int_equal(s.last.set_count, 3);
	stage_type(&s, "u");
	assert_int_equal(s.last.set_count, 3);
	assert_string_equal(s.last.sets[0].value, "web01");
	stage_close(&s);
}

static void
live_follows_until_scrolled(void **state)
{
	struct stage s;
	unsigned i;

	(void)state;
	stage_open(&s);
	lab(&s);
	stage_type(&s, "2");
	stage_golden(&s, "live-follow", 24, 80);
	stage_type(&s, "kk");
	stage_golden(&s, "live-stopped", 24, 80);
	for (i = 0; i < 40; i++)
		stage_dhcp(&s, 7, DHCP_REQUEST, "BIOS ROM", "");
	stage_golden(&s, "live-still", 24, 80);
	stage_type(&s, "N");
	stage_type(&s, "\r");
	assert_int_equal(s.app.view, VIEW_MACHINES);
	stage_type(&s, "2f");
	stage_golden(&s, "live-again", 24, 80);
	stage_type(&s, "/web02\r");
	stage_golden(&s, "live-filter", 24, 80);
	stage_close(&s);
}

static void
live_goes_on_when_its_ring_turns(void **state)
{
	struct stage s;
	unsigned i;

	(void)state;
	stage_open(&s);
	stage_type(&s, "2");
	for (i = 0; i < 10; i++)
		stage_dhcp(&s, 7, DHCP_REQUEST, "first", "");
	(void)stage_draw(&s, 24, 80);
	stage_press(&s, PRESS_HOME);
	for (i = 0; i < 20000; i++)
		stage_dhcp(&s, 8, DHCP_REQUEST, "second", "");
	assert_null(strstr(stage_draw(&s, 24, 80), "first"));
	assert_int_equal(s.app.live.at, 10);
	stage_close(&s);
}

static void
targets_are_listed_and_edited(void **state)
{
	struct stage s;

	(void)state;
	stage_open(&s);
	stage_type(&s, "3");
	stage_golden(&s, "targets-empty", 24, 80);
	lab(&s);
	stage_golden(&s, "targets", 24, 80);
	stage_type(&s, "\r");
	stage_golden(&s, "target-form", 24, 80);
	stage_press(&s, PRESS_DOWN);
	stage_type(&s, "70000");
	stage_golden(&s, "target-form-error", 24, 80);
	stage_press(&s, PRESS_UP);
	/* The last field is one of the two that are never shown. */
	stage_press(&s, PRESS_UP);
	stage_type(&s,
	    "s\xc3\xa4"
	    "cret");
	assert_non_null(strstr(stage_draw(&s, 24, 80), " ******\n"));
	stage_press(&s, PRESS_UP);
	stage_press(&s, PRESS_UP);
	stage_type(&s, "open");
	assert_non_null(strstr(stage_draw(&s, 24, 80), " ****\n"));
	stage_press(&s, PRESS_UP);
	stage_golden(&s, "target-form-secrets", 24, 80);
	/* Short, but its own: a warning. */
	stage_type(&s, "me");
	stage_press(&s, PRESS_DOWN);
	assert_non_null(
	    strstr(stage_draw(&s, 24, 80), "password has fewer than 12 bytes"));
	stage_press(&s, PRESS_ESC);
	stage_type(&s, "yd");
	stage_golden(&s, "target-in-use", 24, 80);
	stage_type(&s, "jd");
	stage_golden(&s, "target-delete", 24, 80);
	stage_type(&s, "y");
	assert_int_equal(s.target_count, 1);
	stage_type(&s, "u");
	assert_int_equal(s.target_count, 2);
	stage_type(&s, "anew\r");
	stage_type(&s, "192.0.2.7");
	for (int n = 0; n < TARGET_IQN; n++)
		stage_press(&s, PRESS_DOWN);
	stage_type(&s, "iqn.2026-01.x:y\r");
	assert_int_equal(s.target_count, 3);
	stage_close(&s);
}

static void
log_tells_changes_and_trouble(void **state)
{
	struct event e;
	struct stage s;

	(void)state;
	stage_open(&s);
	lab(&s);
	memset(&e, 0, sizeof(e));
	e.kind = EVENT_HOST;
	e.time_us = s.now_us;
	e.has_mac = true;
	e.mac = stage_mac(1);
	(void)text_copy(e.u.host.object, sizeof(e.u.host.object), "host");
	(void)text_copy(e.u.host.key, sizeof(e.u.host.key), "mode");
	(void)text_copy(e.u.host.before, sizeof(e.u.host.before), "gpxe");
	(void)text_copy(e.u.host.after, sizeof(e.u.host.after), "pxelinux");
	(void)text_copy(e.u.host.who, sizeof(e.u.host.who), "root@pts/1");
	app_event(&s.app, &e);
	stage_log(&s, LOG_WARNING, "tftp", "the root has no ldlinux.c32");
	stage_log(&s, LOG_ERROR, "store", "disk full");
	stage_golden(&s, "log-unread", 24, 80);
	stage_type(&s, "4");
	stage_golden(&s, "log", 24, 80);
	stage_close(&s);
}

static void
help_has_every_action(void **state)
{
	struct stage s;
	unsigned i;

	(void)state;
	stage_open(&s);
	stage_type(&s, "?");
	stage_golden(&s, "help", 24, 80);
	for (i = 0; i < ACTION_COUNT; i++)
		assert_non_null(strstr(stage_draw(&s, 110, 120),
		    action_def((enum action)i)->help));
	/* Narrow, a sentence goes on in the next row. */
	assert_null(strstr(stage_draw(&s, 140, 60), "\xe2\x80\xa6"));
	(void)stage_draw(&s, 15, 60);
	stage_press(&s, PRESS_END);
	stage_golden(&s, "help-end-60x15", 15, 60);
	stage_press(&s, PRESS_ESC);
	assert_int_equal(s.app.view, VIEW_MACHINES);
	stage_close(&s);
}

static void
trouble_of_the_server_is_in_red_words(void **state)
{
	struct stage s;

	(void)state;
	stage_open(&s);
	lab(&s);
	s.config.proxy = false;
	s.store.saving = false;
	s.store.waiting = 3;
	(void)text_copy(s.store.trouble, sizeof(s.store.trouble),
	    "no space left on /var/lib/pxeconsole");
	s.engine.interfaces[0].up = false;
	s.engine.leases.total = s.engine.leases.bound = 100;
	s.engine.lost_events = 7;
	s.engine.still_us[PART_TFTP] = 12000000;
	stage_wait(&s, 1);
	stage_golden(&s, "banners", 24, 80);
	stage_close(&s);
}

static void
hostile_names_stay_on_their_row(void **state)
{
	static const char name[] = "\x1b[2J\x1b[31m\xe2\x80\xae"
				   "evil\x9b"
				   "5m";
	struct stage s;
	const char *p;

	(void)state;
	stage_open(&s);
	lab(&s);
	stage_host(&s, 1, KEY_NAME, name);
	stage_dhcp(&s, 1, DHCP_DISCOVER, name, name);
	stage_tftp(&s, 1, TFTP_PHASE_DONE, name, 0, 0, TFTP_NO_REPLY);
	stage_stage(&s, 1, BOOT_STALLED, name);
	stage_log(&s, LOG_ERROR, name, name);
	stage_golden(&s, "hostile", 24, 80);
	for (p = stage_draw(&s, 24, 132); *p != '\0'; p++)
		assert_true(*p == '\n' || (unsigned char)*p >= 0x20);
	stage_type(&s, "2");
	stage_golden(&s, "hostile-live", 24, 80);
	stage_close(&s);
}

static void
a_finding_says_which_key_mends_it(void **state)
{
	struct stage s;

	(void)state;
	stage_open(&s);
	lab(&s);
	stage_finding(&s, 2, "file-field-ignored", true, MEND_PLACEMENT_FIELD);
	stage_type(&s, "/web02\r");
	stage_golden(&s, "finding", 24, 80);
	stage_type(&s, "F");
	stage_golden(&s, "mend-shown", 24, 80);
	stage_type(&s, "n");
	assert_int_equal(s.changes, 0);
	stage_type(&s, "my");
	assert_int_equal(s.last.sets[0].key, KEY_PLACEMENT);
	assert_string_equal(s.last.sets[0].value, "field");
	stage_finding(&s, 2, "file-field-ignored", false, MEND_PLACEMENT_FIELD);
	stage_type(&s, "m");
	assert_int_equal(s.changes, 1);
	stage_finding(&s, 2, "san-not-kept", true, MEND_KEEP_SAN);
	stage_type(&s, "m");
	assert_int_equal(s.changes, 1);
	stage_golden(&s, "mend-asked", 24, 80);
	stage_type(&s, "y");
	assert_string_equal(s.last.sets[0].value, "iscsi-install");
	stage_finding(&s, 2, "wrong-architecture", true, MEND_LOADER);
	stage_type(&s, "m");
	assert_int_equal(s.changes, 2);
	stage_host(&s, 2, KEY_BOOTFILE, "x");
	stage_host(&s, 2, KEY_BOOTFILE_X64, "y");
	stage_type(&s, "Fy");
	assert_int_equal(s.last.set_count, 2);
	assert_string_equal(s.last.sets[0].value, "");
	stage_type(&s, "u");
	assert_string_equal(s.last.sets[0].value, "x");
	stage_finding(&s, 2, "wrong-architecture", true, MEND_NONE);
	stage_type(&s, "m");
	assert_int_equal(s.changes, 4);
	stage_close(&s);
}

/* K: what the kind of a machine needs, and what a machine inherits of it. */
static void
a_kind_of_client_has_a_form(void **state)
{
	static struct quirk quirk = {.kind = "gPXE 0.9.7 BIOS"};
	const struct mac nobody = {{0}};
	struct stage s;

	(void)state;
	stage_open(&s);
	lab(&s);
	stage_type(&s, "/web02\rK");
	assert_null(s.app.form);
	(void)text_copy(model_find(s.app.model, &s.macs[1])->quirk_kind,
	    QUIRK_KIND, quirk.kind);
	stage_type(&s, "K");
	assert_non_null(s.app.form);
	assert_non_null(strstr(stage_draw(&s, 24, 80),
	    "Kind gPXE 0.9.7 BIOS: what all of it need"));
	stage_type(&s, " \r");
	assert_int_equal(s.last.object, DB_QUIRK);
	assert_string_equal(s.last.name, "gPXE 0.9.7 BIOS");
	assert_int_equal(s.last.sets[0].key, KEY_PLACEMENT);
	assert_string_equal(s.last.sets[0].value, "field");
	/* There was none before: it goes. */
	stage_type(&s, "u");
	assert_true(s.last.remove);
	host_init(&quirk.set, &nobody);
	assert_int_equal(host_set(&quirk.set, KEY_BLKSIZE, "1024"), 0);
	s.book.quirks = &quirk;
	s.book.quirk_count = 1;
	stage_type(&s, "e");
	assert_non_null(strstr(stage_draw(&s, 40, 80), "(1024)"));
	stage_close(&s);
}

static void
a_known_problem_is_not_counted(void **state)
{
	struct stage s;

	(void)state;
	stage_open(&s);
	lab(&s);
	(void)stage_draw(&s, 24, 80);
	assert_int_equal(s.app.machines.problems, 1);
	stage_type(&s, "c");
	stage_wait(&s, 5);
	stage_golden(&s, "noted", 24, 80);
	assert_int_equal(s.app.machines.problems, 0);
	stage_tftp(&s, 1, TFTP_PHASE_REQUEST, "x", 0, 0, TFTP_RUNNING);
	(void)stage_draw(&s, 24, 80);
	assert_int_equal(s.app.machines.problems, 1);
	stage_close(&s);
}

static void
quitting_asks(void **state)
{
	struct stage s;

	(void)state;
	stage_open(&s);
	lab(&s);
	stage_type(&s, "2qq");
	stage_golden(&s, "quit", 24, 80);
	stage_type(&s, "n");
	assert_false(s.app.quit);
	stage_press(&s, PRESS_F10);
	stage_type(&s, "y");
	assert_true(s.app.quit);
	stage_close(&s);
}

static void
a_refused_change_is_told(void **state)
{
	struct stage s;

	(void)state;
	stage_open(&s);
	lab(&s);
	s.refuse = true;
	stage_type(&s, "/web01\rl");
	assert_int_equal(s.changes, 0);
	stage_golden(&s, "refused", 24, 80);
	stage_close(&s);
}

static void
a_machine_is_added_and_deleted(void **state)
{
	struct stage s;

	(void)state;
	stage_open(&s);
	stage_type(&s, "a52:54:00:00:00\r");
	assert_null(s.app.form);
	stage_type(&s, "a52:54:00:00:00:07\r");
	stage_type(&s, "new7\r");
	assert_int_equal(s.host_count, 1);
	stage_golden(&s, "added", 24, 80);
	stage_type(&s, "d");
	stage_golden(&s, "delete-asked", 24, 80);
	stage_type(&s, "y");
	assert_int_equal(s.host_count, 0);
	stage_type(&s, "u");
	assert_int_equal(s.host_count, 1);
	stage_close(&s);
}

static void
rows_hold_still_under_the_hand(void **state)
{
	const struct mac one = stage_mac(1);
	struct stage s;

	(void)state;
	stage_open(&s);
	lab(&s);
	(void)stage_draw(&s, 24, 80);
	stage_press(&s, PRESS_DOWN);
	stage_press(&s, PRESS_UP);
	assert_true(mac_equal(&s.app.machines.at, &one));
	/* Another fails meanwhile: it would come before web01. */
	stage_stage(&s, 3, BOOT_FAILED, "no target");
	(void)stage_draw(&s, 24, 80);
	assert_int_equal(s.app.machines.list.at, 0);
	stage_wait(&s, 5);
	(void)stage_draw(&s, 24, 80);
	assert_int_equal(s.app.machines.list.at, 1);
	assert_true(mac_equal(&s.app.machines.at, &one));
	stage_close(&s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(nobody_has_asked_yet),
	    cmocka_unit_test(states_are_told_apart),
	    cmocka_unit_test(filter_shows_some),
	    cmocka_unit_test(one_key_flips_and_u_takes_back),
	    cmocka_unit_test(a_new_machine_joins_the_book_by_a_flip),
	    cmocka_unit_test(once_is_for_one_boot),
	    cmocka_unit_test(an_install_names_the_machine_first),
	    cmocka_unit_test(a_long_question_is_whole),
	    cmocka_unit_test(a_flip_says_what_is_missing),
	    cmocka_unit_test(the_form_judges_while_typing),
	    cmocka_unit_test(the_form_saves_what_changed_only),
	    cmocka_unit_test(live_follows_until_scrolled),
	    cmocka_unit_test(live_goes_on_when_its_ring_turns),
	    cmocka_unit_test(targets_are_listed_and_edited),
	    cmocka_unit_test(log_tells_changes_and_trouble),
	    cmocka_unit_test(help_has_every_action),
	    cmocka_unit_test(trouble_of_the_server_is_in_red_words),
	    cmocka_unit_test(hostile_names_stay_on_their_row),
	    cmocka_unit_test(a_finding_says_which_key_mends_it),
	    cmocka_unit_test(a_kind_of_client_has_a_form),
	    cmocka_unit_test(a_known_problem_is_not_counted),
	    cmocka_unit_test(quitting_asks),
	    cmocka_unit_test(a_refused_change_is_told),
	    cmocka_unit_test(a_machine_is_added_and_deleted),
	    cmocka_unit_test(rows_hold_still_under_the_hand),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
