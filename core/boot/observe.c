/* SPDX-License-Identifier: ISC */
#include "core/boot/observe.h"

#include <string.h>

#include "core/base/text.h"
#include "core/boot/frame_copy.h"
#include "core/boot/frame_double.h"
#include "core/boot/observe_tcp.h"
#include "core/boot/observe_tftp.h"
#include "core/proto/dhcp6.h"
#include "core/proto/dhcp_option.h"
#include "core/proto/reassembly.h"

/* A client that is silent so long has given up: EDK2 waits 4 x 15 s. */
#define QUIET_US (60 * INT64_C(1000000))

/* What is under way sends something within this time. */
#define BUSY_US (2 * INT64_C(1000000))

/* More than time may lag behind the frames: it was set back. */
#define BACK_US (2 * INT64_C(1000000))

struct observe {
	struct event_sink out;
	bool leaves_packets;
	struct observe_counts counts;
	int64_t last_us; /* of the last frame */
	struct reassembly reassembly;
	struct tftp_watcher tftp;
	struct tcp_watcher tcp;
	struct dhcp_msg msg;
	struct frame_copies copies, requests; /* of DHCP, of TFTP */
	struct frame_doubles doubles;
	struct tftp_watch tftp_rows[OBSERVE_TRANSFERS];
	struct tcp_watch tcp_rows[OBSERVE_CONNECTIONS];
	/* the flows' own memory follows */
};

size_t
observe_size(void)
{
	return sizeof(struct observe) + flow_size(OBSERVE_TRANSFERS) +
	    flow_size(OBSERVE_CONNECTIONS);
}

struct observe *
observe_init(void *memory, struct event_sink out)
{
	struct observe *o = memory;
	uint8_t *flows = (uint8_t *)(o + 1);

	memset(o, 0, sizeof(*o));
	o->out = out;
	reassembly_init(&o->reassembly);
	tftp_watcher_init(&o->tftp, flows, o->tftp_rows, out);
	tcp_watcher_init(&o->tcp, flows + flow_size(OBSERVE_TRANSFERS),
	    o->tcp_rows, out);
	return o;
}

void
observe_leave_packets(struct observe *o)
{
	o->leaves_packets = true;
}

/* The boot name that most clients would use: the field, else option 67. */
static void
read_names(struct event_dhcp *d, const struct dhcp_msg *m)
{
	char field[DHCP_FILE_LEN + 1];

	if (dhcp_file_field(m, field) && field[0] != '\0')
		(void)text_copy(d->bootfile, sizeof(d->bootfile), field);
	else
		(void)dhcp_get_str(m, DHCP_OPT_BOOTFILE, d->bootfile,
		    sizeof(d->bootfile));
	(void)dhcp_get_str(m, DHCP_OPT_ROOT_PATH, d->root_path,
	    sizeof(d->root_path));
}

static void
read_request(struct event *e, const struct dhcp_msg *m)
{
	struct event_dhcp *d = &e->u.dhcp;
	struct boot_request r;
	struct text kind;

	if (boot_request_read(&r, m) != 0)
		return;
	d->stage = r.stage;
	d->arch = r.arch;
	text_init(&kind, d->kind, sizeof(d->kind));
	client_kind_text(&kind, &r);
}

/* Why an address was refused, in words of who refuses it (RFC 2132 9.9). */
static void
read_refusal(struct event_dhcp *d, const struct dhcp_msg *m)
{
	char message[256];
	struct text t;

	if ((m->type != DHCP_NAK && m->type != DHCP_DECLINE) ||
	    !dhcp_get_str(m, DHCP_OPT_MESSAGE, message, sizeof(message)))
		return;
	text_init(&t, d->reason, sizeof(d->reason));
	text_add_visible_str(&t, message);
}

/* Does firmware, or what it loaded, ask for an address? */
static bool
asks_anew(const struct event *e)
{
	const struct event_dhcp *d = &e->u.dhcp;

	return e->has_mac && d->op == DHCP_OP_REQUEST &&
	    (d->type == DHCP_DISCOVER || d->type == DHCP_BOOTP) &&
	    d->stage != STAGE_OS && d->stage != STAGE_LOADER;
}

static void
starts_anew(struct observe *o, const struct mac *mac, int64_t now_us)
{
	tftp_watcher_starts_anew(&o->tftp, mac, now_us);
	tcp_watcher_starts_anew(&o->tcp, mac, now_us);
}

