/* SPDX-License-Identifier: ISC */
#include "core/boot/observe_tcp.h"

#include <string.h>

#include "core/base/text.h"
#include "core/boot/observe_http.h"
#include "core/proto/http_head.h"
#include "core/proto/iscsi_path.h"
#include "core/proto/iscsi_pdu.h"
#include "core/proto/tls_hello.h"

void
tcp_watcher_init(struct tcp_watcher *w, void *flow_memory,
    struct tcp_watch *rows, struct event_sink out)
{
	memset(w, 0, sizeof(*w));
	w->out = out;
	w->rows = rows;
	tcp_heads_init(&w->heads);
	mac_index_init(&w->by_mac, w->slots,
	    sizeof(w->slots) / sizeof(w->slots[0]));
	flow_init(&w->flow, flow_memory, OBSERVE_CONNECTIONS);
}

static void
emit_iscsi(struct tcp_watcher *w, const struct tcp_watch *x,
    enum iscsi_phase phase, const struct observed *at)
{
	struct event e TO_FILL;

	event_init(&e, EVENT_ISCSI, at->time_us, NULL);
	e.origin = ORIGIN_WIRE;
	e.mac = x->mac;
	e.frame = at->frame;
	e.u.iscsi = x->iscsi;
	e.u.iscsi.phase = phase;
	e.u.iscsi.client = x->client;
	e.u.iscsi.server = x->server;
	e.u.iscsi.port = x->server_port;
	w->out.take(w->out.arg, &e);
}

static void
emit_wire(struct tcp_watcher *w, const struct tcp_watch *x, enum wire_kind kind,
    const struct observed *at)
{
	struct event e TO_FILL;

	event_init(&e, EVENT_WIRE, at->time_us, NULL);
	e.origin = ORIGIN_WIRE;
	e.mac = x->mac;
	e.frame = at->frame;
	e.vlan = at->vlan;
	e.u.wire.kind = kind;
	e.u.wire.src = x->client;
	e.u.wire.dst = x->server;
	e.u.wire.port = x->server_port;
	w->out.take(w->out.arg, &e);
}

static void let_go(struct tcp_watcher *w, uint32_t row,
    const struct observed *at);

static void
remove_row(struct tcp_watcher *w, uint32_t row)
{
	const struct mac *mac = &w->rows[row].mac;

	if (mac_index_find(&w->by_mac, mac) == row)
		mac_index_remove(&w->by_mac, mac);
	flow_remove(&w->flow, row);
}

static void
end_row(struct tcp_watcher *w, uint32_t row)
{
	struct tcp_watch *x = &w->rows[row];
	const struct observed at = {x->frame, x->last_us, 0};

	let_go(w, row, &at);
	http_watch_end(w, x, &at);
	remove_row(w, row);
}

bool
tcp_watch_again(struct tcp_watch *x, const struct frame *f, bool from_client)
{
	const size_t side = !from_client;
	const uint32_t end = f->tcp_seq + (uint32_t)f->wire_len;

	if (x->has_said[side] && end - x->said_seq[side] - 1 >= 0x80000000u)
		return true;
	x->has_said[side] = true;
	x->said_seq[side] = end;
	return false;
}

static void
take_iscsi(struct tcp_watcher *w, struct tcp_watch *x, const struct frame *f,
    bool from_client, const struct observed *at)
{
	struct iscsi_pdu p;

	if (f->len == 0 || !iscsi_pdu_decode(&p, f->data, f->len) ||
	    tcp_watch_again(x, f, from_client))
		return;
	if (p.kind == ISCSI_PDU_COMMAND_RESPONSE) {
		/* It is tried again and again: once is enough. */
		if (p.no_lun && !x->told_no_lun)
			emit_iscsi(w, x, ISCSI_NO_LUN, at);
		x->told_no_lun = x->told_no_lun || p.no_lun;
		return;
	}
	w->iscsi++;
	if (p.kind == ISCSI_PDU_LOGIN) {
		/* Later login requests repeat no names: the first counts. */
		if (p.initiator[0] == '\0')
			return;
		memcpy(x->iscsi.initiator, p.initiator, sizeof(p.initiator));
		memcpy(x->iscsi.target, p.target, sizeof(p.target));
		emit_iscsi(w, x, ISCSI_LOGIN, at);
		return;
	}
	x->iscsi.status_class = p.status_class;
	x->iscsi.status_detail = p.status_detail;
	x->logged = p.full_feature || p.status_class != 0;
	if (x->logged)
		emit_iscsi(w, x, ISCSI_RESPONSE, at);
}

/* An initiator says who it is: that is iSCSI, whatever port it has. */
static bool
is_login(const uint8_t *data, size_t len)
{
	struct iscsi_pdu p;

	return iscsi_pdu_size(data, len) != 0 &&
	    iscsi_pdu_decode(&p, data, len) && p.kind == ISCSI_PDU_LOGIN &&
	    p.initiator[0] != '\0';
}

