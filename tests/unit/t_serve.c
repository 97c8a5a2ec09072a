/* SPDX-License-Identifier: ISC */
#include "tests/unit/unit.h"

#include <poll.h>
#include <string.h>

#include "core/base/err.h"
#include "core/serve/delayed.h"
#include "core/serve/dhcp_event.h"
#include "core/serve/dhcp_port.h"
#include "core/serve/mailbox.h"
#include "core/serve/pending.h"
#include "core/serve/served.h"
#include "core/serve/watch_words.h"

static struct outgoing out;

static void
put(struct pending *p, uint64_t ticket)
{
	out.len = (size_t)ticket;
	assert_true(pending_put(p, ticket, &out, (int64_t)ticket * 10));
}

/* Tickets up to this one let go of `count` replies, the oldest `first`. */
static void
expect_ready(struct pending *p, uint64_t ticket, size_t count, uint64_t first)
{
	struct outgoing *ready[4];

	assert_int_equal(pending_ready(p, ticket, ready, 4), count);
	if (count > 0)
		assert_int_equal(ready[0]->len, first);
	pending_drop(p, count);
}

/* A settled ticket lets go of all replies up to it, oldest first. */
static void
replies_leave_in_the_order_of_their_tickets(void **state)
{
	struct pending *p = pending_new(3);
	struct outgoing *ready[1];

	(void)state;
	assert_non_null(p);
	expect_ready(p, UINT64_MAX, 0, 0);
	assert_int_equal(pending_since(p), INT64_MAX);
	put(p, 5);
	put(p, 5);
	put(p, 7);
	assert_int_equal(pending_since(p), 50);
	assert_true(pending_full(p));
	assert_false(pending_put(p, 8, &out, 80));
	assert_int_equal(pending_ready(p, 9, ready, 1), 1);
	expect_ready(p, 4, 0, 0);
	expect_ready(p, 6, 2, 5);
	expect_ready(p, 6, 0, 0);
	assert_int_equal(pending_since(p), 70);
	put(p, 9);
	assert_int_equal(pending_at(p, 1)->len, 9);
	assert_null(pending_at(p, 2));
	expect_ready(p, 9, 2, 7);
	expect_ready(p, 9, 0, 0);
	assert_null(pending_at(p, 0));
	pending_free(p);
	pending_free(NULL);
	assert_null(pending_new(SIZE_MAX / 8));
}

static void
delay(struct delayed *d, uint8_t machine, uint32_t xid, int64_t due_us,
    bool fits)
{
	out.event.mac.b[5] = machine;
	out.event.u.dhcp.xid = xid;
	out.len = machine;
	assert_int_equal(delayed_put(d, &out, due_us), fits);
}

static void
expect_due(struct delayed *d, int64_t now_us, size_t machine)
{
	const struct outgoing *o = delayed_next(d, now_us);

	if (machine == 0) {
		assert_null(o);
		return;
	}
	assert_non_null(o);
	assert_int_equal(o->len, machine);
}

/* Each leaves at its own time; one of a transaction waits only once. */
static void
delayed_offers_leave_when_they_are_due(void **state)
{
	struct delayed *d = delayed_new(3);

	(void)state;
	assert_non_null(d);
	assert_true(delayed_wait_us(d, 0) == UINT64_MAX);
	expect_due(d, INT64_MAX, 0);
	delay(d, 1, 7, 300, true);
	delay(d, 2, 7, 100, true);
	delay(d, 3, 7, 200, true);
	assert_int_equal(delayed_wait_us(d, 0), 100);
	/* Due, and nobody came by yet. */
	assert_int_equal(delayed_wait_us(d, 101), 0);
	/* Asked again: the first one stands.  Another has no room. */
	delay(d, 1, 7, 50, true);
	delay(d, 4, 7, 50, false);
	delay(d, 1, 8, 50, false);
	expect_due(d, 99, 0);
	expect_due(d, 250, 2);
	expect_due(d, 250, 3);
	expect_due(d, 250, 0);
	assert_int_equal(delayed_wait_us(d, 250), 50);
	delay(d, 1, 8, 260, true);
	expect_due(d, 1000, 1);
	expect_due(d, 1000, 1);
	expect_due(d, 1000, 0);
	delayed_free(d);
	assert_null(delayed_new(SIZE_MAX / 8));
}

