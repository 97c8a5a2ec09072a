/* SPDX-License-Identifier: ISC */
#include "tests/unit/unit.h"

#include <stdio.h>
#include <string.h>

#include "tests/unit/capture_stage.h"
#include "tui/press.h"

static void
a_boot_is_a_ladder(void **state)
{
	struct stage s;

	(void)state;
	capture_stage_open(&s, "chain-bios.pcap");
	stage_golden(&s, "capture-machines", 24, 80);
	stage_type(&s, "\r");
	stage_golden(&s, "session-end-80x24", 24, 80);
	stage_press(&s, PRESS_HOME);
	stage_golden(&s, "session-80x24", 24, 80);
	assert_non_null(strstr(stage_draw(&s, 8, 40), "TIME client"));
	stage_type(&s, "t");
	stage_golden(&s, "session-clock-132x43", 43, 132);
	s.grid.ascii = true;
	stage_golden(&s, "session-ascii-60x16", 16, 60);
	stage_type(&s, "[");
	assert_string_equal(s.app.said, "No older boot is remembered");
	stage_type(&s, "q");
	assert_int_equal(s.app.view, VIEW_MACHINES);
	stage_type(&s, "q");
	assert_true(s.app.quit);
	stage_close(&s);
}

static void
a_message_is_shown_byte_by_byte(void **state)
{
	struct stage s;
	unsigned i;

	(void)state;
	capture_stage_open(&s, "chain-bios.pcap");
	(void)stage_draw(&s, 24, 80);
	stage_type(&s, "\r");
	(void)stage_draw(&s, 24, 80);
	stage_press(&s, PRESS_HOME);
	stage_type(&s, "j\r");
	assert_int_equal(s.app.view, VIEW_PACKET);
	stage_golden(&s, "packet-80x24", 24, 80);
	for (i = 0; i < 16; i++)
		stage_type(&s, "j");
	stage_golden(&s, "packet-132x43", 43, 132);
	stage_golden(&s, "packet-60x16", 16, 60);
	stage_press(&s, PRESS_ESC);
	assert_int_equal(s.app.view, VIEW_SESSION);
	(void)stage_draw(&s, 24, 80);
	/* That it is done is no message: the last one before it. */
	stage_press(&s, PRESS_END);
	stage_type(&s, "\r");
	assert_int_equal(s.app.view, VIEW_PAYLOAD);
	assert_string_equal(s.app.payload.kept.line.brief, "lab.rd");
	stage_close(&s);
}

static void
findings_stand_on_top(void **state)
{
	struct stage s;

	(void)state;
	capture_stage_open(&s, "nobody-offers-ovmf.pcap");
	stage_type(&s, "5");
	stage_golden(&s, "findings-capture", 24, 80);
	stage_type(&s, "\r");
	stage_press(&s, PRESS_HOME);
	stage_golden(&s, "session-finding", 24, 80);
	stage_press(&s, PRESS_ESC);
	assert_int_equal(s.app.view, VIEW_FINDINGS);
	stage_type(&s, "/nothing of that\r");
	assert_non_null(strstr(stage_draw(&s, 24, 80), "No finding matches"));
	stage_close(&s);
}

/* The same machine boots again while somebody reads. */
static void
a_boot_that_is_read_stays(void **state)
{
	struct stage s;
	struct event e;
	unsigned boot;

	(void)state;
	stage_open(&s);
	for (boot = 1; boot <= 3; boot++) {
		event_init(&e, EVENT_DHCP, s.now_us, &(struct mac){{2}});
		e.session = boot;
		e.u.dhcp.op = DHCP_OP_REQUEST;
		e.u.dhcp.type = DHCP_DISCOVER;
		app_event(&s.app, &e);
		e.u.dhcp.type = DHCP_REQUEST;
		app_event(&s.app, &e);
		(void)stage_draw(&s, 24, 80);
		if (boot == 1)
			stage_type(&s, "\r");
		(void)stage_draw(&s, 24, 80);
		assert_int_equal(s.app.session.session, boot < 3 ? boot : 2);
		if (boot == 2)
			stage_type(&s, "k");
	}
	assert_int_equal(s.app.session.back, 1);
	stage_type(&s, "]");
	(void)stage_draw(&s, 24, 80);
	assert_int_equal(s.app.session.session, 3);
	stage_type(&s, "[[");
	(void)stage_draw(&s, 24, 80);
	assert_int_equal(s.app.session.session, 1);
	stage_close(&s);
}

