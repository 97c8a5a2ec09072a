/* SPDX-License-Identifier: ISC */
#include "core/serve/dhcp_port.h"

#include <string.h>
#include <unistd.h>

#include "core/io/priv.h"
#include "core/io/raw.h"
#include "core/io/socket.h"
#include "core/io/udp.h"

static const uint16_t port_numbers[DHCP_SOCKETS] = {
    [DHCP_SOCKET_67] = DHCP_PORT_SERVER,
    [DHCP_SOCKET_4011] = DHCP_PORT_PXE,
};

int
dhcp_port_open(struct dhcp_port *p, const struct iface *i, struct text *why)
{
	p->iface = *i;
	p->present = true;
	for (size_t n = 0; n < DHCP_SOCKETS; n++)
		p->fd[n] = -1;
	for (size_t n = 0; n < DHCP_SOCKETS; n++) {
		int fd = udp_open(i->name, 0, port_numbers[n], why);

		if (fd < 0) {
			dhcp_port_close(p);
			return fd;
		}
		p->fd[n] = fd;
	}
	return 0;
}

void
dhcp_port_close(struct dhcp_port *p)
{
	for (size_t n = 0; n < DHCP_SOCKETS; n++) {
		if (p->fd[n] >= 0)
			(void)close(p->fd[n]);
		p->fd[n] = -1;
	}
}

/* The sockets still point at the old index: no packet would ever come. */
static bool
move_sockets(struct dhcp_port *p)
{
	bool moved = true;

	(void)priv_raise_raw(true);
	for (size_t n = 0; n < DHCP_SOCKETS; n++)
		if (socket_rebind(p->fd[n], p->iface.name) != 0)
			moved = false;
	(void)priv_raise_raw(false);
	return moved;
}

static void
take_addresses(struct dhcp_port *p, uint32_t wanted)
{
	p->facts.addr = 0;
	p->net.addr = 0;
	p->net.mask = 0;
	p->net.mtu = p->iface.mtu;
	if (!p->present ||
	    !iface_addr_for(&p->iface, wanted, &p->net.addr, &p->net.mask))
		return;
	p->facts.addr = p->net.addr;
}

static enum dhcp_port_state
state_of(struct dhcp_port *p, bool anew)
{
	if (!p->present)
		return DHCP_PORT_GONE;
	if (anew && !move_sockets(p))
		return DHCP_PORT_STUCK;
	if (!p->iface.up)
		return DHCP_PORT_DOWN;
	if (!p->iface.running)
		return DHCP_PORT_NO_LINK;
	return p->facts.addr == 0 ? DHCP_PORT_NO_ADDR : DHCP_PORT_SERVED;
}

static void
add_news(struct text *news, const struct dhcp_port *p)
{
	static const char *const words[] = {
	    [DHCP_PORT_UNTOLD] = "",
	    [DHCP_PORT_GONE] = " is gone: not served until it is back",
	    [DHCP_PORT_STUCK] = (" was made anew, but its sockets could not "
				 "be moved: start again to serve it"),
	    [DHCP_PORT_DOWN] = " is down: not served until it is up",
	    [DHCP_PORT_NO_LINK] = " has no link: is its cable in?",
	    [DHCP_PORT_NO_ADDR] = " has no IPv4 address: not served",
	    [DHCP_PORT_SERVED] = " is served as ",
	};
	char ip[IP4_TEXT];

	text_add_visible_str(news, p->iface.name);
	text_add(news, words[p->state]);
	if (p->state == DHCP_PORT_SERVED)
		text_add(news, ip4_format(ip, p->facts.addr));
}

bool
dhcp_port_update(struct dhcp_port *p, const struct iface *now, uint32_t wanted,
    struct text *news)
{
	const enum dhcp_port_state before = p->state;
	const unsigned index = p->iface.index;
	const uint32_t addr = p->facts.addr, mask = p->net.mask;

