/* SPDX-License-Identifier: ISC */
#include "tests/unit/unit.h"

#include <string.h>

#include "core/boot/diag_rules.h"
#include "core/boot/screen_code.h"

static void
every_row_is_found_by_its_code(void **state)
{
	const struct screen_code *rows, *r;
	size_t i, n, count;

	(void)state;
	rows = screen_code_rows(&count);
	assert_true(count > 25);
	for (i = 0; i < count; i++) {
		for (n = 0; (r = screen_code_find(rows[i].code, SCREEN_ANY,
				 n)) != &rows[i];
		     n++)
			assert_non_null(r);
		assert_true(rows[i].meaning[0] != '\0');
		assert_true(rows[i].look[0] != '\0');
	}
}

/* A finding that a code points to is one that there is. */
static void
every_finding_named_is_there(void **state)
{
	const struct screen_code *rows;
	const struct diag_unseen *unseen;
	size_t count, unseen_count, i, k, n;

	(void)state;
	rows = screen_code_rows(&count);
	unseen = diag_unseen(&unseen_count);
	for (i = 0; i < count; i++)
		for (k = 0; k < 3 && rows[i].slugs[k] != NULL; k++) {
			const char *slug = rows[i].slugs[k];
			bool found = false;

			for (n = 0; n < diag_rule_count(); n++)
				found = found ||
				    strcmp(diag_rule(n)->slug, slug) == 0;
			for (n = 0; n < unseen_count; n++)
				found = found ||
				    strcmp(unseen[n].slug, slug) == 0;
			if (!found)
				fail_msg("%s: %s", rows[i].code, slug);
		}
}

static void
people_type_it_in_many_ways(void **state)
{
	/* clang-format off */
	static const struct {
		const char *typed, *code;
		unsigned firmware;
	} rows[] = {
		{"PXE-E53", "E53", SCREEN_BIOS},
		{"pxe-e53: No boot filename received", "E53", SCREEN_EDK2},
		{"53", "E53", SCREEN_BIOS},
		{"PXE-E05", "E05", SCREEN_EDK2},
		{"E07 uefi", "E07", SCREEN_ANY},
		{"  e53 bios", "E53", SCREEN_ANY},
		{"E16 uefi", "E16", SCREEN_BIOS},
		{"2d03e1", "2D03E1", SCREEN_ANY},
		{"https://ipxe.org/2d03e13b", "2D03E1", SCREEN_ANY},
		{"Nothing to boot (http://ipxe.org/2d03e13b", "2D03E1",
		    SCREEN_ANY},
		{"38086193", "380861", SCREEN_ANY},
	};
	/* clang-format on */
	const struct screen_code *r;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		r = screen_code_find(rows[i].typed, rows[i].firmware, 0);
		if (r == NULL)
			fail_msg("%s", rows[i].typed);
		else
			assert_string_equal(r->code, rows[i].code);
		assert_null(
		    screen_code_find(rows[i].typed, rows[i].firmware, 1));
	}
}

static void
firmware_tells_numbers_apart(void **state)
{
	(void)state;
	assert_null(screen_code_find("E16", SCREEN_BIOS, 0));
	assert_null(screen_code_find("E51 edk2", SCREEN_ANY, 0));
	/* One number, two firmwares, two causes. */
	assert_string_equal(screen_code_find("E53 edk2", SCREEN_ANY, 0)
				->slugs[1],
	    "zero-size");
	assert_string_equal(screen_code_find("E53 bios", SCREEN_ANY, 0)
				->slugs[1],
	    "file-field-ignored");
	/* EDK2's Dhcp4Dxe turns a NAK into a device error. */
	assert_string_equal(screen_code_find("E07 edk2", SCREEN_ANY, 0)
				->slugs[0],
	    "foreign-nak");
	assert_string_equal(screen_code_find("E09 bios", SCREEN_ANY, 0)
				->slugs[0],
	    "no-frames");
	assert_null(screen_code_find("E09 edk2", SCREEN_ANY, 0)->slugs[0]);
	assert_null(screen_code_find("E12 edk2", SCREEN_ANY, 1));
	assert_null(screen_code_find("", SCREEN_ANY, 0));
	assert_null(screen_code_find("bios", SCREEN_ANY, 0));
	assert_null(screen_code_find("2d03", SCREEN_ANY, 0));
	assert_string_equal(screen_firmware_name(SCREEN_BIOS | SCREEN_EDK2),
	    "BIOS or EDK2");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(every_row_is_found_by_its_code),
	    cmocka_unit_test(every_finding_named_is_there),
	    cmocka_unit_test(people_type_it_in_many_ways),
	    cmocka_unit_test(firmware_tells_numbers_apart),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
