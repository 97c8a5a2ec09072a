/* SPDX-License-Identifier: ISC */
#include "core/boot/observe_http.h"

#include <string.h>

#include "core/base/text.h"
#include "core/proto/http_head.h"
#include "core/proto/tls_hello.h"

static void
emit_http(struct tcp_watcher *w, struct tcp_watch *x, enum http_phase phase,
    const struct observed *at)
{
	struct event e TO_FILL;

	x->told_us = at->time_us;
	event_init(&e, EVENT_HTTP, at->time_us, NULL);
	e.origin = ORIGIN_WIRE;
	e.mac = x->mac;
	e.frame = at->frame;
	e.u.http = x->http;
	e.u.http.phase = phase;
	e.u.http.client = x->client;
	e.u.http.server = x->server;
	e.u.http.server_port = x->server_port;
	e.u.http.elapsed_us = observed_since(at, x->began_us);
	w->out.take(w->out.arg, &e);
}

/* The client has it, or more of it came, but the capture lost its beginning. */
static bool
is_lost(const struct tcp_watch *x)
{
	return x->use == TCP_HTTP && x->http.status == 0 && x->answer_past &&
	    !x->answer_begun;
}

void
http_watch_end(struct tcp_watcher *w, struct tcp_watch *x,
    const struct observed *at)
{
	x->http.one_sided = !x->answers || x->unanswered || is_lost(x) ||
	    x->holds == TCP_HOLDS_MOST;
	if (!x->told_done &&
	    (x->use == TCP_TLS ||
		(x->use == TCP_HTTP && x->http.uri[0] != '\0')))
		emit_http(w, x, HTTP_PHASE_DONE, at);
	x->told_done = true;
	x->in_body = false;
}

static void
copy_span(char *to, size_t cap, const struct http_span *s)
{
	const size_t n = s->n < cap ? s->n : cap - 1;

	if (n != 0)
		memcpy(to, s->p, n);
	to[n] = '\0';
}

/*
 * A tap may show the answer before its request: what acknowledges the request
 * to its last byte is its answer.
 */
static void
keep_early(struct tcp_watch *x, const struct event_http *early, uint32_t asked)
{
	if (x->early_ack != asked || early->status == 0)
		return;
	x->http.status = early->status;
	x->http.has_length = early->has_length;
	x->http.length = early->length;
	x->http.chunked = early->chunked;
	x->http.in_part = early->in_part;
	x->http.bytes = early->bytes;
	x->in_body = !early->in_part;
}

/* A server that hangs up has sent one more, which is no byte: its FIN. */
#define PAST 2

void
http_watch_follow(struct tcp_watch *x, const struct frame *f, bool from_client)
{
	const uint32_t at = from_client ? f->tcp_ack : f->tcp_seq;
	const uint32_t past = at - x->answer_seq;

	if (from_client && (f->tcp_flags & FRAME_TCP_ACK) == 0)
		return;
	x->answer_begun = x->answer_begun ||
	    (!from_client && past == 0 && f->wire_len != 0);
	x->answer_past = x->answer_past || (past >= PAST && past < 0x80000000u);
}

static void
take_request(struct tcp_watcher *w, struct tcp_watch *x,
    const struct http_head *h, const struct frame *f, const struct observed *at)
{
	const uint32_t asked = f->tcp_seq + (uint32_t)f->wire_len;

	const struct event_http early = x->http;

	/* Sent before its answer came: whose that will be is not known. */
	x->unanswered = x->http.status == 0;
	http_watch_end(w, x, at);
	x->unanswered = false;
	x->use = TCP_HTTP;
	x->told_done = false;
	x->began_us = at->time_us;
	x->frame = at->frame;
	mac_index_put(&w->by_mac, &x->mac, (uint32_t)(x - w->rows));
	memset(&x->http, 0, sizeof(x->http));
	x->http.left = HTTP_LEFT_BY_NOBODY;
	copy_span(x->http.method, sizeof(x->http.method), &h->method);
	copy_span(x->http.uri, sizeof(x->http.uri), &h->target);
	copy_span(x->http.host, sizeof(x->http.host), &h->host);
	copy_span(x->http.agent, sizeof(x->http.agent), &h->agent);
	x->answer_seq = f->tcp_ack;
	x->answer_begun = x->answer_past = false;
	emit_http(w, x, HTTP_PHASE_REQUEST, at);
	keep_early(x, &early, asked);
}

