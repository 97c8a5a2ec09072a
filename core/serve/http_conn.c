/* SPDX-License-Identifier: ISC */
#include "core/serve/http_conn.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/base/err.h"
#include "core/io/clock.h"
#include "core/io/loop.h"
#include "core/io/resident.h"
#include "core/serve/http_open.h"

#define LINGER_US 2000000
#define CONFIRM_US 20000
#define COLD_US 2000
/* A disk that takes longer is waited for, by all. */
#define COLD_MOST_US 5000000
/* Of a file in a row: the others must not wait for one fast client. */
#define TURN_BYTES 1048576
/* By one sendfile: its end is pushed, and wakes the receiver. */
#define PIECE_BYTES TURN_BYTES
#define LOG_EVERY_US 1000000

void
http_env_warn(struct http_env *env, const char *text)
{
	const int64_t now = clock_boot_us();
	struct event e;

	if (env->logged_us != 0 && now - env->logged_us < LOG_EVERY_US)
		return;
	env->logged_us = now;
	event_log(&e, LOG_WARNING, "http", text, clock_utc_us());
	env->sink.take(env->sink.arg, &e);
}

static void
enter(struct http_conn *c, enum http_state state, int64_t for_us)
{
	c->env->counts[c->state]--;
	c->env->counts[state]++;
	c->state = state;
	c->since_us = clock_boot_us();
	c->deadline_us = c->since_us + for_us;
	c->env->changed(c->env->arg);
}

/* What is set already is not put off by who comes later. */
static void
look_in(struct http_env *env, uint64_t us)
{
	if (env->look_us != 0 && env->look_us <= us)
		return;
	env->look_us = us;
	watch_in_us(env->look, us);
}

static void on_readable(void *arg);
static void on_writable(void *arg);

/* One watch at a time; -PX_ENOMEM ends the connection. */
static int
listen_to(struct http_conn *c)
{
	watch_free(c->watch);
	c->watch = watch_fd(c->env->base, c->fd, on_readable, c);
	return c->watch == NULL ? -PX_ENOMEM : 0;
}

static int
wait_for_room(struct http_conn *c)
{
	watch_free(c->watch);
	c->watch = watch_writable(c->env->base, c->fd, on_writable, c);
	return c->watch == NULL ? -PX_ENOMEM : 0;
}

static void
copy_span(char *to, size_t cap, const struct http_span *s)
{
	const size_t n = s->n < cap ? s->n : cap - 1;

	if (n > 0)
		memcpy(to, s->p, n);
	to[n] = '\0';
}

/* Bytes of the body that have reached the client. */
static uint64_t
body_bytes(const struct http_conn *c)
{
	const uint64_t sent = c->out_at + (c->at - c->begin);
	const uint64_t other = c->head_len + c->unconfirmed;

	return sent > other ? sent - other : 0;
}

static void
tell(struct http_conn *c, enum http_phase phase)
{
	struct event e;

	c->told_us = clock_boot_us();
	c->asked = phase != HTTP_PHASE_DONE;
	c->http.phase = phase;
	if (phase != HTTP_PHASE_REQUEST) {
		c->http.bytes = body_bytes(c);
		c->http.elapsed_us = (uint64_t)(c->told_us - c->began_us);
	}
	event_init(&e, EVENT_HTTP, clock_utc_us(), NULL);
	e.origin = ORIGIN_OWN;
	e.u.http = c->http;
	c->env->sink.take(c->env->sink.arg, &e);
}

/* The request that was told of is over, one way or the other. */
static void
finish(struct http_conn *c)
{
	if (c->asked)
		tell(c, HTTP_PHASE_DONE);
	if (c->file != NULL)
		root_close_file(c->env->root, c->file);
	c->file = NULL;
	c->served = true;
}

void
http_conn_free(struct http_conn *c)
{
	struct http_env *env = c->env;

	if (c->state == HTTP_SENDS || c->state == HTTP_CONFIRMS)
		c->unconfirmed = tcp_unconfirmed(c->fd);
	finish(c);
	watch_free(c->watch);
	(void)close(c->fd);
	TAILQ_REMOVE(&env->conns, c, entries);
	env->counts[c->state]--;
	free(c);
	env->changed(env->arg);
}

