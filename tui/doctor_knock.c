/* SPDX-License-Identifier: ISC */
#include "core/base/err.h"
#include "core/io/knock.h"
#include "core/proto/dhcp.h"
#include "tui/doctor_gather.h"

#define EPHEMERAL 49153

/*
 * An address that a client of this network may have: the range's first, or
 * the highest that is not our own.
 */
static uint32_t
client_addr(const struct doctor_visit *v, uint32_t addr, uint32_t mask)
{
	const uint32_t first = v->options->serve.range_first;
	const uint32_t high = (addr | ~mask) - 1;

	if (first != 0 && first != addr && ((first ^ addr) & mask) == 0)
		return first;
	return high != addr ? high : high - 1;
}

static bool
knock(const struct doctor_visit *v, const struct iface *i, uint16_t port,
    bool udp)
{
	struct knock k = {.ifname = i->name,
	    .mac = i->mac,
	    .from = doctor_mac(),
	    .src_port = EPHEMERAL,
	    .dst_port = port,
	    .udp = udp};
	struct doctor_knock f = {.port = port, .udp = udp, .ifname = i->name};
	uint32_t addr, mask;

	if (!i->up ||
	    !iface_addr_for(i, v->options->serve.range_first, &addr, &mask))
		return false;
	k.src = client_addr(v, addr, mask);
	k.dst = addr;
	if (udp && port != 69)
		k.src_port = DHCP_PORT_CLIENT;
	/* A DISCOVER has no address yet, and goes to everybody. */
	if (port == DHCP_PORT_SERVER) {
		k.src = 0;
		k.dst = UINT32_MAX;
	}
	f.src = k.src;
	f.result = knock_at(&k);
	if (f.result < 0) {
		k.dst = addr;
		f.loopback = knock_by_loopback(&k);
	}
	doctor_knock(&f, &v->out);
	return f.result >= 0;
}

void
doctor_visit_knock(const struct doctor_visit *v)
{
	static const uint16_t ports[] = {DHCP_PORT_SERVER, 69, DHCP_PORT_PXE};
	const uint16_t http = v->options->serve.http_port;
	bool any = false;
	size_t n, p;

	for (n = 0; n < v->served_count; n++) {
		const struct iface *i = v->served[n];

		for (p = 0; p < sizeof(ports) / sizeof(ports[0]); p++)
			any = knock(v, i, ports[p], true) || any;
		if (http != 0)
			any = knock(v, i, http, false) || any;
	}
	if (any)
		doctor_knock_limits(&v->out);
}
