/* SPDX-License-Identifier: ISC */
#include "core/boot/own_frame.h"

#include <string.h>

#include "core/base/buf.h"
#include "core/proto/tftp.h"

#define TOLD "made from the console's record: not captured"
#define OWN_DATA "made from the server's record: its data is not captured"
/* Blocks are counted in 16 bits: a reader follows half a turn. */
#define STEP 30000
#define STEP_US INT64_C(1000000)
#define STEPS_MOST 600
#define AGAIN_MOST 5000

void
own_maker_init(struct own_maker *m, own_frame_take *take, void *arg)
{
	memset(m, 0, sizeof(*m));
	m->take = take;
	m->arg = arg;
}

/* The payload lies ready: `kept` bytes of it are known, `len` there were. */
static void
add(struct own_maker *m, int64_t time_us, size_t kept, size_t len,
    const char *comment)
{
	const struct observe_frame f = {.time_us = time_us,
	    .link = FRAME_ETHERNET,
	    .data = m->frame,
	    .len = UDP_FRAME_HEAD + kept,
	    .wire_len = UDP_FRAME_HEAD +
		(len < OWN_PAYLOAD_MOST ? len : OWN_PAYLOAD_MOST)};
	struct wbuf w;

	m->udp.data = m->payload;
	m->udp.len = f.wire_len - UDP_FRAME_HEAD;
	wbuf_init(&w, m->frame, sizeof(m->frame));
	udp_frame_encode(&m->udp, &w);
	if (!w.bad)
		m->take(m->arg, &f, comment);
	memset(m->payload, 0, kept);
}

static uint16_t
port_or(uint16_t port, uint16_t usual)
{
	return port != 0 ? port : usual;
}

bool
own_frame_dhcp(struct own_maker *m, const struct event *e)
{
	const struct event_dhcp *d = &e->u.dhcp;
	const bool reply = d->op == DHCP_OP_REPLY;
	const size_t kept = d->packet_len < EVENT_PACKET ? d->packet_len :
							   EVENT_PACKET;

	if (d->packet_len == 0)
		return false;
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
	add(m, e->time_us, kept, d->packet_len, TOLD);
	return kept < d->packet_len;
}

/* From the client or to it; the server's port is not told and is 69 here. */
static void
aim(struct own_maker *m, const struct event *e, bool from_client)
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

void
own_frame_request(struct own_maker *m, const struct event *e,
    const struct event *end)
{
	struct tftp_options o;
	struct wbuf w;

	aim(m, e, true);
	if (end == NULL)
		end = e;
	options_of(&o, &end->u.tftp, e->u.tftp.asked | end->u.tftp.granted);
	wbuf_init(&w, m->payload, OWN_PAYLOAD_MOST);
	tftp_encode_request(&w, e->u.tftp.writes ? TFTP_WRQ : TFTP_RRQ,
	    e->u.tftp.file, &o);
	add(m, e->time_us, w.len, w.len, TOLD);
}

static void
add_oack(struct own_maker *m, const struct event *e, int64_t time_us)
{
	struct tftp_options o;
	struct wbuf w;

	aim(m, e, false);
	options_of(&o, &e->u.tftp, e->u.tftp.granted);
	wbuf_init(&w, m->payload, OWN_PAYLOAD_MOST);
	tftp_encode_oack(&w, &o);
	add(m, time_us, w.len, w.len, OWN_DATA);
}

static void
add_error(struct own_maker *m, const struct event *e, bool from_client)
{
	struct wbuf w;

	aim(m, e, from_client);
	wbuf_init(&w, m->payload, OWN_PAYLOAD_MOST);
	tftp_encode_error(&w, e->u.tftp.error_code, e->u.tftp.error);
	add(m, e->time_us, w.len, w.len, OWN_DATA);
}

static void
add_ack(struct own_maker *m, const struct event *e, uint64_t block,
    int64_t time_us)
{
	struct wbuf w;

	aim(m, e, true);
	wbuf_init(&w, m->payload, OWN_PAYLOAD_MOST);
	tftp_encode_ack(&w, (uint16_t)block);
	add(m, time_us, w.len, w.len, OWN_DATA);
}

static void
add_data(struct own_maker *m, const struct event *e, uint64_t block, size_t len,
    int64_t time_us)
{
	struct wbuf w;

	aim(m, e, false);
	wbuf_init(&w, m->payload, OWN_PAYLOAD_MOST);
	tftp_encode_data_head(&w, (uint16_t)block);
	add(m, time_us, w.len, w.len + len, OWN_DATA);
}

static size_t
block_of(const struct event_tftp *f)
{
	return f->blksize != 0 ? f->blksize : TFTP_BLKSIZE_DEFAULT;
}