static void
tell_offer(struct stage *s, uint32_t server, enum dhcp_type type)
{
	struct event e;

	event_init(&e, EVENT_DHCP, s->now_us, &(struct mac){{2}});
	e.session = 1;
	e.origin = ORIGIN_WIRE;
	e.u.dhcp.type = type;
	e.u.dhcp.op = type == DHCP_REQUEST ? DHCP_OP_REQUEST : DHCP_OP_REPLY;
	e.u.dhcp.server = server;
	e.u.dhcp.yiaddr = 0x0a090065;
	app_event(&s->app, &e);
}

/* Five offer: the one that is taken has a column, the others their names. */
static void
servers_that_matter_have_columns(void **state)
{
	const char *screen;
	struct stage s;
	uint32_t n;

	(void)state;
	stage_open(&s);
	for (n = 1; n <= 5; n++)
		tell_offer(&s, 0x0a090000 + n, DHCP_OFFER);
	tell_offer(&s, 0x0a090004, DHCP_REQUEST);
	(void)stage_draw(&s, 30, 120);
	stage_type(&s, "\r");
	screen = stage_draw(&s, 30, 120);
	assert_non_null(strstr(screen, "10.9.0.4          10.9.0.1"));
	assert_non_null(strstr(screen, "10.9.0.101 from 10.9.0.2"));
	assert_non_null(strstr(screen, "10.9.0.101 from 10.9.0.5"));
	assert_null(strstr(screen, "from 10.9.0.4"));
	/* No room for it. */
	assert_null(strstr(stage_draw(&s, 24, 60), "from 10.9.0."));
	stage_close(&s);
}

static void
no_change_leaves_a_capture(void **state)
{
	struct stage s;

	(void)state;
	capture_stage_open(&s, "chain-bios.pcap");
	(void)stage_draw(&s, 24, 80);
	stage_type(&s, "g");
	assert_int_equal(s.changes, 0);
	assert_string_equal(s.app.said,
	    "This is a capture: nothing can be changed here");
	stage_close(&s);
	/* Nor is a key named that would. */
	capture_stage_open_boot(&s, "no-boot-name-ovmf.pcap");
	assert_non_null(
	    strstr(stage_draw(&s, 24, 80), "Fix (host set mode=gpxe)"));
	stage_close(&s);
}

/* Gone, down, no cable, no address: each in its own words. */
static void
each_trouble_of_an_interface_has_its_words(void **state)
{
	static const struct {
		bool present, up, link;
		uint32_t addr;
		const char *title, *banner;
	} rows[] = {
	    {true, true, true, 0, "veth0  proxy", "NO ADDRESS"},
	    {true, true, false, 1, "veth0 0.0.0.1 NO LINK", "its cable"},
	    {true, false, false, 1, "veth0 0.0.0.1 DOWN", "Set it up"},
	    {false, false, false, 0, "veth0 GONE", "until it is back"},
	};
	const char *screen;
	struct stage s;
	size_t i;

	(void)state;
	stage_open(&s);
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		s.engine.interfaces[0].present = rows[i].present;
		s.engine.interfaces[0].up = rows[i].up;
		s.engine.interfaces[0].link = rows[i].link;
		s.engine.interfaces[0].addr = rows[i].addr;
		stage_wait(&s, 1);
		screen = stage_draw(&s, 24, 80);
		assert_non_null(strstr(screen, rows[i].title));
		assert_non_null(strstr(screen, rows[i].banner));
	}
	stage_close(&s);
}

/* As in a capture of more than a day: which day each of them is. */
static void
live_says_the_day_where_there_are_several(void **state)
{
	struct stage s;

	(void)state;
	stage_open(&s);
	stage_dhcp(&s, 7, DHCP_DISCOVER, "BIOS ROM", "");
	stage_dhcp(&s, 7, DHCP_DISCOVER, "BIOS ROM", "");
	stage_type(&s, "2");
	assert_null(strstr(stage_draw(&s, 24, 80), "2026-"));
	stage_wait(&s, 86400 + 3600);
	stage_dhcp(&s, 7, DHCP_DISCOVER, "BIOS ROM", "");
	stage_dhcp(&s, 8, DHCP_DISCOVER, "BIOS ROM", "");
	stage_golden(&s, "live-days-80x24", 24, 80);
	stage_golden(&s, "live-days-58x15", 15, 58);
	stage_close(&s);
}

