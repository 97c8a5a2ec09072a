/* SPDX-License-Identifier: ISC */
#ifndef CORE_SERVE_SERVED_H
#define CORE_SERVE_SERVED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/text.h"
#include "core/io/iface.h"
#include "core/serve/config.h"

/* An interface that is served, and a socket for it; the owner's to close. */
struct served {
	char name[IFACE_NAME];
	unsigned index;
	int fd;
};

/*
 * Which interfaces to serve: those that the operator named, else every
 * Ethernet one that is up.  How many, or -PX_ENOENT (no such interface, or
 * none at all) with the ones that there are in why.
 */
int served_choose(struct iface ret[CONFIG_INTERFACES],
    const struct serve_config *config, const struct iface *rows, size_t count,
    struct text *why);

void served_init(struct served *s, const struct iface *i, int fd);

/*
 * Takes over the interface as it is now.  When it was made anew its socket
 * would stay deaf: it is moved over.
 */
void served_follow(struct served *s, const struct iface *now);

/*
 * Who has the address on the link of one of these; false: nobody seen.  Who
 * asks comes by one of them, but a connection does not say by which.
 */
bool served_neighbour(const struct served *s, size_t count, uint32_t addr,
    struct mac *ret);

#endif
