/* SPDX-License-Identifier: ISC */
#include "tests/unit/unit.h"

#include <stdio.h>
#include <string.h>

#include "tui/filter.h"

static const struct filter_row web = {
    .all = "web01 52:54:00:00:00:01 192.0.2.7 gpxe UEFI x64 loader or not",
    .field =
	{
	    [FILTER_MAC] = "52:54:00:00:00:01",
	    [FILTER_IP] = "192.0.2.7",
	    [FILTER_STAGE] = "loader",
	    [FILTER_MODE] = "gpxe",
	    [FILTER_KIND] = "UEFI x64 ROM",
	    [FILTER_FILE] = "snponly.efi",
	    [FILTER_ERROR] = "",
	},
};

static void
rows_are_matched(void **state)
{
	/* clang-format off */
	static const struct {
		const char *filter;
		bool match;
	} rows[] = {
		{"", true}, {"web", true}, {"WEB01", true}, {"db", false},
		{"web uefi", true}, {"web and uefi", true}, {"web db", false},
		{"web or db", true}, {"db or web", true}, {"db or zz", false},
		{"!db", true}, {"!web", false}, {"not web", false},
		{"not not web", true}, {"!!web", true}, {"! web", false},
		{"mode:gpxe", true}, {"mode=gpxe", true}, {"MODE:GPXE", true},
		{"mode:web", false}, {"file:snp", true}, {"snponly", false},
		{"ip:192.0.2.", true}, {"mac:52:54", true}, {"52:54:00", true},
		{"52-54-00", true}, {"525400", true}, {"0000-01", true},
		{"mac:000001", true}, {"52540", false}, {"00-00-02", false},
		{"254000", false}, {"5254000000001", false},
		{"ab:54", false}, {"error:x", false}, {"stage:loader", true},
		{"kind:\"x64 ROM\"", true}, {"kind:\"x64 IA32\"", false},
		{"\"x64 loader\"", true}, {"not (db or zz)", true},
		{"not (db or web)", false}, {"(db or web) gpxe", true},
		{"db or web and zz", false}, {"(db or web) and zz", false},
		{"zz and db or web", true}, {"web not db", true},
		/* what is still being typed excludes nothing */
		{"!", true}, {"web !", true}, {"mode:", true}, {"web and", true},
		{"web or", true}, {"db or", false}, {"(web", true}, {"(", true},
		{"not", true}, {"web)", true}, {")", true}, {"\"web", true},
		{"orb", false}, {"\"or\"", true}, {"\"not\"", true},
	};
	/* clang-format on */
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (filter_match(rows[i].filter, &web) != rows[i].match)
			fail_msg("%s", rows[i].filter);
}

static void
a_field_that_a_row_lacks_is_the_row(void **state)
{
	const struct filter_row row = {.all = "TFTP asks for a.efi"};

	(void)state;
	assert_true(filter_match("file:a.efi", &row));
	assert_false(filter_match("file:b.efi", &row));
}

static void
mistakes_are_named(void **state)
{
	static const char *const right[] = {"", "a", "mode:gpxe", "52:54:00",
	    "not (a or b)", "\"a b\"", "a:b:c"};
	static const char *const wrong[] = {"!", "a and", "a or", "(a", "a)",
	    "\"a", "mode:", "mood:gpxe", "()", "not"};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(right) / sizeof(right[0]); i++)
		if (filter_wrong(right[i]) != NULL)
			fail_msg("%s: %s", right[i], filter_wrong(right[i]));
	for (i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		if (filter_wrong(wrong[i]) == NULL)
			fail_msg("%s is right", wrong[i]);
}

static void
depth_is_bounded(void **state)
{
	char deep[256];

	(void)state;
	memset(deep, '(', sizeof(deep) - 1);
	deep[sizeof(deep) - 1] = '\0';
	(void)filter_match(deep, &web);
	assert_non_null(filter_wrong(deep));
	memset(deep, '!', sizeof(deep) - 1);
	(void)filter_match(deep, &web);
	assert_non_null(filter_wrong(deep));
}

