/* SPDX-License-Identifier: ISC */
#include "core/boot/relay.h"

#include "tests/unit/lab.h"

/* Machines behind a relay agent; what it says itself is in t_route.c. */

static void
c46_c47_relays_choose_network_and_server_id(void **state)
{
	/* Link selection 10.99.0.0, server id override 10.99.0.2. */
	static const uint8_t ours[] = {5, 4, 10, 99, 0, 0, 11, 4, 10, 99, 0, 2};
	static const uint8_t theirs[] = {5, 4, 10, 98, 0, 0};
	struct lab lab;

	(void)state;
	lab_begin(&lab, false);
	lab_begin_message(&lab, SAMPLE_OS, DHCP_DISCOVER, 0xc1);
	sample_giaddr(&lab.s, 0xac100001);
	sample_put(&lab.s, 82, ours, sizeof(ours));
	lab_expect(&lab, DHCP_OFFER, SAMPLE_ADDR(50));
	sample_has_u32(&lab.reply, 54, SAMPLE_ADDR(2));
	sample_has(&lab.reply, 82, ours, sizeof(ours));
	assert_int_equal(lab.a.route.dst, 0xac100001);
	/* The REQUEST names the override, not us. */
	lab_begin_message(&lab, SAMPLE_OS, DHCP_REQUEST, 0xc1);
	sample_giaddr(&lab.s, 0xac100001);
	sample_put(&lab.s, 82, ours, sizeof(ours));
	sample_put_u32(&lab.s, 54, SAMPLE_ME);
	sample_put_u32(&lab.s, 50, SAMPLE_ADDR(50));
	lab_refuses(&lab, DHCP_NOT_OURS);
	lab_begin_message(&lab, SAMPLE_OS, DHCP_REQUEST, 0xc1);
	sample_giaddr(&lab.s, 0xac100001);
	sample_put(&lab.s, 82, ours, sizeof(ours));
	sample_put_u32(&lab.s, 54, SAMPLE_ADDR(2));
	sample_put_u32(&lab.s, 50, SAMPLE_ADDR(50));
	lab_expect(&lab, DHCP_ACK, SAMPLE_ADDR(50));
	/* No pool for that network, and a relay off every network. */
	lab_begin_message(&lab, SAMPLE_OS, DHCP_DISCOVER, 0xc2);
	sample_giaddr(&lab.s, SAMPLE_ADDR(2));
	sample_put(&lab.s, 82, theirs, sizeof(theirs));
	lab_refuses(&lab, DHCP_NO_RANGE);
	lab_begin_message(&lab, SAMPLE_OS, DHCP_DISCOVER, 0xc2);
	sample_giaddr(&lab.s, 0xac100001);
	lab_refuses(&lab, DHCP_NO_RANGE);
	/* Without a relay 82 is the client's own invention. */
	lab_begin_message(&lab, SAMPLE_OS, DHCP_DISCOVER, 0xc2);
	sample_put(&lab.s, 82, ours, sizeof(ours));
	lab_expect(&lab, DHCP_OFFER, SAMPLE_ADDR(51));
	sample_has_u32(&lab.reply, 54, SAMPLE_ME);
	lab_done(&lab);
}

/* Through the relay 10.99.0.2, us being elsewhere, from DISCOVER to ACK. */
static void
lease_by_relay(struct lab *lab, uint32_t mac, uint32_t addr)
{
	lab_begin_message(lab, SAMPLE_OS, DHCP_DISCOVER, mac);
	sample_giaddr(&lab->s, SAMPLE_ADDR(2));
	lab_expect(lab, DHCP_OFFER, addr);
	sample_has_u32(&lab->reply, 3, SAMPLE_ADDR(2));
	assert_int_equal(lab->a.route.dst, SAMPLE_ADDR(2));
	assert_int_equal(lab->a.route.dst_port, 67);
	lab_begin_message(lab, SAMPLE_OS, DHCP_REQUEST, mac);
	sample_giaddr(&lab->s, SAMPLE_ADDR(2));
	sample_put_u32(&lab->s, 54, 0xc0000201);
	sample_put_u32(&lab->s, 50, addr);
	lab_expect(lab, DHCP_ACK, addr);
	sample_has_u32(&lab->reply, 3, SAMPLE_ADDR(2));
}

