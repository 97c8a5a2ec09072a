/* SPDX-License-Identifier: ISC */
#include "tests/unit/lab.h"

#include <stdlib.h>
#include <string.h>

static void
c06_c22_ack_says_what_the_offer_said(void **state)
{
	static const uint8_t same[] = {1, 3, 51, 54, 58, 59, 60, 43, 97};
	struct sample_reply *offer = malloc(sizeof(*offer));
	struct lab lab;

	(void)state;
	assert_non_null(offer);
	lab_begin(&lab, false);
	lab_begin_message(&lab, SAMPLE_UEFI, DHCP_DISCOVER, 0xc1);
	lab_expect(&lab, DHCP_OFFER, SAMPLE_ADDR(50));
	assert_false(lab.a.store_lease);
	sample_reply(offer, &lab.a.image, 1400);
	lab_begin_message(&lab, SAMPLE_UEFI, DHCP_REQUEST, 0xc1);
	sample_put_u32(&lab.s, 54, SAMPLE_ME);
	sample_put_u32(&lab.s, 50, SAMPLE_ADDR(50));
	lab_expect(&lab, DHCP_ACK, SAMPLE_ADDR(50));
	for (size_t i = 0; i < sizeof(same); i++) {
		const struct dhcp_option *o = dhcp_find(&offer->msg, same[i]);

		assert_non_null(o);
		sample_has(&lab.reply, same[i], o->data, o->len);
	}
	assert_string_equal(offer->file, lab.reply.file);
	assert_int_equal(offer->msg.head.siaddr, lab.reply.msg.head.siaddr);
	/* C38: what is to be on disk first. */
	assert_true(lab.a.store_lease);
	assert_int_equal(lab.a.lease.addr, SAMPLE_ADDR(50));
	assert_int_equal(lab.a.lease.state, LEASE_BOUND);
	assert_int_equal(lab.a.lease.expires, 4600);
	lab_done(&lab);
	free(offer);
}

static void
c07_m7_a_request_to_another_server_is_left_alone(void **state)
{
	struct lease_count c;
	struct lab lab;

	(void)state;
	lab_begin(&lab, false);
	lab_begin_message(&lab, SAMPLE_OS, DHCP_DISCOVER, 0xc1);
	lab_expect(&lab, DHCP_OFFER, SAMPLE_ADDR(50));
	lab_begin_message(&lab, SAMPLE_OS, DHCP_REQUEST, 0xc1);
	sample_put_u32(&lab.s, 54, 0xc0000263);
	sample_put_u32(&lab.s, 50, SAMPLE_ADDR(50));
	lab_refuses(&lab, DHCP_NOT_OURS);
	lease_counts(lab.ctx.pool, 1000, &c);
	assert_int_equal(c.offered, 0);
	lab_done(&lab);
}

static void
c08_c11_init_reboot_of_known_and_unknown(void **state)
{
	struct lab lab;

	(void)state;
	lab_begin(&lab, false);
	lab_begin_message(&lab, SAMPLE_OS, DHCP_REQUEST, 0xc1);
	sample_put_u32(&lab.s, 50, SAMPLE_ADDR(200));
	lab_refuses(&lab, DHCP_UNKNOWN_CLIENT);
	/* On our net, but nobody's of ours to give. */
	lab_begin_message(&lab, SAMPLE_OS, DHCP_REQUEST, 0xc1);
	sample_put_u32(&lab.s, 50, SAMPLE_ADDR(30));
	lab_refuses(&lab, DHCP_UNKNOWN_CLIENT);
	lab_lease(&lab, SAMPLE_OS, 0xc1, SAMPLE_ADDR(50));
	lab_begin_message(&lab, SAMPLE_OS, DHCP_REQUEST, 0xc1);
	sample_put_u32(&lab.s, 50, SAMPLE_ADDR(50));
	lab_expect(&lab, DHCP_ACK, SAMPLE_ADDR(50));
	/* Another's, and another than its own. */
	lab_begin_message(&lab, SAMPLE_OS, DHCP_REQUEST, 0xc2);
	sample_put_u32(&lab.s, 50, SAMPLE_ADDR(50));
	lab_expect(&lab, DHCP_NAK, 0);
	lab_begin_message(&lab, SAMPLE_OS, DHCP_REQUEST, 0xc1);
	sample_put_u32(&lab.s, 50, SAMPLE_ADDR(51));
	lab_expect(&lab, DHCP_NAK, 0);
	lab_done(&lab);
}

