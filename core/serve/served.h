/* SPDX-License-Identifier: ISC */
#ifndef CORE_SERVE_SERVED_H
#define CORE_SERVE_SERVED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/text.h"
#include "core/io/iface.h"
#include "core/serve/config.h"

struct tftpd_listen;

/* An interface that is served, and its socket for TFTP's requests. */
struct served {
	struct iface iface;
	int tftp_fd;
};

/*
 * Which interfaces to serve: those that the operator named, else every
 * Ethernet one that is up.  How many, or -PX_ENOENT (no such interface, or
 * none at all) with the ones that there are in why.
 */
int served_choose(struct iface ret[CONFIG_INTERFACES],
    const struct serve_config *config, const struct iface *rows, size_t count,
    struct text *why);

/* Opens port 69 on the interface; udp_open's errors. */
int served_open(struct served *s, const struct iface *i, struct text *why);
void served_close(struct served *s);

/*
 * Takes over the interface as it is now.  When it was made anew its socket
 * would stay deaf: it is moved over.
 */
void served_follow(struct served *s, const struct iface *now);

/* Who has the address on that interface's link; false: nobody seen. */
bool served_neighbour(const struct served *s, const char *interface,
    uint32_t addr, struct mac *ret);

/* What TFTP must know of it; `wanted` as for iface_addr_for. */
void served_listen(struct tftpd_listen *ret, const struct served *s,
    uint32_t wanted);

#endif
