/* SPDX-License-Identifier: ISC */
#include "tests/unit/unit.h"

#include <string.h>

#include "tests/unit/stage.h"
#include "tui/words.h"

/* Live: what its lines say, and where keys lead from it. */

/* Where nothing is shown, no key does what nobody sees. */
static void
a_screen_too_small_takes_no_keys(void **state)
{
	struct stage s;

	(void)state;
	stage_open(&s);
	stage_dhcp(&s, 1, DHCP_DISCOVER, "BIOS ROM", "");
	(void)stage_draw(&s, 5, 20);
	stage_type(&s, "xAu2/");
	assert_int_equal(s.changes, 0);
	assert_int_equal(s.app.view, VIEW_MACHINES);
	assert_int_equal(s.app.prompt.kind, PROMPT_NONE);
	assert_null(s.app.form);
	/* To leave is asked where it is read. */
	stage_type(&s, "q");
	assert_non_null(strstr(stage_draw(&s, 5, 20), "Stop serving and"));
	stage_type(&s, "n");
	assert_false(s.app.quit);
	stage_type(&s, "qy");
	assert_true(s.app.quit);
	stage_close(&s);
}

/* From Live to its machine, its boot, and all the way back. */
static void
a_line_opens_its_machine_and_back(void **state)
{
	struct stage s;

	(void)state;
	stage_open(&s);
	stage_dhcp(&s, 1, DHCP_DISCOVER, "BIOS ROM", "");
	stage_type(&s, "2");
	(void)stage_draw(&s, 24, 80);
	stage_type(&s, "\r");
	(void)stage_draw(&s, 24, 80);
	assert_int_equal(s.app.view, VIEW_MACHINES);
	stage_type(&s, "\r");
	(void)stage_draw(&s, 24, 80);
	assert_int_equal(s.app.view, VIEW_SESSION);
	stage_type(&s, "q");
	assert_int_equal(s.app.view, VIEW_MACHINES);
	assert_non_null(strstr(stage_draw(&s, 24, 132), "q back"));
	stage_type(&s, "q");
	assert_int_equal(s.app.view, VIEW_LIVE);
	stage_type(&s, "q");
	assert_int_equal(s.app.view, VIEW_MACHINES);
	stage_type(&s, "q");
	assert_int_equal(s.app.prompt.kind, PROMPT_YES_NO);
	stage_close(&s);
}

/* The file is at another server than the one that tells of it. */
static void
live_names_the_server_of_the_file(void **state)
{
	struct event e;
	struct text t;
	char line[200];

	(void)state;
	event_init(&e, EVENT_DHCP, 0, NULL);
	e.origin = ORIGIN_WIRE;
	e.u.dhcp.op = DHCP_OP_REPLY;
	e.u.dhcp.type = DHCP_OFFER;
	e.u.dhcp.server = e.u.dhcp.siaddr = 0xc0000201;
	(void)text_copy(e.u.dhcp.bootfile, sizeof(e.u.dhcp.bootfile), "a.0");
	text_init(&t, line, sizeof(line));
	(void)words_live(&t, &e);
	assert_non_null(strstr(line, " boot a.0 from 192.0.2.1"));
	e.u.dhcp.siaddr = 0xc0000209;
	text_init(&t, line, sizeof(line));
	(void)words_live(&t, &e);
	assert_non_null(strstr(line, " boot a.0 from 192.0.2.9 by 192.0.2.1"));
}

/* Who heard nothing is not who said nothing. */
static void
live_says_whether_a_server_answered(void **state)
{
	struct event e;
	struct text t;
	char line[200];

	(void)state;
	event_init(&e, EVENT_TFTP, 0, NULL);
	e.origin = ORIGIN_WIRE;
	e.u.tftp.phase = TFTP_PHASE_DONE;
	e.u.tftp.outcome = TFTP_NO_REPLY;
	text_init(&t, line, sizeof(line));
	(void)words_live(&t, &e);
	assert_non_null(strstr(line, "NO ANSWER"));
	e.u.tftp.answered = true;
	text_init(&t, line, sizeof(line));
	(void)words_live(&t, &e);
	assert_non_null(strstr(line, "NEVER ACKNOWLEDGED"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_screen_too_small_takes_no_keys),
	    cmocka_unit_test(a_line_opens_its_machine_and_back),
	    cmocka_unit_test(live_names_the_server_of_the_file),
	    cmocka_unit_test(live_says_whether_a_server_answered),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
