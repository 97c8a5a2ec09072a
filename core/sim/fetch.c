/* SPDX-License-Identifier: ISC */
#include "core/sim/fetch.h"

#include <string.h>

#include "core/base/text.h"
#include "core/proto/tftp.h"

#define TRY_US 1000000
#define TRIES 5

static void
finish(struct sim_fetch *f, enum sim_fetch_state state, const char *why)
{
	f->state = state;
	f->why = why;
	f->deadline_us = 0;
}

static void
add_option(struct tftp_options *o, const struct sim_tftp *t)
{
	o->set = (uint8_t)(o->set | 1u << t->option);
	o->order[o->count++] = t->option;
	if (t->option == TFTP_BLKSIZE)
		o->blksize = t->value;
	else if (t->option == TFTP_WINDOWSIZE)
		o->windowsize = t->value;
	else if (t->option == TFTP_TSIZE)
		o->tsize = t->value;
}

static void
ask(struct sim_fetch *f, uint64_t now_us)
{
	const bool probe = f->state == SIM_FETCH_PROBE;
	const struct sim_tftp *list = probe ? f->kind->probe : f->kind->fetch;
	const uint8_t n = probe ? f->kind->probe_count : f->kind->fetch_count;
	struct tftp_options o = {0};
	struct wbuf w;
	uint8_t i;

	for (i = 0; i < n; i++)
		add_option(&o, &list[i]);
	wbuf_init(&w, f->out, sizeof(f->out));
	tftp_encode_request(&w, TFTP_RRQ, f->file, &o);
	f->out_len = w.bad ? 0 : w.len;
	f->out_port = 0;
	f->server_port = 0;
	f->deadline_us = now_us + TRY_US;
}

void
sim_fetch_begin(struct sim_fetch *f, const struct sim_kind *k, const char *file,
    uint16_t port, uint64_t now_us)
{
	memset(f, 0, sizeof(*f));
	f->kind = k;
	f->state = k->probes ? SIM_FETCH_PROBE : SIM_FETCH_ASKED;
	f->port = port;
	f->blksize = TFTP_BLKSIZE_DEFAULT;
	f->window = 1;
	(void)text_copy(f->file, sizeof(f->file), file);
	ask(f, now_us);
}

static void
send_ack(struct sim_fetch *f, uint64_t now_us)
{
	struct wbuf w;

	wbuf_init(&w, f->out, sizeof(f->out));
	tftp_encode_ack(&w, (uint16_t)f->block);
	f->out_len = w.len;
	f->out_port = f->server_port;
	f->unacked = 0;
	f->deadline_us = now_us + TRY_US;
}

/* The size is known: EDK2 says so with an ERROR and asks again. */
static void
end_probe(struct sim_fetch *f)
{
	struct wbuf w;

	wbuf_init(&w, f->out, sizeof(f->out));
	tftp_encode_error(&w, TFTP_E_OPTION, "User aborted the transfer");
	f->out_len = w.len;
	f->out_port = f->server_port;
	f->state = SIM_FETCH_ASKED;
	f->again = true;
	f->tries = 0;
}

static void
take_oack(struct sim_fetch *f, const struct tftp_packet *p, uint64_t now_us)
{
	const struct tftp_options *o = &p->options;

	if ((o->set & 1u << TFTP_TSIZE) != 0)
		f->size = o->tsize;
	if (f->state == SIM_FETCH_PROBE) {
		if ((o->set & 1u << TFTP_TSIZE) == 0)
			finish(f, SIM_FETCH_FAILED, "no tsize in the OACK");
		else
			end_probe(f);
		return;
	}
	if (f->block != 0)
		return;
	if ((o->set & 1u << TFTP_BLKSIZE) != 0)
		f->blksize = o->blksize;
	if ((o->set & 1u << TFTP_WINDOWSIZE) != 0)
		f->window = o->windowsize;
	f->state = SIM_FETCH_DATA;
	send_ack(f, now_us);
}

static void
keep_head(struct sim_fetch *f, const uint8_t *data, size_t len)
{
	const size_t room = SIM_HEAD - f->head_len;

	if (len > room)
		len = room;
	if (len > 0)
		memcpy(f->head + f->head_len, data, len);
	f->head_len += len;
	f->head[f->head_len] = '\0';
}

static void
take_data(struct sim_fetch *f, const struct tftp_packet *p, uint64_t now_us)
{
	const bool last = p->data_len < f->blksize;

	if (f->state == SIM_FETCH_PROBE ||
	    (f->state == SIM_FETCH_ASKED && f->kind->needs_oack)) {
		finish(f, SIM_FETCH_FAILED, "a server without TFTP options");
		return;
	}
	f->state = SIM_FETCH_DATA;
	/* What is not the next block is answered with the last good one. */
	if (p->block != (uint16_t)(f->block + 1)) {
		send_ack(f, now_us);
		return;
	}
	f->block++;
	f->unacked++;
	f->tries = 0;
	f->bytes += p->data_len;
	keep_head(f, p->data, p->data_len);
	f->deadline_us = now_us + TRY_US;
	if (last || f->unacked >= f->window)
		send_ack(f, now_us);
	if (last)
		finish(f, SIM_FETCH_DONE, NULL);
}

void
sim_fetch_packet(struct sim_fetch *f, uint16_t from, const void *data,
    size_t len, uint64_t now_us)
{
	struct tftp_packet p;

	if (f->state >= SIM_FETCH_DONE || tftp_decode(&p, data, len, NULL) < 0)
		return;
	/* The server's transfer port is learnt from its first packet. */
	if (f->server_port == 0)
		f->server_port = from;
	if (f->server_port != from)
		return;
	if (p.op == TFTP_OACK)
		take_oack(f, &p, now_us);
	else if (p.op == TFTP_DATA)
		take_data(f, &p, now_us);
	else if (p.op == TFTP_ERROR && p.code == TFTP_E_NOT_FOUND)
		finish(f, SIM_FETCH_MISSING, "file not found");
	else if (p.op == TFTP_ERROR)
		finish(f, SIM_FETCH_FAILED, "the server sent an error");
}

void
sim_fetch_tick(struct sim_fetch *f, uint64_t now_us)
{
	if (f->again) {
		f->again = false;
		f->port++;
		ask(f, now_us);
		return;
	}
	if (f->state >= SIM_FETCH_DONE || now_us < f->deadline_us)
		return;
	if (++f->tries >= TRIES)
		finish(f, SIM_FETCH_FAILED, "the server fell silent");
	else if (f->state == SIM_FETCH_DATA)
		send_ack(f, now_us);
	else
		ask(f, now_us);
}
