/* SPDX-License-Identifier: ISC */
#include "core/serve/dhcpd.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/io/clock.h"
#include "core/io/loop.h"
#include "core/io/raw.h"
#include "core/io/udp.h"
#include "core/serve/dhcp_event.h"
#include "core/serve/dhcp_port.h"

#define PACKET_MAX 8192
#define READS_AT_ONCE 64 /* then the other sockets have their turn */
#define PENDING_MOST 512
#define OFFER_SECONDS 10
#define DECLINE_SECONDS 600
#define TROUBLE_LINES 5 /* log lines that others can cause, in a span */
#define TROUBLE_SPAN_US (10 * 1000000LL)

struct dhcpd {
	struct serve_config config;
	struct dhcpd_calls calls;
	const struct book *book;
	struct lease_pool *pool; /* NULL: no addresses to give */
	void *pool_memory;
	int64_t steady_base;
	int raw_fd;
	struct pending *pending;
	size_t port_count;
	struct dhcp_port ports[CONFIG_INTERFACES];
	struct watch *watches[CONFIG_INTERFACES][DHCP_SOCKETS];
	struct dhcpd_reader {
		struct dhcpd *d;
		size_t port;
		enum dhcp_socket socket;
	} readers[CONFIG_INTERFACES][DHCP_SOCKETS];
	int64_t trouble_span_us; /* when the present span of lines began */
	unsigned troubles; /* in it */
	/* One packet at a time: where it is worked on. */
	uint8_t packet[PACKET_MAX];
	struct dhcp_msg msg;
	struct dhcp_msg sent; /* our own reply, read again */
	struct boot_request request;
	struct dhcp_answer answer;
	struct outgoing out;
};

static int
make_pool(struct dhcpd *d, struct text *why)
{
	const struct lease_config c = {.first = d->config.range_first,
	    .last = d->config.range_last,
	    .seconds = d->config.lease_seconds,
	    .offer_seconds = OFFER_SECONDS,
	    .decline_seconds = DECLINE_SECONDS};
	size_t size;

	if (d->config.proxy || c.first == 0)
		return 0;
	size = lease_pool_size(&c);
	if (size == 0) {
		text_add(why, "the address range cannot be used");
		return -PX_ERANGE;
	}
	d->pool_memory = calloc(1, size);
	if (d->pool_memory == NULL)
		return -PX_ENOMEM;
	d->pool = lease_pool_init(d->pool_memory, &c);
	return 0;
}

static int
open_raw(struct dhcpd *d, struct text *why)
{
	d->raw_fd = raw_open();
	if (d->raw_fd >= 0)
		return 0;
	text_add(why,
	    d->raw_fd == -PX_EACCESS ?
		"raw replies need the capability CAP_NET_RAW, ports 67 and 69 "
		"CAP_NET_BIND_SERVICE: start as root" :
		"cannot open a packet socket");
	return d->raw_fd;
}

int
dhcpd_new(struct dhcpd **ret, const struct serve_config *config,
    const struct dhcpd_calls *calls, struct text *why)
{
	struct dhcpd *d = calloc(1, sizeof(*d));
	int err;

	if (d == NULL)
		return -PX_ENOMEM;
	d->config = *config;
	d->calls = *calls;
	d->raw_fd = -1;
	d->steady_base = clock_steady_base();
	d->pending = pending_new(PENDING_MOST);
	err = d->pending == NULL ? -PX_ENOMEM : open_raw(d, why);
	if (err >= 0)
		err = make_pool(d, why);
	if (err < 0) {
		dhcpd_free(d);
		return err;
	}
	*ret = d;
	return 0;
}

void
dhcpd_free(struct dhcpd *d)
{
	if (d == NULL)
		return;
	for (size_t n = 0; n < d->port_count; n++) {
		for (size_t s = 0; s < DHCP_SOCKETS; s++)
			watch_free(d->watches[n][s]);
		dhcp_port_close(&d->ports[n]);
	}
	if (d->raw_fd >= 0)
		(void)close(d->raw_fd);
	pending_free(d->pending);
	free(d->pool_memory);
	free(d);
}

int
dhcpd_open(struct dhcpd *d, const struct iface *i, struct text *why)
{
	struct dhcp_port *p = &d->ports[d->port_count];
	char ignored[64];
	struct text news;
	int err;

	if (d->port_count == CONFIG_INTERFACES)
		return -PX_EFULL;
	err = dhcp_port_open(p, i, why);
	if (err < 0)
		return err;
	p->facts.proxy = d->config.proxy;
	p->facts.default_mode = d->config.default_mode;
	p->facts.placement = d->config.placement;
	p->net.router = d->config.router;
	p->net.dns = d->config.dns;
	text_init(&news, ignored, sizeof(ignored));
	(void)dhcp_port_update(p, i, d->config.range_first, &news);
	d->port_count++;
	return 0;
}