/* Nobody else's answer waits for the disk that this one's file is on. */
static bool
is_cold(struct http_conn *c, size_t len)
{
	const int64_t now = clock_boot_us();

	if (resident_or_begin(c->file->fd, c->at, len)) {
		c->cold_us = 0;
		return false;
	}
	if (c->cold_us == 0)
		c->cold_us = now;
	if (now - c->cold_us < COLD_MOST_US)
		return true;
	c->cold_us = 0;
	return false;
}

static int
send_file_piece(struct http_conn *c)
{
	const uint64_t left = c->end - c->at;
	const size_t len = left < PIECE_BYTES ? (size_t)left : PIECE_BYTES;
	int n;

	if (is_cold(c, len))
		return -PX_EAGAIN;
	n = tcp_write_file(c->fd, c->file->fd, c->at, len);
	if (n > 0)
		c->at += (uint64_t)n;
	/* It was cut meanwhile: the length that was promised is gone. */
	return n == 0 ? -PX_EIO : n;
}

/* The next piece, of the head or of the file: tcp_write's results. */
static int
send_piece(struct http_conn *c)
{
	int n;

	if (c->out_at == c->out_len)
		return send_file_piece(c);
	n = tcp_write(c->fd, c->out + c->out_at, c->out_len - c->out_at,
	    c->at < c->end);
	if (n > 0)
		c->out_at += (size_t)n;
	return n;
}

static int
end_answer(struct http_conn *c)
{
	enter(c, HTTP_CONFIRMS, c->env->idle_us);
	if (!c->keep)
		tcp_end(c->fd);
	c->unconfirmed = tcp_unconfirmed(c->fd);
	look_in(c->env, CONFIRM_US);
	return 0;
}

/* It goes on; of a long one is told how far it is, now and then. */
static void
sent_some(struct http_conn *c, int64_t now_us)
{
	c->deadline_us = now_us + c->env->idle_us;
	if (!c->asked || now_us - c->told_us < EVENT_PROGRESS_US)
		return;
	c->unconfirmed = tcp_unconfirmed(c->fd);
	tell(c, HTTP_PHASE_PROGRESS);
	c->unconfirmed = 0;
}

/* One turn of sending; an error ends the connection. */
static int
send_some(struct http_conn *c)
{
	size_t turn = 0;
	int n = 1;

	while (
	    turn < TURN_BYTES && (c->out_at < c->out_len || c->at < c->end)) {
		n = send_piece(c);
		if (n < 0)
			break;
		turn += (size_t)n;
	}
	if (turn > 0)
		sent_some(c, clock_boot_us());
	if (n < 0 && n != -PX_EAGAIN)
		return n;
	return c->out_at == c->out_len && c->at == c->end ? end_answer(c) : 0;
}

/* Until the socket or the disk is ready; the timer sees to the disk. */
static int
wait_to_send(struct http_conn *c)
{
	if (c->cold_us == 0)
		return wait_for_room(c);
	watch_free(c->watch);
	c->watch = NULL;
	look_in(c->env, COLD_US);
	return 0;
}

static void
on_writable(void *arg)
{
	struct http_conn *c = arg;
	int err = send_some(c);

	if (err == 0 && c->state != HTTP_SENDS)
		err = listen_to(c);
	else if (err == 0 && c->cold_us != 0)
		err = wait_to_send(c);
	if (err < 0)
		http_conn_free(c);
}

/* The disk may be ready. */
static int
send_again(struct http_conn *c)
{
	const int err = send_some(c);

	if (err < 0)
		return err;
	return c->state == HTTP_SENDS ? wait_to_send(c) : listen_to(c);
}

