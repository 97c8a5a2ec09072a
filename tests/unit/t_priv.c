/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "tests/unit/unit.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/base/err.h"
#include "core/io/confine.h"
#include "core/io/priv.h"

static void
maps_tell_which_ids_exist(void **state)
{
	static const char all[] = "         0          0 4294967295\n";
	static const char only_root[] = "         0       1000          1\n";
	static const char two[] = "0 1000 1\n1 100000 65536\n";

	(void)state;
	assert_true(priv_map_has(all, 0));
	assert_true(priv_map_has(all, 65534));
	assert_true(priv_map_has(only_root, 0));
	assert_false(priv_map_has(only_root, 65534));
	assert_true(priv_map_has(two, 65534));
	assert_true(priv_map_has(two, 65536));
	assert_false(priv_map_has(two, 65537));
	assert_false(priv_map_has("", 0));
	assert_false(priv_map_has("garbage\n", 0));
	assert_false(priv_map_has(NULL, 0));
}

static void
an_unknown_user_is_nobody(void **state)
{
	struct priv_user u;

	(void)state;
	assert_int_equal(priv_user_find(&u, ""), 0);
	assert_true(
	    strcmp(u.name, "pxeconsole") == 0 || strcmp(u.name, "nobody") == 0);
	assert_true(u.uid != 0);
	assert_int_equal(priv_user_find(&u, "no-such-user-here"), -PX_ENOENT);
	/* Root is nobody to become. */
	assert_int_equal(priv_user_find(&u, "root"), -PX_ENOENT);
}

/* Linked or odd files are not given away, whoever put them there. */
static void
only_plain_files_are_given(void **state)
{
	struct priv_user me = {.uid = getuid(), .gid = getgid()};
	char dir[] = "/tmp/t_priv.XXXXXX", file[64], other[64];
	int fd;

	(void)state;
	assert_non_null(mkdtemp(dir));
	(void)snprintf(file, sizeof(file), "%s/db", dir);
	(void)snprintf(other, sizeof(other), "%s/other", dir);
	assert_int_equal(priv_give(file, &me), 0);
	fd = open(file, O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
	assert_true(fd >= 0);
	assert_int_equal(close(fd), 0);
	assert_int_equal(priv_give(file, &me), 0);
	assert_int_equal(priv_give(dir, &me), 0);
	assert_int_equal(symlink(file, other), 0);
	assert_int_equal(priv_give(other, &me), -PX_EACCESS);
	assert_int_equal(unlink(other), 0);
	assert_int_equal(link(file, other), 0);
	assert_int_equal(priv_give(file, &me), -PX_EACCESS);
	assert_int_equal(unlink(other), 0);
	assert_int_equal(mkfifo(other, 0600), 0);
	assert_int_equal(priv_give(other, &me), -PX_EACCESS);
	assert_int_equal(unlink(other), 0);
	assert_int_equal(unlink(file), 0);
	assert_int_equal(rmdir(dir), 0);
}

/* The value of a line of /proc/self/status, hexadecimal or not. */
static unsigned long long
status_value(const char *key)
{
	unsigned long long v = ~0ULL;
	char line[256];
	FILE *f = fopen("/proc/self/status", "re");

	while (f != NULL && fgets(line, sizeof(line), f) != NULL)
		if (strncmp(line, key, strlen(key)) == 0)
			v = strtoull(line + strlen(key), NULL, 16);
	if (f != NULL)
		(void)fclose(f);
	return v;
}

/* In a child, as nothing can be taken back: 0 when all is as promised. */
static int
drop_and_look(void)
{
	const unsigned long long net_raw = 1ULL << 13;
	struct priv_user u;
	char why[256];
	struct text t;

	text_init(&t, why, sizeof(why));
	if (priv_user_find(&u, "nobody") != 0 || priv_drop(&u, &t) != 0)
		return 1;
	if (why[0] == '\0' || status_value("NoNewPrivs:") != 1)
		return 2;
	if (status_value("CapEff:") != 0 || status_value("CapInh:") != 0)
		return 3;
	if ((status_value("CapPrm:") & ~net_raw) != 0)
		return 4;
	if (setuid(0) == 0 && getuid() == 0 && status_value("CapEff:") != 0)
		return 5;
	return 0;
}

/* Runs it in a child and gives what it found. */
static int
in_child(int (*look)(void))
{
	int status = -1;
	pid_t child = fork();

	assert_true(child >= 0);
	if (child == 0)
		_exit(look());
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

static void
rights_are_gone_after_the_drop(void **state)
{
	(void)state;
	assert_int_equal(in_child(drop_and_look), 0);
}

static int
open_and_close_strays(void)
{
	const int fd = dup2(STDERR_FILENO, 100);

	priv_close_strays();
	if (fd != 100 || fcntl(fd, F_GETFD) != -1)
		return 1;
	return fcntl(STDERR_FILENO, F_GETFD) == -1 ? 2 : 0;
}

static void
what_a_parent_left_open_is_closed(void **state)
{
	(void)state;
	assert_int_equal(in_child(open_and_close_strays), 0);
}

/* After the drop, as a filter needs no_new_privs. */
static int
confine_and_try(void)
{
	char *const none[] = {NULL};

	if (drop_and_look() != 0 || confine_syscalls() != 0)
		return 1;
	if (execve("/bin/true", none, none) != -1 || errno != EPERM)
		return 2;
	if (chroot("/") != -1 || errno != EPERM)
		return 3;
	/* What a server does still works. */
	if (getppid() <= 0 || open("/dev/null", O_RDONLY | O_CLOEXEC) < 0)
		return 4;
	return 0;
}

static void
no_program_can_be_run_when_confined(void **state)
{
	(void)state;
	assert_int_equal(in_child(confine_and_try), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(maps_tell_which_ids_exist),
	    cmocka_unit_test(an_unknown_user_is_nobody),
	    cmocka_unit_test(only_plain_files_are_given),
	    cmocka_unit_test(what_a_parent_left_open_is_closed),
	    cmocka_unit_test(rights_are_gone_after_the_drop),
	    cmocka_unit_test(no_program_can_be_run_when_confined),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
