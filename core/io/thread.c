/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "core/io/thread.h"

#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

/* A tenth of what a thread that serves gets, as long as there is one. */
#define GIVES_WAY 10
#define END_SECONDS 3

bool
thread_begin(pthread_t *ret, void *(*run)(void *arg), void *arg)
{
	sigset_t all, before;
	bool begun;

	(void)sigfillset(&all);
	(void)pthread_sigmask(SIG_SETMASK, &all, &before);
	begun = pthread_create(ret, NULL, run, arg) == 0;
	(void)pthread_sigmask(SIG_SETMASK, &before, NULL);
	return begun;
}

bool
thread_end(pthread_t thread)
{
	struct timespec until;

	(void)clock_gettime(CLOCK_REALTIME, &until);
	until.tv_sec += END_SECONDS;
	return pthread_timedjoin_np(thread, NULL, &until) == 0;
}

void
thread_is(const char *name)
{
	(void)prctl(PR_SET_NAME, name);
}

void
thread_gives_way(void)
{
	/* On Linux a nice value belongs to the thread. */
	(void)setpriority(PRIO_PROCESS, (id_t)syscall(SYS_gettid), GIVES_WAY);
}

size_t
thread_processors(void)
{
	cpu_set_t set;

	if (sched_getaffinity(0, sizeof(set), &set) != 0)
		return 1;
	return (size_t)CPU_COUNT(&set);
}