static void
a_fixed_address_behind_a_relay_needs_no_range(void **state)
{
	struct relays relays = {.count = 0};
	struct lab lab;

	(void)state;
	lab_begin(&lab, false);
	lab.server.addr = 0xc0000201; /* 192.0.2.1 */
	lab.net.addr = 0xc0000201;
	lab.net.router = 0xc00002fe;
	lab.ctx.pool = NULL;
	lab.ctx.relays = &relays;
	lease_by_relay(&lab, RESERVED, SAMPLE_ADDR(20));
	lab_begin_message(&lab, SAMPLE_OS, DHCP_DISCOVER, 0xc1);
	sample_giaddr(&lab.s, SAMPLE_ADDR(2));
	lab_refuses(&lab, DHCP_NO_RANGE);
	lab_done(&lab);
}

/* By unicast, through the router, as in RENEWING. */
static void
ask_to_renew(struct lab *lab, uint32_t mac, uint32_t addr)
{
	lab_begin_message(lab, SAMPLE_OS, DHCP_REQUEST, mac);
	lab_unicast(lab, addr, 68, 67);
	lab->in.local = 0xc0000201;
}

static void
a_relay_is_the_router_where_none_was_set(void **state)
{
	struct relays relays = {.count = 0};
	struct lab lab;

	(void)state;
	lab_begin(&lab, false);
	lab.server.addr = 0xc0000201; /* 192.0.2.1 */
	lab.net.addr = 0xc0000201;
	lab.net.router = 0xc00002fe;
	lab.ctx.relays = &relays;
	lease_by_relay(&lab, 0xc1, SAMPLE_ADDR(50));
	/* The renewal goes by no relay, and loses no router. */
	ask_to_renew(&lab, 0xc1, SAMPLE_ADDR(50));
	lab_expect(&lab, DHCP_ACK, SAMPLE_ADDR(50));
	sample_has_u32(&lab.reply, 3, SAMPLE_ADDR(2));
	/* After a restart none is known: it has to come through its relay. */
	relays.count = 0;
	ask_to_renew(&lab, 0xc1, SAMPLE_ADDR(50));
	lab_refuses(&lab, DHCP_NO_ROUTER);
	ask_to_renew(&lab, 0xc1, SAMPLE_ADDR(51));
	lab_expect(&lab, DHCP_NAK, 0);
	lab_begin_message(&lab, SAMPLE_OS, DHCP_REQUEST, 0xc1);
	sample_giaddr(&lab.s, SAMPLE_ADDR(2));
	sample_ciaddr(&lab.s, SAMPLE_ADDR(50));
	lab_expect(&lab, DHCP_ACK, SAMPLE_ADDR(50));
	sample_has_u32(&lab.reply, 3, SAMPLE_ADDR(2));
	/* Who comes later moves nobody's router. */
	relays_add(&relays, SAMPLE_ADDR(66), SAMPLE_MASK);
	ask_to_renew(&lab, 0xc1, SAMPLE_ADDR(50));
	lab_expect(&lab, DHCP_ACK, SAMPLE_ADDR(50));
	sample_has_u32(&lab.reply, 3, SAMPLE_ADDR(2));
	/* A router that was set for that network is the one. */
	lab.net.router = SAMPLE_ADDR(254);
	lab_begin_message(&lab, SAMPLE_OS, DHCP_DISCOVER, 0xc2);
	sample_giaddr(&lab.s, SAMPLE_ADDR(2));
	lab_expect(&lab, DHCP_OFFER, SAMPLE_ADDR(51));
	sample_has_u32(&lab.reply, 3, SAMPLE_ADDR(254));
	lab_done(&lab);
}

static void
relays_are_remembered_up_to_a_bound(void **state)
{
	struct relays relays = {.count = 0};

	(void)state;
	for (uint32_t n = 0; n < 2 * RELAYS_KNOWN; n++)
		relays_add(&relays, n << 8 | 1, SAMPLE_MASK);
	assert_int_equal(relays.count, RELAYS_KNOWN);
	assert_int_equal(relays_find(&relays, 3 << 8 | 77, SAMPLE_MASK),
	    3 << 8 | 1);
	assert_int_equal(relays_find(&relays, (2 * RELAYS_KNOWN - 1) << 8,
			     SAMPLE_MASK),
	    0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(c46_c47_relays_choose_network_and_server_id),
	    cmocka_unit_test(a_fixed_address_behind_a_relay_needs_no_range),
	    cmocka_unit_test(a_relay_is_the_router_where_none_was_set),
	    cmocka_unit_test(relays_are_remembered_up_to_a_bound),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