/* The OACK, and that the client took it. */
static void
add_grant(struct own_maker *m, const struct event *e, struct own_shown *shown)
{
	const struct event_tftp *f = &e->u.tftp;

	if (f->granted == 0)
		return;
	if (!shown->granted)
		add_oack(m, e, shown->at_us);
	shown->granted = true;
	if (shown->taken || !f->heard || f->outcome == TFTP_PROBE)
		return;
	add_ack(m, e, 0, shown->at_us);
	shown->taken = true;
}

/*
 * In so many steps that a reader loses no count, nor takes for silence what is
 * left out between them.
 */
static uint64_t
steps_of(uint64_t blocks, int64_t took_us)
{
	const uint64_t by_count = (blocks + STEP - 1) / STEP;
	const uint64_t by_time = (uint64_t)(took_us / STEP_US);
	const uint64_t most = blocks < STEPS_MOST ? blocks : STEPS_MOST;
	const uint64_t steps = by_time < most ? by_time : most;

	return steps > by_count ? steps : by_count;
}

/* What was sent again, all of it as this one block. */
static void
add_again(struct own_maker *m, const struct event *e, uint64_t block,
    size_t len, struct own_shown *shown)
{
	const struct event_tftp *f = &e->u.tftp;

	for (; shown->again < f->retransmits && shown->again < AGAIN_MOST;
	     shown->again++)
		add_data(m, e, block, len, e->time_us);
}

/* That the first block came through, before what was sent again later on. */
static void
add_first(struct own_maker *m, const struct event *e, struct own_shown *shown)
{
	const struct event_tftp *f = &e->u.tftp;

	if (f->retransmits == 0 || f->blocks < 2 || shown->blocks > 0)
		return;
	add_data(m, e, 1, block_of(f), shown->at_us);
	add_ack(m, e, 1, shown->at_us);
	shown->blocks = 1;
}

/* Blocks that were sent and acknowledged, beyond those that were shown. */
static void
add_blocks(struct own_maker *m, const struct event *e, struct own_shown *shown)
{
	const struct event_tftp *f = &e->u.tftp;
	const bool whole = f->outcome == TFTP_COMPLETE;
	const size_t block = block_of(f);
	/* The last block is a short one, and may be empty. */
	const uint64_t blocks = whole ? f->bytes / block + 1 : f->blocks;
	const uint64_t more = blocks > shown->blocks ? blocks - shown->blocks :
						       0;
	const int64_t took_us = e->time_us > shown->at_us ?
	    e->time_us - shown->at_us :
	    0;
	const uint64_t steps = steps_of(more, took_us);
	uint64_t n;

	for (n = 1; n <= steps; n++) {
		const bool last = n == steps;
		const uint64_t at = last ? blocks :
					   shown->blocks + more / steps * n;
		const int64_t at_us = last ?
		    e->time_us :
		    shown->at_us + took_us / (int64_t)steps * (int64_t)n;
		const size_t len = whole && last ? f->bytes % block : block;

		add_data(m, e, at, len, at_us);
		/* Of one that breaks off, what is never acknowledged is. */
		if (last && f->outcome != TFTP_INCOMPLETE)
			add_again(m, e, at, len, shown);
		add_ack(m, e, at, at_us);
	}
	if (steps > 0)
		shown->blocks = blocks;
}

/* What was sent and never acknowledged. */
static void
add_unheard(struct own_maker *m, const struct event *e, struct own_shown *shown)
{
	const struct event_tftp *f = &e->u.tftp;

	add_data(m, e, f->blocks + 1, block_of(f), e->time_us);
	add_again(m, e, f->blocks + 1, block_of(f), shown);
}

static void
add_outcome(struct own_maker *m, const struct event *e, struct own_shown *shown)
{
	const struct event_tftp *f = &e->u.tftp;

	switch (f->outcome) {
	case TFTP_NO_REPLY:
		if (f->granted == 0)
			add_data(m, e, 1, block_of(f), shown->at_us);
		return;
	case TFTP_RUNNING:
	case TFTP_COMPLETE:
		add_blocks(m, e, shown);
		return;
	case TFTP_INCOMPLETE:
		add_blocks(m, e, shown);
		add_unheard(m, e, shown);
		return;
	case TFTP_CLIENT_ERROR:
		add_blocks(m, e, shown);
		/* What it broke off at: there was no OACK. */
		if (f->granted == 0 && f->blocks == 0)
			add_unheard(m, e, shown);
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

void
own_frame_transfer(struct own_maker *m, const struct event *e,
    struct own_shown *shown)
{
	const int64_t began_us = e->time_us - (int64_t)e->u.tftp.elapsed_us;

	if (shown->at_us < began_us)
		shown->at_us = began_us;
	add_grant(m, e, shown);
	add_first(m, e, shown);
	add_outcome(m, e, shown);
	shown->at_us = e->time_us;
}
