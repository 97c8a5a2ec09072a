/* SPDX-License-Identifier: ISC */
#include "tests/unit/sick.h"

#include <string.h>

static const struct boot_case *
case_of(struct sick *s)
{
	const struct boot_case *c = diag_case(s->d, &s->mac);

	assert_non_null(c);
	return c;
}

static void
messages_are_counted_and_kept(void **state)
{
	const struct boot_case *c;
	struct sick s;

	(void)state;
	sick_begin(&s);
	sick_dora(&s, "pxelinux.0");
	c = case_of(&s);
	assert_int_equal(c->asks, 2);
	assert_int_equal(c->discovers, 1);
	assert_int_equal(c->requests, 1);
	assert_int_equal(c->offers, 1);
	assert_int_equal(c->acks, 1);
	assert_int_equal(case_last_ask(c)->type, DHCP_REQUEST);
	assert_int_equal(case_last_ask_of(c, DHCP_DISCOVER)->frame, 1);
	assert_null(case_last_ask_of(c, DHCP_DECLINE));
	assert_int_equal(case_last_reply_of(c, DHCP_OFFER)->frame, 2);
	assert_int_equal(case_lease(c)->yiaddr, CLIENT);
	assert_int_equal(c->addr, CLIENT);
	sick_end(&s);
}

static void
a_full_list_goes_on_counting(void **state)
{
	const struct boot_case *c;
	struct sick s;
	unsigned i;

	(void)state;
	sick_begin(&s);
	for (i = 0; i < 2 * CASE_FILES; i++)
		sick_fetch(&s, i + 1 < 2 * CASE_FILES ? "a" : "last",
		    TFTP_SERVER_ERROR);
	for (i = 0; i < 2 * CASE_ASKS; i++)
		sick_ask(&s, DHCP_DISCOVER);
	c = case_of(&s);
	assert_int_equal(c->files, 2 * CASE_FILES);
	assert_int_equal(c->file_count, CASE_FILES);
	assert_string_equal(case_last_file(c)->file, "last");
	assert_non_null(case_file_named(c, "a"));
	assert_null(case_file_named(c, "b"));
	assert_int_equal(c->discovers, 2 * CASE_ASKS);
	assert_int_equal(c->ask_count, CASE_ASKS);
	assert_int_equal(case_last_ask(c)->frame, s.frame);
	sick_end(&s);
}

static void
a_repeated_reply_is_one(void **state)
{
	const struct boot_case *c;
	struct sick s;

	(void)state;
	sick_begin(&s);
	sick_ask(&s, DHCP_DISCOVER);
	sick_tell(&s, DHCP_OFFER, "pxelinux.0");
	sick_ask(&s, DHCP_DISCOVER);
	sick_tell(&s, DHCP_OFFER, "pxelinux.0");
	c = case_of(&s);
	assert_int_equal(c->reply_count, 1);
	assert_int_equal(c->reply[0].times, 2);
	assert_true(c->reply[0].first_us < c->reply[0].time_us);
	assert_false(c->reply[0].orphan);
	/* Another transaction's, that nobody here asked for. */
	s.xid += 5;
	sick_tell(&s, DHCP_ACK, "pxelinux.0");
	assert_int_equal(c->reply_count, 2);
	assert_true(c->reply[1].orphan);
	assert_null(case_lease(c));
	sick_end(&s);
}

static void
a_capture_from_the_middle_has_a_lease(void **state)
{
	struct sick s;

	(void)state;
	sick_begin(&s);
	sick_tell(&s, DHCP_ACK, "pxelinux.0");
	assert_non_null(case_lease(case_of(&s)));
	sick_end(&s);
}

static void
the_system_is_apart(void **state)
{
	const struct boot_case *c;
	struct sick s;

	(void)state;
	sick_begin(&s);
	sick_dora(&s, "pxelinux.0");
	s.stage = STAGE_OS;
	s.xid += 9;
	sick_ask(&s, DHCP_DISCOVER);
	sick_told(&s, DHCP_ACK, "")->yiaddr = CLIENT + 1;
	sick_go(&s);
	c = case_of(&s);
	assert_int_equal(c->ask_count, 2);
	assert_int_equal(c->system.asks, 1);
	assert_int_equal(c->system.addr, CLIENT + 1);
	assert_int_equal(case_lease(c)->yiaddr, CLIENT);
	sick_end(&s);
}

