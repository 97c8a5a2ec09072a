/* SPDX-License-Identifier: ISC */
#include "tui/own_frames.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/buf.h"
#include "core/proto/tftp.h"
#include "core/proto/udp_frame.h"

#define PAYLOAD_MOST 65500 /* what an IP datagram takes, less its heads */
#define TOLD "made from the console's record: not captured"
#define OWN_DATA "made from the server's record: its data is not captured"
/* Blocks are counted in 16 bits: a reader follows half a turn. */
#define STEP 30000

/* A frame of zeros behind its beginning, made once. */
struct maker {
	struct own_frames *out;
	struct udp_frame udp;
	uint8_t payload[PAYLOAD_MOST], frame[PAYLOAD_MOST + UDP_FRAME_HEAD];
};

static struct own_frame *
add_row(struct own_frames *o, size_t len)
{
	struct own_frame *rows = o->rows;
	uint8_t *data;

	if (o->count == o->room) {
		o->room = o->room == 0 ? 64 : o->room * 2;
		rows = reallocarray(o->rows, o->room, sizeof(*rows));
	}
	data = malloc(len);
	if (rows == NULL || data == NULL) {
		free(data);
		o->room = o->count;
		o->no_memory = true;
		return NULL;
	}
	o->rows = rows;
	o->rows[o->count].data = data;
	return &o->rows[o->count++];
}

/* The payload lies ready: `kept` bytes of it are known, `len` there were. */
static void
add(struct maker *m, int64_t time_us, size_t kept, size_t len,
    const char *comment)
{
	struct own_frame *row;
	struct wbuf w;

	m->udp.data = m->payload;
	m->udp.len = len < PAYLOAD_MOST ? len : PAYLOAD_MOST;
	wbuf_init(&w, m->frame, sizeof(m->frame));
	udp_frame_encode(&m->udp, &w);
	row = w.bad ? NULL : add_row(m->out, UDP_FRAME_HEAD + kept);
	if (row != NULL) {
		row->time_us = time_us;
		row->len = UDP_FRAME_HEAD + kept;
		row->wire_len = UDP_FRAME_HEAD + m->udp.len;
		row->comment = comment;
		memcpy(row->data, m->frame, row->len);
	}
	memset(m->payload, 0, kept);
}

static uint16_t
port_or(uint16_t port, uint16_t usual)
{
	return port != 0 ? port : usual;
}

static void
add_dhcp(struct maker *m, const struct event *e)
{
	const struct event_dhcp *d = &e->u.dhcp;
	const bool reply = d->op == DHCP_OP_REPLY;
	const size_t kept = d->packet_len < EVENT_PACKET ? d->packet_len :
							   EVENT_PACKET;

	if (d->packet_len == 0)
		return;
	memset(&m->udp, 0, sizeof(m->udp));
	m->udp.src = d->src != 0 || !reply ? d->src : d->server;
	m->udp.dst = d->dst != 0 ? d->dst : UINT32_MAX;
	m->udp.src_port = port_or(d->src_port,
	    reply ? DHCP_PORT_SERVER : DHCP_PORT_CLIENT);
	m->udp.dst_port = port_or(d->dst_port,
	    reply ? DHCP_PORT_CLIENT : DHCP_PORT_SERVER);
	if (reply)
		m->udp.dst_mac = *event_speaker(e);
	else
		m->udp.src_mac = *event_speaker(e);
	memcpy(m->payload, d->packet, kept);
	m->out->cut += kept < d->packet_len;
	add(m, e->time_us, kept, d->packet_len, TOLD);
}

/* From the client or to it; the server's port is not told and is 69 here. */
static void
aim(struct maker *m, const struct event *e, bool from_client)
{
	const struct event_tftp *f = &e->u.tftp;

	memset(&m->udp, 0, sizeof(m->udp));
	m->udp.src = from_client ? f->client : f->server;
	m->udp.dst = from_client ? f->server : f->client;
	m->udp.src_port = from_client ? f->client_port : TFTP_PORT;
	m->udp.dst_port = from_client ? TFTP_PORT : f->client_port;
	if (from_client)
		m->udp.src_mac = *event_speaker(e);
	else
		m->udp.dst_mac = *event_speaker(e);
}

