/* SPDX-License-Identifier: ISC */
#include "tests/unit/unit.h"

#include <stdio.h>
#include <string.h>

#include "tui/story.h"

#define LINES 3 /* fewer than a session begins with; */
#define MORE_LINES 20 /* and more */

static struct event
stage_of(uint64_t session, unsigned n)
{
	const struct mac mac = {{0x52, 0x54, 0, 0, 0, (uint8_t)session}};
	struct event e;

	event_init(&e, EVENT_STAGE, (int64_t)session * 1000 + n, &mac);
	e.session = session;
	e.u.stage.stage = BOOT_CONFIG;
	(void)snprintf(e.u.stage.what, sizeof(e.u.stage.what), "%u of %u", n,
	    (unsigned)session);
	return e;
}

static void
tell(struct stories *s, uint64_t session, unsigned lines)
{
	struct event e;
	unsigned n;

	for (n = 0; n < lines; n++) {
		e = stage_of(session, n);
		stories_take(s, &e);
	}
}

static void
expect(const struct stories *s, uint64_t session, unsigned lines)
{
	const struct story *st = stories_find(s, session);
	char brief[32];
	unsigned n;

	assert_non_null(st);
	assert_int_equal(st->session, session);
	assert_int_equal(st->mac.b[5], session);
	assert_int_equal(st->line_count, lines);
	assert_int_equal(st->more, 0);
	for (n = 0; n < lines; n++) {
		(void)snprintf(brief, sizeof(brief), "%u of %u", n,
		    (unsigned)session);
		assert_string_equal(st->lines[n].brief, brief);
		assert_int_equal(st->lines[n].times, 1);
	}
}

static void
the_oldest_is_forgotten_and_leaves_nothing(void **state)
{
	struct stories *s = stories_new(2, 256);
	struct event e;
	uint64_t n;

	(void)state;
	assert_non_null(s);
	tell(s, 1, LINES);
	tell(s, 2, MORE_LINES);
	expect(s, 1, LINES);
	expect(s, 2, MORE_LINES);
	for (n = 3; n < 9; n++) {
		const unsigned lines = n % 3 == 0 ? MORE_LINES :
						    (unsigned)n % 3;

		tell(s, n, lines);
		assert_int_equal(stories_count(s), 2);
		assert_null(stories_find(s, n - 2));
		expect(s, n, lines);
	}
	/* In one session's lines, among two. */
	e = stage_of(7, 5);
	stories_take(s, &e);
	assert_int_equal(stories_find(s, 7)->line_count, 2);
	assert_int_equal(stories_at(s, 0)->session, 7);
	assert_int_equal(stories_at(s, 1)->session, 8);
	assert_null(stories_at(s, 2));
	stories_free(s);
}

static void
ask(struct stories *s, uint64_t n)
{
	const struct mac mac = {{0x52, 0x54, 0, 0, 0, 1}};
	struct event e;

	event_init(&e, EVENT_TFTP, (int64_t)n * 1000 + 1, &mac);
	e.session = 1;
	e.frame = n;
	e.u.tftp.phase = TFTP_PHASE_REQUEST;
	e.u.tftp.transfer = n + 1;
	(void)snprintf(e.u.tftp.file, sizeof(e.u.tftp.file), "file%u",
	    (unsigned)n);
	stories_take(s, &e);
}

static void
find(struct stories *s, uint64_t n)
{
	const struct mac mac = {{0x52, 0x54, 0, 0, 0, 1}};
	struct event e;

	event_init(&e, EVENT_FINDING, (int64_t)n * 1000 + 1, &mac);
	e.session = 1;
	e.frame = n;
	e.u.finding.slug = "file-missing";
	e.u.finding.raised = true;
	(void)snprintf(e.u.finding.text, sizeof(e.u.finding.text), "%u",
	    (unsigned)n);
	stories_take(s, &e);
}

/* Nothing is lost without a word, and what is there is in its order. */
static void
expect_whole(const struct story *st, uint64_t told)
{
	const uint64_t ends = st->left_out > 0 ? st->line_count - 1 :
						 st->line_count;
	uint64_t last = 0;
	char words[64];
	size_t i;

	assert_int_equal(ends + st->left_out, told);
	assert_int_equal(st->more, 0);
	for (i = 0; i < st->line_count; i++) {
		assert_int_equal(st->lines[i].remark,
		    st->left_out > 0 && i == st->gap);
		if (!st->lines[i].remark) {
			assert_true(i == 0 || st->lines[i].frame > last);
			last = st->lines[i].frame;
			continue;
		}
		(void)snprintf(words, sizeof(words), "%u lines are left out",
		    (unsigned)st->left_out);
		assert_memory_equal(st->lines[i].text, words, strlen(words));
	}
	assert_int_equal(last, told - 1);
}

