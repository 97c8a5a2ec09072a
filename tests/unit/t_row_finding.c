/* SPDX-License-Identifier: ISC */
#include "tests/unit/stage.h"
#include "tests/unit/unit.h"

#include <string.h>

/* Which of several findings stands on a machine's row. */

static const char *
row_of(struct stage *s)
{
	const struct mac mac = stage_mac(1);
	const struct machine *m = model_find(s->app.model, &mac);

	return m == NULL || m->slug == NULL ? "" : m->slug;
}

static void
open_with_machine(struct stage *s)
{
	stage_open(s);
	stage_dhcp(s, 1, DHCP_DISCOVER, "pxelinux.0", "");
	assert_string_equal(row_of(s), "");
}

/* OVMF goes from PXE on to HTTP Boot, which fails for a reason of its own. */
static void
http_boot_does_not_hide_why_pxe_failed(void **state)
{
	struct stage s;

	(void)state;
	open_with_machine(&s);
	stage_finding(&s, 1, "wrong-architecture", true, MEND_LOADER);
	stage_wait(&s, 90);
	stage_finding(&s, 1, "http-failed", true, MEND_NONE);
	assert_string_equal(row_of(&s), "wrong-architecture");
	/* F mends what the row says. */
	stage_type(&s, "F");
	assert_null(strstr(stage_draw(&s, 24, 80), "Only people can"));
	stage_type(&s, "n");
	/* Mended: what is left comes to light, and goes. */
	stage_finding(&s, 1, "wrong-architecture", false, MEND_LOADER);
	assert_string_equal(row_of(&s), "http-failed");
	stage_finding(&s, 1, "http-failed", false, MEND_NONE);
	assert_string_equal(row_of(&s), "");
	stage_close(&s);
}

/* A name that it read wrong is the cause, whatever becomes of its request. */
static void
a_misread_name_goes_before_what_follows(void **state)
{
	struct stage s;

	(void)state;
	open_with_machine(&s);
	stage_finding(&s, 1, "overload-unread", true, MEND_PLACEMENT_FIELD);
	stage_wait(&s, 2);
	stage_finding(&s, 1, "tftp-unanswered", true, MEND_NONE);
	assert_string_equal(row_of(&s), "overload-unread");
	stage_finding(&s, 1, "overload-unread", false, MEND_PLACEMENT_FIELD);
	assert_string_equal(row_of(&s), "tftp-unanswered");
	stage_close(&s);
}

/* It was fetched by another loader an hour ago: that is not the cause. */
static void
an_old_finding_is_not_the_cause(void **state)
{
	struct stage s;

	(void)state;
	open_with_machine(&s);
	stage_finding(&s, 1, "wrong-architecture", true, MEND_LOADER);
	stage_wait(&s, 3600);
	stage_finding(&s, 1, "http-boot-response", true, MEND_NONE);
	assert_string_equal(row_of(&s), "http-boot-response");
	stage_close(&s);
}

/* Of others the newest stands. */
static void
the_newest_of_the_worst_stands(void **state)
{
	struct stage s;

	(void)state;
	open_with_machine(&s);
	stage_finding(&s, 1, "wrong-architecture", true, MEND_LOADER);
	stage_wait(&s, 5);
	stage_finding(&s, 1, "file-missing", true, MEND_NONE);
	assert_string_equal(row_of(&s), "file-missing");
	stage_close(&s);
}

/* The row has room for its beginning; what stands below has all of it. */
static void
a_long_finding_is_whole_below_the_list(void **state)
{
	const struct mac mac = stage_mac(1);
	const char *screen;
	struct event e;
	struct stage s;

	(void)state;
	open_with_machine(&s);
	event_init(&e, EVENT_FINDING, s.now_us, &mac);
	e.u.finding.slug = "file-missing";
	e.u.finding.raised = true;
	e.u.finding.severity = SEVERITY_ERROR;
	memset(e.u.finding.text, 'x', 200);
	(void)text_copy(e.u.finding.text + 200, 8, "-end-1");
	memset(e.u.finding.fix, 'y', 200);
	(void)text_copy(e.u.finding.fix + 200, 8, "-end-2");
	app_event(&s.app, &e);
	screen = stage_draw(&s, 24, 80);
	assert_non_null(strstr(screen, "-end-1"));
	assert_non_null(strstr(screen, "-end-2"));
	stage_close(&s);
}

