/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "core/io/thread.h"

#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

/* A tenth of what a thread that serves gets, as long as there is one. */
#define GIVES_WAY 10

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
