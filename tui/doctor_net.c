/* SPDX-License-Identifier: ISC */
#include "config.h"

#include <cap-ng.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "core/io/port_owner.h"
#include "core/io/socket_diag.h"
#include "tui/doctor_gather.h"

#define PORT_DHCP 67

void
doctor_visit_begin(struct doctor_visit *v, const struct options *o,
    const struct doctor_out *out)
{
	const struct serve_config *c = &o->serve;
	const struct iface *i;
	int count;
	size_t n;

	memset(v, 0, sizeof(*v));
	v->options = o;
	v->out = *out;
	count = iface_list(&v->ifaces);
	v->iface_count = count < 0 ? 0 : (size_t)count;
	for (n = 0; n < c->interface_count; n++) {
		i = iface_find(v->ifaces, v->iface_count, c->interfaces[n]);
		if (i != NULL)
			v->served[v->served_count++] = i;
	}
	for (n = 0; c->interface_count == 0 && n < v->iface_count &&
	     v->served_count < CONFIG_INTERFACES;
	     n++)
		if (iface_is_default(&v->ifaces[n]))
			v->served[v->served_count++] = &v->ifaces[n];
	if (priv_user_find(&v->user, c->user) < 0)
		v->user.name[0] = '\0';
}

void
doctor_visit_end(struct doctor_visit *v)
{
	free(v->ifaces);
}

/*
 * The socket that hears the port on one of our interfaces; others' sockets
 * may be bound to interfaces that we do not serve (libvirt's dnsmasq).
 */
static bool
find_udp(const struct doctor_visit *v, uint16_t port, unsigned long *ret)
{
	size_t n;

	for (n = 0; n < v->served_count; n++)
		if (socket_diag_listens(port, v->served[n]->index, ret))
			return true;
	return false;
}

/* It came up after the server's start, or that was told of others only. */
static bool
is_missed(const struct doctor_visit *v, const struct iface *i)
{
	struct port_owner owner;
	unsigned long inode;

	return !socket_diag_listens(PORT_DHCP, i->index, NULL) &&
	    find_udp(v, PORT_DHCP, &inode) &&
	    port_owner_of_socket(&owner, inode) == 0 &&
	    strcmp(owner.name, "pxeconsole") == 0;
}

static void
visit_iface(struct doctor_visit *v, const char *name)
{
	const struct serve_config *c = &v->options->serve;
	const struct iface *i = iface_find(v->ifaces, v->iface_count, name);
	struct doctor_iface f = {.name = name,
	    .found = i != NULL,
	    .proxy = c->proxy,
	    .first = c->range_first,
	    .last = c->range_last};

	if (i != NULL) {
		f.ethernet = i->ethernet;
		f.up = i->up;
		f.missed = is_missed(v, i);
		(void)iface_addr_for(i, c->range_first, &f.addr, &f.mask);
	}
	doctor_iface(&f, &v->out);
}

void
doctor_visit_ifaces(struct doctor_visit *v)
{
	const struct serve_config *c = &v->options->serve;
	size_t n;

	if (c->interface_count == 0 && v->served_count == 0)
		doctor_no_iface(&v->out);
	for (n = 0; n < c->interface_count; n++)
		visit_iface(v, c->interfaces[n]);
	for (n = 0; c->interface_count == 0 && n < v->served_count; n++)
		visit_iface(v, v->served[n]->name);
}

static void
look_at_port(const struct doctor_visit *v, struct doctor_port *f,
    struct port_owner *owner)
{
	unsigned long inode = 0;
	int err;

	f->holder = PORT_FREE;
	if (f->udp && !find_udp(v, f->port, &inode))
		return;
	err = f->udp ? port_owner_of_socket(owner, inode) :
		       port_owner_find(owner, PORT_TCP, 0, f->port);
	if (err < 0) {
		f->holder = f->udp ? PORT_HIDDEN : PORT_FREE;
		return;
	}
	f->name = owner->name;
	f->pid = owner->pid;
	f->holder = strcmp(owner->name, "pxeconsole") == 0 ? PORT_OURS :
							     PORT_TAKEN;
}

#define PORTS 4

void
doctor_visit_ports(struct doctor_visit *v)
{
	const uint16_t http = v->options->serve.http_port;
	struct doctor_port f[PORTS] = {
	    {.port = PORT_DHCP, .udp = true, .what = "DHCP"},
	    {.port = 69, .udp = true, .what = "TFTP"},
	    {.port = 4011, .udp = true, .what = "PXE boot server"},
	    {.port = http,
		.what = "HTTP",
		.spare = !v->options->serve.http_asked},
	};
	struct port_owner owners[PORTS];
	const size_t count = http == 0 ? PORTS - 1 : PORTS;
	size_t n;

	for (n = 0; n < count; n++) {
		look_at_port(v, &f[n], &owners[n]);
		v->running = v->running || f[n].holder == PORT_OURS;
	}
	for (n = 0; n < count; n++) {
		f[n].running = v->running;
		doctor_port(&f[n], &v->out);
	}
}

void
doctor_visit_rights(const struct doctor_visit *v)
{
	struct doctor_rights f = {.running = v->running,
	    .wanted_user = v->options->serve.user,
	    .user = v->user.name};

	if (capng_get_caps_process() == 0) {
		f.raw = capng_have_capability(CAPNG_EFFECTIVE, CAP_NET_RAW);
		f.low_ports = capng_have_capability(CAPNG_EFFECTIVE,
		    CAP_NET_BIND_SERVICE);
	}
	doctor_rights(&f, &v->out);
	/* The year in which this program was written is past. */
	doctor_clock((int64_t)time(NULL), INT64_C(1767225600), &v->out);
}
