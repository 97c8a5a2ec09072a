/* SPDX-License-Identifier: ISC */
#include "core/serve/tftp_transfer.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/io/clock.h"
#include "core/io/loop.h"
#include "core/io/udp.h"
#include "core/serve/file_warmer.h"
#include "core/serve/tftp_file.h"

#define HEAD 4 /* opcode and block number of DATA */
#define PROGRESS_US 250000
#define SCOLD_US 1000000
#define COLD_US 1000000
#define NOT_DUE UINT64_MAX

static uint64_t
now_us(void)
{
	return (uint64_t)clock_boot_us();
}

static void
tell(const struct tftp_env *env, const struct event_tftp *f)
{
	struct event e TO_FILL;

	event_init(&e, EVENT_TFTP, clock_utc_us(), NULL);
	e.origin = ORIGIN_OWN;
	e.u.tftp = *f;
	env->sink.take(env->sink.arg, &e);
}

/* What the client has, as far as it said or can be concluded. */
static uint64_t
bytes_acked(const struct tftp_xfer *x)
{
	return x->outcome == TFTP_COMPLETE ? x->size : x->acked * x->blksize;
}

static void
tell_about(const struct transfer *t, enum tftp_phase phase, const char *error)
{
	const struct tftp_xfer *x = &t->xfer;
	struct event_tftp f = {.phase = phase,
	    .transfer = t->number,
	    .client = t->entry.client,
	    .client_port = t->entry.port,
	    .server = t->server,
	    .blksize = x->blksize,
	    .windowsize = x->window,
	    .bytes = bytes_acked(x),
	    .size = x->size,
	    .retransmits = x->retransmits,
	    .granted = x->oack ? x->agreed.set : 0,
	    .answered = true,
	    .heard = x->verified,
	    .blocks = x->acked,
	    .elapsed_us = now_us() - t->begun_us,
	    .outcome = x->outcome,
	    .error_code = x->error_code};

	(void)text_copy(f.file, sizeof(f.file), t->name);
	(void)text_copy(f.error, sizeof(f.error), error);
	tell(t->env, &f);
}

void
transfer_refused(struct tftp_env *env, const struct tftp_order *order,
    uint16_t code, const char *text)
{
	struct event_tftp f = {.phase = TFTP_PHASE_REQUEST,
	    .transfer = env->next_number++,
	    .client = order->client,
	    .client_port = order->port,
	    .server = order->server,
	    .writes = order->writes};

	(void)text_copy(f.file, sizeof(f.file), order->name);
	tell(env, &f);
	f.phase = TFTP_PHASE_DONE;
	f.outcome = TFTP_SERVER_ERROR;
	f.error_code = code;
	(void)text_copy(f.error, sizeof(f.error), text);
	tell(env, &f);
}

/* Also of one that was only half made. */
static void
transfer_free(struct transfer *t)
{
	watch_free(t->readable);
	watch_free(t->timer);
	if (t->fd >= 0 && !t->shared)
		(void)close(t->fd);
	if (t->own_port != 0)
		tftp_ports_give(&t->env->ports, t->own_port);
	free(t);
}

static void
transfer_end(struct transfer *t, const char *error)
{
	tell_about(t, TFTP_PHASE_DONE, error);
	tftp_table_remove(t->env->table, &t->entry);
	root_close_file(t->env->root, t->file);
	transfer_free(t);
}

static struct udp_to
peer(const struct transfer *t)
{
	return (struct udp_to){.dst = t->entry.client,
	    .dst_port = t->entry.port,
	    .src = t->shared ? t->server : 0};
}

/*
 * What cannot be sent now (a full queue, no route for the moment) is lost as
 * on the wire: the timer sends it again.
 */
static void
send_packet(const struct transfer *t, const struct wbuf *w,
    const struct udp_to *to)
{
	if (!w->bad)
		(void)udp_send(t->fd, w->base, w->len, to);
}

static void
send_error(const struct transfer *t, uint16_t code, const char *text,
    const struct udp_to *to)
{
	uint8_t bytes[128];
	struct wbuf w;

	wbuf_init(&w, bytes, sizeof(bytes));
	tftp_encode_error(&w, code, text);
	send_packet(t, &w, to);
}

static void
send_oack(const struct transfer *t)
{
	const struct udp_to to = peer(t);
	uint8_t bytes[256];
	struct wbuf w;

	wbuf_init(&w, bytes, sizeof(bytes));
	tftp_encode_oack(&w, &t->xfer.agreed);
	send_packet(t, &w, &to);
}

static size_t
block_length(const struct transfer *t, uint64_t block)
{
	return tftp_xfer_length(&t->xfer, block);
}

/*
 * The stream is found by converting from where block at_block begins; that
 * mark moves on with the window, so that what is lost can be made again.
 */
