/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "tests/unit/stage.h"
#include "tests/unit/unit.h"
#include "tui/press.h"

static const char *
drawn(struct stage *s)
{
	return stage_draw(s, 24, 80);
}

static void
the_defaults_of_a_mode_have_a_form(void **state)
{
	struct stage s;

	(void)state;
	stage_open(&s);
	stage_host(&s, 1, KEY_NAME, "web01");
	stage_host(&s, 1, KEY_MODE, "gpxe");
	stage_type(&s, "M");
	stage_golden(&s, "defaults-asked", 24, 80);
	stage_type(&s, "g");
	for (unsigned key = 0; key < KEY_SCRIPT; key++)
		if (key_def((enum key)key)->in_mode)
			stage_press(&s, PRESS_DOWN);
	stage_type(&s, "missing.gpxe");
	stage_golden(&s, "defaults-form", 24, 80);
	stage_press(&s, PRESS_CTRL('u'));
	stage_type(&s, "lab.gpxe\r");
	assert_int_equal(s.last.object, DB_MODE);
	assert_int_equal(s.last.mode, MODE_GPXE);
	assert_int_equal(s.last.set_count, 1);
	assert_int_equal(s.last.sets[0].key, KEY_SCRIPT);
	assert_string_equal(s.last.sets[0].value, "lab.gpxe");
	stage_golden(&s, "defaults-saved", 24, 80);
	/* A machine of that mode has it, and says that it is inherited. */
	stage_type(&s, "e");
	assert_non_null(strstr(drawn(&s), "(lab.gpxe)"));
	stage_press(&s, PRESS_ESC);
	stage_type(&s, "u");
	assert_non_null(strstr(drawn(&s), "Taken back: defaults of mode gpxe"));
	assert_string_equal(s.last.sets[0].value, "");
	stage_close(&s);
}

static void
what_is_no_default_is_not_in_the_form(void **state)
{
	static const char *const words[] = {"\n  name ", "\n  once ", "\n  ip ",
	    "\n  note "};
	struct stage s;
	size_t i;

	(void)state;
	stage_open(&s);
	/* Without any machine as well. */
	stage_type(&s, "MI");
	assert_non_null(strstr(drawn(&s), "Mode iscsi-install"));
	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		assert_null(strstr(stage_draw(&s, 60, 80), words[i]));
	stage_press(&s, PRESS_ESC);
	assert_int_equal(s.changes, 0);
	/* Other keys name no mode, Esc leaves. */
	stage_type(&s, "Mo");
	assert_non_null(strstr(drawn(&s), "Defaults of which mode"));
	stage_press(&s, PRESS_ESC);
	assert_null(strstr(drawn(&s), "Defaults of which mode"));
	stage_close(&s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_defaults_of_a_mode_have_a_form),
	    cmocka_unit_test(what_is_no_default_is_not_in_the_form),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
