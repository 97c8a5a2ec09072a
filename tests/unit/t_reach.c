/* SPDX-License-Identifier: ISC */
#include "tests/unit/unit.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/err.h"
#include "core/io/command_output.h"
#include "core/io/priv.h"
#include "core/io/reach.h"

static char dir[64], sub[80], file[96];

static int
setup(void **state)
{
	int fd;

	(void)state;
	(void)snprintf(dir, sizeof(dir), "/tmp/t_reach.XXXXXX");
	if (mkdtemp(dir) == NULL || chmod(dir, 0755) != 0)
		return -1;
	(void)snprintf(sub, sizeof(sub), "%s/sub", dir);
	(void)snprintf(file, sizeof(file), "%s/file", sub);
	if (mkdir(sub, 0755) != 0)
		return -1;
	fd = open(file, O_CREAT | O_WRONLY | O_CLOEXEC, 0644);
	return fd == -1 ? -1 : close(fd);
}

static int
teardown(void **state)
{
	(void)state;
	(void)chmod(sub, 0755);
	(void)unlink(file);
	(void)rmdir(sub);
	return rmdir(dir);
}

static void
every_folder_above_counts(void **state)
{
	struct priv_user u;
	bool matters;

	(void)state;
	if (priv_user_find(&u, "nobody") < 0)
		skip();
	/* Only who can become another user, or is none of root's, sees. */
	matters = priv_can_become(&u) || geteuid() != 0;
	assert_true(reach_may(file, &u));
	assert_true(reach_may(sub, &u));
	assert_int_equal(chmod(file, 0), 0);
	assert_int_equal(reach_may(file, &u), !matters);
	assert_true(reach_may(sub, &u));
	assert_int_equal(chmod(file, 0644), 0);
	assert_int_equal(chmod(sub, 0), 0);
	assert_int_equal(reach_may(file, &u), !matters);
	assert_int_equal(chmod(sub, 0755), 0);
	assert_false(reach_may("/nothing/at/all", &u));
}

static void
space_is_told(void **state)
{
	uint64_t have = 0, total = 0;

	(void)state;
	assert_int_equal(reach_space(dir, &have, &total), 0);
	assert_true(total >= have && total > 0);
	assert_int_equal(reach_space("/nothing/at/all", &have, &total),
	    -PX_ENOENT);
}

static void
a_tool_is_run_without_a_shell(void **state)
{
	static const char *const echo[] = {"echo", "a; $HOME `id`", NULL};
	static const char *const env[] = {"env", NULL};
	static const char *const none[] = {"no-such-tool-here", NULL};
	static const char *const bad[] = {"false", NULL};
	static const char *const endless[] = {"yes", NULL};
	char *text = NULL;

	(void)state;
	assert_int_equal(command_output(&text, 1000, echo), 0);
	assert_string_equal(text, "a; $HOME `id`\n");
	free(text);
	assert_int_equal(command_output(&text, 1000, env), 0);
	assert_string_equal(text, "");
	free(text);
	text = NULL;
	assert_int_equal(command_output(&text, 1000, none), -PX_ENOENT);
	assert_int_equal(command_output(&text, 1000, bad), -PX_EACCESS);
	assert_int_equal(command_output(&text, 1000, endless), -PX_ELONG);
	assert_null(text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(every_folder_above_counts),
	    cmocka_unit_test(space_is_told),
	    cmocka_unit_test(a_tool_is_run_without_a_shell),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
