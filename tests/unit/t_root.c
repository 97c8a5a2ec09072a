/* SPDX-License-Identifier: ISC */
#include "tests/unit/unit.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/base/err.h"
#include "core/io/root.h"

/* A tree with all that may stand in one, and a secret beside it. */
struct tree {
	char top[64];
	struct root *root;
};

static void
put(const char *path, const char *content)
{
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	assert_true(fputs(content, f) >= 0);
	assert_int_equal(fclose(f), 0);
}

static void
make_socket(void)
{
	struct sockaddr_un sun = {.sun_family = AF_UNIX,
	    .sun_path = "root/socket"};
	const int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	assert_int_equal(bind(fd, (const struct sockaddr *)&sun, sizeof(sun)),
	    0);
	(void)close(fd);
}

static int
set_up(void **state)
{
	static const char *const links[][2] = {{"../secret", "root/out"},
	    {"..", "root/up"}, {"/etc", "root/etc"}, {"pxelinux.0", "root/in"},
	    {"dir/../pxelinux.0", "root/round"}, {"loop", "root/loop"},
	    {"/proc/self/fd/0", "root/magic"}, {"nowhere", "root/dangling"}};
	struct tree *t = calloc(1, sizeof(*t));
	char buf[200];
	struct text why;
	size_t i;

	assert_non_null(t);
	(void)snprintf(t->top, sizeof(t->top), "/tmp/t_root.XXXXXX");
	assert_non_null(mkdtemp(t->top));
	assert_int_equal(chdir(t->top), 0);
	assert_int_equal(mkdir("root", 0755), 0);
	assert_int_equal(mkdir("root/dir", 0755), 0);
	put("secret", "secret");
	put("root/pxelinux.0", "loader");
	put("root/dir/file", "in the directory");
	assert_int_equal(mkfifo("root/fifo", 0644), 0);
	make_socket();
	for (i = 0; i < sizeof(links) / sizeof(links[0]); i++)
		assert_int_equal(symlink(links[i][0], links[i][1]), 0);
	text_init(&why, buf, sizeof(buf));
	assert_int_equal(root_open(&t->root, "root", &why), 0);
	*state = t;
	return 0;
}

static int
tear_down(void **state)
{
	static const char *const names[] = {"out", "up", "etc", "in", "round",
	    "loop", "magic", "dangling", "pxelinux.0", "dir/file", "dir",
	    "fifo", "socket", "swap", "a/bios/menu.c32", "a/bios/ldlinux.c32",
	    "a/efi64/menu.c32", "a/efi64/ldlinux.e64", "a/bios", "a/efi64", "a",
	    ""};
	struct tree *t = *state;
	char path[64];
	size_t i;

	root_free(t->root);
	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		(void)snprintf(path, sizeof(path), "root/%s", names[i]);
		(void)remove(path);
	}
	assert_int_equal(unlink("secret"), 0);
	assert_int_equal(chdir("/"), 0);
	assert_int_equal(rmdir(t->top), 0);
	free(t);
	return 0;
}

struct row {
	const char *name;
	int with_openat2, without;
};

/* X04: what may be opened, by both ways of looking names up. */
/* clang-format off */
static const struct row rows[] = {
	{ "pxelinux.0", 0, 0 },
	{ "dir/file", 0, 0 },
	{ "in", 0, -PX_EESCAPE }, /* links inside: only where the kernel looks */
	{ "round", 0, -PX_EESCAPE },
	{ "out", -PX_EESCAPE, -PX_EESCAPE },
	{ "up/secret", -PX_EESCAPE, -PX_ENOENT },
	{ "etc/passwd", -PX_EESCAPE, -PX_ENOENT },
	{ "dir/../../secret", -PX_EESCAPE, -PX_EESCAPE },
	{ "../secret", -PX_EESCAPE, -PX_EESCAPE },
	{ "magic", -PX_EESCAPE, -PX_EESCAPE },
	{ "loop", -PX_EESCAPE, -PX_EESCAPE },
	{ "dangling", -PX_ENOENT, -PX_EESCAPE },
	{ "fifo", -PX_EISDIR, -PX_EISDIR },
	{ "socket", -PX_EISDIR, -PX_EISDIR },
	{ "dir", -PX_EISDIR, -PX_EISDIR },
	{ "nothing", -PX_ENOENT, -PX_ENOENT },
	{ "dir/nothing", -PX_ENOENT, -PX_ENOENT },
	{ "pxelinux.0/x", -PX_ENOENT, -PX_ENOENT },
	{ "nothing/x", -PX_ENOENT, -PX_ENOENT },
};
/* clang-format on */

