/* SPDX-License-Identifier: ISC */
#include "tests/unit/unit.h"

#include <string.h>

#include "core/base/text.h"
#include "core/boot/servers.h"

#define US 0xc0000201u /* 192.0.2.1 */
#define OTHER 0xc0000202u
#define RELAY 0xc00002feu

static const struct mac client = {{0x52, 0x54, 0, 0, 0, 1}};
static const struct mac link_mac = {{2, 0, 0, 0, 0, 7}};

static struct servers s;
static struct event told[200];
static size_t told_count;

static void
take(void *arg, const struct event *e)
{
	(void)arg;
	assert_true(told_count < sizeof(told) / sizeof(told[0]));
	told[told_count++] = *e;
}

static void
begin(void)
{
	const struct event_sink sink = {NULL, take};
	const uint32_t self = US;

	servers_init(&s, sink);
	servers_self(&s, &self, 1);
	told_count = 0;
}

static struct event
reply(enum dhcp_type type, uint32_t server, const char *file)
{
	struct event e;

	event_init(&e, EVENT_DHCP, 1000, &client);
	e.origin = ORIGIN_WIRE;
	e.frame = 3;
	e.u.dhcp.op = DHCP_OP_REPLY;
	e.u.dhcp.type = type;
	e.u.dhcp.src = e.u.dhcp.server = server;
	e.u.dhcp.src_port = 67;
	e.u.dhcp.yiaddr = 0xc0000264;
	e.u.dhcp.siaddr = server;
	e.u.dhcp.link = link_mac;
	(void)text_copy(e.u.dhcp.bootfile, sizeof(e.u.dhcp.bootfile), file);
	return e;
}

static void
give(const struct event *e)
{
	servers_take(&s, e);
}

static void
a_server_is_told_once_with_what_it_offers(void **state)
{
	struct event e;

	(void)state;
	begin();
	e = reply(DHCP_OFFER, OTHER, "pxelinux.0");
	give(&e);
	give(&e);
	e.u.dhcp.type = DHCP_ACK;
	give(&e);
	assert_int_equal(told_count, 1);
	assert_int_equal(told[0].kind, EVENT_SERVER);
	assert_int_equal(told[0].frame, 3);
	assert_int_equal(told[0].u.server.kind, SERVER_DHCP);
	assert_int_equal(told[0].u.server.addr, OTHER);
	assert_true(told[0].u.server.has_mac);
	assert_true(mac_equal(&told[0].u.server.mac, &link_mac));
	assert_string_equal(told[0].u.server.offers,
	    "addresses, pxelinux.0 from 192.0.2.2");
	assert_int_equal(s.count, 1);
	assert_int_equal(s.rows[0].count, 3);
	/* It offers something else from now on. */
	e = reply(DHCP_OFFER, OTHER, "grub.efi");
	e.u.dhcp.facts.pxe_class = true;
	give(&e);
	give(&e);
	assert_int_equal(told_count, 2);
	assert_string_equal(told[1].u.server.offers,
	    "addresses, grub.efi from 192.0.2.2, option 60");
}

/* Of two replies that differ in nothing else. */
static void
each_part_of_an_offer_is_news(void **state)
{
	struct event e;

	(void)state;
	begin();
	e = reply(DHCP_OFFER, OTHER, "pxelinux.0");
	give(&e);
	(void)text_copy(e.u.dhcp.bootfile, sizeof(e.u.dhcp.bootfile), "b");
	give(&e);
	assert_int_equal(told_count, 2);
	e.u.dhcp.siaddr = US;
	give(&e);
	assert_int_equal(told_count, 3);
	(void)text_copy(e.u.dhcp.root_path, sizeof(e.u.dhcp.root_path), "r");
	give(&e);
	assert_int_equal(told_count, 4);
	e.u.dhcp.facts.pxe_class = true;
	give(&e);
	assert_int_equal(told_count, 5);
	e.u.dhcp.facts.has_vendor = true;
	give(&e);
	assert_int_equal(told_count, 6);
	assert_string_equal(told[5].u.server.offers,
	    "addresses, b from 192.0.2.1, a root path, option 60, option 43");
	e.u.dhcp.type = DHCP_NAK;
	give(&e);
	assert_int_equal(told_count, 7);
	assert_int_equal(s.rows[0].count, 7);
	/* Without option 60: with it, no address is a proxy's. */
	begin();
	e = reply(DHCP_OFFER, OTHER, "b");
	give(&e);
	e.u.dhcp.yiaddr = 0;
	give(&e);
	assert_int_equal(told_count, 2);
	assert_int_equal(s.count, 1);
}

/* A relay asks about leases; a system is told to ask again. */
static void
what_is_apart_offers_nothing(void **state)
{
	static const enum dhcp_type types[] = {DHCP_FORCERENEW,
	    DHCP_LEASEUNASSIGNED, DHCP_LEASEUNKNOWN, DHCP_LEASEACTIVE};
	size_t i;

	(void)state;
	begin();
	for (i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		const struct event e = reply(types[i], OTHER, "");

		give(&e);
	}
	assert_int_equal(s.count, 0);
	assert_int_equal(told_count, 0);
}