bool
dhcpd_restore_lease(struct dhcpd *d, const struct lease *l)
{
	return d->pool != NULL && lease_restore(d->pool, l);
}

void
dhcpd_book(struct dhcpd *d, const struct book *book)
{
	d->book = book;
}

void
dhcpd_loaders(struct dhcpd *d, const struct loader_set *loaders)
{
	for (size_t n = 0; n < d->port_count; n++)
		d->ports[n].facts.loaders = loaders;
}

void
dhcpd_http(struct dhcpd *d, uint16_t port)
{
	for (size_t n = 0; n < d->port_count; n++)
		d->ports[n].facts.http_port = port;
}

static void
say(struct dhcpd *d, enum log_level level, const char *text)
{
	struct event *e = &d->out.event;

	log_event(e, level, "dhcp", clock_utc_us());
	(void)text_copy(e->u.log.text, sizeof(e->u.log.text), text);
	d->calls.event(d->calls.arg, e);
}

/* A flood of bad packets is one finding, not a flood of lines. */
static bool
may_tell(struct dhcpd *d)
{
	const int64_t now_us = clock_boot_us();

	if (now_us - d->trouble_span_us > TROUBLE_SPAN_US) {
		d->trouble_span_us = now_us;
		d->troubles = 0;
	}
	return d->troubles++ < TROUBLE_LINES;
}

static void
warn(struct dhcpd *d, const char *text)
{
	if (may_tell(d))
		say(d, LOG_WARNING, text);
}

static void
tell_fault(struct dhcpd *d, const struct dhcp_port *p, const struct ingress *in,
    const struct fault *f)
{
	if (!may_tell(d))
		return;
	dhcp_event_fault(&d->out.event, f, in, p->iface.name, clock_utc_us());
	d->calls.event(d->calls.arg, &d->out.event);
}

static void
send_now(struct dhcpd *d, struct outgoing *o)
{
	const struct dhcp_port *p = &d->ports[o->port];

	if (dhcp_port_send(p, d->raw_fd, o) < 0) {
		char line[128], ip[IP4_TEXT];
		struct text t;

		text_init(&t, line, sizeof(line));
		text_addf(&t, "a reply to %s could not be sent on ",
		    ip4_format(ip, o->route.dst));
		text_add_visible_str(&t, p->iface.name);
		warn(d, line);
		return;
	}
	o->event.time_us = clock_utc_us();
	d->calls.event(d->calls.arg, &o->event);
}

static void
publish_lease(struct dhcpd *d, const struct lease *l, bool stored)
{
	struct event e;

	event_init(&e, EVENT_LEASE, clock_utc_us(), &l->mac);
	e.u.lease.lease = *l;
	e.u.lease.stored = stored;
	d->calls.event(d->calls.arg, &e);
}

/* RFC 2131 3.1.4: the binding is committed before the ACK leaves. */
static void
send_when_stored(struct dhcpd *d)
{
	uint64_t ticket;

	/* Dropped rather than sent unsaved: the client asks again. */
	if (pending_full(d->pending)) {
		say(d, LOG_WARNING,
		    "too many leases wait for the disk: an "
		    "ACK was left out");
		return;
	}
	ticket = d->calls.store_lease(d->calls.arg, &d->answer.lease);
	if (ticket == 0 || !pending_put(d->pending, ticket, &d->out))
		say(d, LOG_WARNING,
		    "the store takes no lease: an ACK was "
		    "left out");
}

/* Encodes the answer into d->out; false: nothing can be sent. */
static bool
write_reply(struct dhcpd *d, size_t port, const struct ingress *in)
{
	const struct dhcp_port *p = &d->ports[port];
	struct outgoing *o = &d->out;
	struct dhcp_encoded done;
	struct wbuf w;
	size_t most = reply_max(&d->request, &p->net);
	int err;

	wbuf_init(&w, o->bytes, sizeof(o->bytes));
	if (most > sizeof(o->bytes))
		most = sizeof(o->bytes);
	err = dhcp_encode(&d->answer.image, &w, most, &done);
	if (err < 0) {
		warn(d, "a reply is too long for its client");
		return false;
	}
	o->len = done.len;
	o->route = d->answer.route;
	o->port = (unsigned)port;
	o->from_port = in->local_port;
	o->src = p->facts.addr;
	o->has_lease = d->answer.store_lease;
	o->lease = d->answer.lease;
	dhcp_event_reply(&o->event, &d->request, &d->answer, o->src,
	    clock_utc_us());
	o->event.u.dhcp.src_port = o->from_port;
	if (dhcp_decode(&d->sent, o->bytes, o->len, NULL) == 0)
		dhcp_facts_read(&o->event.u.dhcp.facts, &d->sent,
		    (uint16_t)o->len);
	return true;
}

