/* SPDX-License-Identifier: ISC */
#include "tests/unit/unit.h"

#include <stdio.h>
#include <string.h>

#include "tests/unit/stage.h"
#include "tui/press.h"

static void
every_action_has_key_name_and_help(void **state)
{
	unsigned i, j;

	(void)state;
	for (i = 0; i < ACTION_COUNT; i++) {
		const struct action_def *d = action_def((enum action)i);

		assert_true(d->name[0] != '\0');
		assert_true(d->help[0] != '\0');
		assert_true(d->key != PRESS_NONE);
		for (j = 0; j < i; j++)
			assert_string_not_equal(d->name,
			    action_def((enum action)j)->name);
	}
}

static bool
has_key(const struct action_def *d, int key)
{
	return key != 0 && (d->key == key || d->key2 == key);
}

/* The tab numbers stand for views; forms have keys of their own. */
static void
no_key_means_two_things_in_one_view(void **state)
{
	unsigned v, i, j;

	(void)state;
	for (v = 0; v < VIEW_COUNT; v++) {
		const unsigned groups = app_view((enum view_id)v)->groups |
		    GROUP_ANY;

		for (i = 0; i < ACTION_COUNT; i++)
			for (j = 0; j < i; j++) {
				const struct action_def *a = action_def(
				    (enum action)i);
				const struct action_def *b = action_def(
				    (enum action)j);

				if ((a->group & groups) == 0 ||
				    (b->group & groups) == 0)
					continue;
				if (has_key(a, b->key) || has_key(a, b->key2))
					fail_msg("%s and %s share a key in %s",
					    a->name, b->name,
					    app_view((enum view_id)v)->name);
			}
	}
}

static void
every_action_is_found_by_its_keys(void **state)
{
	unsigned i;

	(void)state;
	for (i = 0; i < ACTION_COUNT; i++) {
		const struct action_def *d = action_def((enum action)i);

		assert_int_equal(action_find(d->group, d->key), i);
		if (d->key2 != 0)
			assert_int_equal(action_find(d->group, d->key2), i);
	}
	assert_int_equal(action_find(GROUP_ANY, PRESS_NONE), ACTION_COUNT);
	assert_int_equal(action_find(GROUP_ANY, 'p'), ACTION_COUNT);
}

static void
keys_have_names(void **state)
{
	static const struct {
		int key;
		const char *text;
	} rows[] = {{'p', "p"}, {PRESS_ENTER, "Enter"}, {PRESS_ESC, "Esc"},
	    {PRESS_CTRL('l'), "Ctrl-L"}, {PRESS_F1, "F1"}, {PRESS_F10, "F10"},
	    {PRESS_BACKTAB, "Shift-Tab"}};
	char buf[16];
	struct text t;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		text_init(&t, buf, sizeof(buf));
		action_key_text(&t, rows[i].key);
		assert_string_equal(buf, rows[i].text);
	}
}

/*
 * Every action does something or says why not, in an empty and in a full
 * screen; none may leave the screen in a state that cannot be drawn.
 */
static void
every_action_can_be_pressed_anywhere(void **state)
{
	unsigned v, i, full;

	(void)state;
	for (full = 0; full < 2; full++)
		for (v = 0; v < VIEW_COUNT; v++)
			for (i = 0; i < ACTION_COUNT; i++) {
				struct stage s;

				stage_open(&s);
				if (full) {
					stage_target(&s, "t", TARGET_IQN,
					    "iqn.x:y");
					stage_host(&s, 1, KEY_NAME, "one");
					stage_dhcp(&s, 2, DHCP_DISCOVER,
					    "BIOS ROM", "because");
					stage_log(&s, LOG_ERROR, "x", "y");
				}
				app_show(&s.app, (enum view_id)v);
				(void)stage_draw(&s, 24, 80);
				stage_press(&s,
				    action_def((enum action)i)->key);
				(void)stage_draw(&s, 24, 80);
				stage_press(&s, PRESS_ESC);
				stage_press(&s, 'n');
				(void)stage_draw(&s, 8, 40);
				stage_close(&s);
			}
}