static void
options_of(struct tftp_options *o, const struct event_tftp *f, uint8_t set)
{
	unsigned i;

	memset(o, 0, sizeof(*o));
	o->set = set;
	for (i = 0; i < TFTP_OPTION_COUNT; i++)
		if ((set & 1u << i) != 0)
			o->order[o->count++] = (uint8_t)i;
	o->blksize = f->blksize;
	o->tsize = f->size;
	o->windowsize = f->windowsize;
	o->timeout = 1; /* which it was is not told */
}

/* Of an own transfer only what was granted is told, when it is over. */
static const struct event *
end_of(const struct kept_events *k, uint64_t n)
{
	const struct event_tftp *f = &k->rows[n % EVENTS_KEPT].u.tftp;
	const struct event *e;

	while (++n < k->next) {
		e = &k->rows[n % EVENTS_KEPT];
		if (e->kind == EVENT_TFTP &&
		    e->u.tftp.transfer == f->transfer &&
		    e->u.tftp.client_port == f->client_port)
			return e;
	}
	return NULL;
}

static void
add_request(struct maker *m, const struct event *e, const struct event *end)
{
	struct tftp_options o;
	struct wbuf w;

	aim(m, e, true);
	if (end == NULL)
		end = e;
	options_of(&o, &end->u.tftp, e->u.tftp.asked | end->u.tftp.granted);
	wbuf_init(&w, m->payload, PAYLOAD_MOST);
	tftp_encode_request(&w, e->u.tftp.writes ? TFTP_WRQ : TFTP_RRQ,
	    e->u.tftp.file, &o);
	add(m, e->time_us, w.len, w.len, TOLD);
}

static void
add_oack(struct maker *m, const struct event *e, int64_t time_us)
{
	struct tftp_options o;
	struct wbuf w;

	aim(m, e, false);
	options_of(&o, &e->u.tftp, e->u.tftp.granted);
	wbuf_init(&w, m->payload, PAYLOAD_MOST);
	tftp_encode_oack(&w, &o);
	add(m, time_us, w.len, w.len, OWN_DATA);
}

static void
add_error(struct maker *m, const struct event *e, bool from_client)
{
	struct wbuf w;

	aim(m, e, from_client);
	wbuf_init(&w, m->payload, PAYLOAD_MOST);
	tftp_encode_error(&w, e->u.tftp.error_code, e->u.tftp.error);
	add(m, e->time_us, w.len, w.len, OWN_DATA);
}

static void
add_ack(struct maker *m, const struct event *e, uint64_t block, int64_t time_us)
{
	struct wbuf w;

	aim(m, e, true);
	wbuf_init(&w, m->payload, PAYLOAD_MOST);
	tftp_encode_ack(&w, (uint16_t)block);
	add(m, time_us, w.len, w.len, OWN_DATA);
}

static void
add_data(struct maker *m, const struct event *e, uint64_t block, size_t len,
    int64_t time_us)
{
	struct wbuf w;

	aim(m, e, false);
	wbuf_init(&w, m->payload, PAYLOAD_MOST);
	tftp_encode_data_head(&w, (uint16_t)block);
	add(m, time_us, w.len, w.len + len, OWN_DATA);
}

/* Blocks that were sent and acknowledged, half a turn of their count a step. */
static void
add_blocks(struct maker *m, const struct event *e, int64_t began_us)
{
	const struct event_tftp *f = &e->u.tftp;
	const bool whole = f->outcome == TFTP_COMPLETE;
	const size_t block = f->blksize != 0 ? f->blksize :
					       TFTP_BLKSIZE_DEFAULT;
	/* The last block is a short one, and may be empty. */
	const uint64_t blocks = whole ? f->bytes / block + 1 : f->blocks;
	const size_t last = whole ? f->bytes % block : block;
	uint64_t at = 0;

	while (at < blocks) {
		at += blocks - at > STEP ? STEP : blocks - at;
		add_data(m, e, at, at == blocks ? last : block,
		    at == blocks ? e->time_us : began_us);
		add_ack(m, e, at, at == blocks ? e->time_us : began_us);
	}
	if (!whole && f->outcome != TFTP_CLIENT_ERROR)
		add_data(m, e, blocks + 1, block, e->time_us);
}

