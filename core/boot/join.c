/* SPDX-License-Identifier: ISC */
#include "core/boot/join.h"

#include <string.h>

#include "core/base/hash.h"
#include "core/boot/dhcp_server.h"
#include "core/boot/flow.h"

#define MOST_WAITING 2048 /* a power of two: positions wrap */
#define CREDIT_SETS 1024 /* likewise, by key */
#define CREDIT_WAYS 4
#define CREDIT_US (2 * INT64_C(1000000))
#define HEARD_US INT64_C(1000000) /* by another interface of ours */
#define MISSED_US (10 * INT64_C(1000000)) /* so late may its word come */
#define MOST_TRANSFERS 4096
#define TRANSFER_US (120 * INT64_C(1000000))

/*
 * What waits, in a ring by time.  The events stand apart: to look for one must
 * not pull all of them through the cache.
 */
struct waiting {
	int64_t order_us;
	uint64_t key;
	uint16_t row; /* the event */
	uint8_t part; /* the server of ours that it is of, of enum part */
	bool expects; /* an own event that tells the same */
};

/* An own event whose copy on the wire may still come. */
struct credit {
	uint64_t key; /* 0: used up */
	int64_t time_us;
};

struct join {
	struct event_sink out;
	struct join_self self;
	uint64_t pairs;
	int64_t lost_us; /* own events are missing up to then */
	size_t first, count; /* positions in order[] */
	size_t idle_count;
	struct waiting order[MOST_WAITING];
	uint16_t idle[MOST_WAITING]; /* rows that are free */
	struct credit credits[CREDIT_SETS][CREDIT_WAYS];
	/* The wire's events that went on without our server's word. */
	struct credit missed[CREDIT_SETS][CREDIT_WAYS];
	/* Requests that an interface of ours had something to say to. */
	struct credit heard[CREDIT_SETS][CREDIT_WAYS];
	struct flow transfers; /* own TFTP transfers by client and port */
	struct credit transfer_of[MOST_TRANSFERS]; /* by the flow's row */
	struct event rows[MOST_WAITING];
	/* the flow's own memory follows */
};

size_t
join_size(void)
{
	return sizeof(struct join) + flow_size(MOST_TRANSFERS);
}

struct join *
join_init(void *memory, struct event_sink out)
{
	struct join *j = memory;
	uint16_t i;

	j->out = out;
	memset(&j->self, 0, sizeof(j->self));
	j->pairs = 0;
	j->lost_us = INT64_MIN;
	j->first = j->count = 0;
	j->idle_count = MOST_WAITING;
	for (i = 0; i < MOST_WAITING; i++)
		j->idle[i] = i;
	memset(j->credits, 0, sizeof(j->credits));
	memset(j->missed, 0, sizeof(j->missed));
	memset(j->heard, 0, sizeof(j->heard));
	flow_init(&j->transfers, j + 1, MOST_TRANSFERS);
	return j;
}

void
join_self(struct join *j, const struct join_self *self)
{
	j->self = *self;
}

bool
join_is_ours(const struct join *j, uint32_t addr)
{
	size_t i;

	for (i = 0; i < j->self.addr_count; i++)
		if (j->self.addrs[i] == addr)
			return true;
	return false;
}

static bool
is_our_mac(const struct join *j, const struct mac *mac)
{
	size_t i;

	for (i = 0; i < j->self.mac_count; i++)
		if (mac_equal(&j->self.macs[i], mac))
			return true;
	return false;
}

static uint64_t
mix_mac(uint64_t h, const struct event *e)
{
	return e->has_mac ? hash_mix(h, mac_number(&e->mac)) : h;
}

static uint64_t
dhcp_key(uint64_t h, const struct event *e)
{
	const struct event_dhcp *d = &e->u.dhcp;

	h = mix_mac(h, e);
	h = hash_mix(h, d->op);
	h = hash_mix(h, (uint64_t)d->type);
	h = hash_mix(h, d->xid);
	h = hash_mix(h, d->facts.secs);
	/* A proxy's REQUEST on 4011 may be the broadcast one's twin. */
	return hash_mix(h, d->op == DHCP_OP_REQUEST ? d->dst_port : d->yiaddr);
}