static bool
bar_names(const char *screen, const struct action_def *d)
{
	const size_t len = strlen(screen);
	const char *bar = screen + len - 1;
	char key[16], word[48];
	struct text t;

	while (bar > screen && bar[-1] != '\n')
		bar--;
	text_init(&t, key, sizeof(key));
	action_key_text(&t, d->key);
	if (d->key == PRESS_ENTER)
		(void)text_copy(key, sizeof(key), "\xe2\x86\xb5");
	(void)snprintf(word, sizeof(word), "%s %s", key, d->bar);
	return d->bar[0] != '\0' && strstr(bar, word) != NULL;
}

static void
open_view(struct stage *s, enum view_id v, bool full)
{
	stage_open(s);
	if (full) {
		stage_target(s, "t", TARGET_IQN, "iqn.x:y");
		stage_host(s, 1, KEY_NAME, "one");
		stage_dhcp(s, 2, DHCP_DISCOVER, "BIOS ROM", "because");
		stage_host(s, 3, KEY_TARGET, "t");
		stage_finding(s, 2, "no-offer", true, MEND_NONE);
	}
	app_show(&s->app, v);
}

static void
a_key_is_named_where_it_does_something(void **state)
{
	static const char *const refusals[] = {"does nothing", "Nothing to",
	    "There is no", "No older", "This is its newest", "is no message",
	    "Mark first", "No other boot", "has not booted", "not in the book",
	    "is about no", "Not deleted"};
	struct stage s;
	unsigned v, i, full;
	size_t r;

	(void)state;
	for (full = 0; full < 2; full++)
		for (v = 0; v < VIEW_COUNT; v++)
			for (i = 0; i < ACTION_COUNT; i++) {
				const struct action_def *d = action_def(
				    (enum action)i);

				open_view(&s, (enum view_id)v, full != 0);
				if (bar_names(stage_draw(&s, 24, 240), d)) {
					stage_press(&s, d->key);
					for (r = 0; r < sizeof(refusals) /
						 sizeof(refusals[0]);
					     r++)
						assert_null(strstr(s.app.said,
						    refusals[r]));
				}
				stage_close(&s);
			}
}

static bool
named(struct stage *s, enum action a)
{
	return bar_names(stage_draw(s, 24, 240), action_def(a));
}

static void
lines_are_followed_once_and_paused_while_they_come(void **state)
{
	struct stage s;

	(void)state;
	open_view(&s, VIEW_LIVE, true);
	assert_false(named(&s, ACTION_FOLLOW));
	assert_true(named(&s, ACTION_PAUSE));
	stage_press(&s, PRESS_UP);
	assert_true(named(&s, ACTION_FOLLOW));
	s.config.file = "lab.pcap";
	assert_true(named(&s, ACTION_FOLLOW));
	assert_false(named(&s, ACTION_PAUSE));
	stage_close(&s);
}

/* Enter opens a line's machine, where the line that is shown has one. */
static void
a_line_is_opened_where_there_is_one(void **state)
{
	struct stage s;

	(void)state;
	open_view(&s, VIEW_LOG, false);
	stage_press(&s, PRESS_ENTER);
	assert_string_equal(s.app.said, "There is no line");
	stage_log(&s, LOG_WARNING, "tftp", "no machine's");
	assert_false(named(&s, ACTION_OPEN));
	stage_press(&s, '2');
	stage_dhcp(&s, 2, DHCP_DISCOVER, "BIOS ROM", "because");
	assert_true(named(&s, ACTION_OPEN));
	stage_type(&s, "/nowhere\r\r");
	assert_string_equal(s.app.said, "There is no line");
	stage_close(&s);
}

static void
an_empty_list_has_nothing_to_filter(void **state)
{
	struct stage s;

	(void)state;
	open_view(&s, VIEW_TARGETS, false);
	assert_false(named(&s, ACTION_FILTER));
	/* Nothing is typed yet that no row could have. */
	stage_press(&s, '/');
	assert_non_null(strstr(stage_draw(&s, 24, 80), "\nFilter:"));
	stage_press(&s, 'x');
	assert_non_null(strstr(stage_draw(&s, 24, 80), "No row has: x"));
	stage_press(&s, PRESS_ENTER);
	assert_true(named(&s, ACTION_FILTER));
	stage_close(&s);
}

