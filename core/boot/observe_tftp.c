/* SPDX-License-Identifier: ISC */
#include "core/boot/observe_tftp.h"

#include <string.h>

#include "core/base/err.h"
#include "core/base/text.h"

/* No client asks again so soon: the tap shows every frame twice. */
#define COPY_US INT64_C(2000)
/* Sooner than any server or client sends again. */
#define MOVES_US INT64_C(1000000)
#define TFTP_DATA_HEAD 4 /* opcode and block, RFC 1350 5 */

void
tftp_watcher_init(struct tftp_watcher *w, void *flow_memory,
    struct tftp_watch *rows, struct event_sink out)
{
	memset(w, 0, sizeof(*w));
	w->out = out;
	w->rows = rows;
	flow_init(&w->flow, flow_memory, OBSERVE_TRANSFERS);
	mac_index_init(&w->by_mac, w->slots,
	    mac_index_slots(OBSERVE_TRANSFERS));
}

static void
note_past(struct tftp_watcher *w, const struct tftp_watch *x)
{
	w->past[w->past_next] = (struct tftp_past){.client = x->client,
	    .client_port = x->client_port,
	    .server_port = x->tid.port,
	    .whole = x->last_seen || (!x->oack && !x->data_seen)};
	w->past_next = (w->past_next + 1) % TFTP_PAST;
}

/* What may still come of the last transfer to the same port of the client. */
static void
know_before(const struct tftp_watcher *w, struct tftp_watch *x)
{
	const struct tftp_past *past;
	size_t i;

	for (i = 1; i <= TFTP_PAST; i++) {
		past = &w->past[(w->past_next + TFTP_PAST - i) % TFTP_PAST];
		if (past->client != x->client ||
		    past->client_port != x->client_port)
			continue;
		x->tid.before = past->server_port;
		x->tid.before_whole = past->whole;
		return;
	}
}

static void
remove_row(struct tftp_watcher *w, uint32_t row)
{
	const struct mac *mac = &w->rows[row].mac;

	if (mac_index_find(&w->by_mac, mac) == row)
		mac_index_remove(&w->by_mac, mac);
	note_past(w, &w->rows[row]);
	flow_remove(&w->flow, row);
}

static void
emit(struct tftp_watcher *w, struct tftp_watch *x, enum tftp_phase phase,
    const struct observed *at, const struct event_tftp *end)
{
	struct event e TO_FILL;
	struct event_tftp *t = &e.u.tftp;

	x->told_us = at->time_us;
	event_init(&e, EVENT_TFTP, at->time_us, NULL);
	e.origin = ORIGIN_WIRE;
	e.mac = x->mac;
	e.frame = at->frame;
	e.vlan = x->vlan;
	if (end != NULL)
		*t = *end;
	t->phase = phase;
	t->transfer = x->number;
	(void)text_copy(t->file, sizeof(t->file), x->file);
	t->client = x->client;
	t->server = x->server;
	t->client_port = x->client_port;
	t->blksize = x->blksize;
	t->windowsize = x->window;
	t->bytes = x->bytes;
	t->size = x->tsize;
	t->retransmits = x->retransmits;
	t->asked = x->asked.set;
	t->granted = x->granted;
	t->beyond = x->beyond;
	t->writes = x->writes;
	t->answered = x->answered;
	t->heard = x->heard;
	t->blocks = x->acked;
	t->answer = x->answer;
	t->elapsed_us = observed_since(at, x->began_us);
	w->out.take(w->out.arg, &e);
}

static uint16_t
one_more(uint16_t n)
{
	return n < UINT16_MAX ? (uint16_t)(n + 1) : n;
}

/* Who was last to be heard, asking for more than silence. */
static void
note_silence(struct event_tftp *end, const struct tftp_watch *x)
{
	static const enum tftp_silent silent[] = {TFTP_SILENT_CLIENT,
	    TFTP_SILENT_BOTH, TFTP_SILENT_SERVER};

	end->silent = silent[x->client_vain < 2 ? x->client_vain : 2];
	if (end->silent == TFTP_SILENT_CLIENT)
		end->vain = x->server_vain;
	else
		end->vain = (uint16_t)(x->client_vain - 1);
}