static int
read_netascii(struct transfer *t, uint64_t first, const struct tftp_blocks *b)
{
	struct netascii at;
	struct tftp_blocks skipped = *b;
	int err = 0;

	skipped.count = 1;
	for (; err == 0 && t->at_block < first; t->at_block++) {
		skipped.last_size = block_length(t, t->at_block);
		err = tftp_file_netascii(t->file->fd, &t->at, &skipped);
	}
	if (err != 0)
		return err;
	at = t->at;
	return tftp_file_netascii(t->file->fd, &at, b);
}

static int
read_blocks(struct transfer *t, uint64_t first, const struct tftp_blocks *b)
{
	const uint64_t offset = tftp_xfer_offset(&t->xfer, first);
	const struct warm_ticket ticket = {t->entry.client, t->entry.port,
	    t->number};
	int err;

	if (t->netascii)
		return read_netascii(t, first, b);
	err = tftp_file_octets(t->file->fd, offset, b,
	    t->warmed || t->env->warmer == NULL);
	t->warmed = false;
	if (err != -PX_EAGAIN)
		return err;
	if (t->cold ||
	    file_warmer_ask(t->env->warmer, t->file->fd, offset, &ticket)) {
		t->cold = true;
		return err;
	}
	return tftp_file_octets(t->file->fd, offset, b, true);
}

static int
send_blocks(struct transfer *t, uint64_t first, uint64_t count)
{
	const struct tftp_blocks b = {.data = t->env->room,
	    .head = HEAD,
	    .size = t->xfer.blksize,
	    .last_size = block_length(t, first + count - 1),
	    .count = (size_t)count};
	struct udp_run run = {.data = b.data,
	    .count = b.count,
	    .size = HEAD + b.size,
	    .last_size = HEAD + b.last_size,
	    .apart = t->apart};
	const struct udp_to to = peer(t);
	struct wbuf w;
	uint64_t i;
	int err;

	err = read_blocks(t, first, &b);
	if (err != 0)
		return err;
	for (i = 0; i < count; i++) {
		wbuf_init(&w, b.data + i * run.size, HEAD);
		tftp_encode_data_head(&w, (uint16_t)(first + i + 1));
	}
	(void)udp_send_run(t->fd, &run, &to);
	t->apart = run.apart;
	return 0;
}

static void
give_up(struct transfer *t, const char *text)
{
	const struct udp_to to = peer(t);

	tftp_xfer_abort(&t->xfer);
	send_error(t, TFTP_E_UNDEFINED, text, &to);
	transfer_end(t, text);
}

/*
 * A timer that is due before is left alone: it finds that there is time yet.
 * Each block moves the deadline, and few deadlines pass.
 */
static void
arm(struct transfer *t)
{
	const uint64_t at = t->xfer.deadline_us;
	uint64_t now;

	if (t->due_us <= at)
		return;
	now = now_us();
	t->due_us = at;
	watch_in_us(t->timer, at > now ? at - now : 0);
}

/* Carries a step out; `error` is what the client wrote, if it did. */
static void
carry_out(struct transfer *t, struct tftp_step step, const char *error)
{
	int err;

	switch (step.kind) {
	case TFTP_STEP_WAIT:
		break;
	case TFTP_STEP_OACK:
		send_oack(t);
		arm(t);
		break;
	case TFTP_STEP_DATA:
		err = send_blocks(t, step.first, step.count);
		/* X09: never zeros for what is no longer there. */
		if (err != 0 && err != -PX_EAGAIN)
			give_up(t, "file cannot be read or has changed");
		else
			arm(t);
		break;
	case TFTP_STEP_DONE:
		transfer_end(t, error);
		break;
	}
}

/* How far it is, now and then. */
static void
tell_progress(struct transfer *t, uint64_t now)
{
	if (now - t->told_us < PROGRESS_US)
		return;
	t->told_us = now;
	tell_about(t, TFTP_PHASE_PROGRESS, "");
}

static void
on_time(void *arg)
{
	struct transfer *t = arg;
	struct tftp_step step;

	t->due_us = NOT_DUE;
	/* Nothing to send again; the disk's own errors end its waiting. */
	if (t->cold) {
		watch_in_us(t->timer, COLD_US);
		return;
	}
	t->xfer.limits.tries_unverified = tftp_table_doubts(&t->entry) ?
	    1 :
	    t->tries_unverified;
	step = tftp_xfer_tick(&t->xfer, now_us());
	/* Woken a little early: the rest of the wait. */
	if (step.kind == TFTP_STEP_WAIT) {
		arm(t);
		return;
	}
	/* Blocks that do not arrive are news long before it is given up. */
	if (step.kind == TFTP_STEP_DATA && t->xfer.verified)
		tell_progress(t, now_us());
	carry_out(t, step, "");
}