/* A day of silence, in columns that are made for a boot's seconds. */
static void
long_waits_fit_their_columns(void **state)
{
	const char *screen;
	struct stage s;

	(void)state;
	stage_open(&s);
	stage_session(&s, 1, true, BOOT_NEW, "");
	stage_dhcp(&s, 1, DHCP_DISCOVER, "BIOS ROM", "");
	stage_wait(&s, 112320);
	stage_dhcp(&s, 1, DHCP_REQUEST, "BIOS ROM", "");
	(void)stage_draw(&s, 24, 80);
	stage_type(&s, "\r");
	screen = stage_draw(&s, 24, 80);
	assert_non_null(strstr(screen, "  31h12m  +31h12m "));
	stage_close(&s);
}

/* It is no server: nothing stands "here", and nothing is still to come. */
static void
a_capture_speaks_of_itself(void **state)
{
	struct stage s;

	(void)state;
	capture_stage_open(&s, "nobody-offers-ovmf.pcap");
	stage_type(&s, "6");
	assert_non_null(strstr(stage_draw(&s, 24, 80),
	    "No server answers in this capture."));
	app_show(&s.app, VIEW_LOG);
	assert_non_null(strstr(stage_draw(&s, 24, 80), "A capture has no log"));
	session_open(&s.app, &(struct mac){{2}});
	assert_non_null(strstr(stage_draw(&s, 24, 80),
	    "This capture has no boot of this machine."));
	compare_with_good(&s.app, &(struct mac){{2}}, 0);
	assert_string_equal(s.app.said,
	    "This capture has no boot of this machine");
	assert_null(strstr(stage_draw(&s, 5, 39), "Serving"));
	stage_close(&s);
}

/* Who reads a message comes back to its boot, not to another. */
static void
a_message_that_is_read_holds_its_boot(void **state)
{
	struct stage s;
	struct event e;

	(void)state;
	stage_open(&s);
	event_init(&e, EVENT_DHCP, s.now_us, &(struct mac){{2}});
	e.session = e.seq = 1;
	event_keep_packet(&e.u.dhcp, (uint8_t[300]){1}, 300);
	e.u.dhcp.op = DHCP_OP_REQUEST;
	e.u.dhcp.type = DHCP_DISCOVER;
	app_event(&s.app, &e);
	(void)stage_draw(&s, 24, 80);
	stage_type(&s, "\r");
	(void)stage_draw(&s, 24, 80);
	stage_type(&s, "\r");
	assert_int_equal(s.app.view, VIEW_PACKET);
	e.session = e.seq = 2;
	app_event(&s.app, &e);
	(void)stage_draw(&s, 24, 80);
	stage_type(&s, "q");
	assert_non_null(strstr(stage_draw(&s, 24, 80), "(1 boot ago)"));
	stage_close(&s);
}

/* It booted, and so many have since that it is not among those kept. */
static void
a_boot_that_is_not_kept_is_not_denied(void **state)
{
	struct stage s;

	(void)state;
	stage_open(&s);
	stage_dhcp(&s, 1, DHCP_DISCOVER, "BIOS ROM", "");
	for (s.session = 2; s.session < 2003; s.session++)
		stage_dhcp(&s, 2, DHCP_DISCOVER, "BIOS ROM", "");
	session_open(&s.app, &(struct mac){{0x52, 0x54, 0, 0, 0, 1}});
	assert_non_null(strstr(stage_draw(&s, 24, 80),
	    "No boot of this machine is kept any more"));
	stage_type(&s, "C");
	assert_non_null(strstr(s.app.said, "is kept any more"));
	/* What frames of it there are may be saved all the same. */
	stage_type(&s, "s");
	assert_int_equal(s.app.prompt.kind, PROMPT_LINE);
	stage_close(&s);
}

/* The selected row's words, as far as the screen has room for them. */
static void
a_long_row_takes_another_row(void **state)
{
	struct event e;
	struct stage s;

	(void)state;
	stage_open(&s);
	event_init(&e, EVENT_FINDING, s.now_us, &(struct mac){{2}});
	e.session = 1;
	e.u.finding.slug = "no-offer";
	e.u.finding.raised = true;
	(void)text_copy(e.u.finding.text, sizeof(e.u.finding.text),
	    "a sentence of so many words that it goes on and on and on, over "
	    "the first row, and over the second one, to the third one's END");
	app_event(&s.app, &e);
	session_open(&s.app, &e.mac);
	stage_golden(&s, "session-long-60x20", 20, 60);
	stage_close(&s);
}

