/* SPDX-License-Identifier: ISC */
#include "tests/unit/unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/unit/stage.h"

/* The file of the bundle whose directory the screen named, removed. */
static void
take_file(const char *dir, const char *name, char *ret, size_t cap)
{
	char path[600];
	size_t n;
	FILE *f;

	(void)snprintf(path, sizeof(path), "%s/%s", dir, name);
	f = fopen(path, "r");
	assert_non_null(f);
	n = fread(ret, 1, cap - 1, f);
	ret[n] = '\0';
	(void)fclose(f);
	assert_int_equal(unlink(path), 0);
}

static void
a_machine_is_bundled_for_somebody_else(void **state)
{
	static char text[65536];
	struct stage s;
	char *dir;

	(void)state;
	stage_open(&s);
	s.calls.bundle = bundle_save;
	stage_session(&s, 1, true, BOOT_NEW, "");
	stage_dhcp(&s, 1, DHCP_DISCOVER, "BIOS ROM", "no address is left");
	stage_dhcp(&s, 2, DHCP_DISCOVER, "UEFI x64 ROM", "");
	stage_finding(&s, 1, "file-field-ignored", true, MEND_PLACEMENT_FIELD);
	(void)stage_draw(&s, 24, 80);
	stage_type(&s, "B");
	dir = strstr(s.app.said, "/");
	assert_non_null(dir);
	take_file(dir, "verdict.txt", text, sizeof(text));
	assert_non_null(strstr(text, "error file-field-ignored"));
	assert_non_null(strstr(text, "DISCOVER"));
	assert_null(strstr(text, "UEFI"));
	take_file(dir, "events.json", text, sizeof(text));
	assert_non_null(strstr(text, "\"event\":\"dhcp\""));
	assert_non_null(strstr(text, "52:54:00:00:00:01"));
	assert_null(strstr(text, "52:54:00:00:00:02"));
	assert_int_equal(rmdir(dir), 0);
	stage_close(&s);
}

static void
a_disk_that_takes_nothing_is_told(void **state)
{
	struct stage s;

	(void)state;
	stage_open(&s);
	s.calls.bundle = bundle_save;
	stage_dhcp(&s, 1, DHCP_DISCOVER, "BIOS ROM", "");
	(void)stage_draw(&s, 24, 80);
	assert_int_equal(setenv("TMPDIR", "/nonexistent", 1), 0);
	stage_type(&s, "B");
	assert_int_equal(unsetenv("TMPDIR"), 0);
	assert_non_null(strstr(s.app.said, "cannot write below /nonexistent"));
	stage_close(&s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_machine_is_bundled_for_somebody_else),
	    cmocka_unit_test(a_disk_that_takes_nothing_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