static void
c09_c10_a_wrong_network_gets_a_nak(void **state)
{
	struct lab lab;

	(void)state;
	lab_begin(&lab, false);
	lab_begin_message(&lab, SAMPLE_OS, DHCP_REQUEST, 0xc1);
	sample_put_u32(&lab.s, 50, 0xc0a84d05);
	lab_expect(&lab, DHCP_NAK, 0);
	assert_int_equal(lab.a.route.how, ROUTE_BROADCAST);
	assert_false(lab.a.store_lease);
	lab_begin_message(&lab, SAMPLE_OS, DHCP_REQUEST, 0xc1);
	sample_put_u32(&lab.s, 50, 0xc0a84d05);
	sample_giaddr(&lab.s, SAMPLE_ADDR(2));
	lab_expect(&lab, DHCP_NAK, 0);
	assert_int_equal(lab.a.route.how, ROUTE_UDP);
	assert_int_equal(lab.a.route.dst, SAMPLE_ADDR(2));
	assert_int_equal(lab.reply.msg.head.flags, DHCP_FLAG_BROADCAST);
	/* Behind a relay to a network that we have nothing for: silence. */
	lab_begin_message(&lab, SAMPLE_OS, DHCP_REQUEST, 0xc1);
	sample_put_u32(&lab.s, 50, 0xc0a84d05);
	sample_giaddr(&lab.s, 0xac100001);
	lab_refuses(&lab, DHCP_NO_RANGE);
	lab_done(&lab);
}

/* It lost its address, or has none yet: that is said, not nothing. */
static void
who_asks_where_we_have_no_address_is_told_of(void **state)
{
	struct lab lab;

	(void)state;
	lab_begin(&lab, false);
	lab.server.addr = 0;
	lab_begin_message(&lab, SAMPLE_OS, DHCP_DISCOVER, 0xc1);
	lab_refuses(&lab, DHCP_NO_SENDER);
	lab_done(&lab);
}

/* Who cannot be sent a frame is told as everybody is, until it has an
 * address. */
static void
without_frames_replies_are_broadcast(void **state)
{
	static const struct {
		bool no_frames;
		enum route_how how;
	} rows[] = {{false, ROUTE_RAW}, {true, ROUTE_BROADCAST}};
	struct lab lab;

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		lab_begin(&lab, false);
		lab.server.no_frames = rows[i].no_frames;
		lab_begin_message(&lab, SAMPLE_OS, DHCP_DISCOVER, 0xc1);
		sample_set_flags(&lab.s, 0);
		lab_expect(&lab, DHCP_OFFER, SAMPLE_ADDR(50));
		assert_int_equal(lab.a.route.how, rows[i].how);
		lab_lease(&lab, SAMPLE_OS, 0xc1, SAMPLE_ADDR(50));
		lab_begin_message(&lab, SAMPLE_OS, DHCP_REQUEST, 0xc1);
		sample_ciaddr(&lab.s, SAMPLE_ADDR(50));
		lab_expect(&lab, DHCP_ACK, SAMPLE_ADDR(50));
		assert_int_equal(lab.a.route.how, ROUTE_UDP);
		lab_done(&lab);
	}
}

static void
c04_c05_renewal_and_rebinding(void **state)
{
	struct lab lab;

	(void)state;
	lab_begin(&lab, false);
	lab_lease(&lab, SAMPLE_OS, 0xc1, SAMPLE_ADDR(50));
	lab_begin_message(&lab, SAMPLE_OS, DHCP_REQUEST, 0xc1);
	sample_set_flags(&lab.s, DHCP_FLAG_BROADCAST);
	lab_unicast(&lab, SAMPLE_ADDR(50), 68, 67);
	lab_expect(&lab, DHCP_ACK, SAMPLE_ADDR(50));
	assert_int_equal(lab.a.route.how, ROUTE_UDP);
	assert_int_equal(lab.a.route.dst, SAMPLE_ADDR(50));
	lab_begin_message(&lab, SAMPLE_OS, DHCP_REQUEST, 0xc1);
	sample_ciaddr(&lab.s, SAMPLE_ADDR(50));
	lab_expect(&lab, DHCP_ACK, SAMPLE_ADDR(50));
	assert_int_equal(lab.a.route.dst, SAMPLE_ADDR(50));
	/* A lease that the store has lost comes back by its renewal, but
	 * not by a broadcast that any server may hear. */
	lab_begin_message(&lab, SAMPLE_OS, DHCP_REQUEST, 0xc2);
	sample_ciaddr(&lab.s, SAMPLE_ADDR(60));
	lab_refuses(&lab, DHCP_UNKNOWN_CLIENT);
	lab_begin_message(&lab, SAMPLE_OS, DHCP_REQUEST, 0xc2);
	lab_unicast(&lab, SAMPLE_ADDR(60), 68, 67);
	lab_expect(&lab, DHCP_ACK, SAMPLE_ADDR(60));
	assert_true(lab.a.store_lease);
	/* From a network of nobody here. */
	lab_begin_message(&lab, SAMPLE_OS, DHCP_REQUEST, 0xc3);
	lab_unicast(&lab, 0xac100005, 68, 67);
	lab_refuses(&lab, DHCP_NO_RANGE);
	lab_done(&lab);
}