/* Over the fields that tell one message from another. */
static uint64_t
key_of(const struct event *e)
{
	uint64_t h = hash_mix(HASH_RATIO, (uint64_t)e->kind);

	if (e->kind == EVENT_DHCP)
		return dhcp_key(h, e);
	if (e->kind == EVENT_TFTP) {
		h = hash_mix(h, e->u.tftp.client);
		h = hash_mix(h, e->u.tftp.client_port);
		return hash_text(h, e->u.tftp.file);
	}
	h = hash_mix(h, e->u.http.client);
	h = hash_mix(h, e->u.http.phase);
	return hash_text(h, e->u.http.uri);
}

/* Is it a message that our sockets get, by its address? */
static bool
is_for_us(const struct join *j, const struct event *e)
{
	const struct event_dhcp *d = &e->u.dhcp;

	/* Our own host's DHCP client: its broadcasts do not come back. */
	if (e->has_mac && is_our_mac(j, &e->mac))
		return false;
	/* A host without an address hears no others than 0.0.0.0. */
	if (d->dst == UINT32_MAX)
		return d->src == 0 || j->self.addr_count > 0;
	return join_is_ours(j, d->dst);
}

/* What an event of the wire is to our server. */
enum relation { APART, TO_US, FROM_US };

static enum relation
relation_of(const struct join *j, const struct event *e)
{
	/* A tagged frame is for another interface than the one it came by. */
	if (!j->self.serves || (e->vlan != 0 && !j->self.many))
		return APART;
	/* Our server is silent about those. */
	if (e->kind == EVENT_DHCP && dhcp_type_is_apart(e->u.dhcp.type))
		return APART;
	if (e->kind == EVENT_DHCP && e->u.dhcp.op == DHCP_OP_REPLY)
		return join_is_ours(j, e->u.dhcp.src) ? FROM_US : APART;
	if (e->kind == EVENT_DHCP)
		return is_for_us(j, e) ? TO_US : APART;
	if (e->kind == EVENT_TFTP && e->u.tftp.phase == TFTP_PHASE_REQUEST)
		return join_is_ours(j, e->u.tftp.server) ? TO_US : APART;
	if (e->kind == EVENT_HTTP && j->self.http_port != 0 &&
	    e->u.http.server_port == j->self.http_port &&
	    join_is_ours(j, e->u.http.server))
		return e->u.http.phase == HTTP_PHASE_REQUEST ? TO_US : FROM_US;
	return APART;
}

/* May the wire show a copy of this event of ours? */
static bool
has_copy(const struct event *e)
{
	return e->kind == EVENT_DHCP ||
	    (e->kind == EVENT_HTTP && e->u.http.phase != HTTP_PHASE_PROGRESS) ||
	    (e->kind == EVENT_TFTP && e->u.tftp.phase == TFTP_PHASE_REQUEST);
}

static enum part
part_of(const struct event *e)
{
	if (e->kind == EVENT_DHCP)
		return PART_DHCP;
	return e->kind == EVENT_TFTP ? PART_TFTP : PART_HTTP;
}

static struct waiting *
waiting_at(struct join *j, size_t position)
{
	return &j->order[(j->first + position) % MOST_WAITING];
}

static struct credit *
find_credit(struct credit sets[][CREDIT_WAYS], uint64_t key, int64_t time_us,
    int64_t most_us)
{
	struct credit *c = sets[key % CREDIT_SETS];
	size_t i;

	for (i = 0; i < CREDIT_WAYS; i++)
		if (c[i].key == key && time_us - c[i].time_us < most_us)
			return &c[i];
	return NULL;
}

static bool
take_credit(struct credit sets[][CREDIT_WAYS], uint64_t key, int64_t time_us,
    int64_t most_us)
{
	struct credit *c = find_credit(sets, key, time_us, most_us);

	if (c == NULL)
		return false;
	c->key = 0;
	return true;
}

/* In the place of one that is used up, or else of the oldest. */
static void
give_credit(struct credit sets[][CREDIT_WAYS], uint64_t key, int64_t time_us)
{
	struct credit *c = sets[key % CREDIT_SETS], *to = &c[0];
	size_t i;

	for (i = 1; i < CREDIT_WAYS && to->key != 0; i++)
		if (c[i].key == 0 || c[i].time_us < to->time_us)
			to = &c[i];
	to->key = key;
	to->time_us = time_us;
}

/* Our own server's reply was sent in any case. */
static bool
is_request(const struct event *e)
{
	return !(e->kind == EVENT_DHCP && e->u.dhcp.op == DHCP_OP_REPLY) &&
	    !(e->kind == EVENT_HTTP && e->u.http.phase == HTTP_PHASE_DONE);
}

