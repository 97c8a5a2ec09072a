/* SPDX-License-Identifier: ISC */
#include "core/serve/dhcpd.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/io/clock.h"
#include "core/io/loop.h"
#include "core/io/raw.h"
#include "core/serve/delayed.h"
#include "core/serve/dhcp_event.h"
#include "core/serve/dhcp_port.h"

#define PACKET_MAX 8192
#define BATCHES_AT_ONCE 4 /* then the other sockets have their turn */
#define PENDING_MOST 4096 /* machines switched on at once */
#define DELAYED_MOST 512 /* machines with a reply-delay, at once */
/* A commit that takes longer is a disk that hangs... */
#define SLOW_US (40 * 1000)
/* ... and nobody waits for it for so long afterwards. */
#define SLOW_SPAN_US (30 * 1000000LL)
#define TROUBLE_LINES 5 /* log lines that others can cause, in a span */
#define TROUBLE_SPAN_US (10 * 1000000LL)

struct dhcpd {
	struct serve_config config;
	struct dhcpd_calls calls;
	struct bindings known;
	int64_t steady_base;
	int raw_fd;
	struct pending *pending;
	struct delayed *delayed;
	struct watch *delay_watch; /* due when the next of them is */
	struct relays relays;
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
	int64_t slow_until_us; /* the disk hangs, or did lately */
	struct watch *slow_watch; /* due when the oldest reply waits too long */
	uint8_t packets[UDP_BATCH * PACKET_MAX]; /* as they were read */
	struct udp_in reads[UDP_BATCH];
	size_t box_count;
	struct outgoing box[DHCP_SEND_MOST]; /* replies that leave together */
	/* One packet at a time: where it is worked on. */
	struct dhcp_msg msg;
	struct dhcp_msg sent; /* our own reply, when it is read again */
	struct boot_request request;
	struct dhcp_answer answer;
	struct event event;
};

/* Without the right to send frames it goes on, by broadcast. */
static int
open_raw(struct dhcpd *d, struct text *why)
{
	d->raw_fd = raw_open();
	if (d->raw_fd >= 0 || d->raw_fd == -PX_EACCESS)
		return 0;
	text_add(why, "cannot open a packet socket");
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
	err = bindings_init(&d->known, config, why);
	d->pending = pending_new(PENDING_MOST);
	d->delayed = delayed_new(DELAYED_MOST);
	if (d->pending == NULL || d->delayed == NULL)
		err = -PX_ENOMEM;
	if (err == 0)
		err = open_raw(d, why);
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
	watch_free(d->slow_watch);
	watch_free(d->delay_watch);
	for (size_t n = 0; n < d->port_count; n++) {
		for (size_t s = 0; s < DHCP_SOCKETS; s++)
			watch_free(d->watches[n][s]);
		dhcp_port_close(&d->ports[n]);
	}
	if (d->raw_fd >= 0)
		(void)close(d->raw_fd);
	pending_free(d->pending);
	delayed_free(d->delayed);
	bindings_free(&d->known);
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
	p->facts.no_frames = d->raw_fd < 0;
	p->facts.default_mode = d->config.default_mode;
	p->facts.placement = d->config.placement;
	p->net.router = d->config.router;
	p->net.dns = d->config.dns;
	text_init(&news, ignored, sizeof(ignored));
	(void)dhcp_port_update(p, i, d->config.range_first, &news);
	d->port_count++;
	return 0;
}

/* By a clock that nobody sets while leases run. */
static int64_t
lease_now(const struct dhcpd *d)
{
	return (d->steady_base + clock_boot_us()) / 1000000;
}

bool
dhcpd_restore_lease(struct dhcpd *d, const struct lease *l)
{
	return d->known.pool != NULL &&
	    lease_restore(d->known.pool, l, lease_now(d));
}

void
dhcpd_book(struct dhcpd *d, const struct book *book)
{
	bindings_lock(&d->known);
	d->known.book = book;
	bindings_unlock(&d->known);
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
	struct event *e = &d->event;

	event_log(e, level, "dhcp", text, clock_utc_us());
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
	dhcp_event_fault(&d->event, f, in, p->iface.name, clock_utc_us());
	d->calls.event(d->calls.arg, &d->event);
}

