/* SPDX-License-Identifier: ISC */
#include "tests/unit/unit.h"

#include <string.h>

#include "tui/grid.h"
#include "tui/input.h"
#include "tui/list.h"
#include "tui/press.h"
#include "tui/ring.h"
#include "tui/words.h"

static const char *
shown(struct grid *g)
{
	static char text[4096];
	struct text t;

	text_init(&t, text, sizeof(text));
	grid_to_text(g, &t);
	return text;
}

static void
drawing_is_clipped_on_every_side(void **state)
{
	struct grid g = {0};
	struct area a, part;

	(void)state;
	assert_true(grid_resize(&g, 3, 8));
	a = grid_area(&g);
	(void)area_put(&a, 0, 5, STYLE_NORMAL, "abcdef");
	(void)area_put(&a, 1, -2, STYLE_NORMAL, "xyz");
	(void)area_put(&a, 7, 0, STYLE_NORMAL, "no");
	(void)area_put(&a, -1, 0, STYLE_NORMAL, "no");
	assert_string_equal(shown(&g), "     abc\nz\n\n");
	part = area_part(&a, 2, 9);
	assert_int_equal(part.rows, 1);
	(void)area_put(&part, 1, 0, STYLE_NORMAL, "no");
	(void)area_put(&part, 0, 0, STYLE_BAD, "yes");
	assert_string_equal(shown(&g), "     abc\nz\nyes\n");
	assert_int_equal(g.cells[16].style, STYLE_BAD);
	part = area_part(&a, 5, 1);
	assert_int_equal(part.rows, 0);
	grid_done(&g);
}

static void
fields_pad_and_say_when_they_cut(void **state)
{
	struct grid g = {0};
	struct area a;

	(void)state;
	assert_true(grid_resize(&g, 4, 10));
	a = grid_area(&g);
	assert_int_equal(area_field(&a, 0, 0, 4, STYLE_NORMAL, "ab"), 4);
	(void)area_put(&a, 0, 4, STYLE_NORMAL, "|");
	(void)area_field(&a, 1, 0, 4, STYLE_NORMAL, "abcde");
	(void)area_field_right(&a, 2, 0, 6, STYLE_NORMAL, "12 s");
	(void)area_field(&a, 3, 0, 4, STYLE_NORMAL, "abcd");
	assert_string_equal(shown(&g),
	    "ab  |\nabc\xe2\x80\xa6\n  12 s\nabcd\n");
	assert_int_equal(area_field(&a, 0, 3, 0, STYLE_NORMAL, "x"), 3);
	grid_done(&g);
}

static void
wide_letters_take_two_columns(void **state)
{
	struct grid g = {0};
	struct area a;

	(void)state;
	assert_true(grid_resize(&g, 2, 5));
	a = grid_area(&g);
	assert_int_equal(grid_width("\xe6\xbc\xa2z"), 3);
	(void)area_put(&a, 0, 0, STYLE_NORMAL, "\xe6\xbc\xa2z");
	assert_int_equal(g.cells[1].code, 0);
	/* Half of one is never shown. */
	(void)area_put(&a, 1, 4, STYLE_NORMAL, "\xe6\xbc\xa2");
	(void)area_field(&a, 1, 0, 2, STYLE_NORMAL, "a\xe6\xbc\xa2");
	assert_string_equal(shown(&g), "\xe6\xbc\xa2z\na\xe2\x80\xa6\n");
	grid_done(&g);
}

static void
ascii_terminals_get_ascii(void **state)
{
	struct grid g = {0};
	struct area a;

	(void)state;
	g.ascii = true;
	assert_true(grid_resize(&g, 1, 12));
	a = grid_area(&g);
	(void)area_put(&a, 0, 0, STYLE_NORMAL,
	    "a\xe2\x86\x92"
	    "b\xe2\x80\xa6\xc3\xa4\xe6\xbc\xa2.");
	assert_string_equal(shown(&g), "a>b~??.\n");
	grid_done(&g);
}

