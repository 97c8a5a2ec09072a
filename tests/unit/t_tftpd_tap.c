/* SPDX-License-Identifier: ISC */
#include "tests/unit/unit.h"

#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "core/base/buf.h"
#include "core/proto/tftp.h"
#include "tests/unit/tftpd_rig.h"

/* The client's request as it comes off the wire: no options, octet. */
static void
wire_ask(int tap, struct client *c, uint32_t dst, const char *file)
{
	uint8_t bytes[256];
	struct wbuf w;
	const size_t len = 20 + 8 + 2 + strlen(file) + 1 + 6;

	c->tid = 0;
	wbuf_init(&w, bytes, sizeof(bytes));
	wbuf_u16(&w, 0x4500);
	wbuf_u16(&w, (uint16_t)len);
	wbuf_u32(&w, 0);
	wbuf_u32(&w, 0x40110000); /* hops, UDP, no checksum */
	wbuf_u32(&w, RIG_LOOPBACK);
	wbuf_u32(&w, dst);
	wbuf_u16(&w, udp_port(c->fd));
	wbuf_u16(&w, 69);
	wbuf_u32(&w, (uint32_t)(len - 20) << 16);
	wbuf_u16(&w, TFTP_RRQ);
	wbuf_put(&w, file, strlen(file) + 1);
	wbuf_put(&w, "octet", 6);
	assert_int_equal(write(tap, bytes, w.len), (ssize_t)len);
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

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(requests_are_taken_from_the_wire),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
