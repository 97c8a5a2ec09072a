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
a_session_keeps_its_first_lines(void **state)
{
	struct stories *s = stories_new(2, 8);
	const struct story *st;

	(void)state;
	assert_non_null(s);
	tell(s, 1, MORE_LINES);
	st = stories_find(s, 1);
	assert_int_equal(st->line_count, 8);
	assert_int_equal(st->more, MORE_LINES - 8);
	assert_string_equal(st->lines[7].brief, "7 of 1");
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
	    cmocka_unit_test(a_session_keeps_its_first_lines),
	    cmocka_unit_test(a_line_that_is_kept_stays_when_its_story_goes),
	    cmocka_unit_test(a_fetch_that_goes_on_is_one_line),
	    cmocka_unit_test(a_file_fetched_again_has_a_line_of_its_own),
	    cmocka_unit_test(a_server_that_is_not_reached_has_a_line),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