/* No HTTP head has so short a length where a PDU has its own. */
static bool
may_be_login(const struct tcp_watch *x, const uint8_t *data, size_t len)
{
	return x->use == TCP_ISCSI ||
	    (x->use == TCP_UNKNOWN && iscsi_pdu_size(data, len) != 0);
}

/* Is what begins here all there, as far as we want it? */
static bool
is_whole(const struct tcp_watch *x, const uint8_t *data, size_t len)
{
	const size_t size = iscsi_pdu_size(data, len);
	struct http_head h;

	if (may_be_login(x, data, len))
		return size != 0 && len >= size;
	return http_head_decode(&h, data, len) && h.whole;
}

static bool
begins_head(const struct tcp_watch *x, bool from_client, const uint8_t *data,
    size_t len)
{
	struct http_head h;

	if (may_be_login(x, data, len))
		return iscsi_pdu_size(data, len) != 0;
	return http_head_decode(&h, data, len) && h.response == !from_client;
}

/* An answer may still be on its way. */
#define MOVES_US INT64_C(1000000)
#define ENOUGH 16 /* bytes: "HTTP/1.1 200 OK" */

/* A piece of a head whose beginning has not come, or tells nothing yet. */
static bool
is_ahead(struct tcp_watch *x, const struct frame *f, bool from_client)
{
	const size_t side = !from_client;
	const uint32_t ahead = f->tcp_seq - x->head_seq[side];

	if (!x->awaited[side] || ahead >= TCP_HEAD_BYTES)
		return false;
	/* It begins with something else, or with too little to know. */
	if (ahead == 0 && f->len >= ENOUGH)
		x->awaited[side] = false;
	return x->awaited[side];
}

/* Heads stand at the beginning, and after the answer before. */
static bool
may_be_head(const struct tcp_watch *x, const struct frame *f, bool from_client)
{
	if (f->len == 0 || f->len < f->wire_len || x->use == TCP_TLS)
		return false;
	return x->use == TCP_ISCSI ? !x->logged : from_client || !x->in_body;
}

static void
follow_sides(struct tcp_watch *x, const struct frame *f, bool from_client)
{
	if ((f->tcp_flags & FRAME_TCP_SYN) == 0)
		return;
	x->awaited[!from_client] = true;
	x->head_seq[!from_client] = f->tcp_seq + 1;
}

/*
 * The frame to read: f itself, or in *view the head that it completes; NULL
 * while pieces are missing.
 */
static const struct frame *
gather(struct tcp_watcher *w, uint32_t row, const struct frame *f,
    bool from_client, struct frame *view)
{
	struct tcp_watch *x = &w->rows[row];
	const size_t side = !from_client;
	const struct tcp_head *head;
	bool begins;

	follow_sides(x, f, from_client);
	if (!may_be_head(x, f, from_client))
		return f;
	if (!x->held[side] && is_whole(x, f->data, f->len)) {
		x->awaited[side] = false;
		return f;
	}
	begins = begins_head(x, from_client, f->data, f->len);
	if (!x->held[side] && !begins && !is_ahead(x, f, from_client))
		return f;
	head = tcp_heads_add(&w->heads, row, from_client,
	    begins ? f->tcp_seq : x->head_seq[side], f->tcp_seq, f->data,
	    f->len);
	x->held[side] = head != NULL;
	if (head == NULL)
		return f;
	if (head->len < TCP_HEAD_BYTES && !is_whole(x, head->data, head->len))
		return NULL;
	*view = *f;
	view->data = head->data;
	view->len = view->wire_len = head->len;
	view->tcp_seq = head->base;
	tcp_heads_drop(&w->heads, row, from_client);
	x->held[side] = x->awaited[side] = false;
	return view;
}

static void
read_frame(struct tcp_watcher *w, struct tcp_watch *x, const struct frame *f,
    bool from_client, const struct observed *at)
{
	char host[TLS_HOST];

	if (x->use == TCP_UNKNOWN && from_client && f->len != 0 &&
	    tls_hello_decode(host, f->data, f->len))
		tls_watch_begin(w, x, host, at);
	if (x->use == TCP_UNKNOWN && from_client && f->len != 0 &&
	    is_login(f->data, f->len)) {
		x->use = TCP_ISCSI;
		emit_iscsi(w, x, ISCSI_CONNECT, at);
	}
	if (x->use == TCP_TLS)
		tls_watch_take(w, x, f, from_client, at);
	else if (x->use == TCP_ISCSI)
		take_iscsi(w, x, f, from_client, at);
	else
		http_watch_take(w, x, f, from_client, at);
}