static void
how_well_the_wire_is_seen_stands_with_the_servers(void **state)
{
	struct stage s;

	(void)state;
	stage_open(&s);
	s.engine.watched = 1;
	s.engine.ring_bytes = 8 << 20;
	s.engine.wire_frames = 1234;
	s.engine.lost_frames = 5;
	stage_wait(&s, 1);
	stage_type(&s, "6");
	stage_golden(&s, "servers-live", 24, 80);
	assert_non_null(strstr(stage_draw(&s, 20, 60),
	    " wire: 1 of 1 watched, 1234 frames, 5 lost, ring 8 MB\n"));
	stage_close(&s);
}

/* On every screen, at every size: silence there is no proof. */
static void
a_wire_that_nobody_watches_is_said_on_every_screen(void **state)
{
	static const char *const tabs[] = {"1", "2", "3", "4", "5", "6", "7"};
	struct stage s;
	size_t i;

	(void)state;
	stage_open(&s);
	assert_null(strstr(stage_draw(&s, 24, 80), "NOT WATCHED"));
	s.config.capture = false;
	s.engine.watched = 0;
	s.engine.interfaces[0].watched = false;
	stage_wait(&s, 1);
	stage_golden(&s, "wire-not-watched", 24, 80);
	for (i = 0; i < sizeof(tabs) / sizeof(tabs[0]); i++) {
		stage_type(&s, tabs[i]);
		assert_non_null(
		    strstr(stage_draw(&s, 8, 40), "WIRE NOT WATCHED"));
	}
	stage_close(&s);
}

/* No permission, or it is gone: by name where others are watched. */
static void
which_wire_is_not_watched_is_said(void **state)
{
	const char *screen;
	struct stage s;

	(void)state;
	stage_open(&s);
	stage_wait(&s, 4); /* time enough to begin */
	s.engine.interfaces[0].watched = false;
	stage_wait(&s, 1);
	screen = stage_draw(&s, 24, 80);
	assert_non_null(strstr(screen, "WIRE NOT WATCHED: only what"));
	s.engine.interface_count = 2;
	s.engine.interfaces[1] = s.engine.interfaces[0];
	(void)text_copy(s.engine.interfaces[1].name, 16, "veth1");
	s.engine.interfaces[0].watched = true;
	stage_wait(&s, 1);
	screen = stage_draw(&s, 24, 80);
	assert_non_null(strstr(screen, "WIRE NOT WATCHED on veth1: only"));
	s.engine.interface_count = 3;
	s.engine.interfaces[2] = s.engine.interfaces[1];
	stage_wait(&s, 1);
	screen = stage_draw(&s, 24, 80);
	assert_non_null(strstr(screen, "NOT WATCHED on veth1 +1: only"));
	stage_close(&s);
}

static void
a_long_message_is_shown_as_far_as_it_is_kept(void **state)
{
	struct stage s;

	(void)state;
	capture_stage_open_boot(&s, "made/long-discover.pcap");
	stage_type(&s, "\r");
	assert_int_equal(s.app.view, VIEW_PACKET);
	stage_press(&s, PRESS_END);
	stage_golden(&s, "packet-cut-80x24", 24, 80);
	stage_close(&s);
}

/* Its DHCP came before the capture: the address tells whose a line is. */
static void
a_line_of_no_machine_has_its_address(void **state)
{
	struct stage s;

	(void)state;
	capture_stage_open(&s, "made/too-late.pcap");
	stage_type(&s, "2");
	stage_golden(&s, "live-too-late", 24, 80);
	stage_type(&s, "/ip:10.9.0.102 http");
	stage_golden(&s, "live-too-late-filter", 24, 80);
	stage_close(&s);
}

/* What we sent and what the wire showed of it is one row. */
static void
ours_has_both_its_times(void **state)
{
	const char *screen;
	struct event e;
	struct stage s;

	(void)state;
	stage_open(&s);
	event_init(&e, EVENT_DHCP, s.now_us + 52,
	    &(struct mac){{2, 0, 0, 0, 0, 1}});
	e.session = 1;
	e.wire_us = s.now_us + 69;
	e.u.dhcp.type = DHCP_OFFER;
	e.u.dhcp.op = DHCP_OP_REPLY;
	app_event(&s.app, &e);
	(void)stage_draw(&s, 24, 80);
	stage_type(&s, "\r");
	screen = stage_draw(&s, 24, 80);
	assert_non_null(strstr(screen, ".000052 here, "));
	assert_non_null(strstr(screen, ".000069 on the wire"));
	stage_close(&s);
}