static void
c12_selecting_without_an_address_gets_the_offered_one(void **state)
{
	struct lab lab;

	(void)state;
	lab_begin(&lab, false);
	lab_begin_message(&lab, SAMPLE_BIOS, DHCP_DISCOVER, 0xc1);
	lab_expect(&lab, DHCP_OFFER, SAMPLE_ADDR(50));
	lab_begin_message(&lab, SAMPLE_BIOS, DHCP_REQUEST, 0xc1);
	sample_put_u32(&lab.s, 54, SAMPLE_ME);
	lab_expect(&lab, DHCP_ACK, SAMPLE_ADDR(50));
	/* Neither server nor address: no state of RFC 2131. */
	lab_begin_message(&lab, SAMPLE_BIOS, DHCP_REQUEST, 0xc1);
	lab_refuses(&lab, DHCP_BAD_REQUEST);
	lab_done(&lab);
}

static void
c13_c14_inform_makes_no_lease(void **state)
{
	struct lease_count c;
	struct lab lab;

	(void)state;
	lab_begin(&lab, false);
	lab_begin_message(&lab, SAMPLE_OS, DHCP_INFORM, 0xc1);
	lab_unicast(&lab, SAMPLE_ADDR(60), 68, 67);
	lab_expect(&lab, DHCP_ACK, 0);
	sample_lacks(&lab.reply, 51);
	sample_lacks(&lab.reply, 58);
	sample_lacks(&lab.reply, 59);
	sample_has_u32(&lab.reply, 1, SAMPLE_MASK);
	assert_int_equal(lab.a.route.dst, SAMPLE_ADDR(60));
	assert_false(lab.a.store_lease);
	lease_counts(lab.ctx.pool, 1000, &c);
	assert_int_equal(c.bound + c.offered, 0);
	/* C14 */
	lab_begin_message(&lab, SAMPLE_OS, DHCP_INFORM, 0xc1);
	sample_giaddr(&lab.s, SAMPLE_ADDR(2));
	lab_expect(&lab, DHCP_ACK, 0);
	assert_int_equal(lab.a.route.dst, SAMPLE_ADDR(2));
	lab_begin_message(&lab, SAMPLE_OS, DHCP_INFORM, 0xc1);
	lab_refuses(&lab, DHCP_NO_ROUTE);
	lab_begin_message(&lab, SAMPLE_OS, DHCP_INFORM, 0xc1);
	sample_ciaddr(&lab.s, 0x08080808);
	lab_refuses(&lab, DHCP_BAD_REQUEST);
	lab_done(&lab);
}

