/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "tests/unit/unit.h"

#include <fcntl.h>
#include <linux/if_tun.h>
#include <net/if.h>
#include <poll.h>
#include <sched.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "core/base/buf.h"
#include "core/base/err.h"
#include "core/io/request_tap.h"
#include "core/proto/tftp.h"
#include "tests/unit/tftpd_rig.h"

/* A request as it comes off the wire: no options, octet. */
static void
put_request(struct wbuf *w, uint16_t port, uint32_t dst, const char *file)
{
	const size_t len = 20 + 8 + 2 + strlen(file) + 1 + 6;

	wbuf_u16(w, 0x4500);
	wbuf_u16(w, (uint16_t)len);
	wbuf_u32(w, 0);
	wbuf_u32(w, 0x40110000); /* hops, UDP, no checksum */
	wbuf_u32(w, RIG_LOOPBACK);
	wbuf_u32(w, dst);
	wbuf_u16(w, port);
	wbuf_u16(w, 69);
	wbuf_u32(w, (uint32_t)(len - 20) << 16);
	wbuf_u16(w, TFTP_RRQ);
	wbuf_put(w, file, strlen(file) + 1);
	wbuf_put(w, "octet", 6);
}

static void
wire_ask(int tap, struct client *c, uint32_t dst, const char *file)
{
	uint8_t bytes[256];
	struct wbuf w;

	c->tid = 0;
	wbuf_init(&w, bytes, sizeof(bytes));
	put_request(&w, udp_port(c->fd), dst, file);
	assert_int_equal(write(tap, bytes, w.len), (ssize_t)w.len);
}

static void
ask_to_write(const struct rig *r, struct client *c)
{
	static const uint8_t wrq[] = "\0\2file\0octet";

	client_send(r, c, wrq, sizeof(wrq), true);
}

/* Who is served from the wire is served once, and only he is. */
static void
requests_are_taken_from_the_wire(void **state)
{
	struct client a, b;
	struct rig r;
	int tap[2];

	(void)state;
	rig_set_up(&r, 4, RIG_TIMEOUT_US);
	client_open(&a);
	client_open(&b);
	assert_int_equal(socketpair(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0,
			     tap),
	    0);
	rig_file(&r, "file", 700);
	r.manner.files.from_wire = r.manner.files.single_port = true;
	/* Without a tap the socket serves all, from where it is to. */
	client_ask(&r, &a, "file", NULL);
	client_expect_data(&r, &a, 1, 512, 700);
	assert_int_equal(a.tid, r.port);
	client_ack(&r, &a, 1);
	client_expect_data(&r, &a, 2, 512, 700);
	client_ack(&r, &a, 2);
	rig_settle(&r);

	assert_int_equal(tftpd_tap(r.server, tap[0]), 0);
	client_ask(&r, &b, "file", NULL);
	client_expect_silence(&r, &b, 50);
	/* Only the socket hears what is no read request. */
	ask_to_write(&r, &b);
	client_expect_error(&r, &b, TFTP_E_ACCESS);
	wire_ask(tap[1], &b, RIG_LOOPBACK + 1, "file");
	client_expect_silence(&r, &b, 50);
	wire_ask(tap[1], &b, RIG_LOOPBACK, "none");
	client_expect_error(&r, &b, TFTP_E_NOT_FOUND);
	wire_ask(tap[1], &b, RIG_LOOPBACK, "file");
	client_expect_data(&r, &b, 1, 512, 700);
	assert_int_not_equal(b.tid, r.port);
	client_ack(&r, &b, 1);
	client_expect_data(&r, &b, 2, 512, 700);
	client_ack(&r, &b, 2);
	rig_settle(&r);

	r.manner.files.from_wire = false;
	wire_ask(tap[1], &b, RIG_LOOPBACK, "file");
	client_expect_silence(&r, &b, 50);
	client_fetch(&r, "file", 700, NULL, 0);
	(void)close(tap[1]);
	client_close(&a);
	client_close(&b);
	rig_tear_down(&r);
}

/* An interface of which we are the wire, in a network of its own; or -1. */
static int
open_wire(uint8_t ret_mac[6])
{
	const int fd = open("/dev/net/tun", O_RDWR | O_CLOEXEC);
	const int any = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	struct ifreq r = {.ifr_flags = IFF_TAP | IFF_NO_PI};
	const bool made = fd != -1 && ioctl(fd, TUNSETIFF, &r) == 0 &&
	    ioctl(any, SIOCGIFHWADDR, &r) == 0;

	memcpy(ret_mac, r.ifr_hwaddr.sa_data, 6);
	r.ifr_flags = IFF_UP;
	if (made && ioctl(any, SIOCSIFFLAGS, &r) == 0) {
		(void)close(any);
		return fd;
	}
	(void)close(any);
	if (fd != -1)
		(void)close(fd);
	return -1;
}

/* What of a request in a frame to this MAC, of this VLAN, comes in. */
static bool
comes_in(int wire, int tap, const uint8_t mac[6], uint16_t vlan)
{
	static const uint8_t from[6] = {2, 0, 0, 0, 0, 2};
	uint8_t bytes[256], got[256];
	struct udp_from who;
	struct wbuf w;
	int n;

	wbuf_init(&w, bytes, sizeof(bytes));
	wbuf_put(&w, mac, 6);
	wbuf_put(&w, from, sizeof(from));
	if (vlan != 0)
		wbuf_u32(&w, 0x81000000u | vlan);
	wbuf_u16(&w, 0x0800);
	put_request(&w, 1234, 0xc0000201, "file");
	assert_int_equal(write(wire, bytes, w.len), (ssize_t)w.len);
	/* A packet on its way in is through when write returns, mostly. */
	(void)poll(&(struct pollfd){.fd = tap, .events = POLLIN}, 1, 100);
	n = request_tap_recv(tap, got, sizeof(got), &who);
	if (n == -PX_EAGAIN)
		return false;
	assert_int_equal(n, 2 + 5 + 6);
	assert_int_equal(who.dst, 0xc0000201);
	assert_int_equal(who.src_port, 1234);
	return true;
}

/* The last: it leaves the network where the others play. */
static void
only_frames_for_this_host_count(void **state)
{
	static const uint8_t other[6] = {2, 0, 0, 0, 0, 0x77};
	uint8_t mac[6];
	int wire, tap;

	(void)state;
	if (unshare(CLONE_NEWNET) != 0 &&
	    unshare(CLONE_NEWUSER | CLONE_NEWNET) != 0)
		skip();
	wire = open_wire(mac);
	tap = request_tap_open();
	if (wire == -1 || tap < 0)
		skip();
	assert_true(comes_in(wire, tap, mac, 0));
	assert_false(comes_in(wire, tap, other, 0));
	assert_false(comes_in(wire, tap, mac, 7));
	(void)close(tap);
	(void)close(wire);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(requests_are_taken_from_the_wire),
	    cmocka_unit_test(only_frames_for_this_host_count),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