static void
other_servers_are_listed(void **state)
{
	struct stage s;

	(void)state;
	capture_stage_open(&s, "proxy-ovmf-service-4011.pcap");
	stage_type(&s, "6");
	stage_golden(&s, "servers", 24, 80);
	/* Where one row has no room for it there are two. */
	assert_non_null(strstr(stage_draw(&s, 24, 60), "\nfirst seen 20"));
	stage_type(&s, "j1\r");
	stage_press(&s, PRESS_HOME);
	stage_golden(&s, "session-two-servers", 24, 80);
	stage_golden(&s, "session-two-servers-132x43", 43, 132);
	stage_close(&s);
}

static void
a_finding_names_its_one_frame(void **state)
{
	struct stage s;

	(void)state;
	capture_stage_open(&s, "gpxe101-overload-file.pcap");
	stage_type(&s, "5");
	assert_non_null(strstr(stage_draw(&s, 24, 80), ", frame 13"));
	stage_close(&s);
}

static void
a_code_on_a_screen_is_explained(void **state)
{
	struct stage s;

	(void)state;
	capture_stage_open(&s, "nobody-offers-ovmf.pcap");
	stage_type(&s, "5cE16\r");
	stage_golden(&s, "screen-code", 24, 80);
	stage_type(&s, "cPXE-E53 bios\r");
	assert_non_null(strstr(s.app.said, "no boot file name was given"));
	stage_type(&s, "cE00\r");
	assert_non_null(strstr(s.app.said, "not known here"));
	stage_close(&s);
}

static void
findings_are_sorted_and_cleared(void **state)
{
	struct stage s;

	(void)state;
	stage_open(&s);
	stage_type(&s, "5");
	stage_golden(&s, "findings-none", 24, 80);
	stage_dhcp(&s, 1, DHCP_DISCOVER, "BIOS ROM", "");
	stage_finding(&s, 1, "name-in-67", true, MEND_PLACEMENT_FIELD);
	stage_wait(&s, 5);
	stage_finding(&s, 2, "name-in-67", true, MEND_NONE);
	assert_int_equal(s.app.findings.count, 2);
	stage_golden(&s, "findings", 24, 80);
	stage_type(&s, "F");
	assert_non_null(strstr(s.app.said, "Only people can"));
	stage_type(&s, "jFy");
	assert_int_equal(s.last.sets[0].key, KEY_PLACEMENT);
	assert_true(s.last.mac.b[5] == 1);
	stage_finding(&s, 2, "name-in-67", false, MEND_NONE);
	assert_int_equal(s.app.findings.count, 1);
	stage_close(&s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_boot_is_a_ladder),
	    cmocka_unit_test(a_message_is_shown_byte_by_byte),
	    cmocka_unit_test(findings_stand_on_top),
	    cmocka_unit_test(a_boot_that_is_read_stays),
	    cmocka_unit_test(servers_that_matter_have_columns),
	    cmocka_unit_test(no_change_leaves_a_capture),
	    cmocka_unit_test(each_trouble_of_an_interface_has_its_words),
	    cmocka_unit_test(live_says_the_day_where_there_are_several),
	    cmocka_unit_test(long_waits_fit_their_columns),
	    cmocka_unit_test(a_capture_speaks_of_itself),
	    cmocka_unit_test(a_message_that_is_read_holds_its_boot),
	    cmocka_unit_test(a_boot_that_is_not_kept_is_not_denied),
	    cmocka_unit_test(a_long_row_takes_another_row),
	    cmocka_unit_test(how_well_the_wire_is_seen_stands_with_the_servers),
	    cmocka_unit_test(
		a_wire_that_nobody_watches_is_said_on_every_screen),
	    cmocka_unit_test(which_wire_is_not_watched_is_said),
	    cmocka_unit_test(a_line_of_no_machine_has_its_address),
	    cmocka_unit_test(a_long_message_is_shown_as_far_as_it_is_kept),
	    cmocka_unit_test(ours_has_both_its_times),
	    cmocka_unit_test(other_servers_are_listed),
	    cmocka_unit_test(a_finding_names_its_one_frame),
	    cmocka_unit_test(a_code_on_a_screen_is_explained),
	    cmocka_unit_test(findings_are_sorted_and_cleared),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
