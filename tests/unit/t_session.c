/* SPDX-License-Identifier: ISC */
#include "tests/unit/unit.h"

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
	stage_press(&s, PRESS_END);
	stage_type(&s, "\r");
	assert_int_equal(s.app.view, VIEW_SESSION);
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
}

static void
other_servers_are_listed(void **state)
{
	struct stage s;

	(void)state;
	capture_stage_open(&s, "proxy-ovmf-service-4011.pcap");
	stage_type(&s, "6");
	stage_golden(&s, "servers", 24, 80);
	stage_type(&s, "j1\r");
	stage_press(&s, PRESS_HOME);
	stage_golden(&s, "session-two-servers", 24, 80);
	stage_golden(&s, "session-two-servers-132x43", 43, 132);
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
	    cmocka_unit_test(no_change_leaves_a_capture),
	    cmocka_unit_test(other_servers_are_listed),
	    cmocka_unit_test(a_code_on_a_screen_is_explained),
	    cmocka_unit_test(findings_are_sorted_and_cleared),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