/* Own transfers are followed by the server: the wire's view of them ends. */
static void
note_transfer(struct join *j, const struct event *e, uint64_t key)
{
	const struct event_tftp *t = &e->u.tftp;
	const struct flow_key k = {t->client, 0, t->client_port, 0};
	uint32_t row = flow_find(&j->transfers, &k);

	if (row == FLOW_NONE)
		row = flow_add(&j->transfers, &k);
	j->transfer_of[row].key = key;
	j->transfer_of[row].time_us = e->time_us;
}

static bool
is_own_transfer(struct join *j, const struct event *e, uint64_t key)
{
	const struct event_tftp *t = &e->u.tftp;
	const struct flow_key k = {t->client, 0, t->client_port, 0};
	uint32_t row;

	if (e->kind != EVENT_TFTP || !join_is_ours(j, t->server))
		return false;
	row = flow_find(&j->transfers, &k);
	return row != FLOW_NONE && j->transfer_of[row].key == key &&
	    e->time_us - j->transfer_of[row].time_us < TRANSFER_US;
}

/* Late: it has waited for our server's word as long as it had to. */
static void
tell_first(struct join *j, const struct waiting *w, bool late)
{
	struct event *e = &j->rows[w->row];

	/* Whether its VLAN is served nobody knows. */
	e->unheard = w->expects && late && w->order_us > j->lost_us &&
	    is_request(e) && e->vlan == 0;
	if (w->expects)
		give_credit(j->missed, w->key, w->order_us);
	j->out.take(j->out.arg, e);
}

static void
pass_first(struct join *j, bool late)
{
	const struct waiting w = *waiting_at(j, 0);
	const struct event *e = &j->rows[w.row];

	j->first = (j->first + 1) % MOST_WAITING;
	j->count--;
	/* What the wire told of a transfer while the server was late to it. */
	if (e->origin == ORIGIN_OWN || !is_own_transfer(j, e, w.key))
		tell_first(j, &w, late);
	j->idle[j->idle_count++] = w.row;
}

static void
put(struct join *j, const struct event *e, uint64_t key, bool expects)
{
	struct waiting w = {.order_us = e->time_us,
	    .key = key,
	    .part = (uint8_t)part_of(e),
	    .expects = expects};
	size_t at;

	if (j->idle_count == 0)
		pass_first(j, false);
	w.row = j->idle[--j->idle_count];
	event_copy(&j->rows[w.row], e);
	for (at = j->count; at > 0; at--) {
		if (waiting_at(j, at - 1)->order_us <= w.order_us)
			break;
		*waiting_at(j, at) = *waiting_at(j, at - 1);
	}
	*waiting_at(j, at) = w;
	j->count++;
}

/* The server's words, with the wire's time and frame. */
static void
tell_both(struct event *wire, const struct event *own)
{
	const int64_t wire_us = wire->origin == ORIGIN_OWN ? wire->wire_us :
							     wire->time_us;
	const uint64_t frame = wire->frame;

	*wire = *own;
	wire->wire_us = wire_us;
	wire->frame = frame;
}

/* At once where nothing waits that it could overtake. */
static void
put_or_pass(struct join *j, const struct event *e, uint64_t key)
{
	if (j->count == 0)
		j->out.take(j->out.arg, e);
	else
		put(j, e, key, false);
}

/*
 * What our server told before this was before it on the wire, too, though it
 * has no copy there and stands by the server's time: it goes in front.
 */
static void
keep_own_order(struct join *j, size_t at)
{
	const int64_t order_us = waiting_at(j, at)->order_us;
	size_t i, k;

	for (i = at + 1; i < j->count; i++) {
		const struct waiting w = *waiting_at(j, i);
		const struct event *e = &j->rows[w.row];

		if (e->origin != ORIGIN_OWN || e->wire_us != 0)
			continue;
		for (k = i; k > at; k--)
			*waiting_at(j, k) = *waiting_at(j, k - 1);
		*waiting_at(j, at) = w;
		waiting_at(j, at)->order_us = order_us;
		at++;
	}
}

/*
 * An interface of ours without an address hears what another one answers: a
 * second card on that network, the card below a macvlan.
 */
static bool
is_spare(const struct join *j, const struct event *e)
{
	return j->self.many && e->kind == EVENT_DHCP && e->u.dhcp.refused &&
	    strcmp(e->u.dhcp.reason, dhcp_refusal_text(DHCP_NO_SENDER)) == 0;
}

