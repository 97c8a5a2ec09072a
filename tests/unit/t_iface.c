/* SPDX-License-Identifier: ISC */
#include "tests/unit/unit.h"

#include <ifaddrs.h>
#include <net/if.h>
#include <net/if_arp.h>
#include <netinet/in.h>
#include <netpacket/packet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/io/iface.h"

/* One row of a list as getifaddrs makes it. */
struct row {
	struct ifaddrs ifa;
	char name[32];
	union {
		struct sockaddr sa;
		struct sockaddr_in in;
		struct sockaddr_ll ll;
	} addr;
	struct sockaddr_in mask;
};

static void
link_row(struct row *r, const char *name, unsigned flags, int index,
    unsigned short type)
{
	memset(r, 0, sizeof(*r));
	(void)snprintf(r->name, sizeof(r->name), "%s", name);
	r->ifa.ifa_name = r->name;
	r->ifa.ifa_flags = flags;
	r->ifa.ifa_addr = &r->addr.sa;
	r->addr.ll.sll_family = AF_PACKET;
	r->addr.ll.sll_ifindex = index;
	r->addr.ll.sll_hatype = type;
	r->addr.ll.sll_halen = 6;
	memcpy(r->addr.ll.sll_addr, "\x52\x54\x00\x00\x00\x09", 6);
}

static void
addr_row(struct row *r, const char *name, unsigned flags, uint32_t addr,
    uint32_t mask)
{
	memset(r, 0, sizeof(*r));
	(void)snprintf(r->name, sizeof(r->name), "%s", name);
	r->ifa.ifa_name = r->name;
	r->ifa.ifa_flags = flags;
	r->ifa.ifa_addr = &r->addr.sa;
	r->addr.in.sin_family = AF_INET;
	r->addr.in.sin_addr.s_addr = htonl(addr);
	if (mask == 0)
		return;
	r->mask.sin_family = AF_INET;
	r->mask.sin_addr.s_addr = htonl(mask);
	r->ifa.ifa_netmask = (struct sockaddr *)(void *)&r->mask;
}

static const struct ifaddrs *
chain(struct row *rows, size_t count)
{
	for (size_t n = 0; n + 1 < count; n++)
		rows[n].ifa.ifa_next = &rows[n + 1].ifa;
	return &rows[0].ifa;
}

static void
rows_of_one_interface_are_gathered(void **state)
{
	struct row rows[6];
	struct iface got[4];

	(void)state;
	link_row(&rows[0], "lo", IFF_UP | IFF_LOOPBACK, 1, ARPHRD_LOOPBACK);
	link_row(&rows[1], "eth0", IFF_UP, 7, ARPHRD_ETHER);
	link_row(&rows[2], "tun0", IFF_UP, 8, ARPHRD_NONE);
	addr_row(&rows[3], "eth0", IFF_UP, 0xc0000201, 0xffffff00);
	addr_row(&rows[4], "eth0:1", IFF_UP, 0x0a000001, 0xff000000);
	addr_row(&rows[5], "tun0", IFF_UP, 0x0b000001, 0);
	assert_int_equal(iface_collect(got, 4, chain(rows, 6)), 3);
	assert_true(got[0].loopback);
	assert_false(iface_is_default(&got[0]));
	assert_string_equal(got[1].name, "eth0");
	assert_int_equal(got[1].index, 7);
	assert_int_equal(got[1].mac.b[5], 9);
	assert_int_equal(got[1].addr_count, 2);
	assert_int_equal(got[1].addrs[1].mask, 0xff000000);
	assert_true(iface_is_default(&got[1]));
	assert_false(got[2].ethernet);
	assert_false(iface_is_default(&got[2]));
	assert_int_equal(got[2].addrs[0].mask, 0xffffffff);
	assert_ptr_equal(iface_find(got, 3, "tun0"), &got[2]);
	assert_null(iface_find(got, 3, "eth0:1"));
	assert_ptr_equal(iface_find_index(got, 3, 7), &got[1]);
	assert_null(iface_find_index(got, 3, 9));
}

static void
what_does_not_fit_is_left_out(void **state)
{
	struct row rows[IFACE_ADDRS + 4];
	struct iface got[1];
	size_t n;

	(void)state;
	link_row(&rows[0], "eth0", 0, 7, ARPHRD_ETHER);
	link_row(&rows[1], "eth1", IFF_UP, 8, ARPHRD_ETHER);
	for (n = 2; n < IFACE_ADDRS + 3; n++)
		addr_row(&rows[n], "eth0", 0, 0x0a000000 + (uint32_t)n,
		    0xff000000);
	addr_row(&rows[n], "eth0", 0, 1, 0);
	rows[n].ifa.ifa_addr = NULL;
	assert_int_equal(iface_collect(got, 1, chain(rows, n + 1)), 1);
	assert_int_equal(got[0].addr_count, IFACE_ADDRS);
	assert_false(iface_is_default(&got[0]));
}

static void
the_address_of_the_wanted_network_serves(void **state)
{
	struct iface i = {.addr_count = 2};
	uint32_t addr = 1, mask = 2;

	(void)state;
	i.addrs[0].addr = 0xc0000201;
	i.addrs[0].mask = 0xffffff00;
	i.addrs[1].addr = 0x0a000001;
	i.addrs[1].mask = 0xff000000;
	assert_true(iface_addr_for(&i, 0, &addr, &mask));
	assert_int_equal(addr, 0xc0000201);
	assert_true(iface_addr_for(&i, 0x0a010203, &addr, &mask));
	assert_int_equal(addr, 0x0a000001);
	assert_int_equal(mask, 0xff000000);
	assert_true(iface_addr_for(&i, 0x0b010203, &addr, &mask));
	assert_int_equal(addr, 0xc0000201);
	assert_true(iface_has_addr(&i, 0x0a000001));
	assert_false(iface_has_addr(&i, 0x0a000002));
	i.addr_count = 0;
	addr = 77;
	assert_false(iface_addr_for(&i, 0, &addr, &mask));
	assert_int_equal(addr, 77);
}

static void
this_machine_has_loopback(void **state)
{
	struct iface *got;
	const struct iface *lo;
	int count = iface_list(&got);

	(void)state;
	assert_true(count > 0);
	lo = iface_find(got, (size_t)count, "lo");
	assert_non_null(lo);
	assert_true(lo->index > 0);
	assert_true(lo->mtu > 1500);
	free(got);
}

static void
a_watch_opens_without_rights(void **state)
{
	int fd = iface_watch_open();

	(void)state;
	assert_true(fd >= 0);
	(void)iface_watch_drain(fd);
	assert_int_equal(close(fd), 0);
	assert_false(iface_watch_drain(-1));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(rows_of_one_interface_are_gathered),
	    cmocka_unit_test(what_does_not_fit_is_left_out),
	    cmocka_unit_test(the_address_of_the_wanted_network_serves),
	    cmocka_unit_test(this_machine_has_loopback),
	    cmocka_unit_test(a_watch_opens_without_rights),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
