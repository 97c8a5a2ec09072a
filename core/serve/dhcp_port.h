/* SPDX-License-Identifier: ISC */
#ifndef CORE_SERVE_DHCP_PORT_H
#define CORE_SERVE_DHCP_PORT_H

#include <stdbool.h>
#include <stddef.h>

#include "core/boot/policy.h"
#include "core/boot/reply.h"
#include "core/io/iface.h"
#include "core/io/udp.h"
#include "core/serve/pending.h"

/*
 * One interface that DHCP is served on: its sockets for 67 and 4011, what
 * the server is there, and how a reply leaves by it.
 */
enum dhcp_socket { DHCP_SOCKET_67, DHCP_SOCKET_4011, DHCP_SOCKETS };

/* Each is told once; 0 at the start. */
enum dhcp_port_state {
	DHCP_PORT_UNTOLD,
	DHCP_PORT_GONE,
	DHCP_PORT_STUCK,
	DHCP_PORT_DOWN,
	DHCP_PORT_NO_LINK,
	DHCP_PORT_NO_ADDR,
	DHCP_PORT_SERVED
};

struct dhcp_port {
	struct iface iface;
	bool present; /* false: the interface is gone for now */
	enum dhcp_port_state state;
	int fd[DHCP_SOCKETS];
	struct server_facts facts; /* addr 0: nothing to serve with */
	struct network net;
};

/* Opens both sockets; udp_open's errors, nothing open then. */
int dhcp_port_open(struct dhcp_port *p, const struct iface *i,
    struct text *why);
void dhcp_port_close(struct dhcp_port *p);

/*
 * Takes over the interface as it is now (NULL: gone).  A new index means that
 * it was made anew: the sockets move over.  `wanted`: an address of the
 * network to serve, 0: any.  True, and a line for the log in `news`, when
 * something changed for the service.
 */
bool dhcp_port_update(struct dhcp_port *p, const struct iface *now,
    uint32_t wanted, struct text *news);

/*
 * Sends up to DHCP_SEND_MOST replies, each by its route and through its port
 * of `ports`; raw_fd below 0: no frames, broadcasts go by the sockets.
 * A bit for each that could not be sent, the first is 1.
 */
#define DHCP_SEND_MOST UDP_BATCH
uint32_t dhcp_port_send(const struct dhcp_port *ports, int raw_fd,
    struct outgoing *const *list, size_t count);

#endif