static void
c15_c16_a06_decline_and_release(void **state)
{
	struct lab lab;

	(void)state;
	lab_begin(&lab, false);
	lab_lease(&lab, SAMPLE_OS, 0xc1, SAMPLE_ADDR(50));
	/* Another machine, then another server. */
	lab_begin_message(&lab, SAMPLE_OS, DHCP_RELEASE, 0xc2);
	sample_put_u32(&lab.s, 54, SAMPLE_ME);
	lab_unicast(&lab, SAMPLE_ADDR(50), 68, 67);
	lab_refuses(&lab, DHCP_NO_REPLY_DUE);
	assert_false(lab.a.store_lease);
	lab_begin_message(&lab, SAMPLE_OS, DHCP_RELEASE, 0xc1);
	sample_put_u32(&lab.s, 54, 0xc0000263);
	lab_unicast(&lab, SAMPLE_ADDR(50), 68, 67);
	lab_refuses(&lab, DHCP_NOT_OURS);
	lab_begin_message(&lab, SAMPLE_OS, DHCP_RELEASE, 0xc1);
	lab_unicast(&lab, SAMPLE_ADDR(50), 68, 67);
	lab_refuses(&lab, DHCP_NOBODYS);
	assert_false(lab.a.store_lease);
	lab_begin_message(&lab, SAMPLE_OS, DHCP_RELEASE, 0xc1);
	sample_put_u32(&lab.s, 54, SAMPLE_ME);
	lab_unicast(&lab, SAMPLE_ADDR(50), 68, 67);
	lab_refuses(&lab, DHCP_NO_REPLY_DUE);
	assert_true(lab.a.store_lease);
	assert_int_equal(lab.a.lease.state, LEASE_RELEASED);
	lab_lease(&lab, SAMPLE_OS, 0xc1, SAMPLE_ADDR(50));
	lab_begin_message(&lab, SAMPLE_OS, DHCP_DECLINE, 0xc1);
	sample_put_u32(&lab.s, 54, SAMPLE_ME);
	sample_put_u32(&lab.s, 50, SAMPLE_ADDR(50));
	lab_refuses(&lab, DHCP_NO_REPLY_DUE);
	assert_true(lab.a.store_lease);
	assert_int_equal(lab.a.lease.state, LEASE_DECLINED);
	lab_begin_message(&lab, SAMPLE_OS, DHCP_DISCOVER, 0xc1);
	lab_expect(&lab, DHCP_OFFER, SAMPLE_ADDR(51));
	/* A fixed address has its row as well. */
	lab_lease(&lab, SAMPLE_BIOS, RESERVED, SAMPLE_ADDR(20));
	assert_int_equal(lab.a.lease.addr, SAMPLE_ADDR(20));
	lab_begin_message(&lab, SAMPLE_BIOS, DHCP_RELEASE, RESERVED);
	sample_put_u32(&lab.s, 54, SAMPLE_ME);
	lab_unicast(&lab, SAMPLE_ADDR(20), 68, 67);
	lab_refuses(&lab, DHCP_NO_REPLY_DUE);
	assert_true(lab.a.store_lease);
	assert_int_equal(lab.a.lease.addr, SAMPLE_ADDR(20));
	assert_int_equal(lab.a.lease.state, LEASE_RELEASED);
	lab_done(&lab);
}

static void
c17_to_c21_offers_are_by_machine(void **state)
{
	struct lab lab;

	(void)state;
	lab_begin(&lab, false);
	for (int i = 0; i < 30; i++) {
		lab_begin_message(&lab, SAMPLE_BIOS, DHCP_DISCOVER, 0xc1);
		if (i % 2 == 1) /* C21, M10: another client id each time */
			sample_put_u32(&lab.s, 61, (uint32_t)i);
		lab_expect(&lab, DHCP_OFFER, SAMPLE_ADDR(50));
	}
	lab_begin_message(&lab, SAMPLE_OS, DHCP_DISCOVER, 0xc2);
	sample_put_u32(&lab.s, 50, SAMPLE_ADDR(200));
	lab_expect(&lab, DHCP_OFFER, SAMPLE_ADDR(200));
	lab_begin_message(&lab, SAMPLE_OS, DHCP_DISCOVER, 0xc3);
	sample_put_u32(&lab.s, 50, SAMPLE_ADDR(20));
	lab_expect(&lab, DHCP_OFFER, SAMPLE_ADDR(51));
	lab_begin_message(&lab, SAMPLE_OS, DHCP_DISCOVER, RESERVED);
	lab_expect(&lab, DHCP_OFFER, SAMPLE_ADDR(20));
	lab_done(&lab);
}

static void
c31_bootp_has_only_fixed_addresses(void **state)
{
	struct lab lab;

	(void)state;
	lab_begin(&lab, false);
	lab_begin_message(&lab, SAMPLE_OS, DHCP_DISCOVER, 0xc1);
	sample_head(&lab.s, 0xc1);
	/* The pool has enough: it is not what lacks. */
	lab_refuses(&lab, DHCP_BOOTP_UNFIXED);
	sample_head(&lab.s, RESERVED);
	lab_expect(&lab, DHCP_BOOTP, SAMPLE_ADDR(20));
	sample_lacks(&lab.reply, 51);
	sample_lacks(&lab.reply, 53);
	lab_done(&lab);
}