/* What is told of a request, as far as it was understood. */
static void
begin_event(struct http_conn *c, const struct http_request *r)
{
	struct event_http *h = &c->http;

	memset(h, 0, sizeof(*h));
	c->began_us = clock_boot_us();
	copy_span(h->method, sizeof(h->method), &r->method_text);
	copy_span(h->uri, sizeof(h->uri), &r->target);
	copy_span(h->host, sizeof(h->host), &r->host);
	copy_span(h->agent, sizeof(h->agent), &r->agent);
	h->client = c->ends.peer;
	h->server = c->ends.local;
	h->server_port = c->ends.local_port;
	if (h->uri[0] != '\0')
		tell(c, HTTP_PHASE_REQUEST);
}

static void
log_refusal(struct http_conn *c, uint16_t status)
{
	char line[256], ip[IP4_TEXT];
	struct text t;

	/* 403 is mostly a name that leads out of the tree. */
	if (status == 404 || status == 416)
		return;
	text_init(&t, line, sizeof(line));
	text_addf(&t,
	    "%s is refused with %u %s: ", ip4_format(ip, c->ends.peer), status,
	    http_status_text(status));
	text_add(&t,
	    c->http.uri[0] != '\0' ? c->http.uri : "not a request for a file");
	http_env_warn(c->env, line);
}

/* The head, and a refusal's one line of text. */
static void
fill_out(struct http_conn *c, struct http_reply *reply, bool with_body)
{
	char line[64];
	struct text body, out;

	text_init(&body, line, sizeof(line));
	if (reply->status >= 400) {
		text_addf(&body, "%u %s\n", reply->status,
		    http_status_text(reply->status));
		reply->type = "text/plain";
		reply->length = body.len;
	}
	text_init(&out, c->out, sizeof(c->out));
	http_reply_encode(&out, reply);
	c->head_len = out.len;
	if (with_body)
		text_add(&out, line);
	c->out_len = out.len;
	c->out_at = 0;
}

static int
begin_answer(struct http_conn *c, const struct http_request *r, int status)
{
	struct http_reply reply = {.status = (uint16_t)status,
	    .old = r->old,
	    .now_s = clock_utc_us() / 1000000};
	struct file_manner manner = {.fallback = ""};
	int err;

	begin_event(c, r);
	if (c->env->manner != NULL)
		c->env->manner(c->env->manner_arg, c->ends.peer, &manner);
	if (status == 200)
		http_open(&reply, &c->file, c->env->root, r, &manner);
	/* In doubt the connection ends (X10). */
	c->keep = reply.keep = status == 200 && reply.status != 400 && r->keep;
	if (reply.status >= 400)
		log_refusal(c, reply.status);
	fill_out(c, &reply, r->method != HTTP_HEAD);
	c->begin = c->at = c->end = 0;
	if (c->file != NULL && r->method != HTTP_HEAD) {
		c->begin = c->at = reply.part.begin;
		c->end = reply.part.end;
	}
	c->unconfirmed = 0;
	c->cold_us = 0;
	c->http.status = reply.status;
	c->http.has_length = true;
	c->http.length = reply.length;
	enter(c, HTTP_SENDS, c->env->idle_us);
	err = send_some(c);
	return err == 0 && c->state == HTTP_SENDS ? wait_to_send(c) : err;
}

/* What has been read may be a request, or several. */
static int
take_request(struct http_conn *c)
{
	struct http_request r = {.method = HTTP_METHOD_OTHER};
	const int status = http_request_decode(&r, c->in, c->have);
	int err;

	if (status == 0)
		return 0;
	err = begin_answer(c, &r, status);
	/* The spans of the request end here. */
	if (r.head_len < c->have)
		memmove(c->in, c->in + r.head_len, c->have - r.head_len);
	c->have -= r.head_len;
	return err;
}

/* Into what room there is: tcp_read's results. */
static int
read_more(struct http_conn *c)
{
	const int n = tcp_read(c->fd, c->in + c->have, sizeof(c->in) - c->have);

	if (n > 0)
		c->have += (size_t)n;
	return n;
}

static int
read_head(struct http_conn *c)
{
	const bool first = c->served && c->have == 0;
	const int n = read_more(c);

	if (n <= 0)
		return n == 0 ? -PX_ENET : n;
	if (first)
		c->deadline_us = clock_boot_us() + c->env->head_us;
	return take_request(c);
}