/* How a transfer stands when nothing more comes. */
static enum tftp_outcome
outcome_now(const struct tftp_watch *x)
{
	if (!x->answered && !x->heard)
		return TFTP_NO_REPLY;
	/* A lost last ACK is success; so are ACKs alone, seen from one side, or
	 * of what goes to a multicast group (RFC 2090). */
	if (x->last_seen ||
	    (x->heard && !x->data_seen && (!x->oack || x->acked > 0)))
		return TFTP_COMPLETE;
	return TFTP_INCOMPLETE;
}

static void
end_row(struct tftp_watcher *w, uint32_t row, const struct observed *at,
    const struct event_tftp *end)
{
	emit(w, &w->rows[row], TFTP_PHASE_DONE, at, end);
	remove_row(w, row);
}

static void
end_so(struct tftp_watcher *w, uint32_t row, enum tftp_outcome outcome)
{
	const struct tftp_watch *x = &w->rows[row];
	const struct observed at = {x->frame, x->last_us, x->vlan};
	struct event_tftp end;

	memset(&end, 0, sizeof(end));
	end.outcome = outcome;
	if (outcome == TFTP_INCOMPLETE)
		note_silence(&end, x);
	end_row(w, row, &at, &end);
}

static void
end_quiet(struct tftp_watcher *w, uint32_t row)
{
	end_so(w, row, outcome_now(&w->rows[row]));
}

static struct flow_key
client_key(uint32_t addr, uint16_t port)
{
	/* By client alone: a server may answer from another address (D-32). */
	struct flow_key k = {addr, 0, port, 0};

	return k;
}

static void
begin(struct tftp_watcher *w, const struct frame *f,
    const struct tftp_packet *p, const struct observed *at)
{
	const struct flow_key key = client_key(f->src, f->src_port);
	uint32_t row = flow_oldest(&w->flow);
	struct tftp_watch *x;

	if (row != FLOW_NONE)
		end_quiet(w, row);
	row = flow_add(&w->flow, &key);
	x = &w->rows[row];
	memset(x, 0, sizeof(*x));
	x->asked = p->options;
	x->writes = p->op == TFTP_WRQ;
	x->mac = f->src_mac;
	x->client = f->src;
	x->client_port = f->src_port;
	x->server = f->dst;
	know_before(w, x);
	x->blksize = TFTP_BLKSIZE_DEFAULT;
	x->window = 1;
	x->number = ++w->transfers;
	x->frame = at->frame;
	x->vlan = at->vlan;
	x->began_us = x->last_us = x->asked_us = at->time_us;
	x->moved_us = x->client_us = at->time_us;
	mac_index_put(&w->by_mac, &x->mac, row);
	(void)text_copy(x->file, sizeof(x->file), p->file);
	emit(w, x, TFTP_PHASE_REQUEST, at, NULL);
}

static void
take_request(struct tftp_watcher *w, const struct frame *f,
    const struct tftp_packet *p, const struct observed *at)
{
	const struct flow_key key = client_key(f->src, f->src_port);
	const uint32_t row = flow_find(&w->flow, &key);
	struct tftp_watch *x;
	bool same;

	if (row != FLOW_NONE) {
		x = &w->rows[row];
		same = x->server == f->dst && strcmp(x->file, p->file) == 0;
		if (same && at->time_us - x->asked_us < COPY_US) {
			x->mirrored = true;
			return;
		}
		x->asked_us = x->client_us = at->time_us;
		if (same && !x->answered) {
			x->retransmits++;
			x->last_us = at->time_us;
			emit(w, x, TFTP_PHASE_PROGRESS, at, NULL);
			return;
		}
		/* lpxelinux asks for its next file from the same port. */
		end_quiet(w, row);
	}
	begin(w, f, p, at);
}

/* Sent again; not where the tap itself shows each frame twice. */
static void
count_again(struct tftp_watch *x, int64_t now_us)
{
	if (x->mirrored && now_us - x->server_us < COPY_US)
		return;
	x->retransmits++;
	x->server_vain = one_more(x->server_vain);
}