static void
c58_c61_what_is_not_served(void **state)
{
	static const uint8_t types[] = {2, 5, 6}, unread[] = {9, 10, 14, 200};
	struct lab lab;

	(void)state;
	lab_begin(&lab, false);
	for (size_t i = 0; i < sizeof(types); i++) {
		lab_begin_message(&lab, SAMPLE_OS, (enum dhcp_type)types[i],
		    0xc1);
		lab_refuses(&lab, DHCP_TYPE_UNSERVED);
	}
	/* FORCERENEW and a relay's LEASEQUERY are no client's; from 14 on
	 * they come by TCP. */
	for (size_t i = 0; i < sizeof(unread); i++) {
		lab_begin_message(&lab, SAMPLE_OS, (enum dhcp_type)unread[i],
		    0xc1);
		assert_int_equal(sample_end(&lab.s), -PX_EVALUE);
	}
	/* Rapid commit is not enabled: an OFFER. */
	lab_begin_message(&lab, SAMPLE_OS, DHCP_DISCOVER, 0xc1);
	sample_put(&lab.s, 80, NULL, 0);
	lab_expect(&lab, DHCP_OFFER, SAMPLE_ADDR(50));
	sample_lacks(&lab.reply, 80);
	/* C62 */
	lab_begin_message(&lab, SAMPLE_CLIENTS, DHCP_DISCOVER, 0xc1);
	sample_put(&lab.s, 55, "\x6c\x72\x74\x76\x91\x96", 6);
	lab_expect(&lab, DHCP_OFFER, SAMPLE_ADDR(50));
	for (size_t i = 0; i < 6; i++)
		sample_lacks(&lab.reply,
		    (uint8_t) "\x6c\x72\x74\x76\x91\x96"[i]);
	lab_done(&lab);
}

static void
mode_ignore_is_silence_always(void **state)
{
	static const enum dhcp_type types[] = {DHCP_DISCOVER, DHCP_REQUEST,
	    DHCP_INFORM};
	struct lab lab;

	(void)state;
	for (int proxy = 0; proxy < 2; proxy++) {
		lab_begin(&lab, proxy != 0);
		for (size_t i = 0; i < 3; i++) {
			lab_begin_message(&lab, SAMPLE_BIOS, types[i], IGNORED);
			sample_put_u32(&lab.s, 50, SAMPLE_ADDR(60));
			assert_int_not_equal(lab_serve(&lab), DHCP_ANSWERED);
			assert_int_equal(lab.a.decision.mode, MODE_IGNORE);
			lab_begin_message(&lab, SAMPLE_BIOS, types[i], IGNORED);
			lab_unicast(&lab, SAMPLE_ADDR(60), 68, 4011);
			assert_int_not_equal(lab_serve(&lab), DHCP_ANSWERED);
		}
		lab_done(&lab);
	}
}

static void
p10_p11_a_proxy_offers_and_leaves_requests_alone(void **state)
{
	static const enum sample_client boots[] = {SAMPLE_BIOS, SAMPLE_UEFI,
	    SAMPLE_GPXE, SAMPLE_IPXE};
	struct lab lab;

	(void)state;
	lab_begin(&lab, true);
	for (size_t i = 0; i < 4; i++) {
		lab_begin_message(&lab, boots[i], DHCP_DISCOVER, 0xc1);
		lab_expect(&lab, DHCP_OFFER, 0);
		assert_int_equal(lab.reply.msg.head.siaddr, SAMPLE_ME);
		assert_true(lab.reply.file[0] != '\0');
		sample_has(&lab.reply, 60, "PXEClient", 9);
		sample_has(&lab.reply, 43, "\x06\x01\x08\xff", 4);
		sample_has(&lab.reply, 97, dhcp_find(&lab.s.msg, 97)->data, 17);
		sample_lacks(&lab.reply, 51);
		sample_lacks(&lab.reply, 1);
		assert_int_equal(lab.a.route.how, ROUTE_BROADCAST);
		assert_false(lab.a.store_lease);
	}
	lab_begin_message(&lab, SAMPLE_BIOS, DHCP_REQUEST, 0xc1);
	sample_put_u32(&lab.s, 54, SAMPLE_ADDR(2));
	sample_put_u32(&lab.s, 50, SAMPLE_ADDR(115));
	lab_refuses(&lab, DHCP_PROXY_REQUEST);
	lab_begin_message(&lab, SAMPLE_BIOS, DHCP_REQUEST, 0xc1);
	sample_put_u32(&lab.s, 54, SAMPLE_ME);
	lab_refuses(&lab, DHCP_PROXY_REQUEST);
	lab_begin_message(&lab, SAMPLE_OS, DHCP_DISCOVER, 0xc1);
	lab_refuses(&lab, DHCP_POLICY);
	lab_begin_message(&lab, SAMPLE_OS, DHCP_RELEASE, 0xc1);
	lab_refuses(&lab, DHCP_PROXY_LEASE);
	lab_begin_message(&lab, SAMPLE_OS, DHCP_INFORM, 0xc1);
	lab_unicast(&lab, SAMPLE_ADDR(60), 68, 67);
	lab_refuses(&lab, DHCP_PROXY_LEASE);
	lab_done(&lab);
}