/* The client talks, or goes, before it has confirmed the answer. */
static int
read_early(struct http_conn *c)
{
	const int n = c->have < sizeof(c->in) ? read_more(c) : -PX_EAGAIN;

	if (n == -PX_ENET)
		return n;
	if (n == 0)
		c->closed = true;
	/* What else it has to say waits until the timer has looked. */
	watch_free(c->watch);
	c->watch = NULL;
	return 0;
}

/* Nobody listens; but unread bytes would make a reset of our end. */
static int
read_nothing(struct http_conn *c)
{
	const int n = tcp_read(c->fd, c->in, sizeof(c->in));

	return n == 0 ? -PX_ENET : n;
}

/* What else the client has said already is answered, too. */
static int
take_next(struct http_conn *c)
{
	int err = c->have > 0 ? take_request(c) : 0;

	if (err == 0 && c->closed && c->state == HTTP_WAITS)
		err = -PX_ENET;
	return err;
}

/* The client has the answer. */
static int
next_request(struct http_conn *c)
{
	finish(c);
	if (c->keep) {
		enter(c, HTTP_WAITS,
		    c->have > 0 ? c->env->head_us : c->env->idle_us);
	} else if (c->closed) {
		return -PX_ENET;
	} else {
		c->have = 0;
		enter(c, HTTP_LINGERS, LINGER_US);
	}
	if (c->watch == NULL && listen_to(c) < 0)
		return -PX_ENOMEM;
	return c->keep ? take_next(c) : 0;
}

static int
confirm(struct http_conn *c)
{
	const uint64_t before = c->unconfirmed;

	c->unconfirmed = tcp_unconfirmed(c->fd);
	if (c->unconfirmed == 0)
		return next_request(c);
	if (c->unconfirmed < before)
		c->deadline_us = clock_boot_us() + c->env->idle_us;
	look_in(c->env, CONFIRM_US);
	return 0;
}

static int
read_in_state(struct http_conn *c)
{
	int err = 0;

	if (c->state == HTTP_CONFIRMS) {
		err = confirm(c);
		if (err == 0 && c->state == HTTP_CONFIRMS)
			return read_early(c);
	}
	if (err == 0 && c->state == HTTP_WAITS)
		err = read_head(c);
	else if (err == 0 && c->state == HTTP_LINGERS)
		err = read_nothing(c);
	return err;
}

static void
on_readable(void *arg)
{
	struct http_conn *c = arg;
	const int err = read_in_state(c);

	if (err < 0 && err != -PX_EAGAIN)
		http_conn_free(c);
}

static int
look_at(struct http_conn *c)
{
	if (c->state == HTTP_CONFIRMS)
		return confirm(c);
	return c->state == HTTP_SENDS && c->cold_us != 0 ? send_again(c) : 0;
}

void
http_env_look(struct http_env *env)
{
	struct http_conn *c, *next;

	env->look_us = 0;
	for (c = TAILQ_FIRST(&env->conns); c != NULL; c = next) {
		next = TAILQ_NEXT(c, entries);
		if (look_at(c) < 0)
			http_conn_free(c);
	}
}

void
http_conn_expire(struct http_conn *c)
{
	static const struct http_request nothing = {
	    .method = HTTP_METHOD_OTHER};

	if (c->state == HTTP_WAITS && c->have > 0) {
		if (begin_answer(c, &nothing, 408) == 0)
			return;
	} else if (c->state != HTTP_LINGERS) {
		tcp_abort(c->fd);
	}
	http_conn_free(c);
}

int
http_conn_begin(struct http_env *env, int fd, const struct tcp_ends *ends)
{
	struct http_conn *c = calloc(1, sizeof(*c));

	if (c == NULL)
		return -PX_ENOMEM;
	c->env = env;
	c->fd = fd;
	c->ends = *ends;
	c->since_us = clock_boot_us();
	c->deadline_us = c->since_us + env->head_us;
	if (listen_to(c) < 0) {
		free(c);
		return -PX_ENOMEM;
	}
	env->counts[HTTP_WAITS]++;
	TAILQ_INSERT_TAIL(&env->conns, c, entries);
	return 0;
}