static void
tell_dhcp(struct observe *o, const struct frame *f, const struct observed *at)
{
	const struct dhcp_msg *m = &o->msg;
	struct event_dhcp *d;
	struct event e TO_FILL;

	event_init(&e, EVENT_DHCP, at->time_us, NULL);
	e.origin = ORIGIN_WIRE;
	e.frame = at->frame;
	e.vlan = at->vlan;
	e.copy = frame_copies_take(&o->copies, f, at->time_us);
	if (e.copy && (m->head.op == DHCP_OP_REQUEST || o->copies.elsewhere))
		(void)frame_doubles_learn(&o->doubles, o->copies.after_us,
		    at->time_us);
	if (m->head.htype == 1 && m->head.hlen == 6 &&
	    !dhcp_type_is_apart(m->type)) {
		memcpy(e.mac.b, m->head.chaddr, sizeof(e.mac.b));
		e.has_mac = mac_usable(&e.mac);
	}
	d = &e.u.dhcp;
	d->type = m->type;
	d->op = m->head.op;
	d->xid = m->head.xid;
	d->src = f->src;
	d->dst = f->dst;
	d->src_port = f->src_port;
	d->dst_port = f->dst_port;
	if (f->has_mac)
		d->link = f->src_mac;
	dhcp_facts_read(&d->facts, m, (uint16_t)f->wire_len);
	if (!o->leaves_packets)
		event_keep_packet(d, f->data, f->len);
	d->yiaddr = m->head.yiaddr;
	d->siaddr = m->head.siaddr;
	d->giaddr = m->head.giaddr;
	(void)dhcp_get_u32(m, DHCP_OPT_SERVER_ID, &d->server);
	if (d->op == DHCP_OP_REPLY)
		read_names(d, m);
	else
		read_request(&e, m);
	read_refusal(d, m);
	if (asks_anew(&e))
		starts_anew(o, &e.mac, at->time_us);
	o->out.take(o->out.arg, &e);
}

static bool
is_dhcp_port(uint16_t port)
{
	return port == DHCP_PORT_SERVER || port == DHCP_PORT_CLIENT ||
	    port == DHCP_PORT_PXE;
}

static int
take_udp(struct observe *o, const struct frame *f, const struct observed *at)
{
	int err = 0;

	if (is_dhcp_port(f->src_port) || is_dhcp_port(f->dst_port)) {
		o->counts.dhcp++;
		err = dhcp_decode(&o->msg, f->data, f->len, NULL);
		/* Nothing may be concluded from options that are not here. */
		if (err == 0 && f->len < f->wire_len &&
		    (!o->msg.has_cookie || o->msg.no_end))
			err = -PX_ESHORT;
		if (err == 0)
			tell_dhcp(o, f, at);
	} else if (tftp_watcher_frame(&o->tftp, f, at, &err))
		o->counts.tftp++;
	return err;
}

static void
tell_wire(struct observe *o, const struct frame *f, const struct observed *at,
    enum wire_kind kind)
{
	struct event e TO_FILL;

	event_init(&e, EVENT_WIRE, at->time_us, NULL);
	e.origin = ORIGIN_WIRE;
	e.frame = at->frame;
	e.vlan = at->vlan;
	e.mac = f->src_mac;
	e.u.wire.kind = kind;
	e.u.wire.src = f->src;
	e.u.wire.dst = f->dst;
	e.u.wire.port = f->inner_dst_port;
	e.u.wire.code = f->icmp_code;
	o->out.take(o->out.arg, &e);
}

static void
take_icmp(struct observe *o, const struct frame *f, const struct observed *at)
{
	if (f->icmp_type != 3 || !f->has_inner)
		return;
	tell_wire(o, f, at, WIRE_UNREACHABLE);
	tftp_watcher_refused(&o->tftp, f, at);
}

/*
 * Where a relay routes, too, no DHCP message is the same on both of its sides:
 * that two taps show all twice is seen by what asks for a file.
 */
static bool
is_request_routed(struct observe *o, const struct frame *f,
    const struct observed *at)
{
	return frame_copies_take(&o->requests, f, at->time_us) &&
	    o->requests.elsewhere &&
	    frame_doubles_learn(&o->doubles, o->requests.after_us, at->time_us);
}