static void
tell_unsent(struct dhcpd *d, const struct outgoing *o)
{
	char line[128], ip[IP4_TEXT];
	struct text t;

	text_init(&t, line, sizeof(line));
	text_addf(&t, "a reply to %s could not be sent on ",
	    ip4_format(ip, o->route.dst));
	text_add_visible_str(&t, d->ports[o->port].iface.name);
	warn(d, line);
}

/* Up to DHCP_SEND_MOST replies leave now. */
static void
send_list(struct dhcpd *d, struct outgoing *const *list, size_t count)
{
	const uint32_t failed = dhcp_port_send(d->ports, d->raw_fd, list,
	    count);
	const int64_t now_us = clock_utc_us();

	for (size_t n = 0; n < count; n++) {
		if ((failed & UINT32_C(1) << n) != 0) {
			tell_unsent(d, list[n]);
			continue;
		}
		list[n]->event.time_us = now_us;
		d->calls.event(d->calls.arg, &list[n]->event);
	}
}

static void
empty_box(struct dhcpd *d)
{
	struct outgoing *list[DHCP_SEND_MOST];

	for (size_t n = 0; n < d->box_count; n++)
		list[n] = &d->box[n];
	if (d->box_count > 0)
		send_list(d, list, d->box_count);
	d->box_count = 0;
}

/* The reply that is being written, in the box already. */
static struct outgoing *
next_in_box(struct dhcpd *d)
{
	return &d->box[d->box_count];
}

static void
keep_in_box(struct dhcpd *d)
{
	if (++d->box_count == DHCP_SEND_MOST)
		empty_box(d);
}

/* What is due leaves; the timer is set for the next. */
static void
send_delayed(void *arg)
{
	struct dhcpd *d = arg;
	const int64_t now_us = clock_boot_us();
	const struct outgoing *o;
	uint64_t wait_us;

	while ((o = delayed_next(d->delayed, now_us)) != NULL) {
		*next_in_box(d) = *o;
		keep_in_box(d);
	}
	empty_box(d);
	wait_us = delayed_wait_us(d->delayed, now_us);
	if (wait_us != UINT64_MAX)
		watch_in_us(d->delay_watch, wait_us);
}

/* Better at once than not at all, where too many wait. */
static void
send_later(struct dhcpd *d, uint32_t delay_ms)
{
	const int64_t now_us = clock_boot_us();
	const int64_t due_us = now_us + (int64_t)delay_ms * 1000;

	if (delayed_put(d->delayed, next_in_box(d), due_us)) {
		watch_in_us(d->delay_watch,
		    delayed_wait_us(d->delayed, now_us));
		return;
	}
	warn(d, "too many offers wait for their reply-delay: one left at once");
	keep_in_box(d);
}

static bool
disk_is_slow(const struct dhcpd *d)
{
	return d->slow_until_us > clock_boot_us();
}

static void
publish_lease(struct dhcpd *d, const struct lease *l, bool stored)
{
	struct event e TO_FILL;

	event_init(&e, EVENT_LEASE, clock_utc_us(), &l->mac);
	e.u.lease.lease = *l;
	e.u.lease.stored = stored;
	d->calls.event(d->calls.arg, &e);
}

/* RFC 2131 3.1.4: the binding is committed before the ACK leaves. */
static void
send_when_stored(struct dhcpd *d)
{
	const int64_t now_us = clock_boot_us();
	const bool first = pending_since(d->pending) == INT64_MAX;
	uint64_t ticket;

	/* Dropped rather than sent unsaved: the client asks again. */
	if (pending_full(d->pending)) {
		warn(d,
		    "too many leases wait for the disk: an "
		    "ACK was left out");
		return;
	}
	ticket = d->calls.store_lease(d->calls.arg, &d->answer.lease);
	if (ticket == 0 ||
	    !pending_put(d->pending, ticket, next_in_box(d), now_us))
		warn(d,
		    "the store takes no lease: an ACK was "
		    "left out");
	else if (first)
		watch_in_us(d->slow_watch, SLOW_US);
}

