/* SPDX-License-Identifier: ISC */
#include "tests/unit/sample.h"

#include "core/boot/relay.h"
#include "core/boot/reply.h"

struct route_row {
	const char *name;
	enum dhcp_type type;
	uint16_t flags;
	uint32_t ciaddr, giaddr, yiaddr, src;
	uint16_t src_port, local_port;
	enum route_how how;
	uint32_t dst;
	uint16_t dst_port;
};

/* clang-format off */
static const struct route_row routes[] = {
	{"C01", DHCP_DISCOVER, 0x8000, 0, 0, SAMPLE_ADDR(50), 0, 68, 67,
	    ROUTE_BROADCAST, 0xffffffff, 68},
	{"C02", DHCP_DISCOVER, 0, 0, 0, SAMPLE_ADDR(50), 0, 68, 67,
	    ROUTE_RAW, SAMPLE_ADDR(50), 68},
	{"C03", DHCP_DISCOVER, 0, 0, SAMPLE_ADDR(2), SAMPLE_ADDR(50),
	    SAMPLE_ADDR(2), 67, 67, ROUTE_UDP, SAMPLE_ADDR(2), 67},
	{"C04", DHCP_REQUEST, 0x8000, SAMPLE_ADDR(50), 0, SAMPLE_ADDR(50),
	    SAMPLE_ADDR(50), 68, 67, ROUTE_UDP, SAMPLE_ADDR(50), 68},
	{"C05", DHCP_REQUEST, 0, SAMPLE_ADDR(50), 0, SAMPLE_ADDR(50),
	    SAMPLE_ADDR(50), 68, 67, ROUTE_UDP, SAMPLE_ADDR(50), 68},
	{"C13", DHCP_INFORM, 0, SAMPLE_ADDR(60), 0, 0, SAMPLE_ADDR(60), 68, 67,
	    ROUTE_UDP, SAMPLE_ADDR(60), 68},
	{"C14 relay", DHCP_INFORM, 0, 0, SAMPLE_ADDR(2), 0, SAMPLE_ADDR(2),
	    67, 67, ROUTE_UDP, SAMPLE_ADDR(2), 67},
	{"C14 source", DHCP_INFORM, 0, 0, 0, 0, SAMPLE_ADDR(61), 68, 67,
	    ROUTE_UDP, SAMPLE_ADDR(61), 68},
	{"C14 nowhere", DHCP_INFORM, 0, 0, 0, 0, 0, 68, 67, ROUTE_NONE, 0, 0},
	{"C35", DHCP_DISCOVER, 0, 0, 0, SAMPLE_ADDR(50), 0, 12345, 67,
	    ROUTE_RAW, SAMPLE_ADDR(50), 68},
	{"P10 no address", DHCP_DISCOVER, 0, 0, 0, 0, 0, 68, 67,
	    ROUTE_BROADCAST, 0xffffffff, 68},
	{"P12 port 68", DHCP_REQUEST, 0, SAMPLE_ADDR(60), 0, 0,
	    SAMPLE_ADDR(60), 68, 4011, ROUTE_UDP, SAMPLE_ADDR(60), 68},
	{"P12 port 4011", DHCP_REQUEST, 0, SAMPLE_ADDR(60), 0, 0,
	    SAMPLE_ADDR(60), 4011, 4011, ROUTE_UDP, SAMPLE_ADDR(60), 4011},
	{"4011 from nowhere", DHCP_REQUEST, 0, 0, 0, 0, 0, 68, 4011,
	    ROUTE_NONE, 0, 0},
	{"A04 relay is us", DHCP_DISCOVER, 0, 0, SAMPLE_ME, SAMPLE_ADDR(50),
	    SAMPLE_ADDR(2), 67, 67, ROUTE_NONE, 0, 0},
	{"ciaddr loopback", DHCP_REQUEST, 0, 0x7f000001, 0, SAMPLE_ADDR(50),
	    SAMPLE_ADDR(50), 68, 67, ROUTE_NONE, 0, 0},
	{"ciaddr broadcast", DHCP_REQUEST, 0, 0xffffffff, 0, SAMPLE_ADDR(50),
	    SAMPLE_ADDR(50), 68, 67, ROUTE_NONE, 0, 0},
};
/* clang-format on */

static void
routes_follow_rfc_2131_4_1(void **state)
{
	struct mac mac = sample_mac(0xc1);
	struct route got;
	struct sample s;

	(void)state;
	for (size_t i = 0; i < sizeof(routes) / sizeof(routes[0]); i++) {
		const struct route_row *row = &routes[i];

		struct reply_terms t = {.yiaddr = row->yiaddr,
		    .server_id = SAMPLE_ME};
		struct ingress in = {row->src, row->src_port, SAMPLE_ME,
		    row->local_port};

		sample_begin(&s, SAMPLE_BIOS, row->type, 0xc1);
		sample_set_flags(&s, row->flags);
		sample_ciaddr(&s, row->ciaddr);
		sample_giaddr(&s, row->giaddr);
		assert_int_equal(sample_end(&s), 0);
		reply_route(&got, &s.request, &t, &in);
		if (got.how != row->how || got.dst != row->dst ||
		    got.dst_port != row->dst_port)
			fail_msg("%s: how %d to %08x:%u", row->name,
			    (int)got.how, got.dst, got.dst_port);
		if (got.how == ROUTE_RAW)
			assert_true(mac_equal(&got.dst_mac, &mac));
		if (got.how == ROUTE_BROADCAST)
			assert_memory_equal(got.dst_mac.b,
			    "\xff\xff\xff\xff\xff\xff", 6);
	}
}

/* Both sub-options, cut off after each byte; C48. */
static void
relay_information_is_read_as_far_as_it_goes(void **state)
{
	static const uint8_t all[] = {1, 2, 'a', 'b', 5, 4, 10, 98, 0, 0, 11, 4,
	    10, 99, 0, 2};
	struct relay_info got;
	struct sample s;

	(void)state;
	for (size_t len = 0; len <= sizeof(all); len++) {
		sample_begin(&s, SAMPLE_OS, DHCP_DISCOVER, 0xc1);
		sample_giaddr(&s, SAMPLE_ADDR(2));
		sample_put(&s, 82, all, len);
		assert_int_equal(sample_end(&s), 0);
		relay_read(&got, &s.msg);
		assert_int_equal(got.link, len >= 10 ? 0x0a620000 : 0);
		assert_int_equal(got.server_id, len == 16 ? SAMPLE_ADDR(2) : 0);
	}
	/* Sub-options of another length mean nothing. */
	sample_begin(&s, SAMPLE_OS, DHCP_DISCOVER, 0xc1);
	sample_giaddr(&s, SAMPLE_ADDR(2));
	sample_put(&s, 82, "\x05\x03\x0a\x62\x00\x0b\x05\x0a\x63\x00\x02\x00",
	    12);
	assert_int_equal(sample_end(&s), 0);
	relay_read(&got, &s.msg);
	assert_int_equal(got.link, 0);
	assert_int_equal(got.server_id, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(routes_follow_rfc_2131_4_1),
	    cmocka_unit_test(relay_information_is_read_as_far_as_it_goes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