static void
deliver(struct dhcpd *d, size_t port, const struct ingress *in)
{
	const struct dhcp_answer *a = &d->answer;

	if (a->refusal != DHCP_ANSWERED) {
		/* RELEASE and DECLINE change a lease without an answer. */
		if (a->store_lease) {
			(void)d->calls.store_lease(d->calls.arg, &a->lease);
			publish_lease(d, &a->lease, true);
		}
		return;
	}
	if (a->route.how == ROUTE_NONE || !write_reply(d, port, in))
		return;
	if (a->store_lease)
		send_when_stored(d);
	else
		send_now(d, &d->out);
}

/* The datagram d->packet[0..len) from its decoding to its answer. */
static void
serve_packet(struct dhcpd *d, size_t port, const struct ingress *in, size_t len)
{
	const struct dhcp_port *p = &d->ports[port];
	const struct dhcp_context ctx = {.book = d->book,
	    .server = &p->facts,
	    .net = &p->net,
	    .pool = d->pool,
	    .lease_seconds = d->config.lease_seconds,
	    .now = (d->steady_base + clock_boot_us()) / 1000000};
	struct fault f = {0};

	if (dhcp_decode(&d->msg, d->packet, len, &f) < 0) {
		tell_fault(d, p, in, &f);
		return;
	}
	/* Servers' replies end here, too: op is not 1 (no loops, no echo). */
	if (boot_request_read(&d->request, &d->msg) < 0)
		return;
	memset(&d->answer, 0, sizeof(d->answer));
	dhcp_serve(&d->answer, &d->request, in, &ctx);
	dhcp_event_request(&d->out.event, &d->request, &d->answer, in,
	    clock_utc_us());
	dhcp_facts_read(&d->out.event.u.dhcp.facts, &d->msg, (uint16_t)len);
	d->calls.event(d->calls.arg, &d->out.event);
	deliver(d, port, in);
}

static void
read_socket(void *arg)
{
	const struct dhcpd_reader *r = arg;
	struct dhcpd *d = r->d;
	const struct dhcp_port *p = &d->ports[r->port];
	struct udp_from from;
	struct ingress in;

	for (int n = 0; n < READS_AT_ONCE; n++) {
		int len = udp_recv(p->fd[r->socket], d->packet,
		    sizeof(d->packet), &from);

		if (len == -PX_EAGAIN)
			return;
		if (len < 0 || p->facts.addr == 0)
			continue;
		in.src = from.src;
		in.src_port = from.src_port;
		in.local = from.dst;
		in.local_port = r->socket == DHCP_SOCKET_4011 ?
		    DHCP_PORT_PXE :
		    DHCP_PORT_SERVER;
		serve_packet(d, r->port, &in, (size_t)len);
	}
}

static int
start_socket(struct dhcpd *d, struct event_base *base, size_t port,
    enum dhcp_socket s)
{
	struct dhcpd_reader *r = &d->readers[port][s];

	r->d = d;
	r->port = port;
	r->socket = s;
	d->watches[port][s] = watch_fd(base, d->ports[port].fd[s], read_socket,
	    r);
	return d->watches[port][s] != NULL ? 0 : -PX_ENOMEM;
}

int
dhcpd_start(struct dhcpd *d, struct event_base *base)
{
	for (size_t n = 0; n < d->port_count; n++) {
		for (size_t s = 0; s < DHCP_SOCKETS; s++) {
			int err = start_socket(d, base, n, (enum dhcp_socket)s);

			if (err < 0)
				return err;
		}
	}
	return 0;
}

void
dhcpd_ifaces(struct dhcpd *d, const struct iface *rows, size_t count)
{
	for (size_t n = 0; n < d->port_count; n++) {
		struct dhcp_port *p = &d->ports[n];
		char line[128];
		struct text news;

		text_init(&news, line, sizeof(line));
		if (dhcp_port_update(p, iface_find(rows, count, p->iface.name),
			d->config.range_first, &news))
			say(d, p->facts.addr != 0 ? LOG_INFO : LOG_WARNING,
			    line);
	}
}

void
dhcpd_leases_done(struct dhcpd *d, uint64_t ticket, bool stored)
{
	while (pending_take(d->pending, ticket, &d->out)) {
		const struct lease l = d->out.lease;

		send_now(d, &d->out);
		publish_lease(d, &l, stored);
	}
}

void
dhcpd_lease_counts(const struct dhcpd *d, struct lease_count *ret)
{
	memset(ret, 0, sizeof(*ret));
	if (d->pool != NULL)
		lease_counts(d->pool,
		    (d->steady_base + clock_boot_us()) / 1000000, ret);
}

bool
dhcpd_serves(const struct dhcpd *d, const char *interface, uint32_t *ret_addr,
    uint32_t *ret_mask)
{
	for (size_t n = 0; n < d->port_count; n++) {
		const struct dhcp_port *p = &d->ports[n];

		if (strcmp(p->iface.name, interface) != 0)
			continue;
		*ret_addr = p->net.addr;
		*ret_mask = p->net.mask;
		return p->facts.addr != 0;
	}
	return false;
}
