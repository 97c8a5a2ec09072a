/* SPDX-License-Identifier: ISC */
#ifndef TUI_DEMO_NET_H
#define TUI_DEMO_NET_H

#include <stdbool.h>
#include <sys/types.h>

#include "core/base/text.h"

/*
 * The demonstration's own network: a namespace for the server, one for the
 * machines, a pair of virtual cards between them.  All of it is gone with
 * the last process in it; the host's network is never touched.
 */
#define DEMO_SERVER_IF "demo0"
#define DEMO_MACHINES_IF "boot0"
#define DEMO_BRIDGE_IF "wire0" /* with a real machine: boot0 and its tap */
#define DEMO_TAP_IF "tap0"

/* Into a namespace of our own; not root: root of a user namespace, too. */
int demo_net_enter(struct text *why);

/* The other side's, in a child of ours. */
int demo_net_enter_machines(void);

/* The wire to the machines' process, the server's address on it. */
int demo_net_wire(pid_t machines, struct text *why);

/* In the machines' namespace: the card up; with a bridge and tap or not. */
int demo_net_up(bool tap);

#endif