static void
a_long_session_keeps_its_beginning_and_its_end(void **state)
{
	struct stories *s = stories_new(2, 256);
	const struct story *st;
	size_t i, found = 0;
	uint64_t n;

	(void)state;
	assert_non_null(s);
	for (n = 0; n < 1000; n++) {
		if (n == 500)
			find(s, n);
		else
			ask(s, n);
		expect_whole(stories_find(s, 1), n + 1);
	}
	st = stories_find(s, 1);
	assert_in_range(st->line_count, 192, 256);
	assert_int_equal(st->gap, 65);
	for (i = 0; i < 64; i++)
		assert_int_equal(st->lines[i].frame, i);
	/* What was wrong in the middle stays as well. */
	for (i = 0; i < st->line_count; i++)
		if (st->lines[i].kind == EVENT_FINDING)
			found = i;
	assert_int_equal(found, 64);
	for (i = st->gap + 1; i < st->line_count; i++)
		assert_int_equal(st->lines[i].frame, 1000 - st->line_count + i);
	stories_free(s);
}

/* However few lines there may be, and whatever they are. */
static void
every_bound_is_kept(void **state)
{
	static const size_t most[] = {1, 4, 8, 16, 32};
	struct stories *s;
	size_t i, k;
	uint64_t n;

	(void)state;
	for (i = 0; i < sizeof(most) / sizeof(most[0]); i++)
		for (k = 1; k < 6; k++) {
			s = stories_new(2, most[i]);
			assert_non_null(s);
			for (n = 0; n < 200; n++) {
				if (n % k == 0)
					find(s, n);
				else
					ask(s, n);
				expect_whole(stories_find(s, 1), n + 1);
				assert_in_range(stories_find(s, 1)->line_count,
				    1, most[i] < 4 ? 4 : most[i]);
			}
			stories_free(s);
		}
}

static void
ask_at(struct stories *s, unsigned n, int64_t time_us)
{
	const struct mac mac = {{0x52, 0x54, 0, 0, 0, 1}};
	struct event e;

	event_init(&e, EVENT_TFTP, time_us, &mac);
	e.session = 1;
	e.origin = ORIGIN_WIRE;
	e.u.tftp.phase = TFTP_PHASE_REQUEST;
	e.u.tftp.transfer = n;
	(void)snprintf(e.u.tftp.file, sizeof(e.u.tftp.file), "%u", n);
	stories_take(s, &e);
}

static void
a_clock_that_was_set_back_is_told(void **state)
{
	struct stories *s = stories_new(2, 8);
	const struct story *st;
	struct event e;

	(void)state;
	assert_non_null(s);
	ask_at(s, 1, 4000000000);
	/* Two queues of a card. */
	ask_at(s, 2, 3999950000);
	ask_at(s, 3, 400000000);
	ask_at(s, 4, 401010000);
	st = stories_find(s, 1);
	assert_int_equal(st->line_count, 5);
	assert_true(st->lines[2].remark);
	assert_string_equal(st->lines[2].text,
	    "the clock was set back here by 1 h 0 min");
	assert_string_equal(st->lines[3].brief, "3");
	/* What is found to be over is so since the last message. */
	event_init(&e, EVENT_STAGE, 900000000, &st->mac);
	e.session = 1;
	e.u.stage.stage = BOOT_DONE;
	stories_take(s, &e);
	assert_int_equal(st->lines[5].stage, BOOT_DONE);
	assert_true(st->lines[5].time_us == 401010000);
	assert_true(st->last_us == 401010000);
	assert_int_equal(story_took(st), 960000);
	stories_free(s);
}

/* A time before 1970, as some make it of one after 2038. */
static void
a_boot_begins_with_no_clock_set_back(void **state)
{
	struct stories *s = stories_new(2, 8);

	(void)state;
	assert_non_null(s);
	ask_at(s, 1, -2000000);
	ask_at(s, 2, -1000000);
	assert_int_equal(stories_find(s, 1)->line_count, 2);
	ask_at(s, 3, -2000000);
	assert_int_equal(stories_find(s, 1)->line_count, 4);
	assert_true(stories_find(s, 1)->lines[2].remark);
	stories_free(s);
}

/* As a screen does that shows one line of it. */
static void
a_line_that_is_kept_stays_when_its_story_goes(void **state)
{
	struct stories *s = stories_new(1, 8);
	struct story_kept kept;

	(void)state;
	assert_non_null(s);
	tell(s, 1, 2);
	story_line_keep(&kept, &stories_find(s, 1)->lines[1]);
	tell(s, 2, 2);
	assert_null(stories_find(s, 1));
	assert_string_equal(kept.line.brief, "1 of 1");
	assert_non_null(strstr(kept.line.text, kept.line.brief));
	assert_string_equal(kept.line.name, event_kind_name(EVENT_STAGE));
	stories_free(s);
}