static void
what_is_hidden_at_the_right_has_a_mark(void **state)
{
	struct grid g = {0};
	struct area a;

	(void)state;
	g.ascii = true;
	assert_true(grid_resize(&g, 1, 10));
	a = grid_area(&g);
	area_fill(&a, 0, STYLE_HEAD);
	area_over(&a, 0, STYLE_WARN, " note");
	assert_string_equal(shown(&g), "      note\n");
	(void)area_put(&a, 0, 0, STYLE_HEAD, "abcdef    ");
	area_over(&a, 0, STYLE_WARN, " note");
	assert_string_equal(shown(&g), "abcde~note\n");
	area_over(&a, 0, STYLE_WARN, " a long note");
	assert_string_equal(shown(&g), "~a long n~\n");
	grid_done(&g);
}

static void
words_are_broken_at_spaces(void **state)
{
	struct grid g = {0};
	struct area a;

	(void)state;
	assert_true(grid_resize(&g, 3, 8));
	a = grid_area(&g);
	assert_int_equal(area_wrap(&a, 0, STYLE_NORMAL, "one two three"), 2);
	assert_int_equal(grid_rows("one two three", a.cols), 2);
	assert_int_equal(grid_rows("", a.cols), 1);
	/* Words that fill no row: one more than their columns need. */
	assert_int_equal(grid_rows("abcdef ghijkl mn", 8), 3);
	assert_string_equal(shown(&g), "one two\nthree\n\n");
	grid_clear(&g);
	assert_int_equal(area_wrap(&a, 0, STYLE_NORMAL, "abcdefghijk"), 2);
	assert_string_equal(shown(&g), "abcdefgh\nijk\n\n");
	grid_clear(&g);
	assert_int_equal(area_wrap(&a, 2, STYLE_NORMAL, "one two three"), 1);
	assert_string_equal(shown(&g), "\n\none two\xe2\x80\xa6\n");
	grid_clear(&g);
	assert_int_equal(area_wrap(&a, 0, STYLE_NORMAL, "  ab cd efgh"), 2);
	assert_int_equal(grid_rows("  ab cd efgh", 8), 2);
	assert_string_equal(shown(&g), "  ab cd\n  efgh\n\n");
	grid_clear(&g);
	assert_int_equal(area_wrap_in(&a, 0, 3, STYLE_NORMAL,
			     " ! a bcd ef ghi"),
	    3);
	assert_string_equal(shown(&g), " ! a bcd\n   ef\n   ghi\n");
	grid_done(&g);
}

static void
sizes_are_kept_in_bounds(void **state)
{
	struct grid g = {0};

	(void)state;
	assert_true(grid_resize(&g, 0, -5));
	assert_int_equal(g.rows, 1);
	assert_int_equal(g.cols, 1);
	assert_true(grid_resize(&g, 100000, 3));
	assert_int_equal(g.rows, GRID_MOST);
	grid_done(&g);
}

static void
type(struct input *in, const char *keys)
{
	uint32_t code;

	while (*keys != '\0') {
		keys += text_utf8_decode(keys, strlen(keys), &code);
		(void)input_key(in, (int)code);
	}
}

static void
a_line_is_edited_by_letters_not_bytes(void **state)
{
	struct input in;

	(void)state;
	input_init(&in, 9, "");
	type(&in, "a\xc3\xa4\xe6\xbc\xa2");
	assert_string_equal(in.text, "a\xc3\xa4\xe6\xbc\xa2");
	(void)input_key(&in, PRESS_LEFT);
	(void)input_key(&in, PRESS_BACKSPACE);
	assert_string_equal(in.text, "a\xe6\xbc\xa2");
	(void)input_key(&in, PRESS_HOME);
	(void)input_key(&in, PRESS_DELETE);
	assert_string_equal(in.text, "\xe6\xbc\xa2");
	/* Full: what does not fit whole is not taken. */
	type(&in, "1234567");
	assert_int_equal(in.len, 9);
	assert_true(input_key(&in, 0xe4));
	assert_int_equal(in.len, 9);
	/* Bidi and control characters are not typed. */
	assert_false(input_key(&in, 0x202e));
	assert_false(input_key(&in, 0x07));
	(void)input_key(&in, PRESS_END);
	(void)input_key(&in, PRESS_CTRL('u'));
	assert_string_equal(in.text, "");
	(void)input_key(&in, PRESS_BACKSPACE);
	(void)input_key(&in, PRESS_DELETE);
	(void)input_key(&in, PRESS_LEFT);
	assert_int_equal(in.at, 0);
}