/* How an own transfer went: after its request, which the wire may show. */
static void
add_transfer(struct maker *m, const struct event *e)
{
	const struct event_tftp *f = &e->u.tftp;
	const int64_t began_us = e->time_us - (int64_t)f->elapsed_us;
	const bool oack = f->granted != 0;

	if (oack)
		add_oack(m, e, began_us);
	if (oack && f->heard && f->outcome != TFTP_PROBE)
		add_ack(m, e, 0, began_us);
	switch (f->outcome) {
	case TFTP_RUNNING:
		return;
	case TFTP_NO_REPLY:
		if (!oack)
			add_data(m, e, 1, f->blksize, began_us);
		return;
	case TFTP_COMPLETE:
	case TFTP_INCOMPLETE:
		add_blocks(m, e, began_us);
		return;
	case TFTP_CLIENT_ERROR:
		add_blocks(m, e, began_us);
		add_error(m, e, true);
		return;
	case TFTP_PROBE:
		add_error(m, e, true);
		return;
	case TFTP_SERVER_ERROR:
		add_error(m, e, false);
		return;
	}
}

static bool
is_wished(const struct frame_pick *p, const struct event *e)
{
	size_t i;

	if (p->all)
		return true;
	for (i = 0; i < p->span_count; i++)
		if (mac_equal(&p->spans[i].mac, &e->mac) &&
		    e->time_us >= p->spans[i].from_us &&
		    e->time_us <= p->spans[i].to_us)
			return true;
	return false;
}

/*
 * Does the capture have the frame that this event tells of?  Of messages it
 * is known, and requests for files pass its filter.
 */
static bool
is_captured(const struct frame_pick *p, const struct event *e)
{
	const int64_t at = e->origin == ORIGIN_OWN && e->kind == EVENT_DHCP ?
	    e->wire_us :
	    e->time_us;

	return p->kept_us != 0 && at >= p->kept_us;
}

static void
add_event(struct maker *m, const struct frame_pick *p,
    const struct kept_events *k, uint64_t n)
{
	const struct event *e = &k->rows[n % EVENTS_KEPT];
	const bool captured = is_captured(p, e);

	if (!is_wished(p, e))
		return;
	if (e->kind == EVENT_DHCP && !captured)
		add_dhcp(m, e);
	if (e->kind != EVENT_TFTP)
		return;
	if (e->u.tftp.phase == TFTP_PHASE_REQUEST && !captured)
		add_request(m, e, end_of(k, n));
	if (e->u.tftp.phase == TFTP_PHASE_DONE &&
	    (!captured || e->origin == ORIGIN_OWN))
		add_transfer(m, e);
}

/* Stable: the frames of one moment are in the order of their making. */
static void
sort_rows(struct own_frames *o)
{
	size_t i, j;

	for (i = 1; i < o->count; i++) {
		const struct own_frame row = o->rows[i];

		for (j = i; j > 0 && o->rows[j - 1].time_us > row.time_us; j--)
			o->rows[j] = o->rows[j - 1];
		o->rows[j] = row;
	}
}

void
own_frames_make(struct own_frames *o, const struct kept_events *k,
    const struct frame_pick *pick)
{
	struct maker *m = calloc(1, sizeof(*m));
	uint64_t n = k->next > EVENTS_KEPT ? k->next - EVENTS_KEPT : 0;

	memset(o, 0, sizeof(*o));
	if (m == NULL) {
		o->no_memory = true;
		return;
	}
	m->out = o;
	for (; n < k->next; n++)
		add_event(m, pick, k, n);
	free(m);
	sort_rows(o);
}

void
own_frames_done(struct own_frames *o)
{
	size_t i;

	for (i = 0; i < o->count; i++)
		free(o->rows[i].data);
	free(o->rows);
	memset(o, 0, sizeof(*o));
}
