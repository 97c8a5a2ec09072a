/* SPDX-License-Identifier: ISC */
#include "tests/unit/unit.h"

#include <string.h>

#include "tests/unit/stage.h"
#include "tui/press.h"

/* Two targets of which a machine uses one, and a machine that only asked. */
static void
small_lab(struct stage *s)
{
	stage_open(s);
	stage_target(s, "lab1", TARGET_SERVER, "192.0.2.9");
	stage_target(s, "lab1", TARGET_IQN, "iqn.2026-01.org.example:lab1");
	stage_target(s, "lab2", TARGET_SERVER, "192.0.2.9");
	stage_target(s, "lab2", TARGET_PORT, "3260");
	stage_target(s, "lab2", TARGET_IQN, "iqn.2026-01.org.example:lab2");
	stage_host(s, 1, KEY_NAME, "web01");
	stage_host(s, 1, KEY_MODE, "pxelinux");
	stage_host(s, 3, KEY_NAME, "db1");
	stage_host(s, 3, KEY_TARGET, "lab1");
	stage_dhcp(s, 6, DHCP_DISCOVER, "UEFI x64 ROM", "because");
	(void)stage_draw(s, 24, 80);
}

/* What the store refuses was never done, so it cannot be taken back. */
static void
a_refused_change_has_no_undo(void **state)
{
	struct stage s;

	(void)state;
	small_lab(&s);
	stage_type(&s, "/web01\rl");
	s.refuse_later = true;
	stage_type(&s, "g3jdy3dy");
	assert_non_null(strstr(s.app.said, "refused"));
	assert_int_equal(s.app.changes.undo_count, 1);
	stage_type(&s, "1");
	assert_string_equal(app_mode(&s.app, &s.app.machines.at), "local");
	s.refuse_later = false;
	stage_type(&s, "u");
	assert_string_equal(s.last.sets[0].value, "pxelinux");
	stage_type(&s, "u");
	assert_string_equal(s.app.said, "Nothing to undo");
	/* Where its line comes, "Taken back" goes. */
	stage_type(&s, "g");
	s.refuse_later = true;
	stage_type(&s, "4u");
	assert_string_equal(s.app.said, "");
	/* What could not be taken back can be tried again. */
	assert_int_equal(s.app.changes.undo_count, 1);
	s.refuse_later = false;
	stage_type(&s, "u");
	assert_string_equal(s.last.sets[0].value, "pxelinux");
	assert_int_equal(s.app.changes.undo_count, 0);
	stage_close(&s);
}

/* Port 3260 is what a target has that sets none. */
static void
a_target_taken_back_has_no_port_of_its_own(void **state)
{
	struct stage s;

	(void)state;
	small_lab(&s);
	stage_type(&s, "3jdyu");
	assert_string_equal(s.last.name, "lab2");
	assert_int_equal(s.last.set_count, 2);
	stage_close(&s);
}

/* A key that could only be refused says so itself, and by whom. */
static void
a_target_in_use_is_not_asked_about(void **state)
{
	struct db_change c = {.object = DB_MODE, .mode = MODE_ISCSI};
	struct stage s;
	unsigned n;

	(void)state;
	small_lab(&s);
	stage_type(&s, "3d");
	assert_int_equal(s.app.prompt.kind, PROMPT_NONE);
	assert_string_equal(s.app.said,
	    "Not deleted: this target is used by db1");
	change_set(&c, KEY_TARGET, "lab1");
	(void)s.calls.change(&s, &c);
	for (n = 10; n < 14; n++)
		stage_host(&s, n, KEY_TARGET, "lab1");
	stage_type(&s, "d");
	assert_string_equal(s.app.said,
	    "Not deleted: this target is used by mode iscsi, db1, "
	    "52:54:00:00:00:0a and 3 more");
	assert_non_null(strstr(stage_draw(&s, 24, 80), "   6  192.0.2.9"));
	/* Of modes alone each is named. */
	for (c.mode = MODE_PXELINUX; c.mode < MODE_COUNT; c.mode++)
		(void)s.calls.change(&s, &c);
	stage_book(&s);
	stage_type(&s, "d");
	assert_non_null(strstr(s.app.said, "mode ignore, db1 and 4 more"));
	assert_non_null(strstr(stage_draw(&s, 24, 80), "  11  192.0.2.9"));
	stage_type(&s, "jd");
	assert_int_equal(s.app.prompt.kind, PROMPT_YES_NO);
	stage_close(&s);
}