static void
p12_p14_port_4011_in_both_modes(void **state)
{
	struct lab lab;

	(void)state;
	for (int proxy = 0; proxy < 2; proxy++) {
		lab_begin(&lab, proxy != 0);
		lab_begin_message(&lab, SAMPLE_UEFI, DHCP_REQUEST, 0xc1);
		sample_set_flags(&lab.s, 0);
		lab_unicast(&lab, SAMPLE_ADDR(115), 4011, 4011);
		lab_expect(&lab, DHCP_ACK, 0);
		assert_int_equal(lab.a.route.how, ROUTE_UDP);
		assert_int_equal(lab.a.route.dst, SAMPLE_ADDR(115));
		assert_int_equal(lab.a.route.dst_port, 4011);
		assert_true(lab.reply.file[0] != '\0');
		sample_lacks(&lab.reply, 51);
		assert_false(lab.a.store_lease);
		lab_begin_message(&lab, SAMPLE_IPXE, DHCP_REQUEST, 0xc1);
		sample_put_u32(&lab.s, 54, SAMPLE_ME);
		lab_unicast(&lab, SAMPLE_ADDR(115), 68, 4011);
		lab_expect(&lab, DHCP_ACK, 0);
		assert_int_equal(lab.a.route.dst_port, 68);
		lab_begin_message(&lab, SAMPLE_IPXE, DHCP_REQUEST, 0xc1);
		sample_put_u32(&lab.s, 54, SAMPLE_ADDR(2));
		lab_unicast(&lab, SAMPLE_ADDR(115), 68, 4011);
		lab_refuses(&lab, DHCP_NOT_OURS);
		lab_begin_message(&lab, SAMPLE_OS, DHCP_REQUEST, 0xc1);
		lab_unicast(&lab, SAMPLE_ADDR(115), 68, 4011);
		lab_refuses(&lab, DHCP_BAD_REQUEST);
		lab_begin_message(&lab, SAMPLE_BIOS, DHCP_DISCOVER, 0xc1);
		lab_unicast(&lab, SAMPLE_ADDR(115), 68, 4011);
		lab_refuses(&lab, DHCP_TYPE_UNSERVED);
		lab_done(&lab);
	}
}

/* A discovery for a server of a type, as a ROM sends it to port 67. */
static void
begin_discovery(struct lab *lab, enum dhcp_type type, const char *item)
{
	lab_begin_message(lab, SAMPLE_BIOS, type, 0xc1);
	sample_put(&lab->s, 43, item, 7);
	sample_ciaddr(&lab->s, SAMPLE_ADDR(115));
}