static void
a_new_boot_begins_empty(void **state)
{
	const struct boot_case *c;
	struct sick s;

	(void)state;
	sick_begin(&s);
	sick_dora(&s, "pxelinux.0");
	sick_kernel(&s, "vmlinuz");
	sick_over(&s, BOOT_DONE);
	c = case_of(&s);
	assert_true(c->ended);
	assert_int_equal(c->past.installs, 1);
	assert_string_equal(c->past.payload, "vmlinuz");
	sick_boots(&s);
	sick_ask(&s, DHCP_DISCOVER);
	c = case_of(&s);
	assert_false(c->ended);
	assert_int_equal(c->discovers, 1);
	assert_int_equal(c->file_count, 0);
	assert_int_equal(c->past.boots, 2);
	assert_int_equal(c->past.installs, 1);
	sick_end(&s);
}

static void
the_end_of_an_answer_is_its_page(void **state)
{
	const struct boot_case *c;
	struct sick s;

	(void)state;
	sick_begin(&s);
	(void)sick_page(&s, "/a", 200);
	sick_go(&s);
	(void)sick_page(&s, "/b", 404);
	sick_go(&s);
	c = case_of(&s);
	assert_int_equal(c->page_count, 2);
	assert_int_equal(c->page[0].http.status, 200);
	assert_int_equal(c->page[1].http.status, 404);
	sick_end(&s);
}

static void
who_is_looked_for_and_who_refuses(void **state)
{
	const struct boot_case *c;
	struct sick s;
	unsigned i;

	(void)state;
	sick_begin(&s);
	sick_ask(&s, DHCP_DISCOVER);
	for (i = 0; i < 2 * CASE_ARPS; i++)
		sick_arp(&s, OTHER + i, false);
	sick_arp(&s, OTHER, false);
	sick_arp(&s, OTHER, true);
	c = case_of(&s);
	assert_int_equal(c->arp_count, CASE_ARPS);
	assert_int_equal(c->arp[0].asked, 2);
	assert_true(c->arp[0].answered);
	assert_false(c->arp[1].answered);
	sick_arp(&s, SERVER, false);
	s.e.u.wire.kind = WIRE_UNREACHABLE;
	s.e.u.wire.src = SERVER;
	s.e.u.wire.port = 69;
	sick_go(&s);
	assert_int_equal(c->refusal.times, 1);
	assert_int_equal(c->refusal.server, SERVER);
	sick_end(&s);
}

/* Told by the wire as never received, and by our server in the end. */
static void
a_late_word_adds_nothing_but_itself(void **state)
{
	const struct boot_case *c;
	struct sick s;

	(void)state;
	sick_begin(&s);
	(void)sick_asks(&s, DHCP_DISCOVER);
	s.e.unheard = true;
	sick_go(&s);
	sick_tell(&s, DHCP_OFFER, "a");
	sick_asks(&s, DHCP_DISCOVER)->mode = MODE_GPXE;
	s.e.origin = ORIGIN_OWN;
	s.e.copy = true;
	sick_go(&s);
	(void)sick_told(&s, DHCP_OFFER, "a");
	s.e.origin = ORIGIN_OWN;
	s.e.copy = true;
	sick_go(&s);
	c = case_of(&s);
	assert_int_equal(c->discovers, 1);
	assert_int_equal(c->ask_count, 1);
	assert_false(c->ask[0].unheard);
	assert_int_equal(c->ask[0].origin, ORIGIN_OWN);
	assert_int_equal(c->mode, MODE_GPXE);
	assert_int_equal(c->offers, 1);
	assert_int_equal(c->reply[0].times, 1);
	(void)sick_fetches(&s, "k");
	assert_int_equal(c->file_count, 1);
	s.e.origin = ORIGIN_OWN;
	s.e.copy = true;
	s.e.u.tftp.transfer = 77;
	sick_go(&s);
	assert_int_equal(c->file_count, 1);
	assert_int_equal(c->file[0].transfer, 77);
	sick_end(&s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(messages_are_counted_and_kept),
	    cmocka_unit_test(a_full_list_goes_on_counting),
	    cmocka_unit_test(a_repeated_reply_is_one),
	    cmocka_unit_test(a_capture_from_the_middle_has_a_lease),
	    cmocka_unit_test(the_system_is_apart),
	    cmocka_unit_test(a_new_boot_begins_empty),
	    cmocka_unit_test(the_end_of_an_answer_is_its_page),
	    cmocka_unit_test(who_is_looked_for_and_who_refuses),
	    cmocka_unit_test(a_late_word_adds_nothing_but_itself),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
