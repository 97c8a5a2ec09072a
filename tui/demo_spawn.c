/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "tui/demo_spawn.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/base/err.h"

#define CANNOT_RUN 126

static void
redirect(int to, int flags)
{
	const int fd = open("/dev/null", flags | O_CLOEXEC);

	if (fd >= 0)
		(void)dup2(fd, to);
}

/* In the child; never returns. */
static void
become(const struct demo_spawn *what, pid_t parent)
{
	sigset_t none;

	(void)sigemptyset(&none);
	(void)sigprocmask(SIG_SETMASK, &none, NULL);
	(void)prctl(PR_SET_PDEATHSIG, SIGTERM);
	if (getppid() != parent)
		_exit(CANNOT_RUN);
	if (what->quiet) {
		redirect(STDOUT_FILENO, O_WRONLY);
		redirect(STDERR_FILENO, O_WRONLY);
	}
	if (what->humble) {
		redirect(STDIN_FILENO, O_RDONLY);
		(void)setpriority(PRIO_PROCESS, 0, 19);
	}
	/* execv takes char *const[] for reasons of history only. */
	(void)execv(what->argv[0], (char *const *)(uintptr_t)what->argv);
	_exit(CANNOT_RUN);
}

pid_t
demo_spawn(const struct demo_spawn *what)
{
	const pid_t parent = getpid();
	const pid_t pid = fork();

	if (pid == 0)
		become(what, parent);
	return pid == -1 ? -PX_ENOMEM : pid;
}

int
demo_spawn_wait(const struct demo_spawn *what)
{
	const pid_t pid = demo_spawn(what);
	int status;

	if (pid < 0)
		return CANNOT_RUN;
	while (waitpid(pid, &status, 0) == -1)
		if (errno != EINTR)
			return CANNOT_RUN;
	return WIFEXITED(status) ? WEXITSTATUS(status) : CANNOT_RUN;
}

const char *
demo_spawn_find(const char *const *paths)
{
	for (; *paths != NULL; paths++)
		if (access(*paths, X_OK) == 0)
			return *paths;
	return NULL;
}