/* The connection ends: what came of its heads counts as it is. */
static void
let_go(struct tcp_watcher *w, uint32_t row, const struct observed *at)
{
	struct tcp_watch *x = &w->rows[row];

	for (size_t side = 0; side < 2; side++) {
		const struct tcp_head *head = x->held[side] ?
		    tcp_heads_find(&w->heads, row, side == 0) :
		    NULL;
		struct frame f = {.kind = FRAME_TCP};

		x->held[side] = false;
		if (head == NULL)
			continue;
		f.data = head->data;
		f.len = f.wire_len = head->len;
		f.tcp_seq = head->base;
		tcp_heads_drop(&w->heads, row, side == 0);
		read_frame(w, x, &f, side == 0, at);
	}
}

static void
take_flags(struct tcp_watcher *w, uint32_t row, const struct frame *f,
    bool from_client, const struct observed *at)
{
	struct tcp_watch *x = &w->rows[row];

	/* Whose beginning was not seen may have logged in long ago. */
	if (x->use == TCP_ISCSI && !from_client && !x->told_refused &&
	    x->iscsi.initiator[0] == '\0' && x->head_seq[0] != 0 &&
	    (f->tcp_flags & FRAME_TCP_RST) != 0) {
		x->told_refused = true;
		emit_iscsi(w, x, ISCSI_REFUSED, at);
	}
	if ((f->tcp_flags & (FRAME_TCP_FIN | FRAME_TCP_RST)) != 0) {
		let_go(w, row, at);
		x->http.left = from_client ? HTTP_LEFT_BY_CLIENT :
					     HTTP_LEFT_BY_SERVER;
		http_watch_end(w, x, at);
		remove_row(w, row);
	}
}

/* A tap may show the SYN once more after its RST. */
#define REFUSED_US INT64_C(100000)

static void
refused(struct tcp_watcher *w, const struct tcp_watch *x,
    const struct flow_key *key, const struct observed *at)
{
	if (memcmp(&w->refused, key, sizeof(*key)) != 0 ||
	    at->time_us - w->refused_us >= REFUSED_US)
		emit_wire(w, x, WIRE_TCP_REFUSED, at);
	w->refused = *key;
	w->refused_us = at->time_us;
}

/* That its target refuses an iSCSI connection is told in any stage of it. */
static void
take_knock(struct tcp_watcher *w, uint32_t row, const struct frame *f,
    bool from_client, const struct observed *at)
{
	struct tcp_watch *x = &w->rows[row];

	switch (tcp_knock_take(&x->knock, f, from_client, at->time_us)) {
	case KNOCK_GOES_ON:
		break;
	case KNOCK_REFUSED:
		if (x->use != TCP_ISCSI)
			refused(w, x, &w->flow.nodes[row].key, at);
		break;
	case KNOCK_SILENT:
		if (x->use == TCP_ISCSI)
			emit_iscsi(w, x, ISCSI_SILENT, at);
		else
			emit_wire(w, x, WIRE_TCP_SILENT, at);
		break;
	}
}

/* The machine started again and took the same port. */
static bool
is_another(const struct tcp_watch *x, const struct frame *f)
{
	return tcp_knock_is(f) && x->head_seq[0] != 0 &&
	    x->head_seq[0] != f->tcp_seq + 1;
}

/* Of one that began before the capture. */
static bool
is_known_use(const struct frame *f)
{
	struct http_head h;

	if (f->dst_port == ISCSI_PORT)
		return true;
	return f->len != 0 &&
	    ((http_head_decode(&h, f->data, f->len) && !h.response) ||
		is_login(f->data, f->len));
}

/* A row for a connection that its client opens, or that speaks HTTP. */
static uint32_t
open_row(struct tcp_watcher *w, const struct frame *f,
    const struct flow_key *key, const struct observed *at)
{
	const bool syn = tcp_knock_is(f);
	struct tcp_watch *x;
	uint32_t row;

	if (!syn && !is_known_use(f))
		return FLOW_NONE;
	row = flow_oldest(&w->flow);
	if (row != FLOW_NONE)
		end_row(w, row);
	row = flow_add(&w->flow, key);
	x = &w->rows[row];
	memset(x, 0, sizeof(*x));
	x->mac = f->src_mac;
	x->client = f->src;
	x->server = f->dst;
	x->server_port = f->dst_port;
	x->frame = at->frame;
	x->began_us = x->last_us = at->time_us;
	x->told_done = true;
	x->use = f->dst_port == ISCSI_PORT ? TCP_ISCSI : TCP_UNKNOWN;
	if (x->use == TCP_ISCSI && syn)
		emit_iscsi(w, x, ISCSI_CONNECT, at);
	return row;
}

