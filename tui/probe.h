/* SPDX-License-Identifier: ISC */
#ifndef TUI_PROBE_H
#define TUI_PROBE_H

#include "core/base/text.h"
#include "core/boot/event.h"
#include "core/sim/client.h"
#include "core/sim/taken.h"

/*
 * A simulated client on a real wire, from its DISCOVER to its last file.
 * What it sends and hears goes the way of a capture, so that its boot is
 * told and judged like any machine's.  It gives its addresses back.
 */
struct probe_order {
	const char *ifname;
	const struct sim_kind *kind;
	struct mac mac;
	struct event_sink each; /* events of this machine alone */
};

struct probe_result {
	struct sim_client client;
	struct sim_taken taken; /* addresses that were given back */
	bool stopped; /* by a signal */
};

/* The MAC of a kind where none is given: locally administered. */
void probe_mac(struct mac *ret, const struct sim_kind *kind);

/*
 * The interface to probe on: the one named, else the only one there is.  0,
 * or -PX_ENOENT or -PX_ENET with a sentence in why; also when a DHCP server
 * here listens on this very interface, which would not hear the probe.
 */
int probe_interface(char *ret, size_t cap, const char *named, struct text *why);

/* 0, or -PX_EACCESS, -PX_ENET, -PX_ENOMEM with a sentence in why. */
int probe_run(struct probe_result *ret, const struct probe_order *order,
    struct text *why);

#endif
