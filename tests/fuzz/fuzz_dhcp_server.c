/* SPDX-License-Identifier: ISC */
/*
 * Up to eight messages to one server, whose pool and book live on from one to
 * the next.  The input is the configuration (bits), then for each message
 * seconds that pass, ingress (bits), its length in two bytes, its bytes.
 * Whatever they say, no two machines hold one address, none holds two, and
 * what is stored is what was acknowledged.
 */
#include "tests/fuzz/fuzz.h"

#include "core/boot/dhcp_server.h"
#include "core/proto/dhcp_option.h"

#define ME 0x0a630001u
#define FIRST 0x0a630032u
#define ADDRESSES 8
#define MESSAGES 8
#define HELD 16

enum config_bit { PROXY = 1, NO_POOL = 2, LOCAL = 4, OVERLOAD = 8 };
enum ingress_bit { FROM_4011 = 1, UNICAST = 2, HAS_SOURCE = 4 };

struct server {
	struct host hosts[2];
	struct book book;
	uint32_t slots[64];
	struct server_facts facts;
	struct network net;
	struct ingress in;
	struct dhcp_context ctx;
	struct lease held[HELD];
	size_t held_count;
};

static void
make_book(struct server *s)
{
	static const struct mac fixed = {{0x52, 0x54, 0, 0, 0, 1}};
	static const struct mac ignored = {{0x52, 0x54, 0, 0, 0, 2}};

	host_init(&s->hosts[0], &fixed);
	host_init(&s->hosts[1], &ignored);
	fuzz_must(host_set(&s->hosts[0], KEY_IP, "10.99.0.51") == 0 &&
		host_set(&s->hosts[1], KEY_MODE, "ignore") == 0,
	    "settings");
	book_init(&s->book, s->hosts, 2, NULL, 0, s->slots);
}

static void
make_server(struct server *s, uint8_t config)
{
	static const struct lease_config range = {FIRST, FIRST + ADDRESSES - 1,
	    600, 10, 60};
	static _Alignas(16) uint8_t memory[4096];

	memset(s, 0, sizeof(*s));
	make_book(s);
	s->facts.proxy = (config & PROXY) != 0;
	s->facts.addr = ME;
	s->facts.default_mode = (config & LOCAL) != 0 ? MODE_LOCAL :
							MODE_PXELINUX;
	s->facts.placement = (config & OVERLOAD) != 0 ? PLACEMENT_OVERLOAD :
							PLACEMENT_FIELD;
	s->net.addr = ME;
	s->net.mask = 0xffffff00;
	s->net.mtu = 1500;
	fuzz_must(lease_pool_size(&range) <= sizeof(memory), "pool memory");
	s->ctx.book = &s->book;
	s->ctx.server = &s->facts;
	s->ctx.net = &s->net;
	s->ctx.pool = NULL;
	if ((config & (PROXY | NO_POOL)) == 0)
		s->ctx.pool = lease_pool_init(memory, &range);
	s->ctx.lease_seconds = range.seconds;
	s->ctx.now = 1;
}

/* The row of that machine or address, else a new one. */
static struct lease *
row_of(struct server *s, const struct lease *l)
{
	size_t i;

	for (i = 0; i < s->held_count; i++)
		if (mac_equal(&s->held[i].mac, &l->mac))
			return &s->held[i];
	fuzz_must(s->held_count < HELD, "fewer machines than messages");
	return &s->held[s->held_count++];
}

static void
check_lease(struct server *s, const struct lease *l)
{
	size_t i;

	for (i = 0; i < s->held_count; i++)
		fuzz_must(s->held[i].state != LEASE_BOUND ||
			s->held[i].expires <= s->ctx.now ||
			s->held[i].addr != l->addr ||
			mac_equal(&s->held[i].mac, &l->mac),
		    "an address has one machine");
	*row_of(s, l) = *l;
	fuzz_must(!s->facts.proxy, "a proxy stores no lease");
	fuzz_must(l->addr == FIRST + 1 ?
		mac_equal(&l->mac, &s->hosts[0].mac) :
		l->addr >= FIRST && l->addr < FIRST + ADDRESSES,
	    "it gives what is its own to give");
}

/* RFC 2132 9.10: option 57, never under 576; and what a frame holds. */
static size_t
most_bytes(const struct server *s, const struct boot_request *r)
{
	const struct dhcp_option *o = dhcp_find(r->msg, DHCP_OPT_MAX_SIZE);
	size_t most = 576;

	if (o != NULL && o->len == 2)
		most = (size_t)(o->data[0] << 8 | o->data[1]);
	if (most < 576)
		most = 576;
	return (most < s->net.mtu ? most : s->net.mtu) - 28;
}

static void
check_answer(struct server *s, const struct dhcp_answer *a,
    const struct boot_request *r)
{
	static uint8_t out[2048];
	static struct dhcp_msg reply;
	struct dhcp_encoded done;
	struct wbuf w;

	fuzz_must(!mac_equal(&r->mac, &s->hosts[1].mac),
	    "mode ignore is silence");
	if (a->store_lease)
		fuzz_must(a->terms.type == DHCP_ACK &&
			a->terms.yiaddr == a->lease.addr,
		    "what is acknowledged is stored");
	fuzz_must(r->msg->head.op == DHCP_OP_REQUEST, "no reply to a reply");
	wbuf_init(&w, out, sizeof(out));
	if (dhcp_encode(&a->image, &w, reply_max(r, &s->net), &done) < 0)
		return;
	fuzz_must(done.len <= most_bytes(s, r), "as long as it may be");
	fuzz_must(dhcp_decode(&reply, out, done.len, NULL) == 0, "it decodes");
	fuzz_must(reply.head.op == DHCP_OP_REPLY &&
		reply.head.xid == r->msg->head.xid,
	    "an answer to what was asked");
}

static void
serve(struct server *s, const uint8_t *data, size_t len, uint8_t ingress)
{
	static struct dhcp_msg m;
	static struct dhcp_answer a;
	struct boot_request r;
	uint8_t *copy = fuzz_copy(data, len);

	s->in.src = (ingress & HAS_SOURCE) != 0 ? FIRST + (ingress >> 5) : 0;
	s->in.src_port = DHCP_PORT_CLIENT;
	s->in.local = (ingress & UNICAST) != 0 ? ME : 0xffffffff;
	s->in.local_port = (ingress & FROM_4011) != 0 ? DHCP_PORT_PXE :
							DHCP_PORT_SERVER;
	if (dhcp_decode(&m, copy, len, NULL) == 0 &&
	    boot_request_read(&r, &m) == 0) {
		dhcp_serve(&a, &r, &s->in, &s->ctx);
		if (a.store_lease)
			check_lease(s, &a.lease);
		if (a.refusal == DHCP_ANSWERED)
			check_answer(s, &a, &r);
	}
	free(copy);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct server s;
	struct rbuf r;
	int n;

	if (size == 0)
		return 0;
	rbuf_init(&r, data, size);
	make_server(&s, rbuf_u8(&r));
	for (n = 0; n < MESSAGES && rbuf_left(&r) > 4; n++) {
		uint8_t seconds = rbuf_u8(&r);
		uint8_t ingress = rbuf_u8(&r);
		size_t len = rbuf_u16(&r);

		if (len > rbuf_left(&r))
			len = rbuf_left(&r);
		s.ctx.now += seconds;
		serve(&s, rbuf_bytes(&r, len), len, ingress);
	}
	return 0;
}