static bool
has_mail(const struct mailbox *m)
{
	struct pollfd p = {.fd = mailbox_fd(m), .events = POLLIN};

	return poll(&p, 1, 0) == 1;
}

/* Books are passed on, not looked into: any address will do. */
static char book_memory[3];

static struct book *
book_number(size_t n)
{
	return (struct book *)(void *)&book_memory[n];
}

static void
the_newest_book_and_the_last_ticket_count(void **state)
{
	struct mailbox *m = mailbox_new();
	struct loader_set loaders = {{0}};
	struct mail mail;

	(void)state;
	assert_non_null(m);
	assert_false(has_mail(m));
	assert_null(mailbox_book(m, book_number(0)));
	assert_ptr_equal(mailbox_book(m, book_number(1)), book_number(0));
	mailbox_settled(m, 4, true);
	mailbox_settled(m, 9, false);
	mailbox_settled(m, 8, true);
	mailbox_loaders(m, &loaders);
	loaders.have[1] = 2;
	mailbox_loaders(m, &loaders);
	assert_true(has_mail(m));
	mailbox_take(m, &mail);
	assert_true(mail.scanned);
	assert_memory_equal(&mail.loaders, &loaders, sizeof(loaders));
	assert_ptr_equal(mail.book, book_number(1));
	assert_int_equal(mail.ticket, 9);
	assert_false(mail.stored);
	assert_false(mail.stop);
	assert_false(has_mail(m));
	mailbox_settled(m, 10, true);
	mailbox_stop(m);
	mailbox_take(m, &mail);
	assert_null(mail.book);
	assert_false(mail.scanned);
	assert_int_equal(mail.ticket, 10);
	assert_true(mail.stored);
	assert_true(mail.stop);
	assert_null(mailbox_book(m, book_number(2)));
	assert_ptr_equal(mailbox_free(m), book_number(2));
	assert_null(mailbox_free(NULL));
}

static const struct iface rows[] = {
    {.name = "lo", .up = true, .loopback = true},
    {.name = "eth0", .up = true, .ethernet = true},
    {.name = "eth1", .ethernet = true},
    {.name = "tun0", .up = true},
    {.name = "eth2", .up = true, .ethernet = true},
};
#define ROWS (sizeof(rows) / sizeof(rows[0]))

static void
every_ethernet_that_is_up_is_served(void **state)
{
	struct serve_config c = {.interface_count = 0};
	struct iface got[CONFIG_INTERFACES];
	char why[200];
	struct text t;

	(void)state;
	text_init(&t, why, sizeof(why));
	assert_int_equal(served_choose(got, &c, rows, ROWS, &t), 2);
	assert_string_equal(got[0].name, "eth0");
	assert_string_equal(got[1].name, "eth2");
	assert_string_equal(why, "");
	assert_int_equal(served_choose(got, &c, rows, 1, &t), -PX_ENOENT);
	assert_string_equal(why, "no Ethernet interface is up");
}

static void
named_interfaces_are_served_whatever_they_are(void **state)
{
	struct serve_config c = {.interface_count = 3,
	    .interfaces = {"eth1", "lo", "eth1"}};
	struct iface got[CONFIG_INTERFACES];
	char why[200];
	struct text t;

	(void)state;
	text_init(&t, why, sizeof(why));
	assert_int_equal(served_choose(got, &c, rows, ROWS, &t), 2);
	assert_string_equal(got[0].name, "eth1");
	assert_string_equal(got[1].name, "lo");
	(void)text_copy(c.interfaces[1], sizeof(c.interfaces[1]), "eth9");
	assert_int_equal(served_choose(got, &c, rows, ROWS, &t), -PX_ENOENT);
	assert_string_equal(why,
	    "there is no interface eth9; there is eth0, "
	    "eth1, tun0, eth2");
}

/* One look at an interface: what is said, "" where nothing changed. */
static const char *
news_of(struct dhcp_port *p, const struct iface *now, uint32_t wanted)
{
	static char line[200];
	struct text t;

	text_init(&t, line, sizeof(line));
	return dhcp_port_update(p, now, wanted, &t) ? line : "";
}