static void
a_proxy_and_4011_are_roles_of_their_own(void **state)
{
	struct event e = reply(DHCP_OFFER, OTHER, "");

	(void)state;
	begin();
	e.u.dhcp.yiaddr = 0;
	e.u.dhcp.facts.pxe_class = true;
	e.u.dhcp.facts.has_vendor = true;
	give(&e);
	e.u.dhcp.type = DHCP_ACK;
	e.u.dhcp.src_port = 4011;
	give(&e);
	e = reply(DHCP_NAK, OTHER, "");
	e.u.dhcp.yiaddr = 0;
	give(&e);
	assert_int_equal(told_count, 3);
	assert_int_equal(told[0].u.server.kind, SERVER_PROXY);
	assert_string_equal(told[0].u.server.offers,
	    "no addresses, option 60, option 43");
	assert_int_equal(told[1].u.server.kind, SERVER_PXE);
	assert_int_equal(told[2].u.server.kind, SERVER_DHCP);
	assert_string_equal(told[2].u.server.offers, "refuses addresses");
}

/* Its ACK has no address because none was asked for. */
static void
an_inform_does_not_take_a_servers_addresses_away(void **state)
{
	struct event e = reply(DHCP_ACK, OTHER, "");

	(void)state;
	begin();
	e.u.dhcp.yiaddr = 0;
	give(&e);
	assert_int_equal(told_count, 1);
	assert_int_equal(told[0].u.server.kind, SERVER_DHCP);
	assert_string_equal(told[0].u.server.offers, "answers INFORM");
	e.u.dhcp.yiaddr = 0xc0000264;
	give(&e);
	assert_int_equal(told_count, 2);
	assert_string_equal(told[1].u.server.offers, "addresses");
	e = reply(DHCP_ACK, OTHER, "pxelinux.0");
	e.u.dhcp.yiaddr = 0;
	give(&e);
	assert_int_equal(told_count, 2);
	assert_int_equal(s.rows[0].count, 3);
	/* Apple's BSDP is an INFORM, and a boot server's whole work. */
	e.u.dhcp.facts.has_vendor = true;
	give(&e);
	assert_int_equal(told_count, 3);
}

/* N08: no false alarm. */
static void
relays_and_ourselves_are_no_servers(void **state)
{
	struct event e = reply(DHCP_OFFER, US, "");

	(void)state;
	begin();
	give(&e);
	/* Our reply, copied by a relay. */
	e.u.dhcp.src = RELAY;
	e.u.dhcp.giaddr = RELAY;
	give(&e);
	/* RFC 5107: the relay names itself. */
	e.u.dhcp.server = RELAY;
	give(&e);
	/* Without option 54 nobody knows whose it is. */
	e.u.dhcp.server = 0;
	give(&e);
	e = reply(DHCP_OFFER, OTHER, "");
	e.u.dhcp.op = DHCP_OP_REQUEST;
	give(&e);
	e = reply(DHCP_OFFER, OTHER, "");
	e.origin = ORIGIN_OWN;
	give(&e);
	assert_int_equal(told_count, 0);
	/* A server behind a relay is one, and only one. */
	e = reply(DHCP_OFFER, OTHER, "");
	e.u.dhcp.giaddr = RELAY;
	give(&e);
	e.u.dhcp.src = RELAY;
	give(&e);
	assert_int_equal(told_count, 1);
	assert_false(told[0].u.server.has_mac);
}

static void
who_sends_files_is_a_server(void **state)
{
	struct event e;

	(void)state;
	begin();
	event_init(&e, EVENT_TFTP, 5, NULL);
	e.origin = ORIGIN_WIRE;
	e.u.tftp.phase = TFTP_PHASE_REQUEST;
	e.u.tftp.server = OTHER;
	give(&e);
	e.u.tftp.phase = TFTP_PHASE_DONE;
	give(&e);
	assert_int_equal(told_count, 0);
	e.u.tftp.answered = true;
	give(&e);
	give(&e);
	assert_int_equal(told_count, 1);
	assert_int_equal(told[0].u.server.kind, SERVER_TFTP);
	e.u.tftp.server = US;
	give(&e);
	assert_int_equal(told_count, 1);
}

static void
a_flood_of_servers_is_bounded(void **state)
{
	struct event e;

	(void)state;
	begin();
	for (uint32_t i = 0; i < 2 * SERVERS_MOST; i++) {
		e = reply(DHCP_OFFER, OTHER + i, "");
		give(&e);
	}
	assert_int_equal(told_count, SERVERS_MOST);
	assert_int_equal(s.more, SERVERS_MOST);
	for (unsigned i = 0; i < 3 * SERVER_OFFERS; i++) {
		char name[8];
		struct text t;

		text_init(&t, name, sizeof(name));
		text_addf(&t, "f%u", i);
		e = reply(DHCP_OFFER, OTHER, name);
		give(&e);
	}
	assert_int_equal(told_count, SERVERS_MOST + SERVER_OFFERS - 1);
	assert_string_equal(server_kind_name(SERVER_PROXY), "proxyDHCP");
	assert_string_equal(server_kind_name(SERVER_KIND_COUNT), "?");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_server_is_told_once_with_what_it_offers),
	    cmocka_unit_test(each_part_of_an_offer_is_news),
	    cmocka_unit_test(what_is_apart_offers_nothing),
	    cmocka_unit_test(a_proxy_and_4011_are_roles_of_their_own),
	    cmocka_unit_test(an_inform_does_not_take_a_servers_addresses_away),
	    cmocka_unit_test(relays_and_ourselves_are_no_servers),
	    cmocka_unit_test(who_sends_files_is_a_server),
	    cmocka_unit_test(a_flood_of_servers_is_bounded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