/* Each side speaks to the other's silence, or ends it. */
static void
note_speaker(struct tftp_watch *x, bool from_client, int64_t now_us)
{
	if (!from_client) {
		x->client_vain = 0;
		return;
	}
	if (x->client_vain == 0 || now_us - x->client_us >= COPY_US)
		x->client_vain = one_more(x->client_vain);
	x->server_vain = 0;
	x->client_us = now_us;
}

/* RFC 2347, 2348, 7440: what was asked for is the most that may be granted. */
static uint8_t
beyond_asked(const struct tftp_options *asked, const struct tftp_options *o)
{
	/* One whose value cannot be is as if it had not been asked for. */
	unsigned more = asked->ignored == 0 ? o->set & ~(unsigned)asked->set :
					      0;

	if ((o->set & asked->set & 1u << TFTP_BLKSIZE) != 0 &&
	    o->blksize > asked->blksize)
		more |= 1u << TFTP_BLKSIZE;
	if ((o->set & asked->set & 1u << TFTP_WINDOWSIZE) != 0 &&
	    o->windowsize > asked->windowsize)
		more |= 1u << TFTP_WINDOWSIZE;
	return (uint8_t)more;
}

static void
take_oack(struct tftp_watch *x, const struct tftp_options *o, int64_t now_us)
{
	if (x->oack)
		count_again(x, now_us);
	else
		x->moved_us = now_us;
	x->oack = true;
	x->granted = o->set;
	x->beyond = beyond_asked(&x->asked, o);
	if ((o->set & 1u << TFTP_BLKSIZE) != 0)
		x->blksize = o->blksize;
	if ((o->set & 1u << TFTP_WINDOWSIZE) != 0)
		x->window = o->windowsize;
	if ((o->set & 1u << TFTP_TSIZE) != 0)
		x->tsize = o->tsize;
}

static void
take_data(struct tftp_watch *x, uint16_t block, size_t len, int64_t now_us)
{
	const uint16_t ahead = (uint16_t)(block - (uint16_t)x->top);
	uint64_t missed;

	/* Options that the capture missed: believe what came. */
	if (!x->oack && len > x->blksize)
		x->blksize = x->asked.blksize >= len ? x->asked.blksize :
						       (uint16_t)len;
	if (ahead == 0 || ahead >= 0x8000) {
		if (x->data_seen)
			count_again(x, now_us);
		return;
	}
	missed = ahead - 1u;
	/* Some start again with 1, not 0, after 65535. */
	if (block == 1 && missed == 1 && x->acked <= x->top)
		missed = 0;
	x->data_seen = true;
	x->moved_us = now_us;
	x->server_vain = 0;
	x->top += ahead;
	/* Blocks that a capture lost or left out were there all the same. */
	x->bytes += len + missed * x->blksize;
	if (len < x->blksize)
		x->last_seen = true;
}

/*
 * A server may leave the cutting of its window to the card (UDP_SEGMENT, as
 * ours does): a capture on its own host has the window as one datagram, whose
 * blocks stand one behind the other (capture grub-signed-uefi).
 */
static void
take_window(struct tftp_watch *x, uint16_t block, size_t len, int64_t now_us)
{
	const size_t whole = (size_t)TFTP_DATA_HEAD + x->blksize;
	uint16_t more = x->window;

	for (; more > 1 && len > whole; more--, len -= whole)
		take_data(x, block++, x->blksize, now_us);
	take_data(x, block, len - TFTP_DATA_HEAD, now_us);
}

/* True when the last block is acknowledged. */
static bool
take_ack(struct tftp_watch *x, uint16_t block, int64_t now_us)
{
	const uint16_t ahead = (uint16_t)(block - (uint16_t)x->acked);

	x->heard = true;
	if (ahead > 0 && ahead < 0x8000) {
		x->acked += ahead;
		x->moved_us = now_us;
		/* It heard the server, whether the capture has that or not. */
		x->client_vain = 1;
	}
	return x->last_seen && x->acked >= x->top;
}