static void
only_regular_files_below_the_root(void **state)
{
	const struct tree *t = *state;
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const int fd = root_open_fd(t->root, rows[i].name);

		if ((fd < 0 ? fd : 0) != rows[i].with_openat2)
			fail_msg("%s: %d", rows[i].name, fd);
		if (fd >= 0)
			(void)close(fd);
	}
}

/* Makes the kernel say EPERM to openat2, as an old seccomp filter does. */
static bool
forbid_openat2(void)
{
	struct sock_filter code[] = {
	    BPF_STMT(BPF_LD | BPF_W | BPF_ABS, 0),
	    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_openat2, 0, 1),
	    BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),
	    BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	const struct sock_fprog prog = {.len = 4, .filter = code};

	return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
	    prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &prog) == 0;
}

/* X05: the walk without openat2; its exit status is the row that failed. */
static void
the_same_without_openat2(void **state)
{
	const struct tree *t = *state;
	const pid_t pid = fork();
	int status = 0;
	size_t i;

	if (pid == 0) {
		if (!forbid_openat2())
			_exit(200);
		for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
			const int fd = root_open_fd(t->root, rows[i].name);

			if ((fd < 0 ? fd : 0) != rows[i].without)
				_exit((int)i + 1);
		}
		_exit(0);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
}

static void
long_names_are_not_found(void **state)
{
	const struct tree *t = *state;
	char name[300];

	memset(name, 'a', sizeof(name));
	name[sizeof(name) - 1] = '\0';
	assert_int_equal(root_open_fd(t->root, name), -PX_ENOENT);
	name[280] = '/';
	assert_int_equal(root_open_fd(t->root, name), -PX_ENOENT);
}

/* L07: many clients of one image, one descriptor. */
static void
an_open_file_is_shared(void **state)
{
	const struct tree *t = *state;
	const struct root_file *a, *b, *c;

	assert_int_equal(root_open_file(t->root, "pxelinux.0", &a), 0);
	assert_int_equal(root_open_file(t->root, "in", &b), 0);
	assert_ptr_equal(a, b);
	assert_int_equal(a->size, 6);
	assert_int_equal(root_open_file(t->root, "dir/file", &c), 0);
	assert_ptr_not_equal(a, c);
	assert_int_equal(root_open_count(t->root), 2);
	root_close_file(t->root, a);
	assert_int_equal(root_open_count(t->root), 2);
	root_close_file(t->root, b);
	root_close_file(t->root, c);
	assert_int_equal(root_open_count(t->root), 0);
	assert_int_equal(root_open_file(t->root, "nothing", &a), -PX_ENOENT);
}

/* X09: a changed file is another one, with its own size. */
static void
a_name_of_another_case_is_found(void **state)
{
	const struct tree *t = *state;
	char like[64] = "unchanged";

	assert_true(root_like(t->root, "\\PXELinux.0", like, sizeof(like)));
	assert_string_equal(like, "pxelinux.0");
	/* What is there by its very name, what is not there at all. */
	assert_false(root_like(t->root, "pxelinux.0", like, sizeof(like)));
	assert_false(root_like(t->root, "nothing.0", like, sizeof(like)));
	assert_false(root_like(t->root, "../SECRET", like, sizeof(like)));
	assert_false(root_like(t->root, "UP/secret", like, sizeof(like)));
}

