/* SPDX-License-Identifier: ISC */
#ifndef CORE_SERVE_WATCH_SELF_H
#define CORE_SERVE_WATCH_SELF_H

#include <stddef.h>

#include "core/boot/diag.h"
#include "core/boot/join.h"
#include "core/io/iface.h"
#include "core/serve/watch_port.h"

/*
 * Who we are on the wire, of the list of interfaces: every address of this
 * host is ours, on whatever interface, of loopback where that is watched.
 * What is watched comes first: all do not fit on a host of containers.
 * Overwritten but for the HTTP port, which is zeroed.
 */
void watch_self_learn(struct join_self *self, const struct iface *rows,
    size_t count, const struct watch_port *ports, size_t port_count);

/* Our addresses with the networks they stand in, for the diagnosis; likewise.
 */
void watch_self_networks(struct diag_env *env, const struct iface *rows,
    size_t count, const struct watch_port *ports, size_t port_count);

#endif
