/* SPDX-License-Identifier: ISC */
#include "tests/unit/stage.h"
#include "tests/unit/unit.h"
#include "core/boot/quirk.h"
#include "tui/press.h"

#include <string.h>

/* 7: all kinds that need something, learnt and set by hand. */
static void
quirks_are_listed_and_edited(void **state)
{
	static struct quirk quirks[] = {{.kind = "BIOS boot ROM, UNDI 2.1"},
	    {.kind = "gPXE 0.9.7 BIOS"}, {.kind = "\x1b[31m"}};
	const struct mac nobody = {{0}};
	struct stage s;
	size_t i;

	(void)state;
	stage_open(&s);
	stage_type(&s, "7");
	stage_golden(&s, "quirks-empty", 24, 80);
	stage_host(&s, 1, KEY_NAME, "web01");
	for (i = 0; i < 3; i++)
		host_init(&quirks[i].set, &nobody);
	assert_int_equal(host_set(&quirks[0].set, KEY_REPLY_DELAY, "1500ms"),
	    0);
	assert_int_equal(host_set(&quirks[1].set, KEY_PLACEMENT, "both"), 0);
	assert_int_equal(host_set(&quirks[1].set, KEY_NOTE,
			     "learnt from 52:54:00:00:00:01"),
	    0);
	s.book.quirks = quirks;
	s.book.quirk_count = 3;
	stage_golden(&s, "quirks", 24, 80);
	stage_press(&s, PRESS_DOWN);
	stage_type(&s, "\r");
	assert_non_null(strstr(stage_draw(&s, 24, 80),
	    "Kind gPXE 0.9.7 BIOS: what all of it need"));
	stage_press(&s, PRESS_ESC);
	stage_type(&s, "d");
	stage_golden(&s, "quirk-delete", 24, 80);
	stage_type(&s, "y");
	assert_true(s.last.remove);
	assert_string_equal(s.last.name, "gPXE 0.9.7 BIOS");
	stage_type(&s, "u");
	assert_false(s.last.remove);
	assert_int_equal(s.last.set_count, 2);
	assert_string_equal(s.last.sets[0].value, "both");
	stage_type(&s, "/undi\r");
	assert_null(strstr(stage_draw(&s, 24, 80), "gPXE 0.9.7"));
	stage_press(&s, PRESS_ESC);
	stage_type(&s, "aiPXE 1.0.0 BIOS\r");
	assert_string_equal(s.app.form->name, "iPXE 1.0.0 BIOS");
	stage_press(&s, PRESS_ESC);
	/* Over the help and under it: back is back. */
	stage_type(&s, "?7?q");
	assert_int_equal(s.app.view, VIEW_QUIRKS);
	stage_type(&s, "q");
	assert_int_equal(s.app.view, VIEW_MACHINES);
	stage_close(&s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(quirks_are_listed_and_edited),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