static void
take_error(struct tftp_watcher *w, uint32_t row, const struct tftp_packet *p,
    bool from_client, const struct observed *at)
{
	const struct tftp_watch *x = &w->rows[row];
	struct event_tftp end;

	memset(&end, 0, sizeof(end));
	end.error_code = p->code;
	(void)text_copy(end.error, sizeof(end.error), p->message);
	end.outcome = from_client ? TFTP_CLIENT_ERROR : TFTP_SERVER_ERROR;
	/* A size probe: EDK2 answers the OACK with ERROR 8, ROMs with 0.  Who
	 * did not ask for the size refuses the OACK, and so does who is granted
	 * too much, or says so. */
	if (from_client && x->oack && !x->data_seen && x->beyond == 0 &&
	    !tftp_says_why(p->message) &&
	    (x->asked.set & 1u << TFTP_TSIZE) != 0 &&
	    (p->code == TFTP_E_OPTION || p->code == TFTP_E_UNDEFINED))
		end.outcome = TFTP_PROBE;
	end_row(w, row, at, &end);
}

static void
take_packet(struct tftp_watcher *w, uint32_t row, const struct frame *f,
    const struct tftp_packet *p, const struct observed *at)
{
	struct tftp_watch *x = &w->rows[row];
	const bool from_client = f->src == x->client &&
	    f->src_port == x->client_port;
	struct event_tftp end;

	const uint64_t again = x->retransmits;
	const int64_t told_us = x->told_us;
	const bool first = !x->answered && !(from_client && x->heard);

	if (!tftp_tid_takes(&x->tid, p, from_client,
		from_client ? f->dst_port : f->src_port))
		return;
	x->last_us = at->time_us;
	note_speaker(x, from_client, at->time_us);
	if (!from_client) {
		x->answered = true;
		x->answer = f->src == x->server ? 0 : f->src;
	} else if (f->dst_port != TFTP_PORT)
		/* A port that only an answer tells: this tap shows one side. */
		x->heard = true;
	switch (p->op) {
	case TFTP_OACK:
		take_oack(x, &p->options, at->time_us);
		break;
	case TFTP_DATA:
		take_window(x, p->block, f->wire_len, at->time_us);
		break;
	case TFTP_ACK:
		if (take_ack(x, p->block, at->time_us)) {
			memset(&end, 0, sizeof(end));
			end.outcome = TFTP_COMPLETE;
			end_row(w, row, at, &end);
			return;
		}
		break;
	case TFTP_ERROR:
		take_error(w, row, p, from_client, at);
		return;
	case TFTP_RRQ:
	case TFTP_WRQ:
		break;
	}
	if (!from_client)
		x->server_us = at->time_us;
	/* It is answered, as one side or the other shows; or a first block or
	 * OACK does not get through; and how far a long one is. */
	if (first || (x->retransmits == 2 && again < 2 && x->acked == 0) ||
	    (x->moved_us == at->time_us &&
		at->time_us - told_us >= EVENT_PROGRESS_US))
		emit(w, x, TFTP_PHASE_PROGRESS, at, NULL);
}

static uint32_t
find_row(struct tftp_watcher *w, const struct frame *f)
{
	struct flow_key key = client_key(f->src, f->src_port);
	uint32_t row = flow_find(&w->flow, &key);

	if (row != FLOW_NONE)
		return row;
	key = client_key(f->dst, f->dst_port);
	return flow_find(&w->flow, &key);
}

bool
tftp_watcher_frame(struct tftp_watcher *w, const struct frame *f,
    const struct observed *at, int *ret_err)
{
	struct tftp_packet p;
	const uint32_t row = find_row(w, f);

	if (row == FLOW_NONE && f->dst_port != TFTP_PORT)
		return false;
	*ret_err = tftp_decode(&p, f->data, f->len, NULL);
	if (*ret_err != 0)
		return true;
	if (p.op == TFTP_RRQ || p.op == TFTP_WRQ)
		take_request(w, f, &p, at);
	else if (row != FLOW_NONE)
		take_packet(w, row, f, &p, at);
	return true;
}