static void
words_are_completed(void **state)
{
	/* clang-format off */
	static const struct {
		const char *typed, *rest;
	} rows[] = {
		{"k", "ind:"}, {"web !st", "age:"}, {"(fi", "le:"},
		{"m", ""}, {"mo", "de:"}, {"mode", ":"}, {"x", ""}, {"", ""},
		{"mode:g", "pxe"}, {"mode:p", "xelinux"}, {"mode:i", ""},
		{"mode:is", "csi"}, {"stage:load", "er"}, {"stage:zz", ""},
	};
	/* clang-format on */
	char rest[64];
	struct text t;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		text_init(&t, rest, sizeof(rest));
		assert_int_equal(filter_complete(rows[i].typed, NULL, &t),
		    rows[i].rest[0] != '\0');
		assert_string_equal(rest, rows[i].rest);
	}
}

static void
each_kind(void *arg, enum filter_field field,
    void (*offer)(void *to, const char *word), void *to)
{
	(void)arg;
	if (field == FILTER_KIND) {
		offer(to, "UEFI x64 ROM");
		offer(to, "UEFI x64 HTTP");
		offer(to, "gPXE");
		offer(to, "gPXE");
	}
	if (field == FILTER_FILE)
		offer(to, "a b");
}

/* What is there is completed, with blanks in quotes. */
static void
values_are_completed(void **state)
{
	static const struct {
		const char *typed, *rest;
	} rows[] = {
	    {"kind:g", "PXE"},
	    {"kind:gPXE", ""},
	    {"not (kind:\"U", "EFI x64 "},
	    {"kind:\"UEFI x64 R", "OM\""},
	    {"kind:U", "EFI"},
	    {"file:", "\"a b\""},
	    {"file:\"a", " b\""},
	    {"kind:x", ""},
	    {"ip:", ""},
	    {"error:", ""},
	};
	const struct filter_words words = {NULL, each_kind};
	char rest[64];
	struct text t;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		text_init(&t, rest, sizeof(rest));
		assert_int_equal(filter_complete(rows[i].typed, &words, &t),
		    rows[i].rest[0] != '\0');
		assert_string_equal(rest, rows[i].rest);
	}
}

static void
each_machine(void *arg, enum filter_field field,
    void (*offer)(void *to, const char *word), void *to)
{
	char word[16];
	unsigned i;

	(void)arg;
	for (i = 40; field == FILTER_IP && i > 0; i--) {
		(void)snprintf(word, sizeof(word), "192.0.2.%u", 100 + i);
		offer(to, word);
	}
}

/* Where several go on as typed, they are listed: each once, in order. */
static void
several_are_listed(void **state)
{
	static const struct {
		const char *typed;
		size_t count;
		const char *list;
	} rows[] = {
	    {"kind:U", 2, "UEFI x64 HTTP  UEFI x64 ROM"},
	    {"not (kind:\"U", 2, "UEFI x64 HTTP  UEFI x64 ROM"},
	    {"kind:", 3, "UEFI x64 HTTP  UEFI x64 ROM  gPXE"},
	    {"mode:i", 3, "ignore  iscsi  iscsi-install"},
	    {"web or m", 2, "mac:  mode:"},
	    {"", 7, "error:  file:  ip:  kind:  mac:  mode:  stage:"},
	    {"kind:g", 1, "gPXE"},
	    {"kind:x", 0, ""},
	    {"error:", 0, ""},
	};
	const struct filter_words words = {NULL, each_kind};
	const struct filter_words many = {NULL, each_machine};
	char list[480];
	struct text t;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		text_init(&t, list, sizeof(list));
		assert_int_equal(filter_choices(rows[i].typed, &words, &t),
		    rows[i].count);
		assert_string_equal(list, rows[i].list);
	}
	text_init(&t, list, sizeof(list));
	assert_int_equal(filter_choices("ip:192", &many, &t), 25);
	assert_int_equal(strncmp(list, "192.0.2.101  192.0.2.102  ", 26), 0);
	assert_non_null(strstr(list, "192.0.2.124  \xe2\x80\xa6"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(values_are_completed),
	    cmocka_unit_test(several_are_listed),
	    cmocka_unit_test(rows_are_matched),
	    cmocka_unit_test(a_field_that_a_row_lacks_is_the_row),
	    cmocka_unit_test(mistakes_are_named),
	    cmocka_unit_test(depth_is_bounded),
	    cmocka_unit_test(words_are_completed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
