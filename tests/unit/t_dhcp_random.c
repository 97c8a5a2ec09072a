/* SPDX-License-Identifier: ISC */
#include "tests/unit/sample.h"

#include <stdlib.h>
#include <string.h>

#include "core/boot/dhcp_server.h"

/*
 * What must hold for every request, however odd: 10,000 mutations of what
 * real clients send, from a fixed seed.
 */
#define ROUNDS 10000
#define MACHINES 64

struct dice {
	uint64_t state;
};

static uint32_t
roll(struct dice *d, uint32_t sides)
{
	d->state = d->state * 6364136223846793005u + 1442695040888963407u;
	return (uint32_t)(d->state >> 33) % sides;
}

struct shop {
	struct book book;
	uint32_t *slots;
	void *memory;
	struct server_facts server;
	struct network net;
	struct dhcp_context ctx;
	struct dice dice;
	struct sample s;
	struct dhcp_answer a;
	struct sample_reply reply;
	uint32_t holder[256]; /* last octet of the address -> machine */
	int64_t until[256];
	unsigned answered;
};

static void
shop_init(struct shop *shop, bool proxy)
{
	static const struct lease_config range = {SAMPLE_ADDR(50),
	    SAMPLE_ADDR(99), 600, 10, 60};

	memset(shop, 0, sizeof(*shop));
	shop->slots = calloc(book_slots_for(0), sizeof(*shop->slots));
	shop->memory = calloc(1, lease_pool_size(&range));
	assert_non_null(shop->slots);
	assert_non_null(shop->memory);
	book_init(&shop->book, NULL, 0, NULL, 0, shop->slots);
	shop->server.proxy = proxy;
	shop->server.addr = SAMPLE_ME;
	shop->server.default_mode = MODE_PXELINUX;
	shop->net.addr = SAMPLE_ME;
	shop->net.mask = SAMPLE_MASK;
	shop->net.router = SAMPLE_ADDR(254);
	shop->net.mtu = 1500;
	shop->ctx.book = &shop->book;
	shop->ctx.server = &shop->server;
	shop->ctx.net = &shop->net;
	shop->ctx.pool = lease_pool_init(shop->memory, &range);
	shop->ctx.lease_seconds = range.seconds;
	shop->dice.state = 20261123;
}

static void
shop_done(struct shop *shop)
{
	free(shop->slots);
	free(shop->memory);
}

/* A plausible message, of which some bytes are then not. */
static void
shop_message(struct shop *shop)
{
	struct dice *d = &shop->dice;
	struct sample *s = &shop->s;
	const uint32_t machine = roll(d, MACHINES);
	static const enum dhcp_type types[] = {DHCP_DISCOVER, DHCP_REQUEST,
	    DHCP_DISCOVER, DHCP_REQUEST, DHCP_OFFER, DHCP_DECLINE, DHCP_RELEASE,
	    DHCP_INFORM};

	sample_begin(s, (enum sample_client)roll(d, SAMPLE_CLIENTS),
	    types[roll(d, 8)], machine);
	shop->server.placement = (enum placement)roll(d, PLACEMENT_COUNT);
	shop->server.default_mode = (enum boot_mode)roll(d, MODE_COUNT);
	if (roll(d, 2) == 0)
		sample_put_u32(s, 54, SAMPLE_ME);
	if (roll(d, 2) == 0)
		sample_put_u32(s, 50, SAMPLE_ADDR(50 + roll(d, 50)));
	if (roll(d, 4) == 0)
		sample_ciaddr(s, SAMPLE_ADDR(50 + roll(d, 50)));
	if (roll(d, 8) == 0)
		sample_giaddr(s, SAMPLE_ADDR(2));
	if (roll(d, 4) == 0)
		sample_put(s, 82, s->bytes, roll(d, 236));
	if (roll(d, 4) == 0)
		sample_put(s, 61, s->bytes, roll(d, 236));
	for (uint32_t n = roll(d, 4); n > 0; n--)
		s->bytes[roll(d, (uint32_t)s->w.len)] = (uint8_t)roll(d, 256);
}

/* One address a machine, as the ACKs have it. */
static void
shop_check_lease(struct shop *shop)
{
	const struct dhcp_head *h = &shop->reply.msg.head;
	const struct lease *l = &shop->a.lease;
	const uint32_t octet = l->addr & 0xff;
	uint32_t who = 0;

	assert_int_equal(h->yiaddr, l->addr);
	assert_true(lease_by_addr(shop->ctx.pool, l->addr) != NULL);
	for (size_t i = 0; i < sizeof(l->mac.b); i++)
		who = who * 31 + l->mac.b[i];
	if (shop->until[octet] > shop->ctx.now)
		assert_int_equal(shop->holder[octet], who);
	for (size_t i = 0; i < 256; i++)
		if (shop->holder[i] == who)
			shop->until[i] = 0;
	shop->holder[octet] = who;
	shop->until[octet] = l->expires;
}

static void
shop_check_reply(struct shop *shop, const struct ingress *in)
{
	const struct dhcp_head *h = &shop->reply.msg.head;
	const struct dhcp_head *q = &shop->s.msg.head;
	const size_t most = reply_max(&shop->s.request, &shop->net);

	shop->answered++;
	sample_reply(&shop->reply, &shop->a.image, most);
	assert_int_equal(h->xid, q->xid);
	assert_memory_equal(h->chaddr, q->chaddr, sizeof(h->chaddr));
	assert_int_equal(h->hops, 0);
	assert_int_not_equal(shop->a.route.how, ROUTE_NONE);
	assert_int_not_equal(shop->a.route.dst, 0);
	if (shop->s.request.has_gpxe)
		assert_int_equal(shop->reply.how.overload, 0);
	if (shop->reply.file[0] != '\0')
		assert_int_not_equal(h->siaddr, 0);
	if (shop->server.proxy || in->local_port == 4011) {
		assert_int_equal(h->yiaddr, 0);
		sample_lacks(&shop->reply, 51);
	}
	if (shop->a.store_lease)
		shop_check_lease(shop);
}

static void
shop_round(struct shop *shop)
{
	const uint32_t from = roll(&shop->dice, 3);
	const struct ingress in = {from == 0 ?
		0 :
		SAMPLE_ADDR(50 + roll(&shop->dice, 50)),
	    68, from == 0 ? 0xffffffffu : SAMPLE_ME, from == 2 ? 4011 : 67};
	int read;

	shop->ctx.now++;
	shop_message(shop);
	read = sample_end(&shop->s);
	if (read < 0)
		return;
	assert_int_equal(shop->s.msg.head.op, DHCP_OP_REQUEST);
	dhcp_serve(&shop->a, &shop->s.request, &in, &shop->ctx);
	if (shop->a.refusal == DHCP_ANSWERED)
		shop_check_reply(shop, &in);
	else if (shop->a.store_lease)
		/* RELEASE and DECLINE. */
		shop->until[shop->a.lease.addr & 0xff] = 0;
}

static void
every_answer_is_well_formed(void **state)
{
	struct shop *shop = malloc(sizeof(*shop));

	(void)state;
	assert_non_null(shop);
	for (int proxy = 0; proxy < 2; proxy++) {
		shop_init(shop, proxy != 0);
		for (int n = 0; n < ROUNDS; n++)
			shop_round(shop);
		/* It was a test of answers, not of silence. */
		assert_true(shop->answered > ROUNDS / 20);
		shop_done(shop);
	}
	free(shop);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(every_answer_is_well_formed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