/* With a slow disk: its row follows when it can. */
static void
send_before_stored(struct dhcpd *d)
{
	(void)d->calls.store_lease(d->calls.arg, &d->answer.lease);
	publish_lease(d, &d->answer.lease, false);
	keep_in_box(d);
}

/* What waits and need not: the book itself has these bindings. */
static void
send_covered(struct dhcpd *d)
{
	struct outgoing *list[DHCP_SEND_MOST], *o;
	size_t count = 0;

	for (size_t n = 0; (o = pending_at(d->pending, n)) != NULL; n++) {
		if (o->left || !o->covered)
			continue;
		o->left = true;
		list[count++] = o;
		if (count == DHCP_SEND_MOST) {
			send_list(d, list, count);
			count = 0;
		}
	}
	send_list(d, list, count);
}

/*
 * Has the oldest reply waited too long?  Then, for a while, only those wait
 * for the disk whose promise hangs on it.
 */
static void
look_at_disk(void *arg)
{
	struct dhcpd *d = arg;
	const int64_t now_us = clock_boot_us();
	const int64_t since_us = pending_since(d->pending);

	if (since_us == INT64_MAX)
		return;
	if (now_us - since_us < SLOW_US) {
		watch_in_us(d->slow_watch,
		    (uint64_t)(since_us + SLOW_US - now_us));
		return;
	}
	if (!disk_is_slow(d))
		say(d, LOG_WARNING,
		    "the disk is slow: fixed addresses are acknowledged "
		    "before their lease is written, new leases wait for it");
	d->slow_until_us = now_us + SLOW_SPAN_US;
	send_covered(d);
	watch_in_us(d->slow_watch, SLOW_US);
}

/* Encodes the answer into the box; false: nothing can be sent. */
static bool
write_reply(struct dhcpd *d, size_t port, const struct ingress *in)
{
	const struct dhcp_port *p = &d->ports[port];
	struct outgoing *o = next_in_box(d);
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
	o->covered = d->answer.covered;
	o->left = false;
	o->lease = d->answer.lease;
	dhcp_event_reply(&o->event, &d->request, &d->answer, o->src,
	    clock_utc_us());
	o->event.u.dhcp.src_port = o->from_port;
	event_keep_packet(&o->event.u.dhcp, o->bytes, o->len);
	if (o->len > EVENT_PACKET &&
	    dhcp_decode(&d->sent, o->bytes, o->len, NULL) == 0)
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
	if (a->delay_ms != 0)
		send_later(d, a->delay_ms);
	else if (!a->store_lease)
		keep_in_box(d);
	else if (a->covered && disk_is_slow(d))
		send_before_stored(d);
	else
		send_when_stored(d);
}

/* The answer to d->request. */
static void
decide(struct dhcpd *d, const struct ingress *in,
    const struct dhcp_context *ctx)
{
	struct dhcp_answer *a = &d->answer;

	memset(a, 0, sizeof(*a));
	bindings_lock(&d->known);
	dhcp_serve(a, &d->request, in, ctx);
	if (a->refusal == DHCP_ANSWERED && a->route.how != ROUTE_NONE)
		block_caps_put(&d->known.caps, &d->request.mac,
		    a->decision.manner.blksize);
	bindings_unlock(&d->known);
}