/* Never in the top folder: there it was asked for. */
static void
a_file_is_found_below(void **state)
{
	const struct tree *t = *state;
	char folder[64] = "unchanged";

	assert_int_equal(mkdir("root/a", 0755), 0);
	assert_int_equal(mkdir("root/a/bios", 0755), 0);
	assert_int_equal(mkdir("root/a/efi64", 0755), 0);
	put("root/a/bios/menu.c32", "x");
	put("root/a/bios/ldlinux.c32", "x");
	put("root/a/efi64/menu.c32", "x");
	put("root/a/efi64/ldlinux.e64", "x");
	assert_true(root_find(t->root, "menu.c32", "ldlinux.c32", folder,
	    sizeof(folder)));
	assert_string_equal(folder, "a/bios");
	assert_true(
	    root_find(t->root, "ldlinux.e64", "", folder, sizeof(folder)));
	assert_string_equal(folder, "a/efi64");
	assert_false(root_find(t->root, "menu.c32", "ldlinux.e32", folder,
	    sizeof(folder)));
	assert_false(
	    root_find(t->root, "pxelinux.0", "", folder, sizeof(folder)));
	assert_false(root_find(t->root, "../x", "", folder, sizeof(folder)));
	assert_false(root_find(t->root, "menu.c32", "", folder, 3));
}

static void
a_changed_file_is_opened_anew(void **state)
{
	const struct tree *t = *state;
	const struct root_file *a, *b;

	assert_int_equal(root_open_file(t->root, "pxelinux.0", &a), 0);
	put("root/pxelinux.0", "another loader");
	assert_int_equal(root_open_file(t->root, "pxelinux.0", &b), 0);
	assert_ptr_not_equal(a, b);
	assert_int_equal(a->size, 6);
	assert_int_equal(b->size, 14);
	root_close_file(t->root, a);
	root_close_file(t->root, b);
}

struct swapper {
	pthread_t thread;
	volatile bool stop;
};

static void *
swap_over_and_over(void *arg)
{
	struct swapper *s = arg;

	while (!s->stop) {
		(void)unlink("root/swap");
		if (symlink("../secret", "root/swap") != 0)
			break;
		(void)unlink("root/swap");
		if (link("root/pxelinux.0", "root/swap") != 0)
			break;
	}
	return NULL;
}

/* X04: the name turns from a file into a link out while it is opened. */
static void
a_swapped_link_leaks_nothing(void **state)
{
	const struct tree *t = *state;
	struct swapper s = {.stop = false};
	int i, opened = 0;

	assert_int_equal(pthread_create(&s.thread, NULL, swap_over_and_over,
			     &s),
	    0);
	/* On a busy machine the swapper gets its turn late. */
	for (i = 0; i < 10000 || (opened == 0 && i < 10000000); i++) {
		const int fd = root_open_fd(t->root, "swap");
		char buf[16] = "";

		if (fd < 0)
			continue;
		assert_true(pread(fd, buf, sizeof(buf) - 1, 0) >= 0);
		(void)close(fd);
		assert_string_equal(buf, "loader");
		opened++;
	}
	s.stop = true;
	assert_int_equal(pthread_join(s.thread, NULL), 0);
	assert_true(opened > 0);
}

static void
a_root_that_is_none_is_told(void **state)
{
	struct root *r = NULL;
	char buf[200];
	struct text why;

	(void)state;
	text_init(&why, buf, sizeof(buf));
	assert_int_equal(root_open(&r, "nothing", &why), -PX_ENOENT);
	assert_string_equal(buf,
	    "cannot open the boot directory nothing: No such file or "
	    "directory; make it, or name another with --tftp-root");
	text_init(&why, buf, sizeof(buf));
	assert_int_equal(root_open(&r, "secret", &why), -PX_EISDIR);
	assert_null(r);
	root_free(NULL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(only_regular_files_below_the_root),
	    cmocka_unit_test(the_same_without_openat2),
	    cmocka_unit_test(long_names_are_not_found),
	    cmocka_unit_test(an_open_file_is_shared),
	    cmocka_unit_test(a_swapped_link_leaks_nothing),
	    cmocka_unit_test(a_root_that_is_none_is_told),
	    cmocka_unit_test(a_name_of_another_case_is_found),
	    cmocka_unit_test(a_file_is_found_below),
	    cmocka_unit_test(a_changed_file_is_opened_anew),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
