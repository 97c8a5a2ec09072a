/* SPDX-License-Identifier: ISC */
#include "tests/unit/unit.h"

#include <string.h>

#include "core/base/err.h"
#include "core/boot/path.h"

struct row {
	const char *name, *clean;
	int err;
};

/* clang-format off */
static const struct row rows[] = {
	{ "pxelinux.0", "pxelinux.0", 0 },
	{ "/pxelinux.0", "pxelinux.0", 0 },
	{ "//boot///x64//wdsnbp.com", "boot/x64/wdsnbp.com", 0 },
	/* X06, M27: Windows names */
	{ "boot\\x64\\wdsnbp.com", "boot/x64/wdsnbp.com", 0 },
	{ "\\Boot\\BCD", "Boot/BCD", 0 },
	{ "/Boot/X64/WDSNBP.COM", "Boot/X64/WDSNBP.COM", 0 },
	{ "\\\\server\\share\\f", "server/share/f", 0 },
	{ "./a/./b", "a/b", 0 },
	{ "a/...", "a/...", 0 },
	{ "a/..b/c..", "a/..b/c..", 0 },
	{ "dir/", "dir", 0 },
	{ "pxelinux.cfg/01-52-54-00-12-34-56",
	    "pxelinux.cfg/01-52-54-00-12-34-56", 0 },
	{ "f:x", NULL, -PX_EESCAPE },
	{ "ab:c", "ab:c", 0 },
	{ "::file", "::file", 0 },
	{ "a/c:d", "a/c:d", 0 },
	{ "\xc3\xa4", "\xc3\xa4", 0 },
	/* D-23: the end mark of the options behind an unterminated name */
	{ "pxelinux.0\xff", "pxelinux.0", 0 },
	{ "pxelinux.0\xff\xff", "pxelinux.0", 0 },
	{ "a\xff" "b", "a\xff" "b", 0 },
	{ "\xff", NULL, -PX_EVALUE },
	/* X04 */
	{ "..", NULL, -PX_EESCAPE },
	{ "../etc/shadow", NULL, -PX_EESCAPE },
	{ "a/../b", NULL, -PX_EESCAPE },
	{ "a/..", NULL, -PX_EESCAPE },
	{ "a\\..\\..\\etc", NULL, -PX_EESCAPE },
	{ "/..\\/..", NULL, -PX_EESCAPE },
	{ "..\xff", NULL, -PX_EESCAPE },
	{ "C:\\boot.ini", NULL, -PX_EESCAPE },
	{ "/c:/boot.ini", NULL, -PX_EESCAPE },
	{ "Z:", NULL, -PX_EESCAPE },
	{ "", NULL, -PX_EVALUE },
	{ "/", NULL, -PX_EVALUE },
	{ "./.", NULL, -PX_EVALUE },
	/* X07: no escape for a terminal, no line for a log */
	{ "a\nb", NULL, -PX_EVALUE },
	{ "\x1b[2J", NULL, -PX_EVALUE },
	{ "a\x7f", NULL, -PX_EVALUE },
};
/* clang-format on */

static void
every_row(void **state)
{
	char out[PATH_MAX_BYTES];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		memcpy(out, "before", 7);
		assert_int_equal(path_clean(out, sizeof(out), rows[i].name),
		    rows[i].err);
		assert_string_equal(out,
		    rows[i].err == 0 ? rows[i].clean : "before");
	}
}

/* What is clean stays as it is. */
static void
cleaning_twice_changes_nothing(void **state)
{
	char out[PATH_MAX_BYTES];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (rows[i].err != 0)
			continue;
		assert_int_equal(path_clean(out, sizeof(out), rows[i].clean),
		    0);
		assert_string_equal(out, rows[i].clean);
	}
}

static void
length_has_a_bound(void **state)
{
	char name[PATH_MAX_BYTES + 1], out[PATH_MAX_BYTES];

	(void)state;
	memset(name, 'a', sizeof(name));
	name[PATH_MAX_BYTES] = '\0';
	assert_int_equal(path_clean(out, sizeof(out), name), -PX_ELONG);
	name[PATH_MAX_BYTES - 1] = '\0';
	assert_int_equal(path_clean(out, sizeof(out), name), 0);
	assert_string_equal(out, name);
	assert_int_equal(path_clean(out, sizeof(out) - 1, name), -PX_ELONG);
	assert_int_equal(path_clean(out, 3, "/abc"), -PX_ELONG);
	assert_int_equal(path_clean(out, 4, "/abc"), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(every_row),
	    cmocka_unit_test(cleaning_twice_changes_nothing),
	    cmocka_unit_test(length_has_a_bound),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
