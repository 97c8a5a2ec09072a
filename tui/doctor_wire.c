/* SPDX-License-Identifier: ISC */
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/base/err.h"
#include "core/io/clock.h"
#include "core/io/packet.h"
#include "core/proto/udp_frame.h"
#include "core/sim/message.h"
#include "core/sim/reply.h"
#include "tui/doctor_gather.h"

/* Some servers look for 3 s whether an address is free before they offer. */
#define LISTEN_US 5000000
#define AGAIN_US 2500000
#define SERVERS 16
#define NAMES 6
#define MESSAGE_MAX 1472

/*
 * Asked for by one machine, told apart by their transaction: a server that
 * sets an address aside does so once.
 */
static const char *const kinds[] = {"bios-rom", "ovmf", "gpxe-0.9.7",
    "ipxe-bios", "raspberry-pi", "uefi-http"};
#define KINDS (sizeof(kinds) / sizeof(kinds[0]))

struct found {
	struct doctor_server server;
	size_t name_count;
	struct {
		char name[SIM_TEXT_MAX];
		unsigned kinds; /* bits: who is told so */
	} names[NAMES];
	char offers[256];
};

struct ask {
	const struct doctor_visit *visit;
	struct mac mac; /* one for all */
	int fd;
	uint32_t xid;
	unsigned answered; /* bits of kinds */
	size_t count;
	struct found found[SERVERS];
};

static void
send_discover(const struct ask *a, size_t i)
{
	uint8_t bytes[MESSAGE_MAX], frame[MESSAGE_MAX + UDP_FRAME_HEAD];
	const struct sim_kind *kind = sim_kind_find(kinds[i]);
	struct udp_frame u = {.src_mac = a->mac,
	    .dst = UINT32_MAX,
	    .src_port = DHCP_PORT_CLIENT,
	    .dst_port = DHCP_PORT_SERVER,
	    .data = bytes};
	struct sim_machine m;
	struct wbuf w;

	sim_machine_init(&m, &a->mac);
	m.xid = a->xid + (uint32_t)i;
	wbuf_init(&w, bytes, sizeof(bytes));
	if (sim_discover(kind, &m, 0, &w) < 0)
		return;
	u.len = w.len;
	memset(u.dst_mac.b, 0xff, sizeof(u.dst_mac.b));
	wbuf_init(&w, frame, sizeof(frame));
	udp_frame_encode(&u, &w);
	if (!w.bad)
		(void)packet_send(a->fd, frame, w.len);
}

static struct found *
find_server(struct ask *a, uint32_t addr, const struct mac *mac)
{
	struct found *f;
	size_t i;

	for (i = 0; i < a->count; i++)
		if (a->found[i].server.addr == addr &&
		    mac_equal(&a->found[i].server.mac, mac))
			return &a->found[i];
	if (a->count == SERVERS)
		return NULL;
	f = &a->found[a->count++];
	f->server.addr = addr;
	f->server.mac = *mac;
	for (i = 0; i < a->visit->iface_count; i++)
		if (iface_has_addr(&a->visit->ifaces[i], addr))
			f->server.own = true;
	return f;
}

static void
note_name(struct found *f, const char *name, size_t kind)
{
	size_t i;

	for (i = 0; i < f->name_count; i++)
		if (strcmp(f->names[i].name, name) == 0)
			break;
	if (i == NAMES)
		return;
	if (i == f->name_count) {
		f->name_count++;
		(void)text_copy(f->names[i].name, SIM_TEXT_MAX, name);
	}
	f->names[i].kinds |= 1u << kind;
}

static void
take_frame(struct ask *a, const uint8_t *frame, size_t len)
{
	const struct sim_kind *kind;
	struct sim_reply r;
	struct udp_frame u;
	struct dhcp_msg m;
	struct found *f;
	size_t i;

	if (udp_frame_decode(&u, frame, len) < 0 ||
	    u.dst_port != DHCP_PORT_CLIENT ||
	    dhcp_decode(&m, u.data, u.len, NULL) < 0 ||
	    memcmp(m.head.chaddr, a->mac.b, sizeof(a->mac.b)) != 0 ||
	    m.head.xid - a->xid >= KINDS)
		return;
	i = m.head.xid - a->xid;
	kind = sim_kind_find(kinds[i]);
	if (!sim_reply_read(&r, kind, &m) || r.type != DHCP_OFFER)
		return;
	f = find_server(a, r.server_id != 0 ? r.server_id : u.src, &u.src_mac);
	if (f == NULL)
		return;
	a->answered |= 1u << i;
	f->server.leases = f->server.leases || r.addr != 0;
	f->server.pxe_class = f->server.pxe_class || r.pxe_class;
	if (r.name[0] != '\0')
		note_name(f, r.name, i);
}

static void
listen_on(struct ask *a)
{
	const int64_t start = clock_boot_us();
	struct pollfd p = {.fd = a->fd, .events = POLLIN};
	uint8_t frame[2048];
	bool again = false;
	int64_t now;
	size_t len, i;

	for (i = 0; i < KINDS; i++)
		send_discover(a, i);
	while ((now = clock_boot_us()) < start + LISTEN_US) {
		for (i = 0; !again && now >= start + AGAIN_US && i < KINDS; i++)
			if ((a->answered & 1u << i) == 0)
				send_discover(a, i);
		again = now >= start + AGAIN_US;
		(void)poll(&p, 1, 250);
		while ((len = packet_receive(a->fd, frame, sizeof(frame))) > 0)
			take_frame(a, frame, len);
	}
}

/* "pxelinux.0" to bios-rom, ovmf */
static void
describe(struct found *f)
{
	const char *lead;
	struct text t;
	size_t i, k;

	text_init(&t, f->offers, sizeof(f->offers));
	for (i = 0; i < f->name_count; i++) {
		text_add(&t, i == 0 ? "\"" : "; \"");
		text_add_visible_str(&t, f->names[i].name);
		text_add(&t, "\" to");
		lead = " ";
		for (k = 0; k < KINDS; k++) {
			if ((f->names[i].kinds & 1u << k) == 0)
				continue;
			text_addf(&t, "%s%s", lead, kinds[k]);
			lead = ", ";
		}
	}
	f->server.offers = f->offers;
}

static void
ask_on(const struct doctor_visit *v, const char *ifname)
{
	struct doctor_server list[SERVERS];
	struct ask *a = calloc(1, sizeof(*a));
	size_t i;

	if (a == NULL)
		return;
	a->visit = v;
	a->mac = doctor_mac();
	a->xid = (uint32_t)clock_boot_us() & ~UINT32_C(7);
	a->fd = packet_open(ifname, &a->mac);
	if (a->fd < 0) {
		doctor_servers_unknown(a->fd == -PX_EACCESS ?
			"frames of one's own making need CAP_NET_RAW" :
			"the interface cannot be used",
		    &v->out);
	} else {
		listen_on(a);
		(void)close(a->fd);
		for (i = 0; i < a->count; i++) {
			describe(&a->found[i]);
			list[i] = a->found[i].server;
		}
		doctor_servers(list, a->count, v->options->serve.proxy,
		    &v->out);
	}
	free(a);
}

void
doctor_visit_servers(const struct doctor_visit *v)
{
	const struct serve_config *c = &v->options->serve;
	size_t n;

	if (c->interface_count == 0) {
		doctor_servers_unknown("no interface was named", &v->out);
		return;
	}
	for (n = 0; n < v->served_count; n++)
		ask_on(v, v->served[n]->name);
}
