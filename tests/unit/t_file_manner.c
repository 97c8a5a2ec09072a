/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "core/base/text.h"
#include "core/boot/file_manner.h"
#include "tests/unit/unit.h"

/* Whose setting counts for the files of a machine. */

static const struct mac known = {{2, 0, 0, 0, 0, 1}};
static const struct mac stranger = {{2, 0, 0, 0, 0, 2}};

static void
its_own_settings_go_before_its_modes(void **state)
{
	uint32_t slots[16];
	struct file_manner m;
	struct host h;
	struct book b;

	(void)state;
	assert_true(book_slots_for(1) <= 16);
	host_init(&h, &known);
	assert_int_equal(host_set(&h, KEY_MODE, "gpxe"), 0);
	assert_int_equal(host_set(&h, KEY_IGNORE_CASE, "off"), 0);
	book_init(&b, &h, 1, NULL, 0, slots);
	assert_int_equal(host_set(&b.modes[MODE_GPXE], KEY_IGNORE_CASE, "on"),
	    0);
	assert_int_equal(host_set(&b.modes[MODE_GPXE], KEY_FALLBACK, "lib"), 0);
	assert_int_equal(host_set(&b.modes[MODE_LOCAL], KEY_SINGLE_PORT, "on"),
	    0);
	file_manner_find(&m, &b, &known, MODE_LOCAL);
	assert_false(m.ignore_case);
	assert_false(m.single_port);
	assert_string_equal(m.fallback, "lib");
	/* Strangers, and who cannot be told. */
	file_manner_find(&m, &b, &stranger, MODE_GPXE);
	assert_true(m.ignore_case);
	file_manner_find(&m, &b, NULL, MODE_LOCAL);
	assert_true(m.single_port);
	assert_string_equal(m.fallback, "");
	/* What it boots once is its mode now. */
	assert_int_equal(host_set(&h, KEY_ONCE, "local"), 0);
	file_manner_find(&m, &b, &known, MODE_GPXE);
	assert_true(m.single_port);
	assert_string_equal(m.fallback, "");
	file_manner_find(&m, NULL, &known, MODE_GPXE);
	assert_false(m.ignore_case);
}

static void
a_fallback_keeps_the_last_part(void **state)
{
	static const struct {
		const char *folder, *asked, *path; /* NULL: none */
	} rows[] = {
	    {"syslinux", "ldlinux.c32", "syslinux/ldlinux.c32"},
	    {"/syslinux/bios/", "boot/isolinux/menu.c32",
		"syslinux/bios/menu.c32"},
	    {"", "menu.c32", NULL},
	    {"../..", "etc/passwd", NULL},
	};
	struct file_manner m = {.ignore_case = false};
	char path[64];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		assert_true(
		    text_copy(m.fallback, sizeof(m.fallback), rows[i].folder));
		assert_int_equal(file_manner_fallback(&m, rows[i].asked, path,
				     sizeof(path)),
		    rows[i].path != NULL);
		if (rows[i].path != NULL)
			assert_string_equal(path, rows[i].path);
	}
	assert_false(file_manner_fallback(&m, "etc/passwd", path, 4));
}

static void
it_is_told_in_words(void **state)
{
	struct file_manner m = {.ignore_case = false};
	char buf[128];
	struct text t;

	(void)state;
	text_init(&t, buf, sizeof(buf));
	file_manner_text(&t, &m);
	assert_string_equal(buf, "");
	m.single_port = true;
	file_manner_text(&t, &m);
	assert_string_equal(buf, "TFTP on port 69 only");
	m.ignore_case = true;
	(void)text_copy(m.fallback, sizeof(m.fallback), "l\033ib");
	text_init(&t, buf, sizeof(buf));
	file_manner_text(&t, &m);
	assert_string_equal(buf,
	    "in any case; else in l\\x1bib; TFTP on port 69 only");
	m.from_wire = true;
	text_init(&t, buf, sizeof(buf));
	file_manner_text(&t, &m);
	assert_string_equal(buf,
	    "in any case; else in l\\x1bib; TFTP asked before the firewall, "
	    "which sets single-port aside");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(its_own_settings_go_before_its_modes),
	    cmocka_unit_test(it_is_told_in_words),
	    cmocka_unit_test(a_fallback_keeps_the_last_part),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