static void
changes_of_an_interface_are_told_once(void **state)
{
	struct dhcp_port p = {.fd = {-1, -1}};
	struct iface i = {.name = "eth0",
	    .index = 3,
	    .up = true,
	    .running = true,
	    .mtu = 1500};

	(void)state;
	p.iface = i;
	p.present = true;
	assert_string_equal(news_of(&p, &i, 0), "");
	i.addrs[0].addr = 0xc0000201;
	i.addrs[0].mask = 0xffffff00;
	i.addrs[1].addr = 0x0a000001;
	i.addrs[1].mask = 0xff000000;
	i.addr_count = 2;
	assert_string_equal(news_of(&p, &i, 0), "eth0 is served as 192.0.2.1");
	assert_int_equal(p.facts.addr, 0xc0000201);
	assert_string_equal(news_of(&p, &i, 0), "");
	assert_string_equal(news_of(&p, &i, 0x0a000005),
	    "eth0 is served as 10.0.0.1");
	assert_int_equal(p.net.mask, 0xff000000);
	/* Its address stays while the link is down. */
	i.running = false;
	assert_string_equal(news_of(&p, &i, 0x0a000005),
	    "eth0 has no link: is its cable in?");
	i.up = false;
	assert_string_equal(news_of(&p, &i, 0x0a000005),
	    "eth0 is down: not served until it is up");
	assert_string_equal(news_of(&p, &i, 0x0a000005), "");
	/* Its addresses come one by one before it is up. */
	i.addr_count = 1;
	assert_string_equal(news_of(&p, &i, 0x0a000005), "");
	i.addr_count = 2;
	assert_string_equal(news_of(&p, &i, 0x0a000005), "");
	i.up = i.running = true;
	assert_string_equal(news_of(&p, &i, 0x0a000005),
	    "eth0 is served as 10.0.0.1");
	i.addr_count = 0;
	assert_string_equal(news_of(&p, &i, 0),
	    "eth0 has no IPv4 address: not served");
	assert_int_equal(p.facts.addr, 0);
	assert_string_equal(news_of(&p, NULL, 0),
	    "eth0 is gone: not served until it is back");
	assert_string_equal(news_of(&p, NULL, 0), "");
	assert_string_equal(news_of(&p, &i, 0),
	    "eth0 has no IPv4 address: not served");
	/* These sockets cannot be moved: they are none. */
	i.index = 4;
	assert_string_equal(news_of(&p, &i, 0),
	    "eth0 was made anew, but its sockets could not be moved: start "
	    "again to serve it");
	/* Nor are they by and by. */
	i.addr_count = 2;
	assert_string_equal(news_of(&p, &i, 0), "");
	assert_int_equal(p.state, DHCP_PORT_STUCK);
}

static void
a_port_that_is_gone_sends_nothing(void **state)
{
	const struct dhcp_port p = {.fd = {-1, -1}};
	struct outgoing *const two[] = {&out, &out};

	(void)state;
	out.port = 0;
	assert_int_equal(dhcp_port_send(&p, -1, two, 2), 3);
	assert_int_equal(dhcp_port_send(&p, -1, two, 0), 0);
}

static void
a_fault_is_told_with_its_place(void **state)
{
	const struct ingress in = {.src = 0xc0000205};
	const struct fault option = {-PX_EOPTION, 243, 60};
	const struct fault head = {-PX_ESHORT, 17, 0};
	struct event e;

	(void)state;
	dhcp_event_fault(&e, &option, &in,
	    "eth\x1b"
	    "0",
	    5);
	assert_int_equal(e.kind, EVENT_LOG);
	assert_int_equal(e.time_us, 5);
	assert_string_equal(e.u.log.text,
	    "dropped a malformed packet from 192.0.2.5 on eth\\x1b0: option "
	    "60 at byte 243: malformed option");
	dhcp_event_fault(&e, &head, &in, "eth0", 5);
	assert_string_equal(e.u.log.text,
	    "dropped a malformed packet from 192.0.2.5 on eth0: at byte 17: "
	    "ends too early");
}

static void
decode(struct dhcp_msg *m, struct boot_request *r, uint8_t type)
{
	static uint8_t bytes[DHCP_MIN_LEN];
	struct wbuf w;

	memset(bytes, 0, sizeof(bytes));
	wbuf_init(&w, bytes, sizeof(bytes));
	wbuf_u32(&w, 0x01010600);
	wbuf_u32(&w, 0x1234);
	wbuf_zero(&w, 20);
	wbuf_put(&w, "\x52\x54\x00\x00\x00\x01", 6);
	wbuf_zero(&w, DHCP_FIXED_LEN - w.len);
	wbuf_u32(&w, DHCP_COOKIE);
	wbuf_put(&w, (const uint8_t[]){53, 1, type, 255}, 4);
	assert_int_equal(dhcp_decode(m, bytes, sizeof(bytes), NULL), 0);
	assert_int_equal(boot_request_read(r, m), 0);
}

