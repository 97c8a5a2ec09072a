/* SPDX-License-Identifier: ISC */
#ifndef TUI_DEMO_SPAWN_H
#define TUI_DEMO_SPAWN_H

#include <stdbool.h>
#include <sys/types.h>

/* Other programs, and this one again, as children that never outlive us. */
struct demo_spawn {
	const char *const *argv; /* [0]: a path; NULL after the last */
	bool quiet; /* no standard output and error */
	bool humble; /* lowest priority, no input */
};

/* The child, or -PX_ENOMEM. */
pid_t demo_spawn(const struct demo_spawn *what);

/* Starts it and waits: its exit status, 126 for any other end. */
int demo_spawn_wait(const struct demo_spawn *what);

/* The first of the paths that can be run, or NULL; NULL ends the list. */
const char *demo_spawn_find(const char *const *paths);

#define DEMO_SELF "/proc/self/exe"

#endif
