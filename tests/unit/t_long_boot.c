/* SPDX-License-Identifier: ISC */
#include "tests/unit/unit.h"

#include <stdio.h>
#include <string.h>

#include "tests/unit/compared.h"
#include "tests/unit/stage.h"
#include "tui/press.h"
#include "tui/story.h"

static void
ask_for_file(struct stage *s, unsigned n)
{
	struct event e;

	event_init(&e, EVENT_TFTP, s->now_us + n, &(struct mac){{2}});
	e.session = s->session != 0 ? s->session : 1;
	e.seq = n;
	e.u.tftp.phase = TFTP_PHASE_REQUEST;
	e.u.tftp.transfer = n;
	(void)snprintf(e.u.tftp.file, sizeof(e.u.tftp.file), "file%u", n);
	app_event(&s->app, &e);
}

static void
enter_stage(struct stage *s, unsigned n, enum boot_stage stage)
{
	struct event e;

	event_init(&e, EVENT_STAGE, s->now_us + n, &(struct mac){{2}});
	e.session = s->session != 0 ? s->session : 1;
	e.seq = n;
	e.u.stage.stage = stage;
	(void)snprintf(e.u.stage.what, sizeof(e.u.stage.what), "of %u", n);
	app_event(&s->app, &e);
}

/* What Enter on the selected row shows; 0: nothing. */
static uint64_t
open_here(struct stage *s)
{
	uint64_t seq = 0;

	stage_type(s, "\r");
	if (s->app.view == VIEW_PAYLOAD) {
		seq = s->app.payload.kept.line.seq;
		stage_press(s, PRESS_ESC);
	}
	assert_int_equal(s->app.view, VIEW_SESSION);
	return seq;
}

/* Its middle is left out under the cursor. */
static void
a_row_of_a_long_boot_stays(void **state)
{
	struct session_view *v;
	struct stage s;
	unsigned n;

	(void)state;
	stage_open(&s);
	v = &s.app.session;
	for (n = 1; n <= 250; n++)
		ask_for_file(&s, n);
	(void)stage_draw(&s, 24, 80);
	stage_type(&s, "\r");
	(void)stage_draw(&s, 24, 80);
	stage_type(&s, "kk");
	for (; n <= 300; n++)
		ask_for_file(&s, n);
	/* Of the rows as they were drawn some are gone. */
	stage_type(&s, "\r");
	assert_int_equal(s.app.payload.kept.line.seq, 248);
	stage_press(&s, PRESS_ESC);
	assert_non_null(strstr(stage_draw(&s, 24, 80), ">"));
	assert_int_equal(v->rungs[v->list.at].seq, 248);
	for (; n <= 900; n++)
		ask_for_file(&s, n);
	/* Now it is left out itself. */
	assert_non_null(
	    strstr(stage_draw(&s, 24, 80), " lines are left out here"));
	assert_int_equal(v->rungs[v->list.at].line,
	    stories_find(s.app.stories, 1)->gap);
	assert_int_equal(open_here(&s), 64);
	/* The remark stays selected, though rows come before it. */
	enter_stage(&s, n++, BOOT_CONFIG);
	for (; n <= 1600; n++)
		ask_for_file(&s, n);
	(void)stage_draw(&s, 24, 80);
	assert_int_equal(v->rungs[v->list.at].line,
	    stories_find(s.app.stories, 1)->gap);
	assert_int_equal(open_here(&s), 64);
	stage_close(&s);
}

/* Stages of messages that are left out are on no other message. */
static void
stages_of_the_middle_stand_alone(void **state)
{
	const struct story *st;
	struct session_view *v;
	struct stage s;
	unsigned n;
	size_t gap;

	(void)state;
	stage_open(&s);
	v = &s.app.session;
	for (n = 1; n <= 600; n++)
		if (n == 110)
			enter_stage(&s, n, BOOT_KERNEL);
		else if (n == 120)
			enter_stage(&s, n, BOOT_INITRD);
		else if (n > 400 && n % 2 == 0)
			enter_stage(&s, n,
			    n % 4 == 0 ? BOOT_KERNEL : BOOT_INITRD);
		else
			ask_for_file(&s, n);
	session_open(&s.app, &(struct mac){{2}});
	(void)stage_draw(&s, 24, 80);
	st = stories_find(s.app.stories, 1);
	for (gap = 0; gap < v->count && v->rungs[gap].line != st->gap;)
		gap++;
	assert_in_range(gap, 66, 128);
	assert_int_equal(v->rungs[63].seq, 64);
	assert_int_equal(v->rungs[63].stage, BOOT_NEW);
	assert_int_equal(v->rungs[64].seq, 110);
	assert_int_equal(v->rungs[64].stage, BOOT_KERNEL);
	assert_int_equal(v->rungs[65].seq, 120);
	assert_int_equal(v->rungs[65].stage, BOOT_INITRD);
	assert_int_equal(v->rungs[gap].stage, BOOT_NEW);
	/* Nor is one of those messages theirs. */
	v->follow = false;
	v->list.at = 64;
	assert_int_equal(open_here(&s), 0);
	v->list.at = gap;
	assert_int_equal(open_here(&s), 64);
	stage_close(&s);
}

static void
ask_on_the_wire(struct stage *s, unsigned n, int64_t time_us)
{
	struct event e;

	event_init(&e, EVENT_TFTP, time_us, &(struct mac){{2}});
	e.session = 1;
	e.seq = n;
	e.origin = ORIGIN_WIRE;
	e.u.tftp.phase = TFTP_PHASE_REQUEST;
	e.u.tftp.transfer = n;
	(void)snprintf(e.u.tftp.file, sizeof(e.u.tftp.file), "file%u", n);
	app_event(&s->app, &e);
}