/* RFC 792, RFC 1812 5.2.7.1: why the request went nowhere. */
static const char *
refusal_text(uint8_t icmp_code)
{
	static const char *const texts[] = {
	    [0] = "network unreachable",
	    [1] = "host unreachable",
	    [3] = "port unreachable",
	    [9] = "prohibited on the way",
	    [10] = "prohibited on the way",
	    [13] = "prohibited on the way",
	};
	const size_t count = sizeof(texts) / sizeof(texts[0]);

	return icmp_code < count && texts[icmp_code] != NULL ?
	    texts[icmp_code] :
	    "unreachable";
}

void
tftp_watcher_refused(struct tftp_watcher *w, const struct frame *f,
    const struct observed *at)
{
	struct flow_key key = client_key(f->inner_dst, f->inner_dst_port);
	uint32_t row = flow_find(&w->flow, &key);
	struct event_tftp end;

	if (row == FLOW_NONE) {
		key = client_key(f->inner_src, f->inner_src_port);
		row = flow_find(&w->flow, &key);
	}
	if (row == FLOW_NONE)
		return;
	memset(&end, 0, sizeof(end));
	end.outcome = outcome_now(&w->rows[row]);
	if (end.outcome == TFTP_NO_REPLY)
		(void)text_copy(end.error, sizeof(end.error),
		    refusal_text(f->icmp_code));
	end_row(w, row, at, &end);
}

void
tftp_watcher_forget(struct tftp_watcher *w, uint32_t client, uint16_t port)
{
	const struct flow_key key = client_key(client, port);
	const uint32_t row = flow_find(&w->flow, &key);

	if (row != FLOW_NONE)
		remove_row(w, row);
}

void
tftp_watcher_starts_anew(struct tftp_watcher *w, const struct mac *mac,
    int64_t now_us)
{
	const uint32_t row = mac_index_find(&w->by_mac, mac);

	/* One that goes on at once has several things to do. */
	if (row != MAC_INDEX_NONE &&
	    now_us - w->rows[row].client_us >= MOVES_US)
		end_quiet(w, row);
}

void
tftp_watcher_expire(struct tftp_watcher *w, int64_t before_us)
{
	uint32_t row;

	while ((row = flow_first(&w->flow)) != FLOW_NONE &&
	    w->rows[row].last_us < before_us)
		end_quiet(w, row);
}

int64_t
tftp_watcher_quiet_us(const struct tftp_watcher *w)
{
	const uint32_t row = flow_first(&w->flow);

	return row == FLOW_NONE ? INT64_MAX : w->rows[row].last_us;
}

int64_t
tftp_watcher_moved_us(const struct tftp_watcher *w)
{
	const uint32_t row = flow_last(&w->flow);

	return row == FLOW_NONE ? INT64_MIN : w->rows[row].last_us;
}

void
tftp_watcher_end(struct tftp_watcher *w, int64_t last_us)
{
	enum tftp_outcome outcome;
	uint32_t row;

	while ((row = flow_first(&w->flow)) != FLOW_NONE) {
		outcome = outcome_now(&w->rows[row]);
		if (outcome != TFTP_COMPLETE &&
		    last_us - w->rows[row].moved_us < MOVES_US)
			outcome = TFTP_RUNNING;
		end_so(w, row, outcome);
	}
}

uint64_t
observed_since(const struct observed *at, int64_t began_us)
{
	return at->time_us > began_us ? (uint64_t)(at->time_us - began_us) : 0;
}

void
observed_before(int64_t *us, int64_t now_us)
{
	if (*us > now_us)
		*us = now_us;
}

void
tftp_watcher_set_back(struct tftp_watcher *w, int64_t now_us)
{
	uint32_t row = flow_first(&w->flow);

	for (; row != FLOW_NONE; row = flow_next(&w->flow, row)) {
		struct tftp_watch *x = &w->rows[row];

		observed_before(&x->began_us, now_us);
		observed_before(&x->last_us, now_us);
		observed_before(&x->moved_us, now_us);
		observed_before(&x->told_us, now_us);
		observed_before(&x->asked_us, now_us);
		observed_before(&x->server_us, now_us);
		observed_before(&x->client_us, now_us);
	}
}