	p->present = now != NULL;
	if (now != NULL)
		p->iface = *now;
	take_addresses(p, wanted);
	p->state = state_of(p,
	    p->iface.index != index || before == DHCP_PORT_STUCK);
	add_news(news, p);
	if (before == DHCP_PORT_UNTOLD || p->state != before)
		return before != DHCP_PORT_UNTOLD;
	/* What cannot be served is not told again for what changes in it. */
	return p->state == DHCP_PORT_SERVED &&
	    (p->iface.index != index || p->facts.addr != addr ||
		p->net.mask != mask);
}

/*
 * What is for no address of the wire yet goes as a frame: a machine without
 * an address has no ARP entry, and a broadcast by a socket would come back to
 * every socket of this host.  A link without Ethernet addresses has no frames,
 * a server without CAP_NET_RAW may send none.
 */
static bool
is_framed(const struct dhcp_port *p, int raw_fd, const struct outgoing *o)
{
	return raw_fd >= 0 && p->iface.ethernet &&
	    (o->route.how == ROUTE_RAW || o->route.how == ROUTE_BROADCAST);
}

/* Replies that leave in the same way, by one call of the kernel. */
struct run {
	bool framed;
	int fd;
	size_t first, count; /* of the list, one behind the other */
	struct udp_out out[DHCP_SEND_MOST];
	struct raw_out frames[DHCP_SEND_MOST];
};

static int
send_from(const struct run *r, size_t at)
{
	if (r->framed)
		return raw_send_many(r->fd, r->frames + at, r->count - at);
	return udp_send_many(r->fd, r->out + at, r->count - at);
}

/* The kernel ends at the one that fails: go on behind it. */
static uint32_t
send_run(struct run *r)
{
	uint32_t failed = 0;
	size_t at = 0;

	while (at < r->count) {
		const int n = send_from(r, at);

		at += n > 0 ? (size_t)n : 0;
		if (n <= 0)
			failed |= UINT32_C(1) << (r->first + at++);
	}
	r->count = 0;
	return failed;
}

static void
add_frame(struct run *r, const struct dhcp_port *p, const struct outgoing *o)
{
	r->frames[r->count++] = (struct raw_out){.ifindex = p->iface.index,
	    .frame = {.dst_mac = o->route.dst_mac,
		.src_mac = p->iface.mac,
		.src = o->src,
		.dst = o->route.dst,
		.src_port = o->from_port,
		.dst_port = o->route.dst_port,
		.data = o->bytes,
		.len = o->len}};
}

static void
add_datagram(struct run *r, const struct dhcp_port *p, const struct outgoing *o)
{
	r->out[r->count++] = (struct udp_out){.buf = o->bytes,
	    .len = o->len,
	    .to = {.dst = o->route.dst,
		.dst_port = o->route.dst_port,
		.src = o->src,
		.ifindex = p->iface.index}};
}

static int
socket_of(const struct dhcp_port *p, const struct outgoing *o)
{
	return p->fd[o->from_port == DHCP_PORT_PXE ? DHCP_SOCKET_4011 :
						     DHCP_SOCKET_67];
}

uint32_t
dhcp_port_send(const struct dhcp_port *ports, int raw_fd,
    struct outgoing *const *list, size_t count)
{
	struct run run;
	uint32_t failed = 0;

	run.count = 0;
	for (size_t i = 0; i < count; i++) {
		const struct dhcp_port *p = &ports[list[i]->port];
		const bool framed = is_framed(p, raw_fd, list[i]);
		const int fd = framed ? raw_fd : socket_of(p, list[i]);

		if (run.count > 0 && (fd != run.fd || !p->present))
			failed |= send_run(&run);
		if (!p->present) {
			failed |= UINT32_C(1) << i;
			continue;
		}
		if (run.count == 0)
			run.first = i;
		run.framed = framed;
		run.fd = fd;
		if (framed)
			add_frame(&run, p, list[i]);
		else
			add_datagram(&run, p, list[i]);
	}
	return failed | send_run(&run);
}