/* What is left out of a long line has a mark at either end. */
static void
a_line_that_is_cut_says_so(void **state)
{
	struct grid g = {0};
	struct area a;
	struct input in;

	(void)state;
	assert_true(grid_resize(&g, 1, 10));
	g.ascii = true;
	a = grid_area(&g);
	input_init(&in, 40, "abcdefghijklmno");
	input_draw(&in, &a, 0, 0, 10);
	assert_string_equal(shown(&g), "~hijklmno\n");
	assert_int_equal(g.cursor_col, 9);
	(void)input_key(&in, PRESS_HOME);
	input_draw(&in, &a, 0, 0, 10);
	assert_string_equal(shown(&g), "abcdefghi~\n");
	grid_done(&g);
}

static void
a_list_keeps_its_cursor_on_the_page(void **state)
{
	struct list l = {0};

	(void)state;
	list_fit(&l, 100, 10);
	assert_true(list_act(&l, ACTION_BOTTOM, 100));
	list_fit(&l, 100, 10);
	assert_int_equal(l.at, 99);
	assert_int_equal(l.top, 90);
	assert_true(list_act(&l, ACTION_PAGE_UP, 100));
	assert_int_equal(l.at, 90);
	list_fit(&l, 5, 10);
	assert_int_equal(l.at, 4);
	assert_int_equal(l.top, 0);
	assert_true(list_act(&l, ACTION_DOWN, 5));
	assert_int_equal(l.at, 4);
	assert_true(list_act(&l, ACTION_UP, 0));
	list_fit(&l, 0, 0);
	assert_int_equal(l.at, 0);
	assert_false(list_act(&l, ACTION_HELP, 5));
}

static void
the_ring_forgets_the_oldest(void **state)
{
	struct ring r;
	unsigned i;

	(void)state;
	assert_true(ring_init(&r, 4));
	assert_null(ring_line(&r, 0));
	for (i = 0; i < 6; i++)
		ring_add(&r)->time_us = i;
	assert_int_equal(ring_first(&r), 2);
	assert_null(ring_line(&r, 1));
	assert_int_equal(ring_line(&r, 2)->time_us, 2);
	assert_int_equal(ring_line(&r, 5)->number, 5);
	assert_null(ring_line(&r, 6));
	ring_done(&r);
}

static void
figures_are_short(void **state)
{
	static const struct {
		uint64_t bytes;
		const char *text;
	} sizes[] = {{0, "0 B"}, {999, "999 B"}, {1000, "1.0 kB"},
	    {9949, "9.9 kB"}, {9950, "10 kB"}, {999499, "999 kB"},
	    {999600, "1.0 MB"}, {12300000, "12 MB"}, {4700000000, "4.7 GB"},
	    {UINT64_MAX, "18 EB"}};
	static const struct {
		int64_t seconds;
		const char *text;
	} ages[] = {{-5, "0 s"}, {59, "59 s"}, {60, "1 min"}, {3599, "59 min"},
	    {3600, "1 h"}, {172799, "47 h"}, {172800, "2 d"}};
	char buf[32];
	struct text t;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		text_init(&t, buf, sizeof(buf));
		words_size(&t, sizes[i].bytes);
		assert_string_equal(buf, sizes[i].text);
	}
	for (i = 0; i < sizeof(ages) / sizeof(ages[0]); i++) {
		text_init(&t, buf, sizeof(buf));
		words_age(&t, ages[i].seconds * 1000000);
		assert_string_equal(buf, ages[i].text);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(drawing_is_clipped_on_every_side),
	    cmocka_unit_test(fields_pad_and_say_when_they_cut),
	    cmocka_unit_test(wide_letters_take_two_columns),
	    cmocka_unit_test(ascii_terminals_get_ascii),
	    cmocka_unit_test(what_is_hidden_at_the_right_has_a_mark),
	    cmocka_unit_test(words_are_broken_at_spaces),
	    cmocka_unit_test(sizes_are_kept_in_bounds),
	    cmocka_unit_test(a_line_is_edited_by_letters_not_bytes),
	    cmocka_unit_test(a_line_that_is_cut_says_so),
	    cmocka_unit_test(a_list_keeps_its_cursor_on_the_page),
	    cmocka_unit_test(the_ring_forgets_the_oldest),
	    cmocka_unit_test(figures_are_short),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