void
tcp_watcher_frame(struct tcp_watcher *w, const struct frame *f,
    const struct observed *at)
{
	const struct flow_key out = {f->src, f->dst, f->src_port, f->dst_port};
	const struct flow_key back = {f->dst, f->src, f->dst_port, f->src_port};
	uint32_t row = flow_find(&w->flow, &out);
	const struct frame *shown;
	struct frame view;
	bool from_client = true;

	if (row == FLOW_NONE) {
		row = flow_find(&w->flow, &back);
		from_client = row == FLOW_NONE;
	}
	if (row != FLOW_NONE && from_client && is_another(&w->rows[row], f)) {
		end_row(w, row);
		row = FLOW_NONE;
	}
	if (row == FLOW_NONE)
		row = open_row(w, f, &out, at);
	if (row == FLOW_NONE)
		return;
	w->rows[row].last_us = at->time_us;
	if (from_client)
		w->rows[row].client_us = at->time_us;
	w->rows[row].answers = w->rows[row].answers || !from_client;
	take_knock(w, row, f, from_client, at);
	http_watch_follow(&w->rows[row], f, from_client);
	shown = gather(w, row, f, from_client, &view);
	if (shown != NULL)
		read_frame(w, &w->rows[row], shown, from_client, at);
	take_flags(w, row, f, from_client, at);
}

/*
 * A live capture leaves bodies out: of one that is announced, and of which
 * nothing was seen behind its head, silence says nothing for an hour.
 */
static bool
may_go_on(const struct tcp_watch *x)
{
	return x->in_body && x->body_frames < 2 && x->http.has_length &&
	    x->holds < TCP_HOLDS_MOST;
}

/* Of a body that the capture does show not all has come. */
static bool
is_coming(const struct tcp_watch *x)
{
	return x->use == TCP_HTTP && !x->told_done && x->in_body &&
	    x->body_seen && x->http.has_length &&
	    x->http.bytes < x->http.length;
}

void
tcp_watcher_starts_anew(struct tcp_watcher *w, const struct mac *mac,
    int64_t now_us)
{
	const uint32_t row = mac_index_find(&w->by_mac, mac);
	struct tcp_watch *x;

	if (row == MAC_INDEX_NONE)
		return;
	x = &w->rows[row];
	/* One that goes on at once has several things to do. */
	if (!is_coming(x) || now_us - x->client_us < MOVES_US)
		return;
	x->http.left = HTTP_LEFT_BY_RESTART;
	end_row(w, row);
}

void
tcp_watcher_expire(struct tcp_watcher *w, int64_t now_us, int64_t quiet_us)
{
	uint32_t row;

	while ((row = flow_first(&w->flow)) != FLOW_NONE &&
	    w->rows[row].last_us < now_us - quiet_us) {
		if (!may_go_on(&w->rows[row])) {
			end_row(w, row);
			continue;
		}
		w->rows[row].holds++;
		w->rows[row].last_us = now_us;
		flow_touch(&w->flow, row);
	}
}

int64_t
tcp_watcher_quiet_us(const struct tcp_watcher *w)
{
	const uint32_t row = flow_first(&w->flow);

	return row == FLOW_NONE ? INT64_MAX : w->rows[row].last_us;
}

int64_t
tcp_watcher_moved_us(const struct tcp_watcher *w)
{
	const uint32_t row = flow_last(&w->flow);

	return row == FLOW_NONE ? INT64_MIN : w->rows[row].last_us;
}

/* A disk or a network may be slow; so long nothing comes of what goes on. */
#define STANDS_US INT64_C(5000000)

void
tcp_watcher_end(struct tcp_watcher *w, int64_t last_us)
{
	struct tcp_watch *x;
	int64_t quiet_us;
	uint32_t row;

	while ((row = flow_first(&w->flow)) != FLOW_NONE) {
		x = &w->rows[row];
		quiet_us = last_us - x->last_us;
		x->http.under_way = is_coming(x) && quiet_us < STANDS_US;
		/* What is late already is no fault of the capture. */
		x->http.in_part = is_coming(x) ?
		    x->http.under_way :
		    x->http.status != 0 || quiet_us < MOVES_US;
		end_row(w, row);
	}
}

void
tcp_watcher_set_back(struct tcp_watcher *w, int64_t now_us)
{
	uint32_t row = flow_first(&w->flow);

	for (; row != FLOW_NONE; row = flow_next(&w->flow, row)) {
		observed_before(&w->rows[row].began_us, now_us);
		observed_before(&w->rows[row].last_us, now_us);
		observed_before(&w->rows[row].client_us, now_us);
		observed_before(&w->rows[row].told_us, now_us);
		observed_before(&w->rows[row].knock.first_us, now_us);
		observed_before(&w->rows[row].knock.last_us, now_us);
	}
	observed_before(&w->refused_us, now_us - REFUSED_US);
}