/* Does it wait for this own event, or for a better one than it has? */
static bool
is_told_by(const struct join *j, const struct waiting *w, bool spare)
{
	return w->expects || (!spare && is_spare(j, &j->rows[w->row]));
}

static bool
join_waiting(struct join *j, const struct event *e, uint64_t key, bool spare)
{
	size_t i;

	for (i = 0; key != 0 && i < j->count; i++) {
		struct waiting *w = waiting_at(j, i);

		if (w->key != key || !is_told_by(j, w, spare))
			continue;
		tell_both(&j->rows[w->row], e);
		/* The other interface's wire may show it late. */
		if (!w->expects)
			give_credit(j->credits, key, e->time_us);
		j->pairs += w->expects;
		w->expects = false;
		keep_own_order(j, i);
		return true;
	}
	return false;
}

static void
take_own(struct join *j, const struct event *e)
{
	const uint64_t key = has_copy(e) ? key_of(e) : 0;
	const bool spare = is_spare(j, e);
	struct event again TO_FILL;

	if (e->kind == EVENT_TFTP)
		note_transfer(j, e, key_of(e));
	if (j->self.many && !spare && key != 0)
		give_credit(j->heard, key, e->time_us);
	if (join_waiting(j, e, key, spare))
		return;
	if (spare && find_credit(j->heard, key, e->time_us, HEARD_US) != NULL) {
		give_credit(j->credits, key, e->time_us);
		return;
	}
	if (key != 0 && take_credit(j->missed, key, e->time_us, MISSED_US)) {
		j->pairs++;
		event_copy(&again, e);
		again.copy = true;
		put_or_pass(j, &again, key);
		return;
	}
	if (key != 0)
		give_credit(j->credits, key, e->time_us);
	put_or_pass(j, e, key);
}

static bool
take_wire(struct join *j, const struct event *e)
{
	const bool ours = relation_of(j, e) != APART;
	const bool expects = ours && has_copy(e);
	const uint64_t key = expects || e->kind == EVENT_TFTP ? key_of(e) : 0;

	/* Our server tells itself how far it is. */
	if (ours && !expects)
		return false;
	/* A request that was repeated on the wire: the server told it once. */
	if (expects && is_own_transfer(j, e, key))
		return false;
	if (expects && take_credit(j->credits, key, e->time_us, CREDIT_US)) {
		j->pairs++;
		return false;
	}
	put(j, e, key, expects);
	return true;
}

bool
join_take(struct join *j, const struct event *e)
{
	if (e->origin == ORIGIN_WIRE)
		return take_wire(j, e);
	take_own(j, e);
	return true;
}

static bool
stands_still(int64_t told_us, int64_t now_us)
{
	return now_us - told_us >= JOIN_STILL_US;
}

int64_t
join_told_until(const struct join_told *told, int64_t now_us)
{
	int64_t until_us = now_us;

	for (size_t p = 0; p < PART_SERVERS; p++)
		if (told->us[p] < until_us &&
		    !stands_still(told->us[p], now_us))
			until_us = told->us[p];
	return until_us;
}

/* May its server's word still come? */
static bool
is_waited_for(const struct waiting *w, int64_t now_us, int64_t told_us)
{
	if (!w->expects || told_us - w->order_us >= JOIN_HOLD_US)
		return false;
	/* A clock that was set makes ages that cannot be. */
	if (w->order_us - now_us >= JOIN_HOLD_US)
		return false;
	return now_us - w->order_us < JOIN_HOLD_US ||
	    !stands_still(told_us, now_us);
}

int64_t
join_release(struct join *j, int64_t now_us, const struct join_told *told)
{
	while (j->count > 0) {
		const struct waiting *w = waiting_at(j, 0);
		const int64_t told_us = told->us[w->part];

		if (is_waited_for(w, now_us, told_us))
			return w->order_us + JOIN_HOLD_US;
		pass_first(j, told_us - w->order_us >= JOIN_HOLD_US);
	}
	return 0;
}

int64_t
join_until(const struct join *j, int64_t now_us)
{
	const int64_t first_us = j->order[j->first].order_us;

	return j->count > 0 && first_us < now_us ? first_us : now_us;
}

void
join_lost(struct join *j, int64_t now_us)
{
	j->lost_us = now_us;
}

void
join_flush(struct join *j)
{
	while (j->count > 0)
		pass_first(j, false);
}

uint64_t
join_pairs(const struct join *j)
{
	return j->pairs;
}
