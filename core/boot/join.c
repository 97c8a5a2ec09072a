/* SPDX-License-Identifier: ISC */
#include "core/boot/join.h"

#include <string.h>

#include "core/boot/flow.h"

#define MOST_WAITING 2048 /* a power of two: positions wrap */
#define MOST_CREDITS 1024 /* likewise */
#define CREDIT_US (2 * INT64_C(1000000))
#define MOST_TRANSFERS 4096
#define TRANSFER_US (120 * INT64_C(1000000))

struct waiting {
	bool expects; /* an own event that tells the same */
	uint64_t key;
	int64_t order_us;
	struct event event;
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
	size_t first, count; /* positions in order[] */
	size_t idle_count;
	uint16_t order[MOST_WAITING]; /* rows by time */
	uint16_t idle[MOST_WAITING];
	size_t next_credit;
	struct credit credits[MOST_CREDITS];
	struct flow transfers; /* own TFTP transfers by client and port */
	struct credit transfer_of[MOST_TRANSFERS]; /* by the flow's row */
	struct waiting rows[MOST_WAITING];
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
	j->first = j->count = 0;
	j->idle_count = MOST_WAITING;
	for (i = 0; i < MOST_WAITING; i++)
		j->idle[i] = i;
	j->next_credit = 0;
	memset(j->credits, 0, sizeof(j->credits));
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

/* FNV-1a over the fields that tell one message from another. */
static uint64_t
mix(uint64_t h, uint64_t v)
{
	int i;

	for (i = 0; i < 8; i++, v >>= 8)
		h = (h ^ (v & 0xff)) * UINT64_C(0x100000001b3);
	return h;
}

static uint64_t
mix_text(uint64_t h, const char *s)
{
	for (; *s != '\0'; s++)
		h = (h ^ (uint8_t)*s) * UINT64_C(0x100000001b3);
	return h;
}

static uint64_t
mix_mac(uint64_t h, const struct event *e)
{
	size_t i;

	for (i = 0; e->has_mac && i < sizeof(e->mac.b); i++)
		h = mix(h, e->mac.b[i]);
	return h;
}

static uint64_t
dhcp_key(uint64_t h, const struct event *e)
{
	const struct event_dhcp *d = &e->u.dhcp;

	h = mix_mac(h, e);
	h = mix(h, d->op);
	h = mix(h, (uint64_t)d->type);
	h = mix(h, d->xid);
	h = mix(h, d->facts.secs);
	/* A proxy's REQUEST on 4011 may be the broadcast one's twin. */
	return mix(h, d->op == DHCP_OP_REQUEST ? d->dst_port : d->yiaddr);
}

static uint64_t
key_of(const struct event *e)
{
	uint64_t h = mix(UINT64_C(0xcbf29ce484222325), (uint64_t)e->kind);

	if (e->kind == EVENT_DHCP)
		return dhcp_key(h, e);
	if (e->kind == EVENT_TFTP) {
		h = mix(h, e->u.tftp.client);
		h = mix(h, e->u.tftp.client_port);
		return mix_text(h, e->u.tftp.file);
	}
	h = mix(h, e->u.http.client);
	h = mix(h, e->u.http.done);
	return mix_text(h, e->u.http.uri);
}

/* Is it a message that our sockets get, by its address? */
static bool
is_for_us(const struct join *j, const struct event *e)
{
	const struct event_dhcp *d = &e->u.dhcp;

	/* Our own host's DHCP client: its broadcasts do not come back. */
	if (e->has_mac && is_our_mac(j, &e->mac))
		return false;
	return d->dst == UINT32_MAX || join_is_ours(j, d->dst);
}

/* What an event of the wire is to our server. */
enum relation { APART, TO_US, FROM_US };

static enum relation
relation_of(const struct join *j, const struct event *e)
{
	/* A tagged frame is for another interface than the one served. */
	if (j->self.addr_count == 0 || e->vlan != 0)
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
		return e->u.http.done ? FROM_US : TO_US;
	return APART;
}

/* May the wire show a copy of this event of ours? */
static bool
has_copy(const struct event *e)
{
	return e->kind == EVENT_DHCP || e->kind == EVENT_HTTP ||
	    (e->kind == EVENT_TFTP && e->u.tftp.phase == TFTP_PHASE_REQUEST);
}

static struct waiting *
row_at(struct join *j, size_t position)
{
	return &j->rows[j->order[(j->first + position) % MOST_WAITING]];
}

static void
pass_first(struct join *j)
{
	struct waiting *w = row_at(j, 0);
	const uint16_t row = j->order[j->first];

	/* Our own server's reply was sent in any case. */
	w->event.unheard = w->expects &&
	    !(w->event.kind == EVENT_DHCP &&
		w->event.u.dhcp.op == DHCP_OP_REPLY) &&
	    !(w->event.kind == EVENT_HTTP && w->event.u.http.done);
	j->first = (j->first + 1) % MOST_WAITING;
	j->count--;
	j->out.take(j->out.arg, &w->event);
	j->idle[j->idle_count++] = row;
}

static void
put(struct join *j, const struct event *e, uint64_t key, bool expects)
{
	struct waiting *w;
	size_t at;
	uint16_t row;

	if (j->idle_count == 0)
		pass_first(j);
	row = j->idle[--j->idle_count];
	w = &j->rows[row];
	w->expects = expects;
	w->key = key;
	w->order_us = e->time_us;
	w->event = *e;
	for (at = j->count; at > 0; at--) {
		if (row_at(j, at - 1)->order_us <= w->order_us)
			break;
		j->order[(j->first + at) % MOST_WAITING] =
		    j->order[(j->first + at - 1) % MOST_WAITING];
	}
	j->order[(j->first + at) % MOST_WAITING] = row;
	j->count++;
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

static bool
take_credit(struct join *j, uint64_t key, int64_t time_us)
{
	size_t i;

	for (i = 0; i < MOST_CREDITS; i++)
		if (j->credits[i].key == key &&
		    time_us - j->credits[i].time_us < CREDIT_US) {
			j->credits[i].key = 0;
			j->pairs++;
			return true;
		}
	return false;
}

static void
give_credit(struct join *j, uint64_t key, int64_t time_us)
{
	struct credit *c = &j->credits[j->next_credit];

	j->next_credit = (j->next_credit + 1) % MOST_CREDITS;
	c->key = key;
	c->time_us = time_us;
}

static void
take_own(struct join *j, const struct event *e)
{
	const uint64_t key = has_copy(e) ? key_of(e) : 0;
	size_t i;

	if (e->kind == EVENT_TFTP)
		note_transfer(j, e, key_of(e));
	for (i = 0; key != 0 && i < j->count; i++) {
		struct waiting *w = row_at(j, i);
		const int64_t wire_us = w->event.time_us;
		const uint64_t frame = w->event.frame;

		if (!w->expects || w->key != key)
			continue;
		w->event = *e;
		w->event.wire_us = wire_us;
		w->event.frame = frame;
		w->expects = false;
		j->pairs++;
		return;
	}
	if (key != 0)
		give_credit(j, key, e->time_us);
	put(j, e, key, false);
}

static bool
take_wire(struct join *j, const struct event *e)
{
	const bool expects = relation_of(j, e) != APART;
	const uint64_t key = expects ? key_of(e) : 0;

	/* A request that was repeated on the wire: the server told it once. */
	if (expects && is_own_transfer(j, e, key))
		return false;
	if (expects && take_credit(j, key, e->time_us))
		return false;
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

int64_t
join_release(struct join *j, int64_t now_us)
{
	while (j->count > 0) {
		const struct waiting *w = row_at(j, 0);
		const int64_t age = now_us - w->order_us;

		/* A clock that was set makes ages that cannot be. */
		if (w->expects && age < JOIN_HOLD_US && age > -JOIN_HOLD_US)
			return w->order_us + JOIN_HOLD_US;
		pass_first(j);
	}
	return 0;
}

void
join_flush(struct join *j)
{
	while (j->count > 0)
		pass_first(j);
}

uint64_t
join_pairs(const struct join *j)
{
	return j->pairs;
}