static void
events_say_what_became_of_a_request(void **state)
{
	const struct ingress in = {.src = 1,
	    .src_port = 68,
	    .local = 2,
	    .local_port = 67};
	static struct dhcp_answer a;
	struct boot_request r;
	struct dhcp_msg m;
	struct event e;

	(void)state;
	decode(&m, &r, DHCP_REQUEST);
	a.refusal = DHCP_NOT_OURS;
	dhcp_event_request(&e, &r, &a, &in, 7);
	assert_int_equal(e.origin, ORIGIN_OWN);
	assert_true(e.has_mac && e.mac.b[5] == 1);
	assert_int_equal(e.u.dhcp.type, DHCP_REQUEST);
	assert_int_equal(e.u.dhcp.op, DHCP_OP_REQUEST);
	assert_int_equal(e.u.dhcp.xid, 0x1234);
	assert_int_equal(e.u.dhcp.src_port, 68);
	assert_true(e.u.dhcp.refused);
	assert_string_equal(e.u.dhcp.reason, dhcp_refusal_text(DHCP_NOT_OURS));
	a.refusal = DHCP_NO_REPLY_DUE;
	dhcp_event_request(&e, &r, &a, &in, 7);
	assert_false(e.u.dhcp.refused);
	a.refusal = DHCP_ANSWERED;
	a.terms.type = DHCP_NAK;
	a.terms.nak_text = "wrong network";
	(void)text_copy(a.decision.bootfile, sizeof(a.decision.bootfile), "x");
	dhcp_event_reply(&e, &r, &a, 9, 8);
	assert_int_equal(e.u.dhcp.op, DHCP_OP_REPLY);
	assert_int_equal(e.u.dhcp.src, 9);
	assert_string_equal(e.u.dhcp.reason, "wrong network");
	/* A NAK tells no boot file. */
	assert_string_equal(e.u.dhcp.bootfile, "");
}

/* The words of a line that is due then, "": none is. */
static const char *
loss_told(struct watch_loss *l, uint64_t lost, int64_t now_us)
{
	static char line[160];
	struct text t;

	text_init(&t, line, sizeof(line));
	return watch_words_loss(&t, l, lost, now_us) ? line : "";
}

static void
lost_frames_are_told_now_and_then(void **state)
{
	struct watch_loss l = {0};

	(void)state;
	assert_string_equal(loss_told(&l, 0, 1), "");
	/* The first at once, even where the host has just come up. */
	assert_memory_equal(loss_told(&l, 5, 2), "5 frames were lost", 18);
	assert_string_equal(loss_told(&l, 5, 3), "");
	assert_string_equal(loss_told(&l, 9, 2 + WATCH_LOSS_SPAN_US - 1), "");
	/* Those of the span in one line. */
	assert_memory_equal(loss_told(&l, 12, 2 + WATCH_LOSS_SPAN_US),
	    "7 frames were lost", 18);
	/* That is all of them. */
	assert_string_equal(loss_told(&l, 12, 2 + 9 * WATCH_LOSS_SPAN_US), "");
}

static void
the_last_line_sums_the_wire_up(void **state)
{
	char line[96];
	struct text t;

	(void)state;
	text_init(&t, line, sizeof(line));
	watch_words_sum(&t, UINT64_C(5000000000), 12);
	assert_string_equal(line,
	    "the wire was watched: 5000000000 frames read, 12 lost");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(replies_leave_in_the_order_of_their_tickets),
	    cmocka_unit_test(delayed_offers_leave_when_they_are_due),
	    cmocka_unit_test(the_newest_book_and_the_last_ticket_count),
	    cmocka_unit_test(every_ethernet_that_is_up_is_served),
	    cmocka_unit_test(named_interfaces_are_served_whatever_they_are),
	    cmocka_unit_test(changes_of_an_interface_are_told_once),
	    cmocka_unit_test(a_port_that_is_gone_sends_nothing),
	    cmocka_unit_test(a_fault_is_told_with_its_place),
	    cmocka_unit_test(events_say_what_became_of_a_request),
	    cmocka_unit_test(lost_frames_are_told_now_and_then),
	    cmocka_unit_test(the_last_line_sums_the_wire_up),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