static unsigned asked;

static bool
one_was_good(void *arg, const struct mac *mac, int64_t before_us,
    struct db_boot *ret)
{
	const struct mac good = stage_mac(1);

	(void)arg;
	(void)before_us;
	memset(ret, 0, sizeof(*ret));
	asked++;
	return mac_equal(mac, &good);
}

/* Drawing never asks the database: its disk may stall. */
static void
a_boot_is_compared_where_a_good_one_may_be(void **state)
{
	const struct mac one = stage_mac(1), two = stage_mac(2);
	struct stage s;

	(void)state;
	stage_open(&s);
	s.calls.last_good = one_was_good;
	stage_host(&s, 3, KEY_NAME, "never");
	machines_select(&s.app, &(struct mac){{0x52, 0x54, 0, 0, 0, 3}});
	assert_false(named(&s, ACTION_COMPARE));
	s.calls.last_good = NULL;
	stage_session(&s, 1, true, BOOT_NEW, "");
	stage_session(&s, 2, true, BOOT_NEW, "");
	machines_select(&s.app, &one);
	assert_false(named(&s, ACTION_COMPARE));
	s.calls.last_good = one_was_good;
	assert_true(named(&s, ACTION_COMPARE));
	machines_select(&s.app, &two);
	assert_true(named(&s, ACTION_COMPARE));
	stage_wait(&s, 3);
	assert_true(named(&s, ACTION_COMPARE));
	assert_int_equal(asked, 0);
	stage_press(&s, 'C');
	assert_int_equal(asked, 1);
	assert_int_equal(s.app.view, VIEW_MACHINES);
	assert_non_null(strstr(s.app.said, "No other boot of this machine"));
	machines_select(&s.app, &one);
	stage_press(&s, 'C');
	assert_int_equal(s.app.view, VIEW_COMPARE);
	stage_press(&s, PRESS_ESC);
	/* One that went well here needs no database. */
	s.calls.last_good = NULL;
	stage_session(&s, 2, false, BOOT_DONE, "");
	s.session = 20;
	stage_session(&s, 2, true, BOOT_NEW, "");
	machines_select(&s.app, &two);
	assert_true(named(&s, ACTION_COMPARE));
	stage_close(&s);
}

static void
messages_are_compared_where_one_is_marked(void **state)
{
	struct stage s;

	(void)state;
	open_view(&s, VIEW_PACKET, true);
	assert_false(named(&s, ACTION_DIFF));
	s.app.compare.chosen.count = 2;
	assert_true(named(&s, ACTION_DIFF));
	stage_close(&s);
}

static void
what_is_about_no_machine_opens_none(void **state)
{
	struct event e;
	struct stage s;

	(void)state;
	open_view(&s, VIEW_FINDINGS, false);
	event_init(&e, EVENT_FINDING, s.now_us, NULL);
	e.u.finding.raised = true;
	e.u.finding.slug = "two-servers";
	app_event(&s.app, &e);
	assert_false(named(&s, ACTION_OPEN));
	assert_false(named(&s, ACTION_EDIT));
	stage_close(&s);
}

/* F asks the view what there is to mend. */
static void
where_f_is_a_key_there_are_findings(void **state)
{
	unsigned v;

	(void)state;
	for (v = 0; v < VIEW_COUNT; v++)
		assert_int_equal((app_view((enum view_id)v)->groups &
				     GROUP_PROBLEM) != 0,
		    app_view((enum view_id)v)->finding != NULL);
}

static void
a_key_that_does_nothing_says_so_and_no_longer(void **state)
{
	struct stage s;

	(void)state;
	open_view(&s, VIEW_SERVERS, false);
	stage_press(&s, PRESS_ENTER);
	assert_string_equal(s.app.said,
	    "Enter does nothing here; ? lists the keys");
	stage_press(&s, 0xe4);
	assert_string_equal(s.app.said,
	    "That key does nothing here; ? lists the keys");
	stage_press(&s, PRESS_DOWN);
	assert_string_equal(s.app.said, "");
	stage_press(&s, PRESS_ENTER);
	stage_press(&s, '?');
	assert_string_equal(s.app.said, "");
	stage_press(&s, '?');
	assert_int_equal(s.app.view, VIEW_SERVERS);
	/* Of a row or a screen: it goes with it, a change's news stays. */
	stage_press(&s, 'u');
	assert_string_equal(s.app.said, "Nothing to undo");
	stage_press(&s, '2');
	assert_string_equal(s.app.said, "");
	app_say(&s.app, STYLE_GOOD, "news");
	stage_press(&s, '1');
	assert_string_equal(s.app.said, "news");
	stage_close(&s);
}

