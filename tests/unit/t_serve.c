/* SPDX-License-Identifier: ISC */
#include "tests/unit/unit.h"

#include <poll.h>
#include <string.h>

#include "core/base/err.h"
#include "core/serve/mailbox.h"
#include "core/serve/pending.h"
#include "core/serve/served.h"

static struct outgoing out;

static void
put(struct pending *p, uint64_t ticket)
{
	out.len = (size_t)ticket;
	assert_true(pending_put(p, ticket, &out));
}

/* A settled ticket lets go of all replies up to it, oldest first. */
static void
replies_leave_in_the_order_of_their_tickets(void **state)
{
	struct pending *p = pending_new(3);

	(void)state;
	assert_non_null(p);
	assert_false(pending_take(p, UINT64_MAX, &out));
	put(p, 5);
	put(p, 5);
	put(p, 7);
	assert_true(pending_full(p));
	assert_false(pending_put(p, 8, &out));
	assert_false(pending_take(p, 4, &out));
	assert_true(pending_take(p, 6, &out));
	assert_true(pending_take(p, 6, &out));
	assert_int_equal(out.len, 5);
	assert_false(pending_take(p, 6, &out));
	put(p, 9);
	assert_true(pending_take(p, 9, &out));
	assert_int_equal(out.len, 7);
	assert_true(pending_take(p, 9, &out));
	assert_int_equal(out.len, 9);
	assert_false(pending_take(p, 9, &out));
	pending_free(p);
	pending_free(NULL);
	assert_null(pending_new(SIZE_MAX / 8));
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
	struct mail mail;

	(void)state;
	assert_non_null(m);
	assert_false(has_mail(m));
	assert_null(mailbox_book(m, book_number(0)));
	assert_ptr_equal(mailbox_book(m, book_number(1)), book_number(0));
	mailbox_settled(m, 4, true);
	mailbox_settled(m, 9, false);
	mailbox_settled(m, 8, true);
	assert_true(has_mail(m));
	mailbox_take(m, &mail);
	assert_ptr_equal(mail.book, book_number(1));
	assert_int_equal(mail.ticket, 9);
	assert_false(mail.stored);
	assert_false(mail.stop);
	assert_false(has_mail(m));
	mailbox_settled(m, 10, true);
	mailbox_stop(m);
	mailbox_take(m, &mail);
	assert_null(mail.book);
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
	struct serve_config c = {.interface_count = 2,
	    .interfaces = {"eth1", "lo"}};
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

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(replies_leave_in_the_order_of_their_tickets),
	    cmocka_unit_test(the_newest_book_and_the_last_ticket_count),
	    cmocka_unit_test(every_ethernet_that_is_up_is_served),
	    cmocka_unit_test(named_interfaces_are_served_whatever_they_are),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