static void
p15_a_broadcast_discovery_is_answered_where_the_type_is_ours(void **state)
{
	static const enum dhcp_type types[] = {DHCP_REQUEST, DHCP_INFORM};
	static const char ours[] = "\x47\x04\x00\x00\x00\x00\xff";
	static const char microsofts[] = "\x47\x04\x00\x01\x00\x00\xff";
	struct lab lab;

	(void)state;
	for (int n = 0; n < 4; n++) {
		lab_begin(&lab, n >= 2);
		begin_discovery(&lab, types[n % 2], ours);
		lab_expect(&lab, DHCP_ACK, 0);
		assert_int_equal(lab.a.route.how, ROUTE_UDP);
		assert_int_equal(lab.a.route.dst, SAMPLE_ADDR(115));
		assert_int_equal(lab.a.route.dst_port, 68);
		assert_string_equal(lab.reply.file, "pxelinux.0");
		sample_has(&lab.reply, 43,
		    "\x06\x01\x08\x47\x04\x00\x00\x00\x00\xff", 10);
		sample_lacks(&lab.reply, 51);
		assert_false(lab.a.store_lease);
		begin_discovery(&lab, types[n % 2], microsofts);
		lab_refuses(&lab, DHCP_NOT_OURS);
		/* Not through a relay, so it must be a neighbour. */
		begin_discovery(&lab, types[n % 2], ours);
		sample_ciaddr(&lab.s, 0xc0a84d05);
		lab_refuses(&lab, DHCP_BAD_REQUEST);
		/* A REQUEST for a lease stays one, whatever else is in it. */
		begin_discovery(&lab, DHCP_REQUEST, ours);
		sample_put_u32(&lab.s, 54, SAMPLE_ADDR(2));
		lab_refuses(&lab, n >= 2 ? DHCP_PROXY_REQUEST : DHCP_NOT_OURS);
		lab_done(&lab);
	}
}

static void
without_a_pool_the_book_alone_gives_addresses(void **state)
{
	struct lab lab;

	(void)state;
	lab_begin(&lab, false);
	lab.ctx.pool = NULL;
	lab_lease(&lab, SAMPLE_BIOS, RESERVED, SAMPLE_ADDR(20));
	assert_true(lab.a.store_lease);
	assert_int_equal(lab.a.lease.expires, 4600);
	lab_begin_message(&lab, SAMPLE_BIOS, DHCP_DISCOVER, 0xc1);
	lab_refuses(&lab, DHCP_NO_RANGE);
	lab_begin_message(&lab, SAMPLE_OS, DHCP_REQUEST, 0xc1);
	sample_put_u32(&lab.s, 50, SAMPLE_ADDR(60));
	lab_refuses(&lab, DHCP_UNKNOWN_CLIENT);
	lab_begin_message(&lab, SAMPLE_OS, DHCP_RELEASE, 0xc1);
	sample_put_u32(&lab.s, 54, SAMPLE_ME);
	lab_unicast(&lab, SAMPLE_ADDR(60), 68, 67);
	lab_refuses(&lab, DHCP_NO_REPLY_DUE);
	lab_done(&lab);
}

static void
a_range_that_is_used_up_is_told_from_none(void **state)
{
	static const struct lease_config one = {SAMPLE_ADDR(50),
	    SAMPLE_ADDR(50), 3600, 10, 600};
	struct lab lab;

	(void)state;
	lab_begin(&lab, false);
	lab.ctx.pool = lease_pool_init(lab.memory, &one);
	lab_lease(&lab, SAMPLE_BIOS, 0xc1, SAMPLE_ADDR(50));
	lab_begin_message(&lab, SAMPLE_BIOS, DHCP_DISCOVER, 0xc2);
	lab_refuses(&lab, DHCP_NO_ADDRESS);
	lab_done(&lab);
}

static void
a_discover_with_a_far_ciaddr_is_not_answered(void **state)
{
	struct lab lab;

	(void)state;
	lab_begin(&lab, false);
	lab_begin_message(&lab, SAMPLE_OS, DHCP_DISCOVER, 0xc1);
	sample_ciaddr(&lab.s, 0x08080808);
	lab_refuses(&lab, DHCP_BAD_REQUEST);
	lab_done(&lab);
}

static void
a04_no_answer_to_a_broadcast_address_or_ourselves(void **state)
{
	static const uint32_t never[] = {SAMPLE_ADDR(255), SAMPLE_ADDR(0),
	    SAMPLE_ADDR(1)};
	struct lab lab;

	(void)state;
	lab_begin(&lab, false);
	for (size_t n = 0; n < 3; n++) {
		lab_begin_message(&lab, SAMPLE_OS, DHCP_DISCOVER, 0xc1);
		sample_ciaddr(&lab.s, never[n]);
		lab_refuses(&lab, DHCP_NO_ROUTE);
		lab_begin_message(&lab, SAMPLE_OS, DHCP_DISCOVER, 0xc1);
		sample_giaddr(&lab.s, never[n]);
		/* Server identifier override: 54 is no longer our address. */
		sample_put(&lab.s, 82, "\x0b\4\x0a\x63\0\x4d", 6);
		lab_refuses(&lab, DHCP_NO_ROUTE);
		lab_begin_message(&lab, SAMPLE_OS, DHCP_INFORM, 0xc1);
		lab.in.src = never[n];
		lab_refuses(&lab, DHCP_NO_ROUTE);
	}
	lab_done(&lab);
}