static void
no_longer_once_is_all_there_is_to_say(void **state)
{
	struct stage s;

	(void)state;
	small_lab(&s);
	stage_type(&s, "/web01\roloo");
	assert_string_equal(s.app.said,
	    "web01: no longer once local. u undoes");
	stage_close(&s);
}

static void
what_is_not_discarded_is_a_change_yet(void **state)
{
	struct stage s;

	(void)state;
	small_lab(&s);
	stage_type(&s, "/web01\rex\x1bn");
	assert_non_null(s.app.form);
	assert_string_equal(s.app.said, "Nothing was discarded");
	stage_close(&s);
}

/* The list may be held; what stands over it is true at once. */
static void
who_is_new_is_counted_at_once(void **state)
{
	struct stage s;

	(void)state;
	small_lab(&s);
	assert_non_null(strstr(stage_draw(&s, 24, 80), "1 new"));
	stage_type(&s, "/new\rp");
	assert_null(strstr(stage_draw(&s, 24, 80), "1 new"));
	stage_close(&s);
}

/* What there is to do stands before a name of any length. */
static void
a_new_machine_says_what_takes_it_in(void **state)
{
	const struct mac mac = stage_mac(7);
	struct stage s;

	(void)state;
	small_lab(&s);
	stage_offer(&s, 7, 0xc0000237, "pxelinux.0");
	stage_dhcp(&s, 7, DHCP_DISCOVER,
	    "iPXE 1.21.1+git-20230101 for UEFI x64, with HTTPS", "because");
	machines_select(&s.app, &mac);
	assert_non_null(
	    strstr(stage_draw(&s, 24, 80), "new: a mode's key adds it  iPXE"));
	stage_close(&s);
}

static void
a_chap_user_is_seen_at_80_columns(void **state)
{
	struct stage s;

	(void)state;
	small_lab(&s);
	stage_target(&s, "lab2", TARGET_IQN,
	    "iqn.2026-01.org.example:lab2-of-the-second-rack");
	stage_target(&s, "lab2", TARGET_USER, "operator");
	stage_type(&s, "3");
	assert_null(strstr(stage_draw(&s, 24, 80), "CHAP"));
	stage_type(&s, "j");
	stage_golden(&s, "target-long", 24, 80);
	/* As many rows as it needs. */
	stage_target(&s, "lab2", TARGET_IQN,
	    "iqn.2026-01.org.example:lab2-of-the-second-rack.and-so-on."
	    "and-so-on.and-so-on.and-so-on.and-so-on.and-so-on.and-so-on."
	    "and-so-on.to-the-end-of-the-third-row");
	assert_non_null(strstr(stage_draw(&s, 24, 80), "third-row"));
	assert_non_null(strstr(stage_draw(&s, 24, 80), "CHAP operator"));
	stage_close(&s);
}

static void
tab_lists_what_could_follow(void **state)
{
	struct stage s;

	(void)state;
	small_lab(&s);
	stage_type(&s, "/mode:i\t");
	stage_golden(&s, "filter-choices", 24, 80);
	stage_golden(&s, "filter-choices-60x10", 10, 60);
	stage_type(&s, "s");
	assert_string_equal(s.app.prompt.choices, "");
	/* A field without its word is a mistake where nothing is offered. */
	stage_press(&s, PRESS_CTRL('u'));
	stage_type(&s, "stage:");
	assert_non_null(strstr(stage_draw(&s, 24, 80), "! a word is missing"));
	stage_type(&s, "\t");
	assert_null(strstr(stage_draw(&s, 24, 80), "! a word is missing"));
	stage_close(&s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_refused_change_has_no_undo),
	    cmocka_unit_test(a_target_taken_back_has_no_port_of_its_own),
	    cmocka_unit_test(a_target_in_use_is_not_asked_about),
	    cmocka_unit_test(no_longer_once_is_all_there_is_to_say),
	    cmocka_unit_test(what_is_not_discarded_is_a_change_yet),
	    cmocka_unit_test(who_is_new_is_counted_at_once),
	    cmocka_unit_test(a_new_machine_says_what_takes_it_in),
	    cmocka_unit_test(a_chap_user_is_seen_at_80_columns),
	    cmocka_unit_test(tab_lists_what_could_follow),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