static void
fetch_phase(struct stories *s, enum http_phase phase, uint16_t status,
    uint64_t bytes)
{
	const struct mac mac = {{0x52, 0x54, 0, 0, 0, 1}};
	struct event e;

	event_init(&e, EVENT_HTTP, 1000, &mac);
	e.session = 1;
	e.u.http.client = 0xc0000232;
	e.u.http.server = 0xc0000201;
	e.u.http.phase = phase;
	e.u.http.status = status;
	e.u.http.bytes = bytes;
	(void)snprintf(e.u.http.uri, sizeof(e.u.http.uri), "/initrd.img");
	stories_take(s, &e);
}

static void
fetch(struct stories *s, bool done, uint16_t status)
{
	fetch_phase(s, done ? HTTP_PHASE_DONE : HTTP_PHASE_REQUEST, status, 0);
}

/* A bar that grows, not a line each second. */
static void
a_fetch_that_goes_on_is_one_line(void **state)
{
	struct stories *s = stories_new(2, 1);
	const struct story *st;

	(void)state;
	assert_non_null(s);
	fetch(s, false, 0);
	fetch_phase(s, HTTP_PHASE_PROGRESS, 200, 1000);
	fetch_phase(s, HTTP_PHASE_PROGRESS, 200, 2000);
	st = stories_find(s, 1);
	assert_int_equal(st->line_count, 1);
	assert_int_equal(st->lines[0].file.bytes, 2000);
	assert_false(st->lines[0].file.done);
	assert_non_null(strstr(st->lines[0].text, "so far"));
	fetch(s, true, 200);
	assert_int_equal(st->line_count, 1);
	assert_true(st->lines[0].file.done);
	/* Of one that has no line there is nothing more to tell. */
	fetch_phase(s, HTTP_PHASE_PROGRESS, 200, 3000);
	assert_int_equal(st->line_count, 1);
	assert_int_equal(st->more, 0);
	stories_free(s);
}

static void
knock(struct stories *s, enum http_reach reach, uint16_t port)
{
	const struct mac mac = {{0x52, 0x54, 0, 0, 0, 1}};
	struct event e;

	event_init(&e, EVENT_HTTP, 1000, &mac);
	e.session = 1;
	e.u.http.phase = HTTP_PHASE_DONE;
	e.u.http.reach = reach;
	e.u.http.client = 0xc0000232;
	e.u.http.server = 0xc0000201;
	e.u.http.server_port = port;
	stories_take(s, &e);
}

/* It ends no request, and with the same again it is one line. */
static void
a_server_that_is_not_reached_has_a_line(void **state)
{
	struct stories *s = stories_new(2, 8);
	const struct story *st;

	(void)state;
	assert_non_null(s);
	fetch(s, false, 0);
	knock(s, HTTP_REFUSED, 80);
	knock(s, HTTP_REFUSED, 80);
	knock(s, HTTP_SILENT, 80);
	knock(s, HTTP_SILENT, 8080);
	st = stories_find(s, 1);
	assert_int_equal(st->line_count, 4);
	assert_false(st->lines[0].file.done);
	assert_int_equal(st->lines[1].times, 2);
	assert_string_equal(st->lines[1].brief, "connects to port 80");
	assert_string_equal(story_outcome(&st->lines[1].file), "REFUSED");
	assert_string_equal(story_outcome(&st->lines[2].file), "NO ANSWER");
	assert_int_equal(st->lines[2].times, 1);
	stories_free(s);
}

/* curl -r, then curl: the second was told twice, as the first as well. */
static void
a_file_fetched_again_has_a_line_of_its_own(void **state)
{
	static const uint16_t status[] = {206, 200, 200};
	struct stories *s = stories_new(2, 8);
	const struct story *st;
	size_t i;

	(void)state;
	assert_non_null(s);
	for (i = 0; i < 3; i++) {
		fetch(s, false, 0);
		fetch(s, true, status[i]);
	}
	/* Both asked before either ended. */
	fetch(s, false, 0);
	fetch(s, false, 0);
	fetch(s, true, 206);
	fetch(s, true, 404);
	st = stories_find(s, 1);
	assert_int_equal(st->line_count, 5);
	for (i = 0; i < st->line_count; i++)
		assert_int_equal(st->lines[i].times, 1);
	assert_non_null(strstr(st->lines[0].text, "206"));
	assert_non_null(strstr(st->lines[2].text, "200"));
	stories_free(s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_oldest_is_forgotten_and_leaves_nothing),
	    cmocka_unit_test(a_long_session_keeps_its_beginning_and_its_end),
	    cmocka_unit_test(every_bound_is_kept),
	    cmocka_unit_test(a_clock_that_was_set_back_is_told),
	    cmocka_unit_test(a_boot_begins_with_no_clock_set_back),
	    cmocka_unit_test(a_line_that_is_kept_stays_when_its_story_goes),
	    cmocka_unit_test(a_fetch_that_goes_on_is_one_line),
	    cmocka_unit_test(a_file_fetched_again_has_a_line_of_its_own),
	    cmocka_unit_test(a_server_that_is_not_reached_has_a_line),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