/* RFC 1350 4: another TID is told off, the transfer goes on; X03. */
static void
scold(struct transfer *t, const struct udp_from *from)
{
	const uint64_t now = now_us();

	if (t->scolded_us != 0 && now - t->scolded_us < SCOLD_US)
		return;
	t->scolded_us = now;
	send_error(t, TFTP_E_UNKNOWN_TID, "unknown transfer ID",
	    &(struct udp_to){.dst = from->src, .dst_port = from->src_port});
}

static void
take_packet(struct transfer *t, const struct tftp_packet *p)
{
	const uint64_t now = now_us();
	const struct tftp_step step = tftp_xfer_packet(&t->xfer, p, now);

	if (t->xfer.verified)
		tftp_table_verify(t->env->table, &t->entry);
	if (step.kind == TFTP_STEP_DATA)
		tell_progress(t, now);
	carry_out(t, step, p->op == TFTP_ERROR ? p->message : "");
}

void
transfer_packet(struct transfer *t, const uint8_t *bytes, size_t len)
{
	struct tftp_packet p;

	if (tftp_decode(&p, bytes, len, NULL) == 0)
		take_packet(t, &p);
}

static void
on_readable(void *arg)
{
	struct transfer *t = arg;
	uint8_t bytes[512];
	struct udp_from from;
	const int n = udp_recv_plain(t->fd, bytes, sizeof(bytes), &from);

	if (n == -PX_ELONG)
		return;
	if (n < 0) {
		if (udp_peer_gone(t->fd, t->entry.client, t->entry.port))
			carry_out(t, tftp_xfer_gone(&t->xfer),
			    "the client closed its port");
		return;
	}
	if (from.src != t->entry.client || from.src_port != t->entry.port) {
		scold(t, &from);
		return;
	}
	transfer_packet(t, bytes, (size_t)n);
}

/* Its own socket, or the one that the request came by. */
static bool
open_socket(struct transfer *t, const struct tftp_order *o, struct text *why)
{
	struct tftp_env *env = t->env;

	t->timer = watch_timer(env->base, on_time, t);
	t->shared = o->single_port;
	if (t->shared) {
		t->fd = o->fd;
		return t->timer != NULL;
	}
	t->fd = tftp_ports_open(&env->ports, o->interface, o->server,
	    &t->own_port, why);
	if (t->fd < 0)
		return false;
	udp_keep_errors(t->fd);
	t->readable = watch_fd(env->base, t->fd, on_readable, t);
	return t->readable != NULL && t->timer != NULL;
}

/* Everything but the file and the place in the table. */
static struct transfer *
transfer_new(struct tftp_env *env, const struct tftp_order *o, struct text *why)
{
	struct transfer *t = calloc(1, sizeof(*t));

	if (t == NULL)
		return NULL;
	t->env = env;
	t->entry.client = o->client;
	t->entry.port = o->port;
	t->server = o->server;
	t->hash = o->hash;
	t->netascii = o->netascii;
	t->begun_us = t->told_us = now_us();
	(void)text_copy(t->name, sizeof(t->name), o->name);
	t->due_us = NOT_DUE;
	t->fd = -1;
	if (!open_socket(t, o, why)) {
		transfer_free(t);
		return NULL;
	}
	return t;
}

int
transfer_begin(struct tftp_env *env, const struct tftp_order *order,
    const struct root_file *file, const struct tftp_limits *limits,
    struct text *why)
{
	uint64_t size = file->size;
	struct tftp_step step;
	struct transfer *t;
	int err = 0;

	if (order->netascii)
		err = tftp_file_netascii_size(file->fd, file->size, &size);
	if (err != 0)
		return err;
	t = transfer_new(env, order, why);
	if (t == NULL)
		return -PX_ENET;
	err = tftp_table_add(env->table, &t->entry, order->onlink);
	if (err != 0) {
		transfer_free(t);
		return err;
	}
	t->file = file;
	t->number = env->next_number++;
	t->tries_unverified = limits->tries_unverified;
	step = tftp_xfer_begin(&t->xfer, order->options, size, order->netascii,
	    limits, now_us());
	tell_about(t, TFTP_PHASE_REQUEST, "");
	carry_out(t, step, "");
	return 0;
}

void
transfer_warmed(struct transfer *t)
{
	t->cold = false;
	t->warmed = true;
	carry_out(t, tftp_xfer_late(&t->xfer, now_us()), "");
}

void
transfer_drop(struct transfer *t)
{
	carry_out(t, tftp_xfer_gone(&t->xfer), "");
}

void
transfer_stop(struct transfer *t)
{
	give_up(t, "the server stops");
}