/* Copies of DHCP messages are told as such. */
static bool
is_passed_over(struct observe *o, const struct frame *f,
    const struct observed *at)
{
	const bool udp = f->kind == FRAME_UDP;

	if (udp && (is_dhcp_port(f->src_port) || is_dhcp_port(f->dst_port)))
		return false;
	if (udp && f->dst_port == TFTP_PORT && is_request_routed(o, f, at))
		return true;
	return frame_doubles_take(&o->doubles, f, at->time_us);
}

static int
take_frame(struct observe *o, struct frame *f, const struct observed *at)
{
	switch (f->kind) {
	case FRAME_UDP:
		return take_udp(o, f, at);
	case FRAME_TCP:
		tcp_watcher_frame(&o->tcp, f, at);
		return 0;
	case FRAME_ICMP:
		take_icmp(o, f, at);
		return 0;
	case FRAME_ARP:
		tell_wire(o, f, at,
		    f->arp_op == 1 ? WIRE_ARP_REQUEST : WIRE_ARP_REPLY);
		return 0;
	case FRAME_BPDU:
		tell_wire(o, f, at, WIRE_BPDU);
		return 0;
	case FRAME_DHCP6:
		if (!dhcp6_is_firmware(f->data, f->len))
			return 0;
		o->counts.solicits++;
		tell_wire(o, f, at, WIRE_SOLICIT);
		return 0;
	case FRAME_FRAGMENT:
		if (!reassembly_add(&o->reassembly, f, at->time_us))
			return 0;
		return frame_open(f) == 0 && f->kind != FRAME_FRAGMENT ?
		    take_frame(o, f, at) :
		    0;
	case FRAME_OTHER:
		return 0;
	}
	return 0;
}

static void
count_malformed(struct observe_counts *c, uint64_t frame, int err)
{
	if (c->malformed++ != 0)
		return;
	c->malformed_frame = frame;
	c->malformed_err = err;
}

int
observe_frame(struct observe *o, const struct observe_frame *of)
{
	struct observed at = {of->number, of->time_us, 0};
	struct frame f;
	int err = frame_decode(&f, of->link, of->data, of->len);

	o->counts.frames++;
	o->last_us = of->time_us;
	if (err == 0) {
		at.vlan = f.vlan_count > 0 ? f.vlans[0] : 0;
		if (!is_passed_over(o, &f, &at))
			err = take_frame(o, &f, &at);
	}
	if (err != 0 && of->wire_len > of->len)
		o->counts.cut++;
	else if (err != 0)
		count_malformed(&o->counts, of->number, err);
	return err;
}

void
observe_tick(struct observe *o, int64_t now_us)
{
	/* In a capture: a live story's clock is never set. */
	if (now_us < o->last_us - BACK_US) {
		tftp_watcher_set_back(&o->tftp, now_us);
		tcp_watcher_set_back(&o->tcp, now_us);
	}
	tftp_watcher_expire(&o->tftp, now_us - QUIET_US);
	tcp_watcher_expire(&o->tcp, now_us, QUIET_US);
}

int64_t
observe_due(const struct observe *o)
{
	const int64_t tftp_us = tftp_watcher_quiet_us(&o->tftp);
	const int64_t tcp_us = tcp_watcher_quiet_us(&o->tcp);
	const int64_t first_us = tftp_us < tcp_us ? tftp_us : tcp_us;

	return first_us < INT64_MAX - QUIET_US ? first_us + QUIET_US + 1 :
						 INT64_MAX;
}

bool
observe_is_busy(const struct observe *o)
{
	const int64_t since_us = o->last_us - BUSY_US;

	return tftp_watcher_moved_us(&o->tftp) >= since_us ||
	    tcp_watcher_moved_us(&o->tcp) >= since_us;
}

void
observe_end(struct observe *o)
{
	tftp_watcher_end(&o->tftp, o->last_us);
	tcp_watcher_end(&o->tcp, o->last_us);
}

void
observe_forget(struct observe *o, uint32_t client, uint16_t port)
{
	tftp_watcher_forget(&o->tftp, client, port);
}

void
observe_counts(const struct observe *o, struct observe_counts *ret)
{
	*ret = o->counts;
	ret->http = o->tcp.http;
	ret->iscsi = o->tcp.iscsi;
	ret->fragments_lost = o->reassembly.dropped;
}