/* What waits goes by another clock than the one that is read. */
static void
news_goes_though_the_clock_was_set_back(void **state)
{
	struct stage s;

	(void)state;
	open_view(&s, VIEW_SERVERS, false);
	app_say(&s.app, STYLE_GOOD, "news");
	assert_null(strstr(stage_draw(&s, 24, 80), "01:59:"));
	s.set_us = -INT64_C(3610) * 1000000;
	stage_wait(&s, 2);
	assert_string_equal(s.app.said, "news");
	assert_non_null(strstr(stage_draw(&s, 24, 80), "01:59:"));
	stage_wait(&s, 20);
	assert_string_equal(s.app.said, "");
	stage_close(&s);
}

/* A form that cannot be saved would only cost the operator his words. */
static void
a_capture_is_not_changed(void **state)
{
	struct stage s;
	unsigned i;

	(void)state;
	for (i = 0; i < ACTION_COUNT; i++) {
		if (!action_changes((enum action)i))
			continue;
		open_view(&s, VIEW_MACHINES, true);
		(void)stage_draw(&s, 24, 80);
		s.config.file = "x.pcap";
		stage_press(&s, action_def((enum action)i)->key);
		assert_string_equal(s.app.said,
		    "This is a capture: nothing can be changed here");
		assert_null(s.app.form);
		assert_int_equal(s.app.prompt.kind, PROMPT_NONE);
		stage_close(&s);
	}
}

/* Of a long path the name stands, as far as there is room. */
static void
a_capture_is_named_by_its_end(void **state)
{
	struct stage s;

	(void)state;
	stage_open(&s);
	s.config.file = "/srv/captures/of/last/night/in/the/lab/failed.pcap";
	assert_non_null(strstr(stage_draw(&s, 24, 60),
	    "capture \xe2\x80\xa6/failed.pcap "));
	assert_non_null(strstr(stage_draw(&s, 24, 120), s.config.file));
	stage_close(&s);
}

static void
the_last_row_says_which_part_is_shown(void **state)
{
	struct stage s;
	unsigned i;

	(void)state;
	stage_open(&s);
	for (i = 1; i <= 7; i++)
		stage_dhcp(&s, i, DHCP_DISCOVER, "BIOS ROM", "because");
	assert_null(strstr(stage_draw(&s, 24, 80), "/7 ? help"));
	assert_non_null(strstr(stage_draw(&s, 9, 80), "1-5/7 ? help"));
	stage_press(&s, PRESS_END);
	assert_non_null(strstr(stage_draw(&s, 9, 80), "3-7/7 ? help"));
	stage_close(&s);
}

static void
a_page_of_lines_is_what_is_on_the_screen(void **state)
{
	struct stage s;
	unsigned i;

	(void)state;
	stage_open(&s);
	for (i = 0; i < 100; i++)
		stage_dhcp(&s, 1, DHCP_DISCOVER, "BIOS ROM", "because");
	stage_press(&s, '2');
	(void)stage_draw(&s, 60, 80);
	stage_press(&s, PRESS_HOME);
	stage_press(&s, PRESS_PAGE_DOWN);
	assert_int_equal(s.app.live.page, 53);
	assert_int_equal(s.app.live.at, 52);
	stage_press(&s, PRESS_END);
	(void)stage_draw(&s, 60, 80);
	stage_press(&s, PRESS_UP);
	assert_non_null(strstr(stage_draw(&s, 60, 80), "1 newer line below"));
	stage_close(&s);
}