static void
take_response(struct tcp_watch *x, const struct http_head *h,
    const struct frame *f)
{
	x->early_ack = f->tcp_ack;
	x->http.status = h->status;
	x->http.has_length = h->has_length;
	x->http.length = h->length;
	x->http.chunked = h->chunked;
	x->http.in_part = !h->whole;
	x->in_body = h->whole;
	x->body_frames = x->holds = 0;
	x->body_seen = false;
	x->body_seq = f->tcp_seq + (uint32_t)h->head_len;
}

/*
 * The body has come up to that sequence number.  These turn over after 4 GiB,
 * so that what counts is how much further this is than what had come.  False:
 * it is no further.
 */
static bool
come_to(struct tcp_watch *x, uint32_t end)
{
	const uint32_t more = end - x->body_seq - (uint32_t)x->http.bytes;

	if (more == 0 || more >= 0x80000000u)
		return false;
	x->http.bytes += more;
	return true;
}

/* How far a long one is, now and then. */
static void
tell_so_far(struct tcp_watcher *w, struct tcp_watch *x,
    const struct observed *at)
{
	if (!x->told_done && at->time_us - x->told_us >= EVENT_PROGRESS_US)
		emit_http(w, x, HTTP_PHASE_PROGRESS, at);
}

/*
 * How far the body has come, by the sequence number of its last byte; where
 * the capture lost frames, by what the client says it has.
 */
static void
take_body(struct tcp_watcher *w, struct tcp_watch *x, const struct frame *f,
    bool from_client, const struct observed *at)
{
	bool moved;

	if (from_client && (f->tcp_flags & FRAME_TCP_ACK) == 0)
		return;
	if (!from_client && x->body_frames < UINT8_MAX)
		x->body_frames++;
	moved = come_to(x,
	    from_client ? f->tcp_ack : f->tcp_seq + (uint32_t)f->wire_len);
	if (moved && !from_client && f->tcp_seq - x->body_seq < 0x80000000u)
		x->body_seen = true;
	/* The next answer may begin in the same segment. */
	if (x->http.has_length && x->http.bytes > x->http.length)
		x->http.bytes = x->http.length;
	if ((x->http.has_length && x->http.bytes >= x->http.length) ||
	    strcmp(x->http.method, "HEAD") == 0)
		http_watch_end(w, x, at);
	else if (moved)
		tell_so_far(w, x, at);
}

void
http_watch_take(struct tcp_watcher *w, struct tcp_watch *x,
    const struct frame *f, bool from_client, const struct observed *at)
{
	struct http_head h;

	/* What it has of one answer comes before its next request. */
	if (from_client && x->in_body)
		take_body(w, x, f, true, at);
	if (f->len != 0 && http_head_decode(&h, f->data, f->len)) {
		w->http++;
		/* Bytes of a body may look like a head: answers only once. */
		if (from_client && !h.response && !tcp_watch_again(x, f, true))
			take_request(w, x, &h, f, at);
		else if (!from_client && h.response && !x->in_body)
			take_response(x, &h, f);
	}
	if (!from_client && x->in_body)
		take_body(w, x, f, false, at);
}

void
tls_watch_begin(struct tcp_watcher *w, struct tcp_watch *x, const char *host,
    const struct observed *at)
{
	x->use = TCP_TLS;
	x->told_done = false;
	x->began_us = at->time_us;
	x->frame = at->frame;
	memset(&x->http, 0, sizeof(x->http));
	x->http.left = HTTP_LEFT_BY_NOBODY;
	x->http.secure = true;
	(void)text_copy(x->http.host, sizeof(x->http.host), host);
	emit_http(w, x, HTTP_PHASE_REQUEST, at);
}

/*
 * Until the client has said anything that is not to be read, the server only
 * shows who it is: of what it says then the bytes count.
 */
void
tls_watch_take(struct tcp_watcher *w, struct tcp_watch *x,
    const struct frame *f, bool from_client, const struct observed *at)
{
	const uint32_t end = f->tcp_seq + (uint32_t)f->wire_len;

	if (f->wire_len == 0)
		return;
	if (from_client) {
		x->asks = x->asks || tls_is_data(f->data, f->len);
		return;
	}
	if (!x->asks) {
		x->body_seq = end;
		return;
	}
	if (come_to(x, end))
		tell_so_far(w, x, at);
}