/* INIT-REBOOT of a machine that has this address. */
static void
lab_reboots(struct lab *lab, uint32_t mac, uint32_t addr)
{
	lab_begin_message(lab, SAMPLE_BIOS, DHCP_REQUEST, mac);
	sample_put_u32(&lab->s, 50, addr);
	lab_expect(lab, DHCP_ACK, addr);
}

static void
a_slow_disk_is_asked_for_new_promises_only(void **state)
{
	struct lab lab;
	struct lease lease;

	(void)state;
	lab_begin(&lab, false);
	lab_lease(&lab, SAMPLE_BIOS, 1, SAMPLE_ADDR(50));
	lease = lab.a.lease;
	assert_true(lab.a.store_lease);
	assert_false(lab.a.covered);
	lab.ctx.disk_slow = true;
	/* Not on disk yet: it waits. */
	lab_reboots(&lab, 1, SAMPLE_ADDR(50));
	assert_true(lab.a.store_lease);
	lease_stored(lab.ctx.pool, &lease);
	lab.ctx.now += 600;
	lab_reboots(&lab, 1, SAMPLE_ADDR(50));
	assert_false(lab.a.store_lease);
	assert_int_equal(lab.a.terms.lease_seconds, 3000);
	/* Too little is left to be worth it. */
	lab.ctx.now += 2200;
	lab_reboots(&lab, 1, SAMPLE_ADDR(50));
	assert_true(lab.a.store_lease);
	assert_int_equal(lab.a.terms.lease_seconds, 3600);
	/* What the book fixes is promised by the book. */
	lab_lease(&lab, SAMPLE_BIOS, RESERVED, SAMPLE_ADDR(20));
	assert_true(lab.a.store_lease);
	assert_true(lab.a.covered);
	assert_int_equal(lab.a.terms.lease_seconds, 3600);
	lab_done(&lab);
}

static void
every_refusal_has_its_sentence(void **state)
{
	(void)state;
	for (int i = 0; i < DHCP_REFUSAL_COUNT; i++)
		assert_true(
		    strlen(dhcp_refusal_text((enum dhcp_refusal)i)) > 5);
	assert_string_equal(dhcp_refusal_text(DHCP_REFUSAL_COUNT), "");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(c06_c22_ack_says_what_the_offer_said),
	    cmocka_unit_test(c07_m7_a_request_to_another_server_is_left_alone),
	    cmocka_unit_test(c08_c11_init_reboot_of_known_and_unknown),
	    cmocka_unit_test(c09_c10_a_wrong_network_gets_a_nak),
	    cmocka_unit_test(c04_c05_renewal_and_rebinding),
	    cmocka_unit_test(who_asks_where_we_have_no_address_is_told_of),
	    cmocka_unit_test(without_frames_replies_are_broadcast),
	    cmocka_unit_test(
		c12_selecting_without_an_address_gets_the_offered_one),
	    cmocka_unit_test(c13_c14_inform_makes_no_lease),
	    cmocka_unit_test(c15_c16_a06_decline_and_release),
	    cmocka_unit_test(c17_to_c21_offers_are_by_machine),
	    cmocka_unit_test(c31_bootp_has_only_fixed_addresses),
	    cmocka_unit_test(c58_c61_what_is_not_served),
	    cmocka_unit_test(mode_ignore_is_silence_always),
	    cmocka_unit_test(p10_p11_a_proxy_offers_and_leaves_requests_alone),
	    cmocka_unit_test(p12_p14_port_4011_in_both_modes),
	    cmocka_unit_test(
		p15_a_broadcast_discovery_is_answered_where_the_type_is_ours),
	    cmocka_unit_test(without_a_pool_the_book_alone_gives_addresses),
	    cmocka_unit_test(a_range_that_is_used_up_is_told_from_none),
	    cmocka_unit_test(a_discover_with_a_far_ciaddr_is_not_answered),
	    cmocka_unit_test(a04_no_answer_to_a_broadcast_address_or_ourselves),
	    cmocka_unit_test(a_slow_disk_is_asked_for_new_promises_only),
	    cmocka_unit_test(every_refusal_has_its_sentence),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