/* The next key after it is for the machine that one was at. */
static void
a_filter_given_up_changes_no_selection(void **state)
{
	const struct mac second = stage_mac(2);
	struct stage s;
	unsigned i;

	(void)state;
	stage_open(&s);
	for (i = 1; i <= 4; i++)
		stage_dhcp(&s, i, DHCP_DISCOVER, "BIOS ROM", "because");
	(void)stage_draw(&s, 24, 80);
	machines_select(&s.app, &second);
	stage_type(&s, "/mac:00:04");
	assert_int_equal(s.app.machines.count, 1);
	assert_false(mac_equal(&s.app.machines.at, &second));
	stage_press(&s, PRESS_ESC);
	assert_true(mac_equal(&s.app.machines.at, &second));
	stage_close(&s);
}

static void
a_letter_that_does_nothing_says_so(void **state)
{
	struct stage s;
	unsigned i;

	(void)state;
	open_view(&s, VIEW_MACHINES, true);
	(void)stage_draw(&s, 24, 80);
	stage_type(&s, "e");
	stage_press(&s, PRESS_DOWN);
	stage_type(&s, "z");
	assert_string_equal(s.app.said,
	    "Nothing to choose begins with z; Space shows the next");
	stage_type(&s, "l");
	assert_string_equal(s.app.said, "");
	assert_string_equal(s.app.form->fields[1].input.text, "local");
	stage_press(&s, PRESS_UP);
	for (i = 0; i < KEY_VALUE_MAX; i++)
		stage_type(&s, "a");
	assert_non_null(strstr(s.app.said, "Full: name takes "));
	stage_press(&s, PRESS_BACKSPACE);
	assert_string_equal(s.app.said, "");
	stage_close(&s);
}

/* What mends it is there on a small screen too, where the list has room. */
static void
the_fix_stands_whole_where_there_is_room(void **state)
{
	struct stage s;

	(void)state;
	stage_open(&s);
	stage_session(&s, 1, true, BOOT_NEW, "");
	stage_dhcp(&s, 1, DHCP_DISCOVER, "BIOS ROM", "because");
	stage_finding(&s, 1, "file-missing", true, MEND_NONE);
	assert_non_null(strstr(stage_draw(&s, 15, 60), "\nFix"));
	assert_non_null(strstr(stage_draw(&s, 15, 60), "\nWhy"));
	stage_press(&s, '5');
	assert_non_null(strstr(stage_draw(&s, 15, 60), "\nFix"));
	stage_close(&s);
}

static void
a_wire_has_a_moment_to_be_watched(void **state)
{
	struct stage s;

	(void)state;
	stage_open(&s);
	s.engine.interfaces[0].watched = false;
	stage_wait(&s, 1);
	assert_null(strstr(stage_draw(&s, 24, 80), "NOT WATCHED"));
	stage_wait(&s, 3);
	assert_non_null(strstr(stage_draw(&s, 24, 80), "NOT WATCHED"));
	stage_close(&s);
}

/* What is wrong with it would be gone, and the rows would be a riddle. */
static void
a_wrong_filter_is_not_kept(void **state)
{
	struct stage s;

	(void)state;
	open_view(&s, VIEW_MACHINES, true);
	stage_type(&s, "/mode:\r");
	assert_int_equal(s.app.prompt.kind, PROMPT_FILTER);
	assert_non_null(strstr(stage_draw(&s, 24, 80), "a word is missing"));
	stage_type(&s, "gpxe\r");
	assert_int_equal(s.app.prompt.kind, PROMPT_NONE);
	assert_string_equal(s.app.filters[VIEW_MACHINES], "mode:gpxe");
	stage_close(&s);
}

/* Whatever the width, the screen that one looks at has its name. */
static void
the_screen_has_its_name_at_any_width(void **state)
{
	struct stage s;
	char name[32];
	unsigned v;
	int cols;

	(void)state;
	for (v = 0; v < VIEW_TABS; v++)
		for (cols = 40; cols < 100; cols += 5) {
			open_view(&s, (enum view_id)v, true);
			(void)snprintf(name, sizeof(name), "[%u %s]", v + 1,
			    app_view((enum view_id)v)->name);
			assert_non_null(strstr(stage_draw(&s, 24, cols), name));
			stage_close(&s);
		}
	open_view(&s, VIEW_QUIRKS, true);
	assert_non_null(
	    strstr(stage_draw(&s, 24, 60), " 1 2 3 4 5 6[7 Quirks]"));
	stage_close(&s);
}