/* The present of a capture is by the clock that its messages have. */
static void
a_clock_set_back_makes_nobody_silent(void **state)
{
	struct stage s;

	(void)state;
	stage_open(&s);
	s.config.file = "some.pcap";
	ask_on_the_wire(&s, 1, s.now_us);
	ask_on_the_wire(&s, 2, s.now_us - 3600000000);
	assert_true(app_clock(&s.app) == s.now_us - 3600000000);
	/* What is found out, or told late, sets nothing. */
	enter_stage(&s, 3, BOOT_DONE);
	ask_for_file(&s, 3);
	assert_true(app_clock(&s.app) == s.now_us - 3600000000);
	ask_on_the_wire(&s, 4, s.now_us + 900000);
	assert_true(app_clock(&s.app) == s.now_us + 900000);
	stage_close(&s);
}

/* Enter on it shows the message before; the row stays selected. */
static void
a_remark_is_a_row_as_others_are(void **state)
{
	struct session_view *v;
	struct stage s;
	unsigned n;

	(void)state;
	stage_open(&s);
	v = &s.app.session;
	for (n = 1; n <= 3; n++)
		ask_on_the_wire(&s, n, s.now_us + n);
	ask_on_the_wire(&s, n++, s.now_us - 3600000000);
	session_open(&s.app, &(struct mac){{2}});
	assert_non_null(strstr(stage_draw(&s, 24, 80), "clock was set back"));
	stage_type(&s, "k");
	assert_true(v->rungs[v->list.at].remark);
	assert_int_equal(open_here(&s), 3);
	/* Two messages are marked: from any row. */
	s.app.compare.chosen.count = 2;
	assert_non_null(strstr(stage_draw(&s, 24, 80), "d diff"));
	stage_type(&s, "d");
	assert_non_null(strstr(s.app.said, "not kept any more"));
	stage_close(&s);
}

static void
fetch_files(struct stage *s, uint64_t session, unsigned first, unsigned last)
{
	unsigned n;

	s->session = session;
	for (n = first; n <= last; n++) {
		ask_for_file(s, n);
		if (n == 150)
			enter_stage(s, n, BOOT_KERNEL);
	}
	enter_stage(s, n, BOOT_DONE);
}

static void
compare_newest(struct stage *s)
{
	app_show(&s->app, VIEW_MACHINES);
	session_open(&s->app, &(struct mac){{2}});
	(void)stage_draw(s, 24, 80);
	s->app.compare.chosen.count = 0;
	stage_type(s, "b[bD");
	assert_int_equal(s->app.view, VIEW_COMPARE);
	(void)stage_draw(s, 24, 80);
}

/* What one of them may only have left out is no difference. */
static void
what_is_left_out_is_not_judged(void **state)
{
	const struct compare *c;
	struct stage s;
	unsigned n;

	(void)state;
	stage_open(&s);
	c = &s.app.compare.c;
	fetch_files(&s, 1, 2, 240);
	fetch_files(&s, 2, 1, 600);
	compare_newest(&s);
	assert_string_equal(c->rows[c->count - 1].name, "result");
	assert_string_equal(compared_row(c, "file1")->text[1], "");
	assert_int_equal(compared_row(c, "file1")->verdict, COMPARE_DIFFERS);
	assert_int_equal(compared_row(c, "file60")->verdict, COMPARE_SAME);
	assert_string_equal(compared_row(c, "file149")->text[0],
	    "perhaps left out");
	assert_int_equal(compared_row(c, "file149")->verdict, COMPARE_SAME);
	assert_int_equal(compared_row(c, "left out")->verdict, COMPARE_MINOR);
	assert_non_null(strstr(compared_row(c, "left out")->text[0], " lines"));
	assert_int_equal(compared_row(c, "file600")->verdict, COMPARE_DIFFERS);
	/* The stage is there, and as late in both. */
	assert_int_equal(compared_row(c, "stage kernel")->verdict,
	    COMPARE_SAME);
	/* Stages are kept: where one is not there it never was. */
	fetch_files(&s, 3, 1, 600);
	s.session = 4;
	for (n = 1; n <= 1000; n++)
		ask_for_file(&s, n);
	enter_stage(&s, n, BOOT_FAILED);
	compare_newest(&s);
	assert_int_equal(compared_row(c, "stage kernel")->verdict,
	    COMPARE_DIFFERS);
	assert_int_equal(compared_row(c, "stage failed")->verdict,
	    COMPARE_DIFFERS);
	assert_string_equal(compared_row(c, "file600")->text[0],
	    "perhaps left out");
	/* Of both something is left out, of one more. */
	fetch_files(&s, 5, 1, 600);
	fetch_files(&s, 6, 1, 640);
	compare_newest(&s);
	assert_int_equal(compared_row(c, "left out")->verdict, COMPARE_MINOR);
	assert_string_equal(compared_row(c, "file450")->text[0],
	    "perhaps left out");
	assert_int_equal(compared_row(c, "file600")->verdict, COMPARE_SAME);
	assert_int_equal(compared_row(c, "file640")->verdict, COMPARE_DIFFERS);
	/* And where nothing else is. */
	fetch_files(&s, 7, 1, 640);
	fetch_files(&s, 8, 1, 640);
	compare_newest(&s);
	assert_int_equal(c->differing, 0);
	assert_non_null(strstr(stage_draw(&s, 24, 80), " are the same."));
	stage_close(&s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_row_of_a_long_boot_stays),
	    cmocka_unit_test(what_is_left_out_is_not_judged),
	    cmocka_unit_test(stages_of_the_middle_stand_alone),
	    cmocka_unit_test(a_clock_set_back_makes_nobody_silent),
	    cmocka_unit_test(a_remark_is_a_row_as_others_are),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
