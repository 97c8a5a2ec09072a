/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "tests/unit/unit.h"

#include <fcntl.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "core/base/err.h"
#include "core/io/port_owner.h"
#include "core/io/udp.h"

#define LOOPBACK 0x7f000001u

static int
open_any(uint32_t addr, uint16_t port)
{
	char buf[200];
	struct text why;
	int fd;

	text_init(&why, buf, sizeof(buf));
	fd = udp_open(NULL, addr, port, &why);
	assert_string_equal(buf, "");
	assert_true(fd >= 0);
	return fd;
}

static void
datagrams_carry_their_addresses(void **state)
{
	const int a = open_any(0, 0), b = open_any(LOOPBACK, 0);
	struct udp_from from;
	char got[16];

	(void)state;
	/* 127.0.0.2 is ours as well: the answer leaves from the one asked. */
	assert_int_equal(udp_send(b, "hello", 5,
			     &(struct udp_to){.dst = LOOPBACK + 1,
				 .dst_port = udp_port(a)}),
	    0);
	assert_int_equal(udp_recv(a, got, sizeof(got), &from), 5);
	assert_memory_equal(got, "hello", 5);
	assert_int_equal(from.src, LOOPBACK);
	assert_int_equal(from.src_port, udp_port(b));
	assert_int_equal(from.dst, LOOPBACK + 1);
	assert_int_equal(from.local, LOOPBACK + 1);
	assert_int_equal(from.ifindex, if_nametoindex("lo"));
	assert_int_equal(udp_send(a, "back", 4,
			     &(struct udp_to){.dst = from.src,
				 .dst_port = from.src_port,
				 .src = from.local,
				 .ifindex = from.ifindex}),
	    0);
	assert_int_equal(udp_recv(b, got, sizeof(got), &from), 4);
	assert_int_equal(from.src, LOOPBACK + 1);
	assert_int_equal(udp_recv(b, got, sizeof(got), &from), -PX_EAGAIN);
	(void)close(a);
	(void)close(b);
}

static void
too_long_a_datagram_is_taken_off(void **state)
{
	const int a = open_any(LOOPBACK, 0);
	const struct udp_to to = {.dst = LOOPBACK, .dst_port = udp_port(a)};
	struct udp_from from = {.src = 7};
	char got[4];

	(void)state;
	assert_int_equal(udp_send(a, "12345", 5, &to), 0);
	assert_int_equal(udp_send(a, "", 0, &to), 0);
	assert_int_equal(udp_recv(a, got, sizeof(got), &from), -PX_ELONG);
	assert_int_equal(from.src, 7);
	assert_int_equal(udp_recv(a, got, sizeof(got), &from), 0);
	(void)close(a);
}

static void
a_single_transfers_socket_tells_who_sent(void **state)
{
	char buf[200], got[4];
	struct udp_from from = {.src = 7};
	struct udp_to to = {.dst = LOOPBACK};
	const int a = open_any(LOOPBACK, 0);
	struct text why;
	int b;

	(void)state;
	text_init(&why, buf, sizeof(buf));
	b = udp_open_transfer(NULL, LOOPBACK, 0, &why);
	assert_true(b >= 0);
	to.dst_port = udp_port(b);
	assert_int_equal(udp_send(a, "12345", 5, &to), 0);
	assert_int_equal(udp_send(a, "1234", 4, &to), 0);
	assert_int_equal(udp_recv_plain(b, got, sizeof(got), &from), -PX_ELONG);
	assert_int_equal(from.src, 7);
	assert_int_equal(udp_recv_plain(b, got, sizeof(got), &from), 4);
	assert_memory_equal(got, "1234", 4);
	assert_int_equal(from.src, LOOPBACK);
	assert_int_equal(from.src_port, udp_port(a));
	assert_int_equal(udp_recv_plain(b, got, sizeof(got), &from),
	    -PX_EAGAIN);
	(void)close(a);
	(void)close(b);
}

static void
sending_to_nowhere_is_no_crash(void **state)
{
	const int a = open_any(LOOPBACK, 0);

	(void)state;
	assert_int_equal(udp_send(a, "x", 1,
			     &(struct udp_to){.dst = 0xc0000201u,
				 .dst_port = 9}),
	    -PX_ENET);
	(void)close(a);
}

static void
a_taken_port_names_its_owner(void **state)
{
	const int a = open_any(LOOPBACK, 0);
	char buf[200], want[128], name[32] = "";
	struct port_owner owner;
	struct text why;
	FILE *f;

	(void)state;
	f = fopen("/proc/self/comm", "r");
	assert_non_null(f);
	assert_int_equal(fscanf(f, "%31s", name), 1);
	(void)fclose(f);
	text_init(&why, buf, sizeof(buf));
	assert_int_equal(udp_open(NULL, 0, udp_port(a), &why), -PX_EINUSE);
	(void)snprintf(want, sizeof(want), "port %u is in use by %s (pid %ld)",
	    udp_port(a), name, (long)getpid());
	assert_string_equal(buf, want);
	assert_int_equal(port_owner_find(&owner, PORT_UDP, LOOPBACK + 1,
			     udp_port(a)),
	    -PX_ENOENT);
	assert_int_equal(port_owner_find(&owner, PORT_TCP, 0, udp_port(a)),
	    -PX_ENOENT);
	(void)close(a);
}