/* Any keys in any order: bytes of a fixed generator, sizes that change. */
static void
a_cat_on_the_keyboard(void **state)
{
	static const int keys[] = {'p', 'g', 'i', 'I', 'l', 'x', 'o', 'u', 'y',
	    'n', 'a', 'd', 's', '>', '<', 'f', '/', 'q', '1', '2', '3', '4',
	    '5', '?', ' ', 'z', 0xe4, 0x6f22, PRESS_ENTER, PRESS_ESC, PRESS_TAB,
	    PRESS_BACKTAB, PRESS_UP, PRESS_DOWN, PRESS_LEFT, PRESS_RIGHT,
	    PRESS_PAGE_UP, PRESS_PAGE_DOWN, PRESS_HOME, PRESS_END,
	    PRESS_BACKSPACE, PRESS_DELETE, PRESS_F1, PRESS_F2, PRESS_CTRL('s'),
	    PRESS_CTRL('u'), PRESS_OTHER};
	struct stage s;
	uint32_t seed = 1, i;

	(void)state;
	stage_open(&s);
	for (i = 0; i < 8; i++)
		stage_dhcp(&s, i, DHCP_DISCOVER, "BIOS ROM", "because");
	stage_target(&s, "t", TARGET_IQN, "iqn.x:y");
	for (i = 0; i < 20000; i++) {
		seed = seed * 1664525 + 1013904223;
		stage_press(&s,
		    keys[(seed >> 16) % (sizeof(keys) / sizeof(keys[0]))]);
		if (i % 7 == 0)
			stage_dhcp(&s, seed >> 28, DHCP_REQUEST, "x", "y");
		if (i % 16 == 0)
			(void)stage_draw(&s, (int)(seed >> 20) % 40 + 1,
			    (int)(seed >> 10) % 140 + 1);
		if (i % 101 == 0)
			stage_wait(&s, 1.5);
		/* The stage's own store is small. */
		while (s.host_count > 12)
			stage_host_remove(&s, s.host_count - 1);
		while (s.target_count > 5)
			stage_target_remove(&s, s.target_count - 1);
	}
	stage_close(&s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(every_action_has_key_name_and_help),
	    cmocka_unit_test(no_key_means_two_things_in_one_view),
	    cmocka_unit_test(every_action_is_found_by_its_keys),
	    cmocka_unit_test(keys_have_names),
	    cmocka_unit_test(every_action_can_be_pressed_anywhere),
	    cmocka_unit_test(a_key_is_named_where_it_does_something),
	    cmocka_unit_test(
		lines_are_followed_once_and_paused_while_they_come),
	    cmocka_unit_test(a_line_is_opened_where_there_is_one),
	    cmocka_unit_test(an_empty_list_has_nothing_to_filter),
	    cmocka_unit_test(a_boot_is_compared_where_a_good_one_may_be),
	    cmocka_unit_test(messages_are_compared_where_one_is_marked),
	    cmocka_unit_test(what_is_about_no_machine_opens_none),
	    cmocka_unit_test(where_f_is_a_key_there_are_findings),
	    cmocka_unit_test(a_key_that_does_nothing_says_so_and_no_longer),
	    cmocka_unit_test(a_capture_is_not_changed),
	    cmocka_unit_test(a_capture_is_named_by_its_end),
	    cmocka_unit_test(the_last_row_says_which_part_is_shown),
	    cmocka_unit_test(a_page_of_lines_is_what_is_on_the_screen),
	    cmocka_unit_test(a_filter_given_up_changes_no_selection),
	    cmocka_unit_test(a_letter_that_does_nothing_says_so),
	    cmocka_unit_test(the_fix_stands_whole_where_there_is_room),
	    cmocka_unit_test(a_wire_has_a_moment_to_be_watched),
	    cmocka_unit_test(a_wrong_filter_is_not_kept),
	    cmocka_unit_test(the_screen_has_its_name_at_any_width),
	    cmocka_unit_test(news_goes_though_the_clock_was_set_back),
	    cmocka_unit_test(a_cat_on_the_keyboard),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
