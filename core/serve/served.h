/* SPDX-License-Identifier: ISC */
#ifndef CORE_SERVE_SERVED_H
#define CORE_SERVE_SERVED_H

#include <stddef.h>

#include "core/base/text.h"
#include "core/io/iface.h"
#include "core/serve/config.h"

/*
 * Which interfaces to serve: those that the operator named, else every
 * Ethernet one that is up.  How many, or -PX_ENOENT (no such interface, or
 * none at all) with the ones that there are in why.
 */
int served_choose(struct iface ret[CONFIG_INTERFACES],
    const struct serve_config *config, const struct iface *rows, size_t count,
    struct text *why);

#endif