static void
a_listening_tcp_port_has_its_owner(void **state)
{
	struct port_owner owner;
	const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	(void)state;
	assert_true(fd >= 0);
	assert_int_equal(listen(fd, 1), 0);
	assert_int_equal(port_owner_find(&owner, PORT_TCP, 0, udp_port(fd)), 0);
	assert_int_equal(owner.pid, getpid());
	(void)close(fd);
}

static void
failures_are_told_in_words(void **state)
{
	char buf[200];
	struct text why;

	(void)state;
	text_init(&why, buf, sizeof(buf));
	assert_int_equal(udp_open("nosuchif0", 0, 0, &why), -PX_ENOENT);
	assert_string_equal(buf, "there is no interface nosuchif0");
	text_init(&why, buf, sizeof(buf));
	assert_int_equal(udp_open(NULL, 0xc0000201u, 0, &why), -PX_ENET);
	assert_string_equal(buf, "192.0.2.1 is not an address of this machine");
}

/* `count` datagrams from one piece of memory arrive as they were meant. */
static void
expect_run(size_t count, size_t size, size_t last_size, int no_checksum)
{
	static uint8_t data[64 * 1500], got[40000];
	const int a = open_any(LOOPBACK, 0), b = open_any(LOOPBACK, 0);
	const struct udp_to to = {.dst = LOOPBACK, .dst_port = udp_port(a)};
	struct udp_run run = {.data = data,
	    .count = count,
	    .size = size,
	    .last_size = last_size};
	struct udp_from from;
	size_t i, len;

	/* Without checksums the kernel does not cut. */
	assert_int_equal(setsockopt(b, SOL_SOCKET, SO_NO_CHECK, &no_checksum,
			     sizeof(no_checksum)),
	    0);
	assert_true(count * size <= sizeof(data));
	for (i = 0; i < sizeof(data); i++)
		data[i] = (uint8_t)(i * 7 + i / 251);
	assert_int_equal(udp_send_run(b, &run, &to), count);
	assert_int_equal(run.apart, no_checksum);
	for (i = 0; i < count; i++) {
		len = i + 1 < count ? size : last_size;
		assert_int_equal(udp_recv(a, got, sizeof(got), &from), len);
		assert_memory_equal(got, data + i * size, len);
	}
	assert_int_equal(udp_recv(a, got, sizeof(got), &from), -PX_EAGAIN);
	(void)close(a);
	(void)close(b);
}

static void
a_run_arrives_as_single_datagrams(void **state)
{
	(void)state;
	expect_run(1, 1432, 1432, 0);
	expect_run(1, 1432, 4, 0);
	expect_run(2, 1432, 4, 0);
	expect_run(16, 1432, 1432, 0);
	/* More than one piece of the kernel's. */
	expect_run(64, 1432, 777, 0);
	expect_run(64, 12, 12, 0);
	expect_run(64, 1432, 777, 1);
	/* Nothing to cut: one fits. */
	expect_run(2, 33000, 100, 0);
}

static int
discovery_of_a_new_socket(void)
{
	char buf[200];
	struct text why;
	int fd, value = -1;
	socklen_t len = sizeof(value);

	text_init(&why, buf, sizeof(buf));
	fd = udp_open_transfer(NULL, 0, 0, &why);
	assert_true(fd >= 0);
	assert_int_equal(getsockopt(fd, IPPROTO_IP, IP_MTU_DISCOVER, &value,
			     &len),
	    0);
	(void)close(fd);
	return value;
}

/* The last: it leaves the network where the others play. */
static void
a_host_may_forbid_whole_packets(void **state)
{
	int fd;

	(void)state;
	if (unshare(CLONE_NEWNET) != 0 &&
	    unshare(CLONE_NEWUSER | CLONE_NEWNET) != 0)
		skip();
	fd = open("/proc/sys/net/ipv4/ip_no_pmtu_disc", O_WRONLY | O_CLOEXEC);
	if (fd == -1)
		skip();
	if (pwrite(fd, "0", 1, 0) == 1)
		assert_int_equal(discovery_of_a_new_socket(), IP_PMTUDISC_DO);
	if (pwrite(fd, "1", 1, 0) == 1)
		assert_int_equal(discovery_of_a_new_socket(), IP_PMTUDISC_DONT);
	(void)close(fd);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(datagrams_carry_their_addresses),
	    cmocka_unit_test(a_run_arrives_as_single_datagrams),
	    cmocka_unit_test(a_single_transfers_socket_tells_who_sent),
	    cmocka_unit_test(too_long_a_datagram_is_taken_off),
	    cmocka_unit_test(sending_to_nowhere_is_no_crash),
	    cmocka_unit_test(a_taken_port_names_its_owner),
	    cmocka_unit_test(a_listening_tcp_port_has_its_owner),
	    cmocka_unit_test(failures_are_told_in_words),
	    cmocka_unit_test(a_host_may_forbid_whole_packets),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