/* One datagram from its decoding to its answer. */
static void
serve_packet(struct dhcpd *d, size_t port, const struct ingress *in,
    const uint8_t *packet, size_t len)
{
	const struct dhcp_port *p = &d->ports[port];
	const struct dhcp_context ctx = {.book = d->known.book,
	    .server = &p->facts,
	    .net = &p->net,
	    .pool = d->known.pool,
	    .relays = &d->relays,
	    .lease_seconds = d->config.lease_seconds,
	    .now = lease_now(d),
	    .disk_slow = disk_is_slow(d)};
	struct fault f = {0};

	if (dhcp_decode(&d->msg, packet, len, &f) < 0) {
		tell_fault(d, p, in, &f);
		return;
	}
	/* Servers' replies end here, too: op is not 1 (no loops, no echo). */
	if (boot_request_read(&d->request, &d->msg) < 0)
		return;
	decide(d, in, &ctx);
	dhcp_event_request(&d->event, &d->request, &d->answer, in,
	    clock_utc_us());
	event_keep_packet(&d->event.u.dhcp, packet, len);
	/* What is kept as a whole the watch thread reads (dhcp_event.h). */
	if (len > EVENT_PACKET)
		dhcp_facts_read(&d->event.u.dhcp.facts, &d->msg, (uint16_t)len);
	d->calls.event(d->calls.arg, &d->event);
	deliver(d, port, in);
}

static void
serve_read(struct dhcpd *d, const struct dhcpd_reader *r, size_t i)
{
	const struct udp_in *read = &d->reads[i];
	const struct ingress in = {.src = read->from.src,
	    .src_port = read->from.src_port,
	    .local = read->from.dst,
	    .local_port = r->socket == DHCP_SOCKET_4011 ? DHCP_PORT_PXE :
							  DHCP_PORT_SERVER};

	if (read->len >= 0)
		serve_packet(d, r->port, &in, d->packets + i * PACKET_MAX,
		    (size_t)read->len);
}

static void
read_socket(void *arg)
{
	const struct dhcpd_reader *r = arg;
	struct dhcpd *d = r->d;
	int got = UDP_BATCH;

	for (int n = 0; n < BATCHES_AT_ONCE && got == UDP_BATCH; n++) {
		got = udp_recv_many(d->ports[r->port].fd[r->socket], d->packets,
		    PACKET_MAX, d->reads, UDP_BATCH);
		for (int i = 0; i < got; i++)
			serve_read(d, r, (size_t)i);
		empty_box(d);
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
	d->slow_watch = watch_timer(base, look_at_disk, d);
	d->delay_watch = watch_timer(base, send_delayed, d);
	if (d->slow_watch == NULL || d->delay_watch == NULL)
		return -PX_ENOMEM;
	if (d->raw_fd < 0)
		say(d, LOG_WARNING,
		    "without CAP_NET_RAW machines that have no address yet are "
		    "answered by broadcast");
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
			say(d,
			    p->facts.addr != 0 && p->iface.running ?
				LOG_INFO :
				LOG_WARNING,
			    line);
	}
}

static void
lease_is_done(struct dhcpd *d, const struct lease *l, bool stored)
{
	bindings_lock(&d->known);
	if (stored && d->known.pool != NULL)
		lease_stored(d->known.pool, l);
	bindings_unlock(&d->known);
	publish_lease(d, l, stored);
}

void
dhcpd_leases_done(struct dhcpd *d, uint64_t ticket, bool stored)
{
	struct outgoing *ready[DHCP_SEND_MOST], *list[DHCP_SEND_MOST];
	size_t count, due;

	while ((count = pending_ready(d->pending, ticket, ready,
		    DHCP_SEND_MOST)) > 0) {
		due = 0;
		for (size_t n = 0; n < count; n++)
			if (!ready[n]->left)
				list[due++] = ready[n];
		send_list(d, list, due);
		for (size_t n = 0; n < count; n++)
			lease_is_done(d, &ready[n]->lease, stored);
		pending_drop(d->pending, count);
	}
}

void
dhcpd_lease_counts(const struct dhcpd *d, struct lease_count *ret)
{
	memset(ret, 0, sizeof(*ret));
	if (d->known.pool != NULL)
		lease_counts(d->known.pool, lease_now(d), ret);
}

struct bindings *
dhcpd_bindings(struct dhcpd *d)
{
	return &d->known;
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

const struct iface *
dhcpd_iface(const struct dhcpd *d, const char *interface)
{
	for (size_t n = 0; n < d->port_count; n++) {
		const struct dhcp_port *p = &d->ports[n];

		if (strcmp(p->iface.name, interface) == 0)
			return p->present ? &p->iface : NULL;
	}
	return NULL;
}
