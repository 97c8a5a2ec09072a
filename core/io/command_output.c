/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "core/io/command_output.h"

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/base/err.h"

#define PATH 128
#define STEP 65536u

static int
find(char ret[PATH], const char *name)
{
	static const char *const folders[] = {"/usr/sbin", "/sbin", "/usr/bin",
	    "/bin"};
	size_t i;

	for (i = 0; i < sizeof(folders) / sizeof(folders[0]); i++) {
		(void)snprintf(ret, PATH, "%s/%s", folders[i], name);
		if (access(ret, X_OK) == 0)
			return 0;
	}
	return -PX_ENOENT;
}

static int
spawn(pid_t *ret, const char *path, const char *const *argv, int out)
{
	char *const nothing[] = {NULL};
	posix_spawn_file_actions_t files;
	int err;

	if (posix_spawn_file_actions_init(&files) != 0)
		return -PX_ENOMEM;
	err = posix_spawn_file_actions_addopen(&files, STDIN_FILENO,
	    "/dev/null", O_RDONLY, 0);
	if (err == 0)
		err = posix_spawn_file_actions_addopen(&files, STDERR_FILENO,
		    "/dev/null", O_WRONLY, 0);
	if (err == 0)
		err = posix_spawn_file_actions_adddup2(&files, out,
		    STDOUT_FILENO);
	/* posix_spawn takes char *const[] for reasons of history only. */
	if (err == 0)
		err = posix_spawn(ret, path, &files, NULL,
		    (char *const *)(uintptr_t)argv, nothing);
	(void)posix_spawn_file_actions_destroy(&files);
	return err == 0 ? 0 : -PX_ENOMEM;
}

static int
read_all(char **ret, int fd, size_t most)
{
	char *buf = NULL, *more;
	size_t len = 0;
	ssize_t n;

	for (;;) {
		more = len > most ? NULL : realloc(buf, len + STEP + 1);
		if (more == NULL) {
			free(buf);
			return len > most ? -PX_ELONG : -PX_ENOMEM;
		}
		buf = more;
		n = read(fd, buf + len, STEP);
		if (n == -1 && errno == EINTR)
			continue;
		if (n <= 0)
			break;
		len += (size_t)n;
	}
	buf[len] = '\0';
	*ret = buf;
	return 0;
}

static int
wait_for(pid_t pid)
{
	int status;

	while (waitpid(pid, &status, 0) == -1)
		if (errno != EINTR)
			return -PX_EIO;
	return WIFEXITED(status) && WEXITSTATUS(status) == 0 ? 0 : -PX_EACCESS;
}

int
command_output(char **ret, size_t most, const char *const *argv)
{
	char path[PATH], *text = NULL;
	int ends[2], err, waited;
	pid_t pid;

	err = find(path, argv[0]);
	if (err < 0)
		return err;
	if (pipe2(ends, O_CLOEXEC) == -1)
		return -PX_EIO;
	err = spawn(&pid, path, argv, ends[1]);
	(void)close(ends[1]);
	if (err == 0) {
		err = read_all(&text, ends[0], most);
		/* A tool that still writes gets SIGPIPE. */
		(void)close(ends[0]);
		waited = wait_for(pid);
		err = err < 0 ? err : waited;
	} else {
		(void)close(ends[0]);
	}
	if (err < 0)
		free(text);
	else
		*ret = text;
	return err;
}