static void
rows_are_sorted_by_what_is_shown(void **state)
{
	struct stage s;
	unsigned i;

	(void)state;
	open_with_machine(&s);
	(void)stage_draw(&s, 24, 80);
	for (i = 0; i < 9; i++) {
		const char *screen;

		stage_type(&s, "s");
		screen = stage_draw(&s, 24, 80);
		assert_non_null(strstr(screen, "Sorted by "));
		assert_null(strstr(screen, "Sorted by ADDRESS"));
		assert_null(strstr(screen, "Sorted by LAST BOOT"));
	}
	(void)stage_draw(&s, 24, 160);
	do
		stage_type(&s, "<");
	while (strstr(stage_draw(&s, 24, 160), "Sorted by ADDRESS") == NULL &&
	    i-- > 0);
	assert_non_null(strstr(stage_draw(&s, 24, 160), "Sorted by ADDRESS"));
	stage_close(&s);
}

/* A good boot, and then one that fails. */
static void
open_two_boots(struct stage *s)
{
	open_with_machine(s);
	s->session = 1;
	stage_stage(s, 1, BOOT_DONE, "");
	stage_session(s, 1, false, BOOT_DONE, "booted from the network");
	stage_wait(s, 600);
	s->session = 2;
	stage_dhcp(s, 1, DHCP_DISCOVER, "BIOS ROM", "");
	stage_finding(s, 1, "wrong-architecture", true, MEND_LOADER);
	(void)stage_draw(s, 24, 80);
	stage_type(s, "\r");
}

static void
a_boot_shows_its_own_findings(void **state)
{
	struct stage s;

	(void)state;
	open_two_boots(&s);
	assert_non_null(strstr(stage_draw(&s, 24, 80), " ! gPXE 0.9.7"));
	stage_type(&s, "[");
	assert_null(strstr(stage_draw(&s, 24, 80), " ! "));
	/* Nor does F mend there what was right. */
	stage_type(&s, "F");
	assert_non_null(strstr(stage_draw(&s, 24, 80), "Nothing to mend"));
	stage_close(&s);
}

/* It is not told again where it comes again; a boot that is done is over it. */
static void
a_later_boot_says_since_when_it_stands(void **state)
{
	struct stage s;

	(void)state;
	open_two_boots(&s);
	stage_wait(&s, 600);
	s.session = 3;
	stage_dhcp(&s, 1, DHCP_DISCOVER, "BIOS ROM", "");
	assert_non_null(
	    strstr(stage_draw(&s, 24, 80), " ! since an earlier boot: gPXE"));
	stage_finding(&s, 1, "http-failed", true, MEND_NONE);
	assert_non_null(strstr(stage_draw(&s, 24, 80), " ! gPXE 0.9.7"));
	assert_null(strstr(stage_draw(&s, 24, 80), "earlier boot"));
	stage_finding(&s, 1, "http-failed", false, MEND_NONE);
	/* In words, not by the rule's name. */
	assert_non_null(strstr(stage_draw(&s, 24, 80), " over: gPXE 0.9.7"));
	stage_stage(&s, 1, BOOT_DONE, "");
	assert_null(strstr(stage_draw(&s, 24, 80), "earlier boot"));
	stage_close(&s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(http_boot_does_not_hide_why_pxe_failed),
	    cmocka_unit_test(a_misread_name_goes_before_what_follows),
	    cmocka_unit_test(an_old_finding_is_not_the_cause),
	    cmocka_unit_test(the_newest_of_the_worst_stands),
	    cmocka_unit_test(a_long_finding_is_whole_below_the_list),
	    cmocka_unit_test(rows_are_sorted_by_what_is_shown),
	    cmocka_unit_test(a_boot_shows_its_own_findings),
	    cmocka_unit_test(a_later_boot_says_since_when_it_stands),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
